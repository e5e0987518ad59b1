import Foundation
import LinearAlgebra

/// RankMe: e to the entropy of the singular values of the rows as given, as shares of their sum.
///
/// Between 1, where all rows lie on one line through the origin, and min(n, d), where all directions are
/// alike. It grows with n: compare only representations of the same items.
///
/// - Parameter rows: shape (n, d).
/// - Returns: nil where all numbers are 0. Singular values below rounding count as 0. Source: Garrido et
///   al., ICML (2023), equation 1, without its ε of 10⁻⁷.
/// - Throws: `StatisticsError` for NaN, infinite numbers, and where LAPACK gives up.
/// - Complexity: O(n·d·min(n, d)).
public func effectiveRank(_ rows: StoredRows) throws(StatisticsError) -> Double? {
  try rows.requireFinite("the matrix")
  let origin = [Double](repeating: 0, count: rows.dimension)
  let largest = (0..<rows.count).reduce(0.0) { largest, i in
    rows.row(i).reduce(largest) { max($0, abs($1)) }
  }
  guard largest > 0 else { return nil }
  let scale = 1 / largest.binade
  func scaled(_ range: Range<Int>) -> Matrix<Double> {
    let block = rows.rows(range, minus: origin)
    return Matrix(
      rows: block.rows, columns: block.columns, elements: block.elements.map { $0 * scale })
  }
  let gram: Matrix<Double>
  if rows.count < rows.dimension {
    let all = scaled(0..<rows.count)
    gram = all.timesTransposed(all)
  } else {
    var sum = SumOfOuterProducts(order: rows.dimension)
    for block in Tile.split(0..<rows.count, by: 1_024) { sum.add(rowsOf: scaled(block)) }
    gram = sum.matrix
  }
  do {
    return rank(ofSquares: try eigenvalues(ofSymmetric: gram), of: max(rows.count, rows.dimension))
  } catch {
    throw .linearAlgebra(error)
  }
}

private func rank(ofSquares squares: [Double], of size: Int) -> Double {
  let floor = (squares.first ?? 0) * Double(size) * Double.ulpOfOne
  let values = squares.filter { $0 > floor }.map { $0.squareRoot() }
  let sum = values.reduce(0, +)
  return exp(values.reduce(0) { $0 - $1 / sum * log($1 / sum) })
}
