public import LinearAlgebra

/// What the data do not allow.
public enum StatisticsError: Error, Equatable, CustomStringConvertible {
  /// A matrix has fewer rows than the method needs.
  case tooFewRows(of: String, found: Int, needed: Int)
  /// A matrix holds NaN or an infinite number; the first place is named.
  case notFinite(of: String, row: Int, column: Int)
  /// A setting that the method, or these data, do not allow.
  case outOfRange(setting: String, found: String, expected: String)
  /// The median distance is 0, so it cannot be the bandwidth of a kernel.
  case zeroBandwidth
  /// A sample has fewer than two units that are not on the other side, too.
  case tooFewUnits(side: String, found: Int, excluded: [String])
  /// Two things that go row by row have different lengths.
  case countsDiffer(what: String, found: Int, expected: Int)
  /// All rows of a matrix are equal.
  case noVariance(of: String)
  /// LAPACK gave up.
  case linearAlgebra(LinearAlgebraError)

  /// One sentence: what was found, what was expected, and what to do.
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
        + "equal, if only beside the largest row; leave out copies, or give the kernel's bandwidth yourself (--bandwidth, bandwidth: in a plan)"
    case .tooFewUnits(let side, let found, let excluded):
      "\(side) has \(found) units of its own, but at least 2 are needed\(Self.note(on: excluded)); "
        + "add units (patients, groups), or leave units out (--units, the group of a data set) to permute single rows"
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
