import Foundation
public import LinearAlgebra

/// The biased squared MMD with a Gaussian kernel of σ = 1 on the rows as given.
///
/// mean K(x, x) + mean K(y, y) − 2·mean K(x, y), diagonals included, K(a, b) = exp(−‖a − b‖²/2).
/// Never negative but for rounding. On rows of length 1 it cannot exceed 2(1 − e⁻²) ≈ 1.7293, and on
/// raw rows of many dimensions it tends to 1/n + 1/m whatever the shift: a score to compare with
/// earlier work, not a test.
/// - Parameters:
///   - x: shape (n, d), n ≥ 1.
///   - y: shape (m, d), m ≥ 1.
/// - Complexity: O((n + m)²·d) time, O(n + m) memory beyond a tile.
public func computeDiff(_ x: Matrix<Double>, _ y: Matrix<Double>) -> Double {
  precondition(x.columns == y.columns && x.rows >= 1 && y.rows >= 1)
  return meanKernel(x, x, isOneSet: true) + meanKernel(y, y, isOneSet: true)
    - 2 * meanKernel(x, y, isOneSet: false)
}

private func meanKernel(_ a: Matrix<Double>, _ b: Matrix<Double>, isOneSet: Bool) -> Double {
  func squares(_ rows: Matrix<Double>) -> [Double] {
    (0..<rows.rows).map { Double.innerProduct(rows.row($0), rows.row($0)) }
  }
  let (squaresA, squaresB) = (squares(a), squares(b))
  let blockSize = max(1, min(512, 16_000_000 / b.rows))
  var tile = [Double](repeating: 0, count: min(blockSize, a.rows) * b.rows)
  var total = 0.0
  for start in stride(from: 0, to: a.rows, by: blockSize) {
    let block = start..<min(start + blockSize, a.rows)
    a.innerProducts(of: block, with: b, of: 0..<b.rows, into: &tile)
    for i in block {
      let first = (i - start) * b.rows
      var sum = 0.0
      for j in 0..<b.rows {
        let isSame = isOneSet && i == j
        sum += isSame ? 1 : exp(-0.5 * (squaresA[i] + squaresB[j] - 2 * tile[first + j]))
      }
      total += sum
    }
  }
  return total / Double(a.rows) / Double(b.rows)
}
