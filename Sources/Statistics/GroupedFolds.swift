/// A cut of rows into folds for cross-validation: units stay whole, and labels are spread over folds as
/// evenly as whole units allow.
///
/// Units are dealt one by one, those with most rows first and equally large ones in random order, each
/// to the fold where it raises Σ (rows of label k in fold f ÷ rows of label k)² over all folds and labels
/// least: shares of every label then differ little between folds, and rare labels count as much as
/// frequent ones. Of equally good folds the one with fewest rows so far, then the first. Where every
/// row is a unit of its own, counts of a label differ by at most 1 between folds.
///
/// The fold of a unit depends on its number, its rows' labels and the seed, not on the order of rows.
/// Source: Kohavi, "A study of cross-validation and bootstrap for accuracy estimation and model
/// selection" (1995) for stratified folds; the greedy rule is that of scikit-learn's
/// `StratifiedGroupKFold`, with squared shares instead of their standard deviation.
public struct GroupedFolds: Sendable, Equatable {
  /// How many folds, ≥ 2; none is empty.
  public let count: Int
  /// Of each row the number of its fold, 0..<count.
  public let foldOfRow: [Int]

  /// - Parameters:
  ///   - labels: of each row, any numbers.
  ///   - units: of each row, any numbers; nil where every row is a unit of its own.
  ///   - count: how many folds are wanted, ≥ 2; with fewer units there are as many folds as units.
  ///   - stream: of the random numbers.
  ///   - index: of a piece of work within the stream, e.g. the outer fold of nested folds.
  /// - Throws: `StatisticsError` where labels and units differ in number, or there are fewer than two
  ///   units: nothing can be learned from others then.
  /// - Complexity: O(n·count + n·log n).
  public init(
    labels: [Int], units: [Int]? = nil, count: Int, seed: UInt64, stream: String, index: Int = 0
  ) throws(StatisticsError) {
    precondition(count >= 2, "\(count) folds")
    guard units?.count ?? labels.count == labels.count else {
      throw .countsDiffer(what: "units", found: units?.count ?? 0, expected: labels.count)
    }
    let unitOfRow = units.map(numbered) ?? Array(labels.indices)
    let tallies = LabelTally.ofUnits(numbered(labels), unitOfRow)
    guard tallies.count >= 2 else {
      throw .outOfRange(
        setting: "the number of units", found: "\(tallies.count)",
        expected: "at least 2, so that each is judged by what was learned from others")
    }
    self.count = min(count, tallies.count)
    var generator = SeededGenerator(seed: seed, stream: stream, index: index)
    var order = Array(tallies.indices)
    generator.shuffle(&order)
    let places = order.indices.sorted {
      (tallies[order[$1]].rows, $0) < (tallies[order[$0]].rows, $1)
    }
    let foldOfUnit = Self.dealt(places.map { order[$0] }, tallies, into: self.count)
    foldOfRow = unitOfRow.map { foldOfUnit[$0] }
  }

  /// - Precondition: no fold of 0..<2 or more is empty.
  init(foldOfRow: [Int]) {
    count = (foldOfRow.max() ?? 0) + 1
    precondition(count >= 2 && Set(foldOfRow).count == count)
    self.foldOfRow = foldOfRow
  }

  /// The rows of a fold, ascending.
  public func rows(of fold: Int) -> [Int] {
    foldOfRow.indices.filter { foldOfRow[$0] == fold }
  }

  /// The rows of all other folds, ascending.
  public func rows(except fold: Int) -> [Int] {
    foldOfRow.indices.filter { foldOfRow[$0] != fold }
  }

  private static func dealt(_ order: [Int], _ tallies: [LabelTally], into count: Int) -> [Int] {
    let labels = 1 + (tallies.flatMap { $0.counts.keys }.max() ?? 0)
    var totals = [Double](repeating: 0, count: labels)
    for tally in tallies { for (label, rows) in tally.counts { totals[label] += Double(rows) } }
    var held = [Double](repeating: 0, count: count * labels)
    var sizes = [Int](repeating: 0, count: count)
    var foldOfUnit = [Int](repeating: 0, count: tallies.count)
    for unit in order {
      let tally = tallies[unit]
      let shares = tally.counts.sorted { $0.key < $1.key }.map { label, rows in
        (label: label, share: Double(rows) / totals[label])
      }
      let costs = (0..<count).map { fold in
        shares.reduce(0) { $0 + $1.share * held[fold * labels + $1.label] }
      }
      let fold =
        costs.indices.min { (costs[$0], sizes[$0], $0) < (costs[$1], sizes[$1], $1) } ?? 0
      for (label, share) in shares { held[fold * labels + label] += share }
      sizes[fold] += tally.rows
      foldOfUnit[unit] = fold
    }
    return foldOfUnit
  }
}

/// The rows of a unit, by label.
private struct LabelTally {
  var rows = 0
  var counts: [Int: Int] = [:]

  static func ofUnits(_ labels: [Int], _ units: [Int]) -> [LabelTally] {
    var tallies = [LabelTally](repeating: LabelTally(), count: 1 + (units.max() ?? -1))
    for (label, unit) in zip(labels, units) {
      tallies[unit].rows += 1
      tallies[unit].counts[label, default: 0] += 1
    }
    return tallies
  }
}
