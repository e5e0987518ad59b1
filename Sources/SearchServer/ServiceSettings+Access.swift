import HTTPTypes
import Hummingbird

extension ServiceSettings {
  /// - Parameter sessions: of browsers, which may read.
  /// - Throws: where the sender may not ask this.
  func requireAccess(
    to route: Route, _ request: Request, _ sessions: PageSessions
  ) throws(RequestProblem) {
    if let token {
      let isReader = request.method != .post && sessions.holds(request.session)
      guard
        !route.isGuarded || isReader || token.isCarried(by: request.headers[.authorization])
      else {
        throw RequestProblem(
          .unauthorized, "the token is missing or another",
          remedy: "send it as Authorization: Bearer TOKEN")
      }
      return
    }
    guard !route.changesStore(request.method) else {
      throw RequestProblem(
        .forbidden, "this service changes nothing",
        remedy: "start it with --token-file and send the token")
    }
    try requireOwnName(request)
  }

  /// - Throws: where the sender may not have this page, or what was posted to it was not sent by a page of
  ///   this service.
  /// - Returns: whether the sender has to sign in first.
  func requireAccess(
    to page: Page, _ request: Request, _ sessions: PageSessions
  ) throws(RequestProblem) -> Bool {
    if token == nil { try requireOwnName(request) }
    if request.method == .post { try request.requireOwnOrigin() }
    if let token {
      return page.isGuarded && !sessions.holds(request.session)
        && !token.isCarried(by: request.headers[.authorization])
    }
    guard request.method != .post || !page.changesStore else {
      throw RequestProblem(
        .forbidden, "this service changes nothing", remedy: "start it with --token-file")
    }
    return false
  }

  /// A page of another host that a browser shows may reach this machine's ports by a name of its own,
  /// and then its request names that host (DNS rebinding).
  private func requireOwnName(_ request: Request) throws(RequestProblem) {
    guard listensOnLoopback, let authority = request.head.authority, !authority.isEmpty else {
      return
    }
    guard !Self.isLoopback(Self.host(of: authority)) else { return }
    throw RequestProblem(
      .misdirected, "this service answers to 127.0.0.1 and localhost only",
      remedy: "ask it by these names, or start it with --token-file")
  }

  /// Without port and brackets.
  private static func host(of authority: String) -> Substring {
    if authority.hasPrefix("[") {
      return authority.dropFirst().prefix { $0 != "]" }
    }
    return authority.prefix { $0 != ":" }
  }
}
