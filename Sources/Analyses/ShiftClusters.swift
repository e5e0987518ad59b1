import Embeddings
import LinearAlgebra
import Statistics

/// Clusters of both sets together, where there are items enough.
private let standardClusters = 8
/// Items of both sets that a cluster should have on average.
private let itemsOfACluster = 10
/// Items that stand for a cluster.
private let typicalItems = 6

/// - Parameters:
///   - x: rows of the reference, as the kernel sees them.
///   - y: rows of the candidate.
/// - Returns: nil where all rows are equal.
func shiftClusters(
  _ pair: ShiftPair, _ x: Matrix<Double>, _ y: Matrix<Double>, _ plan: ShiftPlan, seed: UInt64
) throws(AnalysisError) -> [ShiftCluster]? {
  let rows = x.stacked(above: y)
  let wanted = max(2, min(standardClusters, rows.rows / itemsOfACluster))
  let count = rows.distinctRows(atMost: wanted)
  guard count >= 2 else { return nil }
  let clustering = try naming(pair.names) { () throws(StatisticsError) in
    try kMeans(rows, settings: KMeansSettings(clusters: count), seed: seed)
  }
  let assigned = clustering.assignments
  let groups = GroupedSamples(
    Array(assigned[..<x.rows]), Array(assigned[x.rows...]), groups: count, unitsX: pair.unitsX,
    unitsY: pair.unitsY)
  let excesses = groups.excesses(
    ShareExcessSettings(permutations: plan.permutations, resamples: plan.resamples, seed: seed))
  let clusters = excesses.enumerated().map { number, excess in
    ShiftCluster(
      excess, size: clustering.sizes[number],
      typical: rows.nearest(to: clustering.centers.row(number), typicalItems) {
        assigned[$0] == number
      }.map { pair.typicalItem($0) })
  }
  return clusters.enumerated().sorted {
    ($0.element.excess, $1.offset) > ($1.element.excess, $0.offset)
  }.map(\.element)
}

extension ShiftCluster {
  fileprivate init(_ excess: ShareExcess, size: Int, typical: [TypicalItem]) {
    self.init(
      size: size, shareOfReference: excess.shareX, shareOfCandidate: excess.shareY,
      excess: excess.excess, interval: excess.interval, pValue: excess.pValue,
      adjustedPValue: excess.adjustedPValue, typical: typical)
  }
}

extension ShiftPair {
  /// - Parameter row: among those of the reference, and then of the candidate.
  fileprivate func typicalItem(_ row: Int) -> TypicalItem {
    row < reference.count
      ? TypicalItem(id: reference.ids[row], isCandidate: false)
      : TypicalItem(id: candidate.ids[row - reference.count], isCandidate: true)
  }
}

extension Matrix<Double> {
  /// How many different rows there are, counted to a limit.
  fileprivate func distinctRows(atMost limit: Int) -> Int {
    var found: [ArraySlice<Double>] = []
    for index in 0..<rows where !found.contains(where: { $0.elementsEqual(row(index)) }) {
      found.append(row(index))
      if found.count == limit { break }
    }
    return found.count
  }

  /// The nearest of some rows, nearest first; of equal ones the earlier.
  fileprivate func nearest(
    to center: ArraySlice<Double>, _ limit: Int, among isMember: (Int) -> Bool
  ) -> [Int] {
    let members = (0..<rows).filter(isMember).map { row in
      (row: row, distance: squaredDistance(self.row(row), center))
    }
    return members.sorted { ($0.distance, $0.row) < ($1.distance, $1.row) }
      .prefix(limit).map(\.row)
  }
}

private func squaredDistance(_ a: ArraySlice<Double>, _ b: ArraySlice<Double>) -> Double {
  zip(a, b).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
}
