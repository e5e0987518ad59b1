public import LinearAlgebra

/// What the data do not allow.
public enum StatisticsError: Error, Equatable, CustomStringConvertible {
  case tooFewRows(of: String, found: Int, needed: Int)
  case notFinite(of: String, row: Int, column: Int)
  case outOfRange(setting: String, found: String, expected: String)
  case zeroBandwidth
  case tooFewUnits(side: String, found: Int, excluded: [String])
  case countsDiffer(what: String, found: Int, expected: Int)
  case noVariance(of: String)
  case linearAlgebra(LinearAlgebraError)

  public var description: String {
    switch self {
    case .tooFewRows(let name, let found, let needed):
      "\(name) has \(found) rows, but at least \(needed) are needed; add images to it"
    case .notFinite(let name, let row, let column):
      "\(name) holds NaN or an infinite number at row \(row), column \(column); remove that row"
    case .outOfRange(let setting, let found, let expected):
      "\(setting) is \(found), but must be \(expected)"
    case .zeroBandwidth:
      "the median distance between rows is 0, because at least half of all pairs of rows are "
        + "equal; give the kernel's bandwidth yourself (--bandwidth)"
    case .tooFewUnits(let side, let found, let excluded):
      "\(side) has \(found) units of its own, but at least 2 are needed\(Self.note(on: excluded)); "
        + "add units (patients, groups) or leave units out to permute single rows"
    case .countsDiffer(let what, let found, let expected):
      "there are \(found) \(what), but there must be \(expected); give one for each row"
    case .noVariance(let name):
      "all rows of \(name) are equal, so it has no structure to compare; check how it was made"
    case .linearAlgebra(let error):
      error.description
    }
  }

  private static func note(on excluded: [String]) -> String {
    guard !excluded.isEmpty else { return "" }
    let some = excluded.prefix(3).joined(separator: ", ") + (excluded.count > 3 ? ", …" : "")
    return " (\(excluded.count) are on both sides and were left out: \(some))"
  }
}
