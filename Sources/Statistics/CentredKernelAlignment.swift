public import LinearAlgebra

/// How alike two representations of the same items are, whatever their dimensions; invariant to
/// rotation, reflection, one scale and a shift of either.
public struct CentredKernelAlignment: Sendable, Codable, Equatable {
  /// Within [0, 1]; grows with the dimensions even for unrelated representations.
  public let biased: Double
  /// Within [-1, 1]; about 0 for unrelated representations of any dimension.
  public let debiased: Double
}

/// Linear centred kernel alignment of two representations of the same n items.
///
/// - Parameters:
///   - x: shape (n, d), n ≥ 4.
///   - y: shape (n, e); row i is the same item.
/// - Throws: `StatisticsError` for different numbers of rows, fewer than 4, NaN or infinite
///   numbers, or a side without variance.
/// - Complexity: O(n·(d + e)·min(n, d + e)) time; products of columns or tiles of products of rows,
///   whichever are fewer, so memory never grows with n².
///   Source: Kornblith et al. (2019); debiased: the unbiased HSIC of Song et al., JMLR 13 (2012).
public func linearCKA<X, Y>(
  _ x: Matrix<X>, _ y: Matrix<Y>
) throws(StatisticsError) -> CentredKernelAlignment {
  guard x.rows == y.rows else {
    throw .countsDiffer(what: "rows in the second matrix", found: y.rows, expected: x.rows)
  }
  let p = try CentredFeatures(StoredRows(x), name: "the first matrix")
  let q = try CentredFeatures(StoredRows(y), name: "the second matrix")
  let (xy, xx, yy) = (KernelOverlap(p, q), KernelOverlap(p, p), KernelOverlap(q, q))
  guard xx.unbiased > 0, yy.unbiased > 0 else {
    throw .noVariance(of: xx.unbiased > 0 ? "the second matrix" : "the first matrix")
  }
  return CentredKernelAlignment(
    biased: min(1, xy.biased / (xx.biased * yy.biased).squareRoot()),
    debiased: max(-1, min(1, xy.unbiased / (xx.unbiased * yy.unbiased).squareRoot())))
}

/// Columns of mean 0, scaled so that all squares sum to 1, which keeps fourth powers in range.
private struct CentredFeatures {
  /// Shape (n, d).
  let rows: Matrix<Double>
  /// The diagonal of the kernel rows·rowsᵀ.
  let squaredNorms: [Double]

  init(_ source: StoredRows, name: String) throws(StatisticsError) {
    guard source.count >= 4 else { throw .tooFewRows(of: name, found: source.count, needed: 4) }
    try source.requireFinite(name)
    let first = source.row(0)
    guard (1..<source.count).contains(where: { source.row($0) != first }) else {
      throw .noVariance(of: name)
    }
    let centred = source.rows(0..<source.count, minus: source.columnMeans)
    let scale = 1 / centred.squaredNorms.reduce(0, +).squareRoot()
    rows = Matrix(
      rows: centred.rows, columns: centred.columns, elements: centred.elements.map { $0 * scale })
    squaredNorms = rows.squaredNorms
  }
}

/// Two estimates of the Hilbert–Schmidt independence criterion of two linear kernels K and L, each
/// up to the same factor for all pairs of kernels of n items.
private struct KernelOverlap {
  /// ΣᵢⱼKᵢⱼLᵢⱼ.
  let biased: Double
  /// tr(K̃L̃) + 1ᵀK̃1·1ᵀL̃1/((n − 1)(n − 2)) − 2·1ᵀK̃L̃1/(n − 2), where the tilde sets a diagonal
  /// to 0. As the features are centred, rows of K and L sum to 0, so K̃1 is minus the diagonal.
  let unbiased: Double

  init(_ p: CentredFeatures, _ q: CentredFeatures) {
    let n = Double(p.rows.rows)
    let diagonals = zip(p.squaredNorms, q.squaredNorms).reduce(0) { $0 + $1.0 * $1.1 }
    let (traceP, traceQ) = (p.squaredNorms.reduce(0, +), q.squaredNorms.reduce(0, +))
    biased = sumOfProducts(p.rows, q.rows, side: .standard)
    unbiased =
      biased - diagonals + traceP * traceQ / ((n - 1) * (n - 2)) - 2 * diagonals / (n - 2)
  }
}

/// Σᵢⱼ(p·pᵀ)ᵢⱼ(q·qᵀ)ᵢⱼ, by columns or by rows, whichever are fewer.
func sumOfProducts(_ p: Matrix<Double>, _ q: Matrix<Double>, side: TileSide) -> Double {
  p.rows < max(p.columns, q.columns)
    ? sumOverRows(p, q, side: side) : sumOverColumns(p, q)
}

/// ‖pᵀq‖², which equals it, from a matrix of shape (d, e).
func sumOverColumns(_ p: Matrix<Double>, _ q: Matrix<Double>) -> Double {
  p.transposedTimes(q).elements.reduce(0) { $0 + $1 * $1 }
}

/// The sum itself, tile by tile.
func sumOverRows(_ p: Matrix<Double>, _ q: Matrix<Double>, side: TileSide) -> Double {
  let tiles = Tile.between(0..<p.rows, 0..<p.rows, side: side)
  var k = [Double](repeating: 0, count: tiles.map(\.count).max() ?? 0)
  var l = k
  return tiles.reduce(0) { sum, tile in
    p.innerProducts(of: tile.rows, with: p, of: tile.columns, into: &k)
    q.innerProducts(of: tile.rows, with: q, of: tile.columns, into: &l)
    return sum + (0..<tile.count).reduce(0) { $0 + k[$1] * l[$1] }
  }
}
