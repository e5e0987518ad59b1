import LinearAlgebra

/// Centred kernel alignment of several representations of the same n items by Gaussian kernels
/// exp(−‖x − y‖²/2σ²), where σ is the median distance between rows of each.
///
/// - Parameters: as `linearKernelAlignments(of:names:progress:)`.
/// - Throws: as that, and `StatisticsError.zeroBandwidth` where half of all pairs of rows are equal.
/// - Complexity: O(n²·Σd) time, O(n·Σd) memory; for some thousand rows.
///   Source: Kornblith et al. (2019), section 3; unbiased HSIC: Song et al., JMLR 13 (2012), eq. 4.
public func gaussianKernelAlignments(
  of views: [StoredRows], names: [String], seed: UInt64, progress: WorkProgress = { _, _ in }
) throws(StatisticsError) -> KernelAlignments {
  precondition(views.count == names.count && !views.isEmpty)
  let n = views[0].count
  var kernels: [GaussianRows] = []
  for (view, name) in zip(views, names) {
    guard view.count == n else {
      throw .countsDiffer(what: "rows in \(name)", found: view.count, expected: n)
    }
    guard n >= 4 else { throw .tooFewRows(of: name, found: n, needed: 4) }
    try view.requireFinite(name)
    guard !view.areAllEqual else { throw .noVariance(of: name) }
    kernels.append(try GaussianRows(view, seed: seed))
  }
  let sums = KernelPairSums.over(n, kernels, progress)
  let size = Double(n)
  let overlaps = KernelOverlaps(count: views.count) { i, j in
    let rows = zip(sums.rows[i], sums.rows[j]).reduce(0) { $0 + $1.0 * $1.1 }
    let (k, l) = (sums.rows[i].reduce(0, +), sums.rows[j].reduce(0, +))
    // With the ones of the diagonals for the biased estimate.
    let all = zip(sums.rows[i], sums.rows[j]).reduce(0) { $0 + ($1.0 + 1) * ($1.1 + 1) }
    return (
      sums.products[i][j] + size - 2 / size * all + (k + size) * (l + size) / (size * size),
      sums.products[i][j] + k * l / ((size - 1) * (size - 2)) - 2 * rows / (size - 2)
    )
  }
  return try KernelAlignments(overlaps, names: names)
}

/// Rows whose Gaussian kernel is wanted tile by tile.
private struct GaussianRows: Sendable {
  private let distances: DistanceRows
  /// −1/2σ².
  private let rate: Double

  init(_ view: StoredRows, seed: UInt64) throws(StatisticsError) {
    distances = DistanceRows(centring: view)
    let bandwidth = medianPairwiseDistance(distances.rows, seed: seed)
    guard bandwidth > 0 else { throw .zeroBandwidth }
    rate = -1 / (2 * bandwidth * bandwidth)
  }

  /// The kernel's values with 0 on the diagonal.
  func values(_ tile: Tile, into values: inout [Double]) {
    distances.squaredDistances(tile, into: &values)
    values.exponentiate(0..<tile.count, times: rate)
    for row in tile.rows where tile.columns.contains(row) {
      let offset = (row - tile.rows.lowerBound) * tile.columns.count
      values[offset + row - tile.columns.lowerBound] = 0
    }
  }
}

/// What the estimates need of kernels without their diagonals.
private struct KernelPairSums: Sendable {
  /// Of each kernel the sum of each row.
  var rows: [[Double]]
  /// ΣᵢⱼKᵢⱼLᵢⱼ of each pair, the first no later than the second.
  var products: [[Double]]

  /// Strips of rows, added up in order, so that sums are the same on any number of cores.
  static func over(
    _ n: Int, _ kernels: [GaussianRows], _ progress: WorkProgress
  ) -> KernelPairSums {
    let strips = Tile.split(0..<n, by: 256)
    let parts = mapOnAllCores(strips.count, progress: progress) { number in
      strip(strips[number], n, kernels)
    }
    return parts.dropFirst().reduce(parts[0]) { sum, part in
      KernelPairSums(
        rows: zip(sum.rows, part.rows).map { $0 + $1 },
        products: zip(sum.products, part.products).map { zip($0, $1).map(+) })
    }
  }

  private static func strip(
    _ rows: Range<Int>, _ n: Int, _ kernels: [GaussianRows]
  ) -> KernelPairSums {
    let zeros = [Double](repeating: 0, count: kernels.count)
    var sums = KernelPairSums(
      rows: kernels.map { _ in Array(repeating: 0, count: rows.count) },
      products: kernels.map { _ in zeros })
    var values = kernels.map { _ in [Double](repeating: 0, count: rows.count * 1_024) }
    for columns in Tile.split(0..<n, by: 1_024) {
      let tile = Tile(rows: rows, columns: columns)
      for (place, kernel) in kernels.enumerated() {
        kernel.values(tile, into: &values[place])
        for row in 0..<rows.count {
          let range = (row * columns.count)..<((row + 1) * columns.count)
          sums.rows[place][row] += values[place][range].reduce(0, +)
        }
      }
      for i in kernels.indices {
        for j in i..<kernels.count {
          sums.products[i][j] += Double.innerProduct(
            values[i][..<tile.count], values[j][..<tile.count])
        }
      }
    }
    return sums
  }
}
