/// Why a server did not do what it was asked.
public struct ServerProblem: Error, Sendable, Equatable {
  /// Five characters that name the reason in every language; nil where the server said nothing.
  public let state: String?
  /// In the server's or the client library's words; no password is in it.
  public let message: String
  /// Whether the connection is gone, or never came to be.
  public let isLost: Bool
  /// Whether the server asks for a password and none was found.
  public let lacksPassword: Bool

  public init(
    state: String? = nil, message: String, isLost: Bool = false, lacksPassword: Bool = false
  ) {
    (self.state, self.isLost, self.lacksPassword) = (state, isLost, lacksPassword)
    self.message = message.split(whereSeparator: \.isNewline)
      .map { String($0.drop(while: \.isWhitespace)) }.joined(separator: "; ")
  }

  /// Of a failed connection, whose message begins `FATAL:  28P01: …` in every language.
  init(connecting message: String, lacksPassword: Bool) {
    let pattern = #/:  ([0-9A-Z]{5}): /#
    let found = message.firstMatch(of: pattern)
    // What follows says where in the server's source it happened.
    let text = message.split(whereSeparator: \.isNewline).filter { !$0.contains(".c:") }
      .joined(separator: "\n").replacing(pattern, with: ": ")
    self.init(
      state: found.map { String($0.1) }, message: text, isLost: true, lacksPassword: lacksPassword)
  }
}
