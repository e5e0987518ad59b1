/// Why a gate has no answer.
enum GateProblem: Error, Equatable, CustomStringConvertible {
  /// The closest names that there are.
  case unknown(name: String, nearest: [String])
  case ambiguous(name: String, encoders: [String])
  case withoutInterval(name: String)
  case notFinite

  var description: String {
    switch self {
    case .unknown(let name, let nearest):
      "the run has no number \(name)"
        + (nearest.isEmpty ? "" : "; closest: \(nearest.joined(separator: ", "))")
    case .ambiguous(let name, let encoders):
      "\(name) is of several encoders; name one, as "
        + (encoders + ["*"]).map { "\(name)[\($0)]" }.joined(separator: ", ")
    case .withoutInterval(let name): "\(name) has no interval"
    case .notFinite: "it comes to no finite number"
    }
  }
}
