public import LinearAlgebra

/// The `compute_diff` score: the biased squared maximum mean discrepancy under a Gaussian kernel
/// of bandwidth 1, mean K(x, x′) + mean K(y, y′) − 2 mean K(x, y), diagonals included, rows as
/// given.
///
/// It is kept for comparison with earlier results and cannot do what a test does: the bandwidth
/// does not fit the data. On rows of length 1 it cannot exceed 2(1 − e⁻²) ≈ 1.7293; on raw rows of
/// 1,024 standard normal numbers every kernel value vanishes, and it is about 1/n + 1/m whatever
/// the shift. Agrees with the formula in NumPy to 10⁻¹² as long as squared norms stay below 10³;
/// beyond, NumPy's ‖x‖² + ‖y‖² − 2x·y loses the digits that are kept here.
///
/// - Parameters:
///   - x: shape (n, d), n ≥ 1.
///   - y: shape (m, d), m ≥ 1.
///   - progress: is told of tiles of the matrix of all pairs.
/// - Returns: within [0, 2] but for rounding; 0 for equal sets of rows.
/// - Precondition: all numbers are finite.
/// - Complexity: O((n + m)²·d) time on all cores, O(tile) memory beside the rows in double precision.
///   Source: Gretton et al., JMLR 13 (2012), eq. 5.
public func computeDiff(
  _ x: StoredRows, _ y: StoredRows, progress: @escaping WorkProgress = { _, _ in }
) -> Double {
  computeDiff(x, y, side: .strips, progress: progress)
}

/// The same of rows in double precision.
public func computeDiff(_ x: Matrix<Double>, _ y: Matrix<Double>) -> Double {
  computeDiff(.doubles(x), .doubles(y))
}

func computeDiff(
  _ x: StoredRows, _ y: StoredRows, side: TileSide,
  progress: @escaping WorkProgress = { _, _ in }
) -> Double {
  precondition(x.count > 0 && y.count > 0, "\(x.count) rows against \(y.count)")
  precondition(
    x.firstNotFinite == nil && y.firstNotFinite == nil, "NaN or an infinite number")
  let rows = DistanceRows(asGiven: x.stacked(above: y))
  let places = (x: 0..<x.count, y: x.count..<rows.count)
  let kernel = PairKernel(
    .gaussian, of: rows, squaredNorms: rows.squaredNorms, dimension: x.dimension, bandwidth: 1)
  let pass = KernelPass(
    distances: rows, strips: PairStrips(places.x, places.y, side: side), kept: nil,
    units: Array(0..<rows.count), hasUnits: false, kernel: kernel,
    weights: UnitWeights(units: rows.count), sumsWholeNumbers: false)
  return KernelSums(pass, progress: progress).biased(x.count, kernel.ownValues)
}
