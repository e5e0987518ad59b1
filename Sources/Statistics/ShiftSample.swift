import LinearAlgebra

/// Two samples, one above the other, with their units.
struct ShiftSample: Sendable {
  let pooled: PooledRows
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
  /// Whether some unit has more than one row.
  let hasUnits: Bool
  /// Names found on both sides.
  let excluded: [String]

  init(
    _ x: StoredRows, _ y: StoredRows, scaling: RowScaling = .asGiven, unitsX: [String]?,
    unitsY: [String]?
  ) throws(StatisticsError) {
    precondition(x.dimension == y.dimension, "rows of \(x.dimension) and \(y.dimension) numbers")
    let shared = Set(unitsX ?? []).intersection(unitsY ?? [])
    let p = try ShiftSide(x, unitsX, without: shared, name: "the first sample")
    let q = try ShiftSide(y, unitsY, without: shared, name: "the second sample")
    pooled = PooledRows([(x, p.kept), (y, q.kept)], scaling: scaling)
    self.x = 0..<p.kept.count
    self.y = p.kept.count..<(p.kept.count + q.kept.count)
    (self.unitsX, self.unitsY) = (p.unitCount, q.unitCount)
    units = p.units + q.units.map { $0 + p.unitCount }
    unitSizes = counts(of: units, below: p.unitCount + q.unitCount)
    hasUnits = unitSizes.contains { $0 > 1 }
    excluded = shared.sorted()
  }

  init(
    _ x: Matrix<Double>, _ y: Matrix<Double>, unitsX: [String]?, unitsY: [String]?
  ) throws(StatisticsError) {
    try self.init(.doubles(x), .doubles(y), unitsX: unitsX, unitsY: unitsY)
  }

  /// Whether the discrepancy of a relabelling hardly changes with the last bits of the kernel. An error
  /// of e in each pair of x moves it by at most e(1 + n/m)², here by 16e.
  var allowsWholeNumbers: Bool {
    let (few, many) = (min(x.count, y.count), max(x.count, y.count))
    return few + many >= 1_000 && many <= 3 * few
  }
}

/// One of the two samples.
private struct ShiftSide {
  /// Rows of units that are not on the other side, too.
  let kept: [Int]
  /// Of each row that is kept.
  let units: [Int]
  let unitCount: Int

  init(
    _ all: StoredRows, _ names: [String]?, without excluded: Set<String>, name: String
  ) throws(StatisticsError) {
    guard all.count >= 2 else { throw .tooFewRows(of: name, found: all.count, needed: 2) }
    try all.requireFinite(name)
    guard let names else {
      (kept, units, unitCount) = (Array(0..<all.count), Array(0..<all.count), all.count)
      return
    }
    guard names.count == all.count else {
      throw .countsDiffer(what: "units of \(name)", found: names.count, expected: all.count)
    }
    kept = names.indices.filter { !excluded.contains(names[$0]) }
    units = numbered(kept.map { names[$0] })
    unitCount = Set(units).count
    guard unitCount >= 2 else {
      throw .tooFewUnits(side: name, found: unitCount, excluded: excluded.sorted())
    }
  }
}
