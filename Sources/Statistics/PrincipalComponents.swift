public import LinearAlgebra

/// The directions of greatest variance, and the rows seen along them.
///
/// A direction without variance (its squared singular value is rounding noise) would be an
/// arbitrary one: its component and scores are zeros, its singular value and ratio 0. So when all
/// rows are equal everything but the mean is 0, and nothing is ever NaN.
///
/// Source: Jolliffe, "Principal Component Analysis"; exact by LAPACK's symmetric eigenvectors.
public struct PrincipalComponents: Sendable {
  /// Of each column, d numbers.
  public let mean: [Double]
  /// Shape (c, d): unit rows, orthogonal; the loading of largest magnitude is positive (the first
  /// such when several tie).
  public let components: Matrix<Double>
  /// Of the total variance, each within [0, 1], descending, c numbers.
  public let explainedVarianceRatio: [Double]
  /// Of the centred rows, descending, c numbers.
  public let singularValues: [Double]
  /// Shape (n, c): the centred rows along the components.
  public let scores: Matrix<Double>

  /// - Parameters:
  ///   - rows: shape (n, d), n ≥ 1.
  ///   - count: c, within 1...min(n, d).
  /// - Throws: `StatisticsError` for no rows, a count out of range, NaN or infinite numbers.
  /// - Complexity: O(n·d·min(n, d) + min(n, d)³) time, O(min(n, d)²) memory beside the rows.
  public init<Scalar>(of rows: Matrix<Scalar>, count: Int) throws(StatisticsError) {
    try self.init(of: CentredSource(StoredRows(rows)), count: count)
  }

  private init(of rows: CentredSource, count: Int) throws(StatisticsError) {
    try rows.require(count)
    let axes = try rows.axes
    let kept = axes.vectors.selecting(rows: 0..<count).withPositiveLargestLoading
    mean = rows.mean
    components = kept
    singularValues = axes.squares.prefix(count).map { $0.squareRoot() }
    explainedVarianceRatio = axes.squares.prefix(count).map {
      axes.total > 0 ? min(1, $0 / axes.total) : 0
    }
    scores = rows.scores(along: kept)
  }
}

/// Rows minus their mean, made block by block.
private struct CentredSource {
  let rows: StoredRows
  let mean: [Double]

  /// Unit directions with the sum of squares along each, descending, and the sum of all squares.
  struct Axes {
    let vectors: Matrix<Double>
    let squares: [Double]
    let total: Double
  }

  init(_ rows: StoredRows) {
    self.rows = rows
    mean = rows.columnMeans
  }

  func require(_ count: Int) throws(StatisticsError) {
    try rows.requireFinite("the matrix")
    guard rows.count >= 1 else { throw .tooFewRows(of: "the matrix", found: 0, needed: 1) }
    let most = min(rows.count, rows.dimension)
    guard count >= 1, count <= most else {
      throw .outOfRange(
        setting: "the number of components", found: "\(count)",
        expected: "within 1...\(most), the smaller of rows and columns")
    }
  }

  var axes: Axes {
    get throws(StatisticsError) {
      rows.count < rows.dimension ? try axesOfGram() : try axesOfScatter()
    }
  }

  func scores(along components: Matrix<Double>) -> Matrix<Double> {
    let elements = blocks.flatMap {
      rows.rows($0, minus: mean).timesTransposed(components).elements
    }
    return Matrix(rows: rows.count, columns: components.rows, elements: elements)
  }

  /// Eigenvectors of XᵀX, shape (d, d).
  private func axesOfScatter() throws(StatisticsError) -> Axes {
    var sum = SumOfOuterProducts(order: rows.dimension)
    for block in blocks { sum.add(rowsOf: rows.rows(block, minus: mean)) }
    let eigen = try eigenvectors(of: sum.matrix)
    let squares = withoutNoise(eigen.values)
    let scales = squares.map { $0 > 0 ? 1.0 : 0 }
    return Axes(
      vectors: eigen.vectors.scalingRows(by: scales), squares: squares, total: eigen.total)
  }

  /// Eigenvectors u of XXᵀ, shape (n, n), of which Xᵀu is a direction of length σ.
  private func axesOfGram() throws(StatisticsError) -> Axes {
    let centred = rows.rows(0..<rows.count, minus: mean)
    let eigen = try eigenvectors(of: centred.timesTransposed(centred))
    let squares = withoutNoise(eigen.values)
    let scales = squares.map { $0 > 0 ? 1 / $0.squareRoot() : 0 }
    return Axes(
      vectors: eigen.vectors.times(centred).scalingRows(by: scales), squares: squares,
      total: eigen.total)
  }

  private func eigenvectors(
    of matrix: Matrix<Double>
  ) throws(StatisticsError) -> (values: [Double], vectors: Matrix<Double>, total: Double) {
    let total = (0..<matrix.rows).reduce(0) { $0 + matrix[$1, $1] }
    do {
      let eigen = try SymmetricEigen(of: matrix)
      return (eigen.values, eigen.vectors, total)
    } catch {
      throw .linearAlgebra(error)
    }
  }

  /// Eigenvalues are known to about ε times the largest, and all are noise where the rows differ
  /// from their mean by no more than the mean's own rounding.
  private func withoutNoise(_ values: [Double]) -> [Double] {
    let size = Double(max(rows.count, rows.dimension)) * Double.ulpOfOne
    let offset = mean.reduce(0) { $0 + $1 * $1 } * Double(rows.count) * size * size
    let floor = max((values.first ?? 0) * size, offset)
    return values.map { $0 > floor ? $0 : 0 }
  }

  private var blocks: [Range<Int>] {
    stride(from: 0, to: rows.count, by: 1024).map { $0..<min($0 + 1024, rows.count) }
  }
}

extension Matrix<Double> {
  func scalingRows(by factors: [Double]) -> Matrix {
    var scaled = elements
    for i in 0..<rows {
      for k in (i * columns)..<((i + 1) * columns) { scaled[k] *= factors[i] }
    }
    return Matrix(rows: rows, columns: columns, elements: scaled)
  }

  fileprivate var withPositiveLargestLoading: Matrix {
    let signs = (0..<rows).map { i in
      let largest = row(i).reduce(0.0) { abs($1) > abs($0) ? $1 : $0 }
      return largest < 0 ? -1.0 : 1
    }
    return scalingRows(by: signs)
  }
}
