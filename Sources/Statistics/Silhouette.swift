public import LinearAlgebra

/// The mean silhouette of a clustering: how much nearer rows are to their own cluster than to the
/// next one.
///
/// - Returns: within [-1, 1], greater is better; nil with fewer than two clusters. See
///   `silhouettes(_:assignments:)`.
public func silhouette<Scalar>(_ rows: Matrix<Scalar>, assignments: [Int]) -> Double? {
  silhouettes(StoredRows(rows), assignments: assignments).map {
    $0.reduce(0, +) / Double($0.count)
  }
}

/// The silhouette of each row.
///
/// With a the mean Euclidean distance of a row to the others of its cluster and b the least mean
/// distance to the rows of another one, its silhouette is (b − a) / max(a, b); it is 0 for a row
/// alone in its cluster, and where both distances are 0.
///
/// - Parameters:
///   - rows: shape (n, d).
///   - assignments: a cluster for each row, any numbers.
///   - progress: of strips of rows.
/// - Returns: each within [-1, 1], the same on any number of threads; nil with fewer than two clusters.
/// - Precondition: all numbers are finite.
/// - Complexity: O(n²·d) time, O(tile + n·k) memory. Source: Rousseeuw (1987).
public func silhouettes(
  _ rows: StoredRows, assignments: [Int], progress: WorkProgress = { _, _ in }
) -> [Double]? {
  precondition(rows.count == assignments.count, "\(assignments.count) assignments")
  precondition(rows.firstNotFinite == nil, "a distance to NaN or infinity")
  let clusters = numbered(assignments)
  guard let last = clusters.max(), last > 0 else { return nil }
  let sizes = counts(of: clusters, below: last + 1)
  let sums = ClusterDistances(rows, clusters, sizes, progress)
  return clusters.indices.map { row in
    silhouette(ofSums: sums.sums(of: row), own: clusters[row], sizes: sizes)
  }
}

private func silhouette(ofSums sums: [Double], own: Int, sizes: [Int]) -> Double {
  guard sizes[own] > 1 else { return 0 }
  let within = sums[own] / Double(sizes[own] - 1)
  let others = sums.indices.filter { $0 != own }.map { sums[$0] / Double(sizes[$0]) }
  let next = others.min() ?? 0
  return max(within, next) == 0 ? 0 : (next - within) / max(within, next)
}

/// The sum of the distances of each row to the rows of each cluster.
///
/// Rows are sorted by cluster, so that those of one stand side by side: a strip of the matrix of all
/// distances then adds to whole ranges. Each pair is computed once.
private struct ClusterDistances {
  /// By cluster, of the rows as sorted.
  private var sums: [[Double]]
  /// Of each row its place among the sorted.
  private let places: [Int]

  private static let stripLength = 128
  private static let tileWidth = 2_048

  init(_ rows: StoredRows, _ clusters: [Int], _ sizes: [Int], _ progress: WorkProgress) {
    let order = clusters.indices.sorted { (clusters[$0], $0) < (clusters[$1], $1) }
    var places = [Int](repeating: 0, count: order.count)
    for (place, row) in order.enumerated() { places[row] = place }
    self.places = places
    var end = 0
    let ranges = sizes.map { size in
      end += size
      return (end - size)..<end
    }
    let sorted = DistanceRows(centring: rows.selecting(order))
    let strips = Tile.split(0..<order.count, by: Self.stripLength)
    let zeros = [Double](repeating: 0, count: order.count)
    sums = foldOnAllCores(
      strips.count, each: StripBuffers(), into: sizes.map { _ in zeros }, progress: progress
    ) { buffers, number in
      Self.strip(strips[number], sorted, ranges, &buffers)
    } combine: { sums, part in
      part.add(to: &sums)
    }
  }

  func sums(of row: Int) -> [Double] { sums.map { $0[places[row]] } }

  private struct StripBuffers {
    var distances: [Double] = []
  }

  /// What the pairs of a strip's rows with themselves and all later rows add.
  private struct Strip {
    let rows: Range<Int>
    /// By cluster: of each row of the strip.
    var own: [[Double]]
    /// By the strip's clusters: of each row from the strip's first on.
    var later: [Int: [Double]]

    func add(to sums: inout [[Double]]) {
      for cluster in own.indices {
        for (index, row) in rows.enumerated() { sums[cluster][row] += own[cluster][index] }
      }
      for (cluster, values) in later {
        for (index, value) in values.enumerated() {
          sums[cluster][rows.lowerBound + index] += value
        }
      }
    }
  }

  private static func strip(
    _ rows: Range<Int>, _ sorted: DistanceRows, _ clusters: [Range<Int>],
    _ buffers: inout StripBuffers
  ) -> Strip {
    let zeros = [Double](repeating: 0, count: rows.count)
    let after = [Double](repeating: 0, count: sorted.count - rows.lowerBound)
    var strip = Strip(rows: rows, own: clusters.map { _ in zeros }, later: [:])
    for (cluster, range) in clusters.enumerated() where range.overlaps(rows) {
      strip.later[cluster] = after
    }
    if buffers.distances.isEmpty {
      buffers.distances = Array(repeating: 0, count: stripLength * tileWidth)
    }
    for columns in Tile.split(rows.lowerBound..<sorted.count, by: tileWidth) {
      let tile = Tile(rows: rows, columns: columns)
      sorted.squaredDistances(tile, into: &buffers.distances)
      buffers.distances.takeRoots(0..<tile.count)
      for (own, range) in clusters.enumerated() {
        for row in range.clamped(to: rows) {
          add(row, own, tile, buffers.distances, clusters, to: &strip)
        }
      }
    }
    return strip
  }

  /// Adds the distances of a row to later ones, to its own sums and to theirs.
  private static func add(
    _ row: Int, _ own: Int, _ tile: Tile, _ distances: [Double], _ clusters: [Range<Int>],
    to strip: inout Strip
  ) {
    let first = tile.firstColumn(after: row)
    let offset =
      (row - tile.rows.lowerBound) * tile.columns.count - tile.columns.lowerBound
    for (cluster, range) in clusters.enumerated() {
      let columns = range.clamped(to: min(first, tile.columns.upperBound)..<tile.columns.upperBound)
      guard !columns.isEmpty else { continue }
      let sum = distances.add(
        (offset + columns.lowerBound)..<(offset + columns.upperBound),
        to: &strip.later[own, default: []], from: columns.lowerBound - tile.rows.lowerBound)
      strip.own[cluster][row - tile.rows.lowerBound] += sum
    }
  }
}

extension StoredRows {
  fileprivate func selecting(_ order: [Int]) -> StoredRows {
    switch self {
    case .floats(let rows): .floats(rows.selecting(rows: order))
    case .doubles(let rows): .doubles(rows.selecting(rows: order))
    case .mapped(let rows): .floats(rows.selecting(rows: order))
    }
  }
}
