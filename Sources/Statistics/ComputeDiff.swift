import Foundation
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
/// - Returns: within [0, 2] but for rounding; 0 for equal sets of rows.
/// - Precondition: all numbers are finite.
/// - Complexity: O((n + m)²·d) time, O(tile) memory. Source: Gretton et al., JMLR 13 (2012), eq. 5.
public func computeDiff(_ x: Matrix<Double>, _ y: Matrix<Double>) -> Double {
  computeDiff(x, y, side: .standard)
}

func computeDiff(_ x: Matrix<Double>, _ y: Matrix<Double>, side: TileSide) -> Double {
  precondition(x.rows > 0 && y.rows > 0, "\(x.rows) rows against \(y.rows)")
  precondition((x.elements + y.elements).allSatisfy(\.isFinite), "NaN or an infinite number")
  let rows = DistanceRows(asGiven: x.stacked(above: y))
  let places = (x: 0..<x.rows, y: x.rows..<(x.rows + y.rows))
  let (n, m) = (Double(x.rows), Double(y.rows))
  let xx = kernelSum(rows, Tile.between(places.x, places.x, side: side))
  let yy = kernelSum(rows, Tile.between(places.y, places.y, side: side))
  let xy = kernelSum(rows, Tile.between(places.x, places.y, side: side))
  return xx / (n * n) + yy / (m * m) - 2 * xy / (n * m)
}

/// Σ exp(−‖a − b‖²/2) over the tiles.
private func kernelSum(_ rows: DistanceRows, _ tiles: [Tile]) -> Double {
  var squares = [Double](repeating: 0, count: tiles.map(\.count).max() ?? 0)
  return tiles.reduce(0) { sum, tile in
    rows.squaredDistances(tile, into: &squares)
    var sumOfTile = 0.0
    for k in 0..<tile.count { sumOfTile += exp(-0.5 * squares[k]) }
    return sum + sumOfTile
  }
}
