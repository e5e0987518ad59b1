public import Analyses
public import Embeddings
import Hummingbird
import HummingbirdCore
import Images
import Logging
import ServiceLifecycle
public import VectorStore

/// Answers over HTTP what is in a store, and what in it looks like a picture.
///
/// Encoders are loaded once, before the service listens. Pictures are decoded and embedded on threads of
/// their own, as many at a time as there are cores; queries that wait meanwhile are searched for in
/// one pass. What is bounded stands in the settings.
public struct SearchService: Sendable {
  let settings: ServiceSettings
  let store: any ReadableStore
  let encoders: ServedEncoders
  let filter: LabelFilter?
  let pictures: BatchQueue<PictureOrder, EncodedPicture>
  let searches: BatchQueue<StoreQuery, SearchAnswer>
  let changes: BatchQueue<StoreChange, ChangedStore>
  let templates: PageTemplates
  let pages = PageMemory()
  let held: HeldBytes
  let metrics = ServiceMetrics()
  let rate: RequestRate?
  let onAnswer: @Sendable (AnsweredRequest) -> Void
  let log = Logger(label: "semblance.server")

  private static let searchBatch = 32
  private static let changeBatch = 64

  /// - Parameters:
  ///   - store: that is asked.
  ///   - encoders: that pictures of requests go through; those that made the store's vectors.
  ///   - filter: that tells wanted images from others.
  ///   - cores: pictures that are encoded at a time.
  ///   - onAnswer: called behind every answer.
  /// - Throws: `ServiceError`, where nothing could be asked or others than may could ask; `StoreError`.
  public init(
    store: any ReadableStore, encoders: [any Embeddings.Encoder], filter: LabelFilter? = nil,
    settings: ServiceSettings, cores: Int,
    onAnswer: @escaping @Sendable (AnsweredRequest) -> Void = { _ in }
  ) async throws {
    self.encoders = try await ServedEncoders(encoders, decoding: settings.decoding, of: store)
    try self.encoders.require(for: filter)
    (self.store, self.filter, self.settings) = (store, filter, settings)
    (self.onAnswer, rate) = (onAnswer, settings.rate.map { RequestRate($0) })
    held = HeldBytes(maximum: settings.maximumHeld)
    let decoding = settings.boundedDecoding
    pictures = BatchQueue(
      capacity: settings.queue, batch: 1, workers: cores, timeout: settings.timeout,
      executor: WorkThreads()
    ) { orders in
      var filled: [Result<EncodedPicture, any Error>] = []
      for order in orders { filled.append(await order.result(decoding)) }
      return filled
    }
    searches = BatchQueue(
      capacity: settings.queue, batch: Self.searchBatch, workers: 1, timeout: settings.timeout
    ) { await store.answers(to: $0) }
    changes = BatchQueue(
      capacity: settings.queue, batch: Self.changeBatch, workers: 1, timeout: settings.timeout
    ) { await store.changed($0) }
    templates = try PageTemplates()
  }

  /// Serves until its task is cancelled; then no further connection is taken, requests under way are
  /// answered, and it returns.
  ///
  /// - Parameter onListening: called once with the port.
  /// - Throws: `ServiceError.cannotListen`.
  public func run(onListening: @escaping @Sendable (_ port: Int) -> Void) async throws {
    let group = ServiceGroup(
      configuration: ServiceGroupConfiguration(
        services: [application(onListening)], logger: log))
    // Not a child: cancelling it would cut off the answers under way.
    let running = Task { try await group.run() }
    try await withTaskCancellationHandler {
      do {
        try await running.value
      } catch {
        throw ServiceError(listening: error, settings)
      }
    } onCancel: {
      Task { await group.triggerGracefulShutdown() }
    }
  }

  private func application(
    _ onListening: @escaping @Sendable (_ port: Int) -> Void
  ) -> some ApplicationProtocol {
    let settings = settings
    return Application(
      responder: ServiceResponder(service: self),
      server: .http1(
        configuration: .init(
          additionalChannelHandlers: [
            ConnectionEnding(
              maximumBody: settings.maximumBody, writeTimeout: .init(settings.timeout))
          ],
          idleTimeout: .init(settings.idleTimeout))),
      configuration: ApplicationConfiguration(
        address: .hostname(settings.host, port: settings.port),
        availableConnectionsDelegate: MaximumAvailableConnections(
          settings.maximumConnections, logger: log)),
      onServerRunning: { onListening($0.localAddress?.port ?? settings.port) }, logger: log)
  }
}

extension PictureOrder {
  fileprivate func result(_ options: DecodingOptions) async -> Result<EncodedPicture, any Error> {
    do {
      return .success(try await filled(options))
    } catch {
      return .failure(error)
    }
  }
}
