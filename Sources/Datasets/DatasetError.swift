/// Why a data set could not be loaded.
public enum DatasetError: Error, Equatable, CustomStringConvertible {
  case unreadable(path: String, reason: String)
  case empty(path: String, expected: String)
  case duplicateID(id: String, first: String, second: String)
  case malformed(path: String, line: Int?, finding: String, remedy: String)
  case unknownSplit(name: String, known: [String])

  public var description: String {
    switch self {
    case .unreadable(let path, let reason):
      "\(path): \(reason); check the path and its permissions"
    case .empty(let path, let expected):
      "\(path): holds no \(expected); check the path"
    case .duplicateID(let id, let first, let second):
      "two samples have the id \(id) (\(first) and \(second)); give each its own"
    case .malformed(let path, let line, let finding, let remedy):
      "\(path)\(line.map { ":\($0)" } ?? ""): \(finding); \(remedy)"
    case .unknownSplit(let name, let known):
      "limit: there is no split \(name); known: \(known.joined(separator: ", "))"
    }
  }
}
