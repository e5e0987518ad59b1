public import LinearAlgebra

/// Rows and labels that logistic regressions are fitted to: what fits of any C share is made once.
///
/// With fewer rows than columns the search runs in the rows' principal coordinates, at most as many as
/// there are rows. That loses nothing: the penalty leaves no weight in a direction in which no row
/// varies. Source: Hastie and Tibshirani, "Efficient quadratic regularization for expression arrays"
/// (2004), theorem 1.
public struct LogisticProblem: Sendable {
  /// The different labels, ascending; K ≥ 2.
  public let labels: [Int]
  private let codes: [Int]
  /// Of the columns that were handed in.
  private let standard: Standardization
  private let search: SearchedRows

  /// Rows and columns above which products of all pairs would take longer than they save.
  private static let orderLimit = 4_096

  /// - Parameters:
  ///   - rows: shape (n, d).
  ///   - truth: the label of each row, any numbers; at least two different ones.
  /// - Throws: `StatisticsError` for fewer than two labels, NaN or infinite numbers, or counts that
  ///   differ.
  /// - Complexity: O(n·d·min(n, d) + min(n, d)³) on all cores; memory O(min(n, d)²).
  public init<Scalar>(of rows: Matrix<Scalar>, labels truth: [Int]) throws(StatisticsError) {
    let rows = StoredRows(rows)
    guard truth.count == rows.count else {
      throw .countsDiffer(what: "labels", found: truth.count, expected: rows.count)
    }
    try rows.requireFinite("the matrix")
    labels = Set(truth).sorted()
    guard labels.count >= 2 else {
      throw .outOfRange(
        setting: "the number of different labels", found: "\(labels.count)",
        expected: "at least 2")
    }
    codes = numbered(truth)
    let standard = Standardization(of: rows)
    self.standard = standard
    // All products at one thread each, whose sums are the same however many there are.
    let prepared = BLAS.atOneThread { _ in
      Result { () throws(StatisticsError) in try Self.searchedRows(rows, standard) }
    }
    search = try prepared.get()
  }

  private static func searchedRows(
    _ rows: StoredRows, _ standard: Standardization
  ) throws(StatisticsError) -> SearchedRows {
    guard min(rows.count, rows.dimension) <= orderLimit else {
      return .columns(rows, covariance: nil)
    }
    guard rows.count < rows.dimension else {
      return .columns(rows, covariance: standard.covariance(of: rows))
    }
    return .coordinates(try PrincipalCoordinates(of: rows, standard))
  }

  /// The regression of these rows and labels.
  ///
  /// - Throws: `StatisticsError` for settings out of range.
  /// - Complexity: O(n·d·K) an iteration, or O(n²·K) with fewer rows than columns, and before the first
  ///   O(min(n, d)³ / 3); on all cores.
  public func fit(
    _ settings: LogisticRegressionSettings = .init()
  ) throws(StatisticsError) -> LogisticRegression {
    try settings.require()
    // Weights of ±w/2 have half the square of w.
    let c = settings.inversePenalty / (labels.count == 2 ? 2 : 1)
    let penalty = 1 / (c * Double(codes.count))
    let found = BLAS.atOneThread { _ in minimum(penalty: penalty, settings) }
    return LogisticRegression(
      found, labels: labels, standard, tolerance: settings.tolerance)
  }

  private func minimum(
    penalty: Double, _ settings: LogisticRegressionSettings
  ) -> FittedWeights {
    switch search {
    case .columns(let rows, let covariance):
      let loss = SoftmaxLoss(
        rows: rows, standard: standard, codes: codes, classes: labels.count, penalty: penalty)
      return ShapedSearch(of: loss, covariance: covariance).minimum(settings)
    case .coordinates(let coordinates):
      let loss = SoftmaxLoss(
        rows: .doubles(coordinates.rows),
        standard: Standardization(unchanged: coordinates.rows.columns),
        codes: codes, classes: labels.count, penalty: penalty)
      let search = ShapedSearch(of: loss, variances: coordinates.variances)
      return coordinates.inColumns(search.minimum(settings))
    }
  }
}

/// In which coordinates a search runs.
private enum SearchedRows: Sendable {
  /// Those of the columns; the covariance of standardised columns, shape (d, d), nil for too many.
  case columns(StoredRows, covariance: Matrix<Double>?)
  case coordinates(PrincipalCoordinates)
}
