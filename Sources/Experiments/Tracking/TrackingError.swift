/// Why a run could not be sent.
public enum TrackingError: Error, Equatable, CustomStringConvertible {
  case unreachable(uri: String, reason: String)
  /// The server's own words.
  case refused(uri: String, status: Int, code: String, message: String)
  case late(uri: String, seconds: Double)
  case unexpected(uri: String, reason: String)

  public var description: String {
    switch self {
    case .unreachable(let uri, let reason): "\(uri) cannot be reached: \(reason)"
    case .refused(let uri, let status, let code, let message):
      "\(uri) answered \(status) (\(code)): \(message)"
    case .late(let uri, let seconds): "\(uri) was not done after \(seconds) seconds"
    case .unexpected(let uri, let reason): "\(uri) does not answer as MLflow does: \(reason)"
    }
  }
}
