/// Deals whole units into folds so that each fold has about the same share of every label.
///
/// Units are taken in random order, those whose labels are most uneven first, and each goes into the
/// fold whose labels it fills most evenly, as scikit-learn's `StratifiedGroupKFold`.
///
/// - Parameters:
///   - labels: of each item, 0…
///   - units: the unit of each item; nil makes each item a unit.
///   - count: folds, ≥ 2; as many as there are units at most.
///   - stream: of the random numbers.
/// - Returns: the fold of each item, 0…; nil with fewer than two units.
public func stratifiedFolds(
  of labels: [Int], units: [Int]?, count: Int, seed: UInt64, stream: String
) -> [Int]? {
  precondition(count >= 2 && (units?.count ?? labels.count) == labels.count)
  let members = Dictionary(grouping: labels.indices) { units?[$0] ?? $0 }
    .sorted { $0.key < $1.key }.map(\.value)
  let folds = min(count, members.count)
  guard folds >= 2 else { return nil }
  let order = dealingOrder(members, labels, seed: seed, stream: stream)
  var dealer = FoldDealer(labels: labels, folds: folds)
  var foldOfItem = [Int](repeating: 0, count: labels.count)
  for unit in order {
    let fold = dealer.fold(for: members[unit])
    for item in members[unit] { foldOfItem[item] = fold }
  }
  return foldOfItem
}

/// At random, the most uneven units first: later ones can then even out what they left.
private func dealingOrder(
  _ members: [[Int]], _ labels: [Int], seed: UInt64, stream: String
) -> [Int] {
  var order = Array(members.indices)
  var generator = SeededGenerator(seed: seed, stream: stream)
  generator.shuffle(&order)
  let unevenness = members.map { items in
    Dictionary(items.map { (labels[$0], 1) }, uniquingKeysWith: +).values
      .reduce(0) { $0 + $1 * $1 }
  }
  return order.enumerated().sorted {
    (unevenness[$1.element], $0.offset) < (unevenness[$0.element], $1.offset)
  }.map(\.element)
}

/// What the folds hold so far.
private struct FoldDealer {
  private let labels: [Int]
  private let totals: [Int]
  /// Of each fold, by label.
  private var held: [[Int]]
  private var sizes: [Int]

  init(labels: [Int], folds: Int) {
    self.labels = labels
    totals = counts(of: labels, below: (labels.max() ?? 0) + 1)
    held = Array(repeating: Array(repeating: 0, count: totals.count), count: folds)
    sizes = Array(repeating: 0, count: folds)
  }

  /// The fold that has least of the unit's labels, each by its share; of equal ones the smallest, and
  /// of those the first.
  mutating func fold(for items: [Int]) -> Int {
    let wanted = Dictionary(items.map { (labels[$0], 1) }, uniquingKeysWith: +)
    // The sum of squared shares of the labels grows by 2·held·wanted/total² and what is the same for all.
    let costs = held.map { held in
      wanted.sorted { $0.key < $1.key }.reduce(0.0) { sum, entry in
        let total = Double(totals[entry.key])
        return sum + Double(held[entry.key]) * Double(entry.value) / (total * total)
      }
    }
    let best =
      held.indices.min { (costs[$0], sizes[$0], $0) < (costs[$1], sizes[$1], $1) } ?? 0
    for (label, count) in wanted { held[best][label] += count }
    sizes[best] += items.count
    return best
  }
}

/// Some of the items at random, whole units, of each label about in proportion to how many there are.
///
/// - Parameters: as for `stratifiedFolds`; `limit` ≥ 1 is how many are wanted.
/// - Returns: ascending; all where there are no more. About `limit`: units stay whole. Without units every
///   label is there at least once; with them a rare one may be missing.
public func stratifiedSample(
  of labels: [Int], units: [Int]?, limit: Int, seed: UInt64, stream: String
) -> [Int] {
  precondition(limit >= 1)
  guard labels.count > limit else { return Array(labels.indices) }
  guard units != nil else {
    var generator = SeededGenerator(seed: seed, stream: stream)
    return stratifiedChoice(of: labels, count: limit, using: &generator)
  }
  let folds = stratifiedFolds(
    of: labels, units: units, count: (labels.count + limit - 1) / limit, seed: seed,
    stream: stream)
  return folds.map { folds in folds.indices.filter { folds[$0] == 0 } } ?? Array(labels.indices)
}
