import Statistics

/// How the cosines of pairs are spread, by kind of pair: what a threshold is judged by.
public struct CosinesByKind: Sendable, Codable, Hashable {
  /// Those with a pair; at most three.
  public let kinds: [PairKindCosines]
  /// The sets that the pairs are of. All pairs of the images drawn are counted.
  public let samples: [DrawnItems]

  /// Whether every pair of the sets was counted.
  public var isComplete: Bool { samples.allSatisfy { $0.drawn == $0.items } }
}

/// The cosines of one kind of pair.
public struct PairKindCosines: Sendable, Codable, Hashable {
  /// E.g. "train × test", "within train", "other group, same label".
  public let name: String
  public let pairs: Int
  /// Bins of equal width from -1 to 1.
  public let bins: Int
  /// The first bin with a pair.
  public let firstBin: Int
  /// Pairs in each bin from there to the last one with a pair.
  public let counts: [Int]

  /// Nil without a pair.
  init?(_ name: String, counts: [Int]) {
    guard let first = counts.firstIndex(where: { $0 > 0 }),
      let last = counts.lastIndex(where: { $0 > 0 })
    else { return nil }
    self.name = name
    pairs = counts.reduce(0, +)
    bins = counts.count
    firstBin = first
    self.counts = Array(counts[first...last])
  }
}

/// Of width 0.002; what lies around a threshold nearer to 1 is seen in the curves of a calibration.
private let bins = 1_000

extension CosinesByKind {
  /// Numbers to multiply at most, so that a figure costs seconds: all pairs of 70,000 images cost
  /// about seven times as many at 1,280 dimensions.
  public static let largestWork = 5e11

  /// Across two sets, and within each.
  ///
  /// - Parameters:
  ///   - work: numbers to multiply at most; of larger sets items are drawn at random.
  ///   - seed: of what is drawn.
  public init(
    across a: EmbeddedItems, _ b: EmbeddedItems, seed: UInt64 = 2_026, work: Double = largestWork
  ) {
    let budget = itemBudget(a.unitRows.dimension, work)
    let half = budget / 2
    let shares = [a, b].map { min($0.withDirection.count, half) }
    let drawnA = a.drawing(budget - shares[1], seed: seed)
    let drawnB = b.drawing(budget - min(drawnA.count, budget - shares[1]), seed: seed)
    kinds = [
      PairKindCosines(
        "\(a.name) × \(b.name)",
        counts: cosineHistogram(between: drawnA.unitRows, and: drawnB.unitRows, bins: bins).counts),
      PairKindCosines(
        "within \(a.name)", counts: cosineHistogram(within: drawnA.unitRows, bins: bins).counts),
      PairKindCosines(
        "within \(b.name)", counts: cosineHistogram(within: drawnB.unitRows, bins: bins).counts),
    ].compactMap { $0 }
    samples = [DrawnItems(a, drawnA), DrawnItems(b, drawnB)]
  }

  /// Within one set: by group and label where they are known.
  ///
  /// - Parameter work, seed: as of `init(across:_:seed:work:)`.
  public init(within items: EmbeddedItems, seed: UInt64 = 2_026, work: Double = largestWork) {
    let drawn = items.drawing(itemBudget(items.unitRows.dimension, work), seed: seed)
    let unlike = Array(drawn.ids.indices)
    let groups = drawn.units.map(numbered)
    let labels = drawn.labels.map(numbered)
    let counts = cosineCounts(
      within: drawn.unitRows,
      traits: RowTraits(first: groups ?? unlike, second: labels ?? unlike), bins: bins)
    let names = kindNames(hasGroups: groups != nil, hasLabels: labels != nil)
    kinds = zip(names, counts).compactMap { PairKindCosines($0, counts: $1) }
    samples = [DrawnItems(items, drawn)]
  }
}

/// Same group, same label, the rest.
private func kindNames(hasGroups: Bool, hasLabels: Bool) -> [String] {
  switch (hasGroups, hasLabels) {
  case (true, true): ["same group", "other group, same label", "other group, other label"]
  case (true, false): ["same group", "", "other group"]
  case (false, true): ["", "same label", "other label"]
  case (false, false): ["", "", "all pairs"]
  }
}

/// Items whose pairs cost no more; counting a pair costs about as much as 100 products.
private func itemBudget(_ dimension: Int, _ work: Double) -> Int {
  max(2, Int((2 * work / Double(dimension + 100)).squareRoot()))
}

/// A number for each name, in order of appearance.
private func numbered(_ names: [String]) -> [Int] {
  var numbers: [String: Int] = [:]
  return names.map { name in
    if let known = numbers[name] { return known }
    numbers[name] = numbers.count
    return numbers.count - 1
  }
}
