/// Some of the items at random, of each label in proportion to how many there are.
///
/// - Parameters:
///   - labels: of the items.
///   - count: how many are wanted, ≥ 0; all where there are no more.
/// - Returns: ascending. Of every label at least one, so that it is more than `count` where labels
///   are more; shares are rounded by their largest remainders, ties to the smaller label.
public func stratifiedChoice(
  of labels: [Int], count: Int, using generator: inout SeededGenerator
) -> [Int] {
  precondition(count >= 0)
  guard count < labels.count else { return Array(labels.indices) }
  let strata = Dictionary(grouping: labels.indices) { labels[$0] }.sorted { $0.key < $1.key }
    .map(\.value)
  let sizes = shares(of: strata.map(\.count), adding: count)
  var chosen: [Int] = []
  for (items, size) in zip(strata, sizes) {
    chosen += generator.choose(size, of: items.count).map { items[$0] }
  }
  return chosen.sorted()
}

/// Whole numbers in proportion to sizes.
private func shares(of sizes: [Int], adding count: Int) -> [Int] {
  let total = sizes.reduce(0, +)
  var shares = sizes.map { $0 * count / total }
  let remainders = sizes.map { $0 * count % total }
  let byRemainder = sizes.indices.sorted { (remainders[$1], $0) < (remainders[$0], $1) }
  for stratum in byRemainder.prefix(count - shares.reduce(0, +)) { shares[stratum] += 1 }
  return shares.map { max(1, $0) }
}
