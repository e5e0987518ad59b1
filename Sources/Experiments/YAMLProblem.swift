import Yams

/// What is wrong with a text that is no YAML, in words for who wrote it.
struct YAMLProblem {
  let line: Int?
  let finding: String
  let remedy: String

  init(_ error: any Error) {
    switch error as? YamlError {
    case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
      .composer(_, let problem, let mark, _):
      line = mark.line
      finding = "not valid YAML at column \(mark.column) (\(problem))"
      remedy = "look for a missing quote, bracket or colon, and at the indentation there"
    case .duplicatedKeysInMapping(let keys, let context):
      line = context.mark.line
      finding =
        "the key \(keys.map { "\"\($0)\"" }.joined(separator: ", ")) stands twice in one map"
      remedy = "keep one of them"
    case .reader(let problem, _, _, _):
      line = nil
      finding = "not a text (\(problem))"
      remedy = "save it as UTF-8"
    default:
      line = nil
      finding = "not valid YAML (\(error))"
      remedy = "check it with a YAML linter"
    }
  }
}
