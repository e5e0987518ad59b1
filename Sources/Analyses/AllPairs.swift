import Statistics

/// What holds of all pairs of a join, listed or not.
struct AllPairs {
  /// Pairs whose labels, and whose units, differ; nil where they are not known.
  let labelConflicts: Int?
  let acrossUnits: Int?
  /// Rows that pairs link, without regard to chains; rows of the second set count on from the first.
  let components: [[Int]]
}

extension PairSource {
  /// From the list, or where that is not complete from another pass over the pairs.
  func allPairs(
    _ found: FoundPairs, threshold: Double, progress: WorkProgress
  ) -> AllPairs {
    found.isComplete ? listedPairs(found) : tally(threshold: threshold, progress: progress)
  }

  private func listedPairs(_ found: FoundPairs) -> AllPairs {
    let shift = isOneSet ? 0 : a.count
    let links = found.links.map { SimilarPair(a: $0.a, b: shift + $0.b, cosine: $0.cosine) }
    return AllPairs(
      labelConflicts: both(a.labels, b.labels).map { _ in found.listed.count(where: \.labelsDiffer)
      },
      acrossUnits: both(a.units, b.units).map { _ in found.listed.count(where: \.groupsDiffer) },
      components: connectedComponents(links, of: shift + b.count).map(\.members))
  }

  private func tally(threshold: Double, progress: WorkProgress) -> AllPairs {
    let named = [both(a.labels, b.labels), both(a.units, b.units)]
    let known = named.compactMap { $0 }
    let traits = known.map { PairTrait($0.0, $0.1) }
    var tally =
      isOneSet
      ? tallyPairs(within: a.unitRows, threshold: threshold, traits: traits, progress: progress)
      : tallyPairs(
        between: a.unitRows, and: b.unitRows, threshold: threshold, traits: traits,
        progress: progress)
    tally.add(
      links: linksWithoutCosine,
      differing: known.map { equalWithoutCosine() - equalWithoutCosine(agreeingIn: $0) })
    var counts = tally.differing.makeIterator()
    return AllPairs(
      labelConflicts: named[0].flatMap { _ in counts.next() },
      acrossUnits: named[1].flatMap { _ in counts.next() }, components: tally.components)
  }

  /// Enough to link all equal images whose vectors are zero.
  private var linksWithoutCosine: [(a: Int, b: Int)] {
    guard let (x, y) = both(a.digests, b.digests) else { return [] }
    let (rows, columns) = (a.unitRows.zeroRows, b.unitRows.zeroRows)
    let firstRow = Dictionary(rows.map { (x[$0].pixels, $0) }) { first, _ in first }
    let firstColumn = Dictionary(columns.map { (y[$0].pixels, $0) }) { first, _ in first }
    let across = columns.compactMap { column in
      firstRow[y[column].pixels].map { (a: $0, b: column) }
    }
    let down = rows.compactMap { row in firstColumn[x[row].pixels].map { (a: row, b: $0) } }
    return across + down
  }

  /// Pairs of equal images whose vectors are zero, of all or of those that agree in a trait.
  private func equalWithoutCosine(agreeingIn trait: ([String], [String])? = nil) -> Int {
    guard let (x, y) = both(a.digests, b.digests) else { return 0 }
    func counts(_ rows: [Int], _ digests: [ItemDigests], _ values: [String]?) -> [[String]: Int] {
      Dictionary(
        rows.map { ([digests[$0].pixels, values?[$0] ?? ""], 1) }, uniquingKeysWith: +)
    }
    let first = counts(a.unitRows.zeroRows, x, trait?.0)
    if isOneSet { return first.values.reduce(0) { $0 + $1 * ($1 - 1) / 2 } }
    let second = counts(b.unitRows.zeroRows, y, trait?.1)
    return first.reduce(0) { $0 + $1.value * (second[$1.key] ?? 0) }
  }
}

extension [[Int]] {
  /// Those with more than one label among their members.
  func conflicts(of labels: [String]) -> ItemRate {
    ItemRate(count { Set($0.map { labels[$0] }).count > 1 }, of: count)
  }
}
