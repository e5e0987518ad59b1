/// Why a service could not start.
public enum ServiceError: Error, Equatable, CustomStringConvertible {
  case cannotListen(host: String, port: Int, reason: String)
  /// Others than this machine's programs could reach a service that asks nobody for a token.
  case isOpen(host: String)
  case badToken(finding: String)
  /// No image could be searched for.
  case noEncoder(store: String, finding: String, remedy: String)

  public var description: String {
    switch self {
    case .cannotListen(let host, let port, let reason):
      "\(host):\(port): cannot listen there (\(reason)); choose another --port or --host"
    case .isOpen(let host):
      "\(host) can be reached from other machines; give a token with --token-file, or "
        + "--without-token where anyone may ask"
    case .badToken(let finding):
      "the token \(finding); give one line of at least \(BearerToken.leastLength) letters, digits "
        + "or signs, e.g. from `openssl rand -hex 24`"
    case .noEncoder(let store, let finding, let remedy): "\(store): \(finding); \(remedy)"
    }
  }
}
