public import LinearAlgebra

/// Two samples, one above the other, with the unit of each row: what every measure beside the
/// discrepancy starts from.
public struct TwoSamples: Sendable {
  /// Shape (n + m, d): those of x, then those of y.
  public let rows: Matrix<Double>
  /// Rows of x.
  public let n: Int
  /// Rows of y.
  public let m: Int
  /// Of each row: 0..<unitsX in x, from there on in y.
  let units: [Int]
  /// Units of x; its rows where none were named.
  public let unitsX: Int
  /// Units of y.
  public let unitsY: Int

  /// - Parameters:
  ///   - x: shape (n, d), n ≥ 2.
  ///   - y: shape (m, d), m ≥ 2.
  ///   - unitsX: of each row of x; nil makes every row a unit. A name on both sides is two units.
  ///   - unitsY: of each row of y.
  /// - Throws: `StatisticsError` for fewer than 2 rows or units a side, NaN, infinite numbers, and
  ///   numbers whose squares a double does not hold.
  public init(
    _ x: Matrix<Double>, _ y: Matrix<Double>, unitsX: [String]? = nil, unitsY: [String]? = nil
  ) throws(StatisticsError) {
    precondition(x.columns == y.columns, "rows of \(x.columns) and \(y.columns) numbers")
    let first = try Self.units(unitsX, of: x, name: "the first sample")
    let second = try Self.units(unitsY, of: y, name: "the second sample")
    (n, m) = (x.rows, y.rows)
    (self.unitsX, self.unitsY) = (Set(first).count, Set(second).count)
    let count = self.unitsX
    units = first + second.map { $0 + count }
    rows = x.stacked(above: y)
  }

  private static func units(
    _ names: [String]?, of rows: Matrix<Double>, name: String
  ) throws(StatisticsError) -> [Int] {
    guard rows.rows >= 2 else { throw .tooFewRows(of: name, found: rows.rows, needed: 2) }
    try StoredRows.doubles(rows).requireFinite(name)
    try rows.requireModerateSize(name)
    guard let names else { return Array(0..<rows.rows) }
    guard names.count == rows.rows else {
      throw .countsDiffer(what: "units of \(name)", found: names.count, expected: rows.rows)
    }
    let numbers = numbered(names)
    let count = Set(numbers).count
    guard count >= 2 else { throw .tooFewUnits(side: name, found: count, excluded: []) }
    return numbers
  }

  /// Rows of both.
  var count: Int { n + m }
  /// Units of both.
  var unitCount: Int { unitsX + unitsY }
  /// Whether some unit has more than one row.
  public var hasUnits: Bool { unitCount < count }
  /// Places of the rows of x.
  var x: Range<Int> { 0..<n }
  /// Places of the rows of y.
  var y: Range<Int> { n..<(n + m) }
  /// Rows in each unit.
  var unitSizes: [Int] { counts(of: units, below: unitCount) }

  /// The mean of each unit's rows, shape (units, columns).
  ///
  /// - Parameter values: one row for each row of the samples, in their order.
  func unitMeans(of values: Matrix<Double>) -> Matrix<Double> {
    var sums = [[Double]](
      repeating: Array(repeating: 0, count: values.columns), count: unitCount)
    for row in 0..<values.rows {
      for (column, value) in values.row(row).enumerated() { sums[units[row]][column] += value }
    }
    return Matrix(zip(sums, unitSizes).map { sum, size in sum.map { $0 / Double(size) } })
  }
}

extension Matrix<Double> {
  /// Products of some thousand numbers, twice over, must neither overflow nor vanish.
  fileprivate func requireModerateSize(_ name: String) throws(StatisticsError) {
    let largest = elements.reduce(0) { Swift.max($0, abs($1)) }
    guard largest != 0, !(1e-50...1e50).contains(largest) else { return }
    throw .outOfRange(
      setting: "the largest number of \(name)", found: "\(largest)",
      expected: "within 10⁻⁵⁰…10⁵⁰; divide all rows by their largest number")
  }
}
