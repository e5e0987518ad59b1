public import LinearAlgebra

/// The directions of greatest variance, and the rows seen along them.
///
/// A direction without variance (its squared singular value is rounding noise) would be an
/// arbitrary one: its component and scores are zeros, its singular value and ratio 0. So when all
/// rows are equal everything but the mean is 0, and nothing is ever NaN.
///
/// Sources: Jolliffe, "Principal Component Analysis"; exact by LAPACK's symmetric eigenvectors; of more
/// than 4,096 rows and columns by Halko, Martinsson and Tropp, SIAM Review 53 (2011), algorithm 4.4.
/// Of floats with n·d² above 5·10⁹ products are those of floats, 2,048 rows at a time and added as
/// doubles: squared singular values are then right to about 10⁻⁷ of the largest, scores to 10⁻⁶.
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

  /// Whether all directions were found at once, by LAPACK; else a random start was refined.
  public let isExact: Bool

  /// Rows and columns above which directions are found from a random start.
  public static let exactLimit = 4_096

  /// - Parameters:
  ///   - rows: shape (n, d), n ≥ 1.
  ///   - count: c, within 1...min(n, d).
  ///   - seed: of the random start, stream `"principal components"`.
  /// - Throws: `StatisticsError` for no rows, a count out of range, NaN or infinite numbers.
  /// - Complexity: O(n·d·min(n, d) + min(n, d)³) time, O(min(n, d)²) memory beside the rows; with more
  ///   than `exactLimit` rows and columns O(n·d·c) time and O((n + d)·c) memory.
  public init<Scalar>(
    of rows: Matrix<Scalar>, count: Int, seed: UInt64 = 0
  ) throws(StatisticsError) {
    try self.init(of: StoredRows(rows), count: count, seed: seed)
  }

  /// The same of rows in memory or in a file, which are not copied.
  public init(of rows: StoredRows, count: Int, seed: UInt64 = 0) throws(StatisticsError) {
    try self.init(of: rows, count: count, exactLimit: Self.exactLimit, seed: seed)
  }

  init(
    of rows: StoredRows, count: Int, exactLimit: Int, seed: UInt64
  ) throws(StatisticsError) {
    try rows.require(components: count)
    let source = try VariedRows(rows)
    isExact = min(rows.count, rows.dimension) <= exactLimit
    let axes = try Self.axes(of: source, count, isExact: isExact, seed: seed)
    let kept = axes.vectors.withPositiveLargestLoading
    mean = source.rows.mean
    components = kept
    singularValues = axes.squares.map { $0.squareRoot() }
    explainedVarianceRatio = axes.squares.map { axes.total > 0 ? min(1, $0 / axes.total) : 0 }
    scores = source.scores(along: kept)
  }

  /// Rows or columns up to which directions are found on one thread: it takes little time, and any number of
  /// cores gives the same bits.
  private static let smallLimit = 1_024

  private static func axes(
    of source: VariedRows, _ count: Int, isExact: Bool, seed: UInt64
  ) throws(StatisticsError) -> VarianceAxes {
    guard isExact else { return try source.randomisedAxes(count, seed: seed) }
    guard min(source.rows.count, source.rows.mean.count) <= smallLimit else {
      return try source.axes(count)
    }
    return try BLAS.atOneThread { _ throws(StatisticsError) in try source.axes(count) }
  }
}

/// Unit directions with the sum of squares along each, descending, and the sum of all squares.
struct VarianceAxes {
  let vectors: Matrix<Double>
  let squares: [Double]
  let total: Double
}

extension StoredRows {
  fileprivate func require(components found: Int) throws(StatisticsError) {
    guard count >= 1 else { throw .tooFewRows(of: "the matrix", found: 0, needed: 1) }
    let most = min(count, dimension)
    guard found >= 1, found <= most else {
      throw .outOfRange(
        setting: "the number of components", found: "\(found)",
        expected: "within 1...\(most), the smaller of rows and columns")
    }
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
