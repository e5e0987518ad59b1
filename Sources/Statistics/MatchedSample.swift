import Foundation

/// Two samples by values and units.
struct MatchedSample: Sendable {
  let values: [MatchedValue]
  /// For each row of x, then of y: its value among those that are matched, or nil.
  let valueOfRow: [Int?]
  /// For each row its unit; those of x come first.
  let unitOfRow: [Int]
  /// Share of each matched value in the common mix, adding to 1.
  let mix: [Double]
  /// Rows of each value that a draw takes of each side.
  let drawn: [Int]
  let rowsX: Int
  let unitsX: Int
  let unitsOfSeveralValues: Int
  /// Units with a matched row by the set of matched values that they hold, x and y of each.
  let exchangeable: [(x: [Int], y: [Int])]
  /// Matched rows of each unit.
  let rowsOfUnit: [[Int]]

  init(
    _ x: StoredRows, _ y: StoredRows, values: (x: [String], y: [String]),
    units: (x: [String]?, y: [String]?)
  ) throws(StatisticsError) {
    precondition(values.x.count == x.count && values.y.count == y.count, "one value for each row")
    try x.requireFinite("the first sample")
    try y.requireFinite("the second sample")
    rowsX = x.count
    let numbersX = units.x.map(numbered) ?? Array(0..<x.count)
    let numbersY = units.y.map(numbered) ?? Array(0..<y.count)
    unitsX = (numbersX.max() ?? -1) + 1
    let first = unitsX
    unitOfRow = numbersX + numbersY.map { $0 + first }
    let all = values.x + values.y
    self.values = Self.counted(all, unitOfRow, rowsX: x.count)
    let matched = self.values.filter { $0.weight > 0 }
    guard !matched.isEmpty else {
      throw .outOfRange(
        setting: "the number of values with two units on each side", found: "0",
        expected: "at least 1; add images, or match by a coarser column")
    }
    let numbers = Dictionary(uniqueKeysWithValues: zip(matched.map(\.value), 0...))
    valueOfRow = all.map { numbers[$0] }
    mix = matched.map(\.weight)
    drawn = matched.map { min($0.rowsX, $0.rowsY) }
    (rowsOfUnit, exchangeable) = Self.grouped(unitOfRow, valueOfRow, firstOfY: unitsX)
    let held = rowsOfUnit.map { [valueOfRow] rows in Set(rows.map { valueOfRow[$0] }).count }
    unitsOfSeveralValues = held.count { $0 > 1 }
  }

  private static func counted(
    _ values: [String], _ units: [Int], rowsX: Int
  ) -> [MatchedValue] {
    let rows = Dictionary(grouping: values.indices) { values[$0] }.sorted { $0.key < $1.key }
    let counts = rows.map { value, rows in
      let (x, y) = (rows.filter { $0 < rowsX }, rows.filter { $0 >= rowsX })
      return (
        value: value, x: x.count, y: y.count, unitsX: Set(x.map { units[$0] }).count,
        unitsY: Set(y.map { units[$0] }).count
      )
    }
    let drawn = counts.map { $0.unitsX < 2 || $0.unitsY < 2 ? 0 : min($0.x, $0.y) }
    let total = Double(max(1, drawn.reduce(0, +)))
    return zip(counts, drawn).map {
      MatchedValue(
        value: $0.value, rowsX: $0.x, rowsY: $0.y, unitsX: $0.unitsX, unitsY: $0.unitsY,
        weight: Double($1) / total)
    }
  }

  private static func grouped(
    _ units: [Int], _ values: [Int?], firstOfY: Int
  ) -> (rows: [[Int]], exchangeable: [(x: [Int], y: [Int])]) {
    var rows = Array(repeating: [Int](), count: (units.max() ?? -1) + 1)
    for row in units.indices where values[row] != nil { rows[units[row]].append(row) }
    let sets = rows.map { Set($0.compactMap { values[$0] }).sorted() }
    let bySet = Dictionary(grouping: rows.indices.filter { !sets[$0].isEmpty }) { sets[$0] }
    let ordered = bySet.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map(\.value)
    return (
      rows,
      ordered.map { units in (units.filter { $0 < firstOfY }, units.filter { $0 >= firstOfY }) }
    )
  }

  /// One over the number of different relabellings; with as many units on both sides everywhere,
  /// exchanging the samples changes nothing.
  var smallestShare: Double {
    let logarithm = exchangeable.reduce(0.0) { sum, units in
      let (a, b) = (Double(units.x.count), Double(units.y.count))
      return sum + lgamma(a + b + 1) - lgamma(a + 1) - lgamma(b + 1)
    }
    let same = exchangeable.allSatisfy { $0.x.count == $0.y.count } ? 2.0 : 1
    return min(1, same * exp(-logarithm))
  }
}
