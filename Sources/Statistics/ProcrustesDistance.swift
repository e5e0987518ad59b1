import LinearAlgebra

/// The orthogonal Procrustes distance of two representations X and Y of the same n items, centred and
/// scaled to a Frobenius norm of 1: the least ‖X − YQ‖ over rotations and reflections Q, the narrower
/// padded with zeros.
///
/// That is √(2 − 2‖XᵀY‖₊), with the sum of singular values ‖·‖₊: 0 for the same representation up to
/// rotation, reflection, scale and shift, √2 for two that share nothing; a metric.
///
/// - Parameters:
///   - x: shape (n, d), n ≥ 2.
///   - y: shape (n, e); row i is the same item.
/// - Throws: `StatisticsError` for different numbers of rows, NaN, or a side without variance.
/// - Complexity: O(n·d·e + d·e·min(d, e)). Source: Schönemann, Psychometrika 31 (1966); Williams et
///   al., NeurIPS (2021), section 2.
public func procrustesDistance(
  _ x: StoredRows, _ y: StoredRows
) throws(StatisticsError) -> Double {
  guard x.count == y.count else {
    throw .countsDiffer(what: "rows in the second matrix", found: y.count, expected: x.count)
  }
  let (p, q) = (try NormedRows(x, "the first matrix"), try NormedRows(y, "the second matrix"))
  var product = Matrix<Double>(rows: x.dimension, columns: y.dimension)
  for block in Tile.split(0..<x.count, by: 1_024) {
    product = product.plus(p.rows(block).transposedTimes(q.rows(block)))
  }
  do {
    let alike = try product.singularValues().reduce(0, +)
    return max(0, 2 - 2 * alike / (p.size * q.size)).squareRoot()
  } catch {
    throw .linearAlgebra(error)
  }
}

/// Rows less their mean, with their Frobenius norm.
private struct NormedRows {
  let source: StoredRows
  let mean: [Double]
  /// A power of two by which rows are multiplied, so that squares neither overflow nor vanish.
  let scale: Double
  private(set) var size = 0.0

  init(_ source: StoredRows, _ name: String) throws(StatisticsError) {
    try source.requireFinite(name)
    guard source.count >= 2 else { throw .tooFewRows(of: name, found: source.count, needed: 2) }
    guard !source.areAllEqual else { throw .noVariance(of: name) }
    let mean = source.columnMeans
    let largest = (0..<source.count).reduce(0.0) { largest, row in
      source.rows(row..<(row + 1), minus: mean).elements.reduce(largest) { max($0, abs($1)) }
    }
    (self.source, self.mean, scale) = (source, mean, largest > 0 ? 1 / largest.binade : 1)
    for block in Tile.split(0..<source.count, by: 1_024) {
      size += rows(block).elements.reduce(0) { $0 + $1 * $1 }
    }
    size = size.squareRoot()
    guard size > 0 else { throw .noVariance(of: name) }
  }

  func rows(_ range: Range<Int>) -> Matrix<Double> {
    let centred = source.rows(range, minus: mean)
    return Matrix(
      rows: centred.rows, columns: centred.columns, elements: centred.elements.map { $0 * scale })
  }
}
