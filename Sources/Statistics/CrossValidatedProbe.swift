import Foundation
public import LinearAlgebra

/// How a linear probe is cross-validated.
public struct ProbeSettings: Sendable, Hashable {
  /// Outer folds, each foretold by a classifier that was fitted to the others; ≥ 2.
  public var folds: Int
  /// Folds of the others within which C is chosen; ≥ 2.
  public var innerFolds: Int
  /// Values of C to choose from, ascending.
  public var inversePenalties: [Double]
  /// Of the fits that foretell; see `LogisticRegressionSettings`.
  public var tolerance: Double
  /// Of the fits by which C is chosen, which are many.
  public var choiceTolerance: Double
  public var iterationLimit: Int
  public var seed: UInt64

  /// C over six powers of ten.
  public init(
    folds: Int = 5, innerFolds: Int = 3,
    inversePenalties: [Double] = [1e-4, 1e-3, 1e-2, 1e-1, 1, 10], tolerance: Double = 1e-6,
    choiceTolerance: Double = 1e-4, iterationLimit: Int = 1_000, seed: UInt64
  ) {
    (self.folds, self.innerFolds, self.seed) = (folds, innerFolds, seed)
    self.inversePenalties = inversePenalties
    (self.tolerance, self.choiceTolerance) = (tolerance, choiceTolerance)
    self.iterationLimit = iterationLimit
  }

  /// Of a fit that foretells.
  func answer(_ inversePenalty: Double) -> LogisticRegressionSettings {
    LogisticRegressionSettings(
      inversePenalty: inversePenalty, tolerance: tolerance, iterationLimit: iterationLimit)
  }

  /// Of a fit by which C is chosen.
  func trial(_ inversePenalty: Double) -> LogisticRegressionSettings {
    LogisticRegressionSettings(
      inversePenalty: inversePenalty, tolerance: choiceTolerance, iterationLimit: iterationLimit)
  }
}

/// What linear classifiers say of items that they were not fitted to.
///
/// Multinomial logistic regression with an L2 penalty on standardised columns, fitted to all folds but
/// one and asked of that one, for each fold in turn. C is chosen within the folds that are fitted to,
/// by the mean log-probability of the true class over inner folds, of equal values the smaller: no item
/// takes part in the choice of the classifier that foretells it.
public struct CrossValidatedProbe: Sendable {
  /// Scores are the probabilities, which are compared within folds.
  public let answers: ClassAnswers
  /// Of each fold; a fold whose others have one label, and which is therefore not foretold, has none.
  public let inversePenalties: [Double?]
  /// Fits that stopped before the tolerance, of those that foretell.
  public let unconverged: Int

  /// - Parameters:
  ///   - rows: shape (n, d), finite.
  ///   - labels: of each row, 0..<classes.
  ///   - units: the unit of each row; nil makes each row a unit. Folds hold whole units.
  ///   - folds: of these rows.
  ///   - progress: is told of fits.
  /// - Throws: `StatisticsError` as `LogisticRegression`.
  /// - Complexity: folds · (innerFolds · |C| + 1) fits.
  public init<Scalar>(
    of rows: Matrix<Scalar>, labels: [Int], classes: Int, units: [Int]?, folds: GroupedFolds,
    settings: ProbeSettings, progress: WorkProgress = { _, _ in }
  ) throws(StatisticsError) {
    let data = ProbeData(rows: rows, labels: labels, classes: classes, units: units)
    let count = folds.count
    let fits = settings.innerFolds * settings.inversePenalties.count + 1
    var predictions = [Int?](repeating: nil, count: labels.count)
    var scores = [[ClassScore]](repeating: [], count: labels.count)
    var chosen: [Double?] = []
    var unconverged = 0
    for fold in 0..<count {
      let fitted = data.selecting(folds.rows(except: fold))
      let asked = folds.rows(of: fold)
      progress(fold * fits, count * fits)
      guard fitted.hasSeveralLabels else {
        chosen.append(nil)
        continue
      }
      let c = try fitted.bestInversePenalty(settings, fold: fold) {
        progress(fold * fits + $0, count * fits)
      }
      let model = try LogisticProblem(of: fitted.rows, labels: fitted.labels)
        .fit(settings.answer(c))
      chosen.append(c)
      unconverged += model.converged ? 0 : 1
      let probabilities = model.probabilities(of: rows.selecting(rows: asked))
      for (place, item) in asked.enumerated() {
        let found = Array(probabilities.row(place))
        scores[item] = zip(model.labels, found).map { ClassScore(label: $0, score: $1) }
        predictions[item] = found.firstIndex(of: found.max() ?? 0).map { model.labels[$0] }
      }
    }
    progress(count * fits, count * fits)
    answers = ClassAnswers(
      truth: labels, predictions: predictions, classes: classes, scores: scores,
      parts: folds.foldOfRow)
    (inversePenalties, self.unconverged) = (chosen, unconverged)
  }
}

/// Rows with what is known of them.
private struct ProbeData<Scalar: MatrixScalar> {
  let rows: Matrix<Scalar>
  let labels: [Int]
  let classes: Int
  let units: [Int]?

  func selecting(_ places: [Int]) -> ProbeData {
    ProbeData(
      rows: rows.selecting(rows: places), labels: places.map { labels[$0] }, classes: classes,
      units: units.map { units in places.map { units[$0] } })
  }

  var hasSeveralLabels: Bool { labels.contains { $0 != labels[0] } }

  /// The middle of the grid where no inner fold can be fitted.
  ///
  /// - Parameter done: is told how many of innerFolds · |C| fits are done.
  func bestInversePenalty(
    _ settings: ProbeSettings, fold: Int, done: (Int) -> Void
  ) throws(StatisticsError) -> Double {
    let grid = settings.inversePenalties
    // Only of fewer than two units there are no folds.
    let folds = try? GroupedFolds(
      labels: labels, units: units, count: settings.innerFolds, seed: settings.seed,
      stream: "encoders.probe.inner", index: fold)
    guard let folds, grid.count > 1 else { return grid[grid.count / 2] }
    var sums = [Double](repeating: 0, count: grid.count)
    var fits = 0
    var hasFit = false
    for inner in 0..<folds.count {
      let fitted = selecting(folds.rows(except: inner))
      guard fitted.hasSeveralLabels else { continue }
      let asked = selecting(folds.rows(of: inner))
      let problem = try LogisticProblem(of: fitted.rows, labels: fitted.labels)
      for (place, c) in grid.enumerated() {
        let model = try problem.fit(settings.trial(c))
        sums[place] += asked.logProbability(under: model)
        (fits, hasFit) = (fits + 1, true)
        done(fits)
      }
    }
    guard hasFit, let best = sums.max() else { return grid[grid.count / 2] }
    return sums.firstIndex(of: best).map { grid[$0] } ?? grid[0]
  }

  /// The sum over rows; of a label that was not fitted, and of probabilities below 10⁻¹⁵, as of those.
  private func logProbability(under model: LogisticRegression) -> Double {
    let probabilities = model.probabilities(of: rows)
    let places = Dictionary(uniqueKeysWithValues: zip(model.labels, 0...))
    return labels.indices.reduce(0) { sum, item in
      sum + log(max(1e-15, places[labels[item]].map { probabilities[item, $0] } ?? 0))
    }
  }
}
