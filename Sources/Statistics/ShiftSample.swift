import LinearAlgebra

/// Two samples, one above the other, with their units.
struct ShiftSample {
  /// Shape (n + m, d): rows of x, then rows of y.
  let rows: Matrix<Double>
  /// Places of the rows of x.
  let x: Range<Int>
  /// Places of the rows of y.
  let y: Range<Int>
  /// Unit of each row: 0..<unitsX in x, from there on in y.
  let units: [Int]
  let unitsX: Int
  let unitsY: Int
  /// Rows in each unit.
  let unitSizes: [Int]
  /// Names found on both sides.
  let excluded: [String]

  init(
    _ x: Matrix<Double>, _ y: Matrix<Double>, unitsX: [String]?, unitsY: [String]?
  ) throws(StatisticsError) {
    precondition(x.columns == y.columns, "rows of \(x.columns) and \(y.columns) numbers")
    let shared = Set(unitsX ?? []).intersection(unitsY ?? [])
    let p = try ShiftSide(x, unitsX, without: shared, name: "the first sample")
    let q = try ShiftSide(y, unitsY, without: shared, name: "the second sample")
    rows = p.rows.stacked(above: q.rows)
    self.x = 0..<p.rows.rows
    self.y = p.rows.rows..<rows.rows
    (self.unitsX, self.unitsY) = (p.unitCount, q.unitCount)
    units = p.units + q.units.map { $0 + p.unitCount }
    unitSizes = counts(of: units, below: p.unitCount + q.unitCount)
    excluded = shared.sorted()
  }

  /// Whether some unit has more than one row.
  var hasUnits: Bool { unitSizes.contains { $0 > 1 } }
}

/// One of the two samples.
private struct ShiftSide {
  let rows: Matrix<Double>
  let units: [Int]
  let unitCount: Int

  init(
    _ all: Matrix<Double>, _ names: [String]?, without excluded: Set<String>, name: String
  ) throws(StatisticsError) {
    guard all.rows >= 2 else { throw .tooFewRows(of: name, found: all.rows, needed: 2) }
    try StoredRows(all).requireFinite(name)
    guard let names else {
      (rows, units, unitCount) = (all, Array(0..<all.rows), all.rows)
      return
    }
    guard names.count == all.rows else {
      throw .countsDiffer(what: "units of \(name)", found: names.count, expected: all.rows)
    }
    let kept = names.indices.filter { !excluded.contains(names[$0]) }
    rows = excluded.isEmpty ? all : all.selecting(rows: kept)
    units = numbered(kept.map { names[$0] })
    unitCount = Set(units).count
    guard unitCount >= 2 else {
      throw .tooFewUnits(side: name, found: unitCount, excluded: excluded.sorted())
    }
  }
}
