public import LinearAlgebra

/// How to fit a logistic regression.
public struct LogisticRegressionSettings: Sendable, Codable, Hashable {
  /// C > 0, the weight of the data against the penalty of half the squared weights.
  public var inversePenalty: Double
  /// The fit ends when no component of the gradient of the mean loss is larger, > 0.
  public var tolerance: Double
  /// ≥ 1.
  public var iterationLimit: Int

  /// C is scikit-learn's default. At this tolerance the objective is some 10⁻⁸ of itself above the minimum;
  /// at 10⁻⁴, scikit-learn's, it is 10⁻⁴, and single probabilities are off by a tenth.
  public init(
    inversePenalty: Double = 1, tolerance: Double = 1e-6, iterationLimit: Int = 1_000
  ) {
    self.inversePenalty = inversePenalty
    self.tolerance = tolerance
    self.iterationLimit = iterationLimit
  }
}

/// A linear classifier: multinomial logistic regression with an L2 penalty, on standardised columns.
///
/// Minimises Σ −log p(label of row) + ‖W‖²/2C over weights W and intercepts b, where p is the softmax
/// of W·z + b and z the row with every column brought to mean 0 and variance 1 (population variance;
/// a column without variance stays 0). Intercepts bear no penalty. Two labels are told apart by the
/// difference of their weights, penalised as one vector, so that they get the probabilities of binary
/// logistic regression. That is scikit-learn's `make_pipeline(StandardScaler(),
/// LogisticRegression(C=C))` for any number of labels. The minimum is unique; the result does not
/// depend on the number of threads.
///
/// Source: Hastie, Tibshirani and Friedman, "The Elements of Statistical Learning" (2009),
/// section 4.4.
public struct LogisticRegression: Sendable {
  /// The different labels, ascending; K ≥ 2.
  public let labels: [Int]
  /// Shape (K, d), of standardised columns; every column sums to 0.
  public let weights: Matrix<Double>
  /// K numbers that sum to 0.
  public let intercepts: [Double]
  /// Of each column before it was standardised.
  public let mean: [Double]
  /// Standard deviation of each column, or 1 where it has none.
  public let deviation: [Double]
  public let iterations: Int
  /// Whether the gradient came within the tolerance.
  public let converged: Bool

  /// - Parameters:
  ///   - rows: shape (n, d).
  ///   - truth: the label of each row, any numbers; at least two different ones.
  /// - Throws: `StatisticsError` for fewer than two labels, NaN or infinite numbers, counts that
  ///   differ, or settings out of range.
  /// - Complexity: as `LogisticProblem` and one fit.
  public init<Scalar>(
    of rows: Matrix<Scalar>, labels truth: [Int], settings: LogisticRegressionSettings = .init()
  ) throws(StatisticsError) {
    try settings.require()
    self = try LogisticProblem(of: rows, labels: truth).fit(settings)
  }

  init(
    _ minimum: FittedWeights, labels: [Int], _ standard: Standardization, tolerance: Double
  ) {
    self.labels = labels
    // Rounding alone moves weights of columns without variance from 0, and the sums of all.
    weights = minimum.weights.centringColumns.multiplyingColumns(by: standard.presence)
    intercepts =
      Matrix(
        rows: labels.count, columns: 1, elements: minimum.intercepts
      ).centringColumns.elements
    (mean, deviation) = (standard.mean, standard.deviation)
    iterations = minimum.iterations
    converged = minimum.steepness <= tolerance
  }

  /// Of each row the probability of each label, shape (n, K); a row's sum is 1.
  ///
  /// - Precondition: as many columns as were fitted.
  public func probabilities<Scalar>(of rows: Matrix<Scalar>) -> Matrix<Double> {
    precondition(rows.columns == mean.count, "rows of \(rows.columns) numbers")
    var scores = self.scores(of: StoredRows(rows)).elements
    let k = labels.count
    for row in 0..<rows.rows { _ = softmax(&scores, row * k..<(row + 1) * k) }
    return Matrix(rows: rows.rows, columns: k, elements: scores)
  }

  /// The most probable label of each row; of equally probable ones the smallest.
  ///
  /// - Precondition: as many columns as were fitted.
  public func predictions<Scalar>(of rows: Matrix<Scalar>) -> [Int] {
    precondition(rows.columns == mean.count, "rows of \(rows.columns) numbers")
    let scores = self.scores(of: StoredRows(rows))
    return (0..<rows.rows).map { i in
      let row = scores.row(i)
      let greatest = row.max() ?? 0
      let place = row.firstIndex(of: greatest) ?? row.startIndex
      return labels[place - row.startIndex]
    }
  }

  private func scores(of rows: StoredRows) -> Matrix<Double> {
    let linear = weights.dividingColumns(by: deviation)
    let blocks = stride(from: 0, to: rows.count, by: 512).map {
      $0..<min($0 + 512, rows.count)
    }
    let elements = mapOnAllCores(blocks.count) { number in
      let products = rows.rows(blocks[number], minus: mean).timesTransposed(linear)
      return products.adding(toEachRow: intercepts).elements
    }
    return Matrix(
      rows: rows.count, columns: labels.count, elements: elements.flatMap { $0 })
  }
}

extension LogisticRegressionSettings {
  func require() throws(StatisticsError) {
    for (name, value) in [("C", inversePenalty), ("the tolerance", tolerance)] {
      guard value > 0, value.isFinite else {
        throw .outOfRange(setting: name, found: "\(value)", expected: "above 0")
      }
    }
    guard iterationLimit >= 1 else {
      throw .outOfRange(
        setting: "the limit of iterations", found: "\(iterationLimit)", expected: "at least 1")
    }
  }
}
