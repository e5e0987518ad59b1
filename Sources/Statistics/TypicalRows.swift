import LinearAlgebra

/// How to choose typical rows.
public struct TypicalitySettings: Sendable, Hashable {
  /// Neighbours whose mean distance makes a row typical.
  public var neighbors = 20
  /// Clusters at most; with more to choose, large clusters give several.
  public var clusterLimit = 500
  /// Clusters with fewer rows are asked last.
  public var smallestCluster = 5

  public init() {}
}

/// The most typical row of each of many clusters, those clusters first that hold nothing chosen before.
///
/// Rows are clustered by direction into as many clusters as there are rows chosen before and to choose.
/// One after the other, the cluster with fewest chosen rows gives its most typical one, of such clusters
/// the largest; a row is the more typical the smaller its mean distance to its nearest neighbours in its
/// cluster.
///
/// Source: Hacohen, Dekel and Weinshall, "Active learning on a budget: opposite strategies suit high and
/// low budgets" (2022), section 3 (TypiClust).
/// - Parameters:
///   - rows: by their directions; rows of zeros are never chosen.
///   - chosen: places of rows chosen before, e.g. labelled items.
///   - count: how many to choose; fewer where there are not so many with a direction.
/// - Returns: places in the order of choice, with their cluster and that mean distance of directions, in
///   [0, 2]; nil for a row alone in its cluster.
/// - Throws: `StatisticsError` as `kMeans`.
public func typicalRows(
  of rows: UnitRows, chosen: [Int], count: Int, settings: TypicalitySettings = .init(),
  seed: UInt64, progress: WorkProgress = { _, _ in }
) throws(StatisticsError) -> [(row: Int, cluster: Int, distance: Double?)] {
  let directed = (0..<rows.count).filter { !rows.isZero($0) }
  guard !directed.isEmpty, count > 0 else { return [] }
  let unit = rows.unit(selecting: directed)
  let distinct = unit.distinctRowCount(atMost: min(settings.clusterLimit, chosen.count + count))
  let clustering = try kMeans(
    unit, settings: KMeansSettings(clusters: distinct, restarts: 1, iterationLimit: 100),
    seed: seed)
  let members = Dictionary(grouping: directed.indices) { clustering.assignments[$0] }
  let covered = Set(chosen)
  var queues = (0..<distinct).map { cluster in
    TypicalQueue(
      number: cluster, rows: (members[cluster] ?? []).map { directed[$0] }, covered: covered)
  }
  var found: [(row: Int, cluster: Int, distance: Double?)] = []
  progress(0, count)
  while found.count < count, let next = queues.next(settings) {
    if queues[next].candidates == nil { queues[next].rank(in: rows, unit, directed, settings) }
    guard let typical = queues[next].take() else { continue }
    found.append((typical.row, next, typical.distance))
    progress(found.count, count)
  }
  return found
}

/// The rows of a cluster, the most typical first.
private struct TypicalQueue {
  let number: Int
  let rows: [Int]
  let covered: Set<Int>
  /// How many are chosen, before or now.
  private(set) var chosen: Int
  /// Nil until they are ranked; the next one last.
  private(set) var candidates: [(row: Int, distance: Double?)]?
  private(set) var isEmpty: Bool

  init(number: Int, rows: [Int], covered: Set<Int>) {
    (self.number, self.rows, self.covered) = (number, rows, covered)
    chosen = rows.count { covered.contains($0) }
    isEmpty = chosen == rows.count
  }

  mutating func rank(
    in all: UnitRows, _ unit: Matrix<Float>, _ directed: [Int], _ settings: TypicalitySettings
  ) {
    let places = Dictionary(uniqueKeysWithValues: zip(directed, 0...))
    let members = UnitRows(unit.selecting(rows: rows.compactMap { places[$0] }))
    let neighbors = nearestRows(
      of: members, in: members, count: settings.neighbors, excluding: .sameRow)
    candidates = zip(rows, neighbors).filter { !covered.contains($0.0) }
      .map { (row: $0, distance: meanDistance($1)) }
      .sorted { ($1.distance ?? 3, $1.row) < ($0.distance ?? 3, $0.row) }
  }

  /// Of chords between directions.
  private func meanDistance(_ neighbors: [NearestRow]) -> Double? {
    guard !neighbors.isEmpty else { return nil }
    return neighbors.reduce(0) { $0 + max(0, 2 - 2 * $1.cosine).squareRoot() }
      / Double(neighbors.count)
  }

  mutating func take() -> (row: Int, distance: Double?)? {
    let next = candidates?.popLast()
    chosen += 1
    isEmpty = candidates?.isEmpty ?? true
    return next
  }
}

extension [TypicalQueue] {
  /// The one to be asked next; nil where nothing is left.
  fileprivate func next(_ settings: TypicalitySettings) -> Int? {
    indices.filter { !self[$0].isEmpty }.min { i, j in
      let (a, b) = (self[i], self[j])
      let (smallA, smallB) = (isSmall(a, settings), isSmall(b, settings))
      if smallA != smallB { return smallB }
      return (a.chosen, -a.rows.count, a.number) < (b.chosen, -b.rows.count, b.number)
    }
  }

  private func isSmall(_ queue: TypicalQueue, _ settings: TypicalitySettings) -> Bool {
    queue.rows.count < settings.smallestCluster
  }
}
