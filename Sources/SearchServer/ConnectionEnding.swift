import HTTPTypes
import NIOCore
import NIOHTTPTypes

/// Ends connections whose last answer has been given, though their clients may still be sending; and
/// tells clients that ask whether they may send a body.
///
/// Hummingbird goes on reading a body that nobody wants, however long it is. Closing at once would make
/// the system throw away the answer where the client is still sending. So the end of what is sent is said,
/// what still comes is thrown away for a moment, and then the connection is closed.
final class ConnectionEnding: ChannelDuplexHandler, RemovableChannelHandler {
  typealias InboundIn = HTTPRequestPart
  typealias InboundOut = HTTPRequestPart
  typealias OutboundIn = HTTPResponsePart
  typealias OutboundOut = HTTPResponsePart

  private let maximumBody: Int
  private let writeTimeout: TimeAmount
  private var isLastAnswer = false
  private var isEnding = false
  private var writing: Scheduled<Void>?

  private static let patience = TimeAmount.seconds(5)

  /// - Parameters:
  ///   - maximumBody: clients that announce more are not told to go on.
  ///   - writeTimeout: for a client to take an answer.
  init(maximumBody: Int, writeTimeout: TimeAmount) {
    (self.maximumBody, self.writeTimeout) = (maximumBody, writeTimeout)
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    guard !isEnding else { return }
    if case .head(let head) = unwrapInboundIn(data), mayGoOn(head) {
      let answer = HTTPResponsePart.head(HTTPResponse(status: .continue))
      context.writeAndFlush(wrapOutboundOut(answer), promise: nil)
    }
    context.fireChannelRead(data)
  }

  func channelReadComplete(context: ChannelHandlerContext) {
    context.fireChannelReadComplete()
    if isEnding { context.read() }
  }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    if isEnding, event as? ChannelEvent == .inputClosed { return context.close(promise: nil) }
    context.fireUserInboundEventTriggered(event)
  }

  func channelInactive(context: ChannelHandlerContext) {
    writing?.cancel()
    context.fireChannelInactive()
  }

  func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
    switch unwrapOutboundIn(data) {
    case .head(let head):
      isLastAnswer = head.headerFields[.connection] == "close"
      writing = closing(context, after: writeTimeout)
      context.write(data, promise: promise)
    case .body: context.write(data, promise: promise)
    case .end: end(context, data, promise)
    }
  }

  private func end(
    _ context: ChannelHandlerContext, _ data: NIOAny, _ promise: EventLoopPromise<Void>?
  ) {
    let written = promise ?? context.eventLoop.makePromise()
    written.futureResult.assumeIsolated().whenComplete { _ in self.writing?.cancel() }
    context.write(data, promise: written)
    guard isLastAnswer else { return }
    isEnding = true
    context.flush()
    context.close(mode: .output, promise: nil)
    _ = closing(context, after: Self.patience)
    context.read()
  }

  private func closing(
    _ context: ChannelHandlerContext, after delay: TimeAmount
  ) -> Scheduled<Void> {
    context.eventLoop.assumeIsolated().scheduleTask(in: delay) { context.close(promise: nil) }
  }

  private func mayGoOn(_ head: HTTPRequest) -> Bool {
    guard head.headerFields[.expect]?.lowercased() == "100-continue" else { return false }
    let announced = head.headerFields[.contentLength].flatMap { Int($0) } ?? 0
    return announced <= maximumBody
  }
}
