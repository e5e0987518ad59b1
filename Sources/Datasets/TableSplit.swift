import Foundation

/// How a table is cut into splits.
public struct SplitSettings: Sendable {
  /// Names with the share of each; shares are above 0 and sum to 1.
  public let shares: [(name: String, share: Double)]
  /// Position of the column whose values are spread evenly.
  public let stratify: Int?
  /// Position of the column whose values stay together, e.g. patients.
  public let group: Int?
  public let seed: UInt64

  /// - Precondition: shares above 0.
  public init(
    shares: [(name: String, share: Double)], stratify: Int? = nil, group: Int? = nil, seed: UInt64
  ) {
    precondition(shares.allSatisfy { $0.share > 0 })
    self.shares = shares
    self.stratify = stratify
    self.group = group
    self.seed = seed
  }
}

extension ManifestTable {
  /// The rows of each split, in the table's order.
  ///
  /// Units, the groups or single rows, are taken from the largest to the smallest, those of one size
  /// in an order that depends on their names and the seed alone, and each goes where it brings class
  /// counts and sizes nearest to their shares; then units move one by one for as long as that brings
  /// them nearer. The order of rows therefore does not matter. Rows without a group are units of
  /// their own.
  /// - Throws: `DatasetError.duplicateID` when two rows share an id or a file: these could come into
  ///   two splits.
  /// - Complexity: O(units · splits · classes of a unit).
  public func split(_ settings: SplitSettings) throws(DatasetError) -> [[Int]] {
    try requireDistinctPictures()
    var plan = SplitPlan(shares: settings.shares.map(\.share))
    let units = units(settings)
    for unit in units { plan.expect(unit) }
    var homes = units.map { plan.place($0) }
    for _ in 0..<Self.passes {
      if plan.improve(&homes, of: units) == 0 { break }
    }
    return settings.shares.indices.map { split in
      zip(units, homes).filter { $0.1 == split }.flatMap(\.0.rows).sorted()
    }
  }

  /// Units settle in a few; the bound is for rounding errors that chase each other.
  private static let passes = 50

  private func requireDistinctPictures() throws(DatasetError) {
    var seen: [String: Int] = [:]
    for row in rows {
      for name in Set([id(of: row), picture(of: row).map { "file " + $0.path }].compactMap(\.self))
      {
        if let line = seen.updateValue(row.line, forKey: name) {
          throw .duplicateID(id: name, first: "line \(line)", second: "line \(row.line)")
        }
      }
    }
  }

  private func units(_ settings: SplitSettings) -> [SplitUnit] {
    let named = Dictionary(grouping: rows.indices) { index in
      settings.group.flatMap { value(at: $0, of: rows[index]) }.map { "group " + $0 }
        ?? "row " + (id(of: rows[index]) ?? "")
    }
    return named.map { name, rows in
      let labels = rows.map { row in
        settings.stratify.flatMap { value(at: $0, of: self.rows[row]) } ?? ""
      }
      return SplitUnit(
        name: name, rank: name.rank(seed: settings.seed), rows: rows,
        classes: ValueCount.counts(of: labels))
    }.sorted { ($1.rows.count, $0.rank, $0.name) < ($0.rows.count, $1.rank, $1.name) }
  }
}

/// Rows that stay together.
private struct SplitUnit {
  let name: String
  let rank: UInt64
  let rows: [Int]
  let classes: [ValueCount]
}

/// How much of each class the splits should have and do have.
private struct SplitPlan {
  private let shares: [Double]
  private var totals: [String: Double] = [:]
  private var placed: [[String: Double]]
  private var sizes: [Double]
  private var size = 0.0

  init(shares: [Double]) {
    let sum = shares.reduce(0, +)
    self.shares = shares.map { $0 / sum }
    placed = shares.map { _ in [:] }
    sizes = shares.map { _ in 0 }
  }

  mutating func expect(_ unit: SplitUnit) {
    size += Double(unit.rows.count)
    for part in unit.classes { totals[part.value, default: 0] += Double(part.count) }
  }

  /// Where the unit does most good, the first of equals.
  mutating func place(_ unit: SplitUnit) -> Int {
    let costs = shares.indices.map { cost(of: unit, in: $0, sign: 1) }
    let best = costs.indices.min { costs[$0] < costs[$1] } ?? 0
    count(unit, in: best, sign: 1)
    return best
  }

  /// Moves each unit to where it does more good than where it is.
  ///
  /// - Returns: units that moved.
  mutating func improve(_ homes: inout [Int], of units: [SplitUnit]) -> Int {
    var moved = 0
    for (index, unit) in units.enumerated() {
      let home = homes[index]
      let gain = cost(of: unit, in: home, sign: -1)
      let others = shares.indices.filter { $0 != home }
      let changes = others.map { (cost: gain + cost(of: unit, in: $0, sign: 1), split: $0) }
      // Beyond what rounding may make of nothing.
      guard let best = changes.min(by: { $0 < $1 }), best.cost < -1e-9 else { continue }
      count(unit, in: home, sign: -1)
      count(unit, in: best.split, sign: 1)
      homes[index] = best.split
      moved += 1
    }
    return moved
  }

  private mutating func count(_ unit: SplitUnit, in split: Int, sign: Double) {
    sizes[split] += sign * Double(unit.rows.count)
    for part in unit.classes {
      placed[split][part.value, default: 0] += sign * Double(part.count)
    }
  }

  /// Change of the squared distances from the shares when a unit comes or goes (sign −1), of each class
  /// and of the whole, each divided by the number of its rows.
  private func cost(of unit: SplitUnit, in split: Int, sign: Double) -> Double {
    func change(_ count: Double, _ more: Double, of total: Double) -> Double {
      let gap = count - shares[split] * total
      return more * (2 * sign * gap + more) / total
    }
    let whole = change(sizes[split], Double(unit.rows.count), of: size)
    return unit.classes.reduce(whole) { sum, part in
      sum
        + change(
          placed[split][part.value] ?? 0, Double(part.count), of: totals[part.value] ?? 1)
    }
  }
}
