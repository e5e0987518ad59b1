import HTTPTypes
import Hummingbird

extension ServiceSettings {
  /// - Throws: where the sender may not ask this.
  func requireAccess(to route: Route, _ request: Request) throws(RequestProblem) {
    if let token {
      guard !route.isGuarded || token.isCarried(by: request.headers[.authorization]) else {
        throw RequestProblem(
          .unauthorized, "the token is missing or another",
          remedy: "send it as Authorization: Bearer TOKEN")
      }
      return
    }
    guard !route.changesStore else {
      throw RequestProblem(
        .forbidden, "this service changes nothing",
        remedy: "start it with --token-file and send the token")
    }
    try requireOwnName(request)
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
