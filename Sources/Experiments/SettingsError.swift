/// Why a plan or a data set's description was refused, before any work.
public enum SettingsError: Error, Equatable, CustomStringConvertible {
  case unreadable(file: String, reason: String, remedy: String)
  case notYAML(place: String, reason: String, remedy: String)
  case unknownKey(place: String, key: String, nearest: String?, known: [String])
  case missingKey(place: String, key: String, example: String)
  case wrongValue(place: String, found: String, expected: String)
  case unknownName(what: String, found: String, known: [String])
  case badOverride(String, reason: String)
  case unavailable(dataset: String, reason: String, remedy: String)
  /// One encoder was wanted and a series named.
  case isSeries(encoder: String, checkpoint: String)
  /// A split has to be named.
  case splitNotNamed(dataset: String, splits: [String])

  public var description: String {
    switch self {
    case .unreadable(let file, let reason, let remedy):
      "\(file): \(reason); \(remedy)"
    case .notYAML(let place, let reason, let remedy):
      "\(place): \(reason); \(remedy)"
    case .unknownKey(let place, let key, let nearest, let known):
      "\(place): unknown key \"\(key)\"; "
        + (nearest.map { "did you mean \"\($0)\"?" }
          ?? "known keys: \(known.joined(separator: ", "))")
    case .missingKey(let place, let key, let example):
      "\(place): key \"\(key)\" is missing; add for example \"\(key): \(example)\""
    case .wrongValue(let place, let found, let expected):
      "\(place): found \(found), expected \(expected)"
    case .unknownName(let what, let found, let known):
      "\(what) \"\(found)\" is not known; known: \(known.joined(separator: ", "))"
    case .unavailable(let dataset, let reason, let remedy):
      "data set \(dataset): \(reason); \(remedy)"
    case .isSeries(let encoder, let checkpoint):
      "encoder \(encoder) is a series; name one checkpoint, e.g. \(checkpoint)"
    case .splitNotNamed(let dataset, let splits):
      "\(dataset) has the splits \(splits.joined(separator: ", ")); add --split "
        + (splits.contains("train") ? "train" : splits.first ?? "NAME")
    case .badOverride(let text, let reason):
      "--set \(text): \(reason)"
    }
  }
}
