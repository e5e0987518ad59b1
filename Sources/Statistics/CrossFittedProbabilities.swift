public import LinearAlgebra

/// Probabilities of labels by logistic regressions, each row's by what was fitted to other folds.
///
/// - Parameters:
///   - rows: shape (n, d).
///   - labels: of each row, numbers of 0..<K.
///   - classes: K.
///   - fitLimit: rows that a regression is fitted to at most, chosen by the seed in proportion to their
///     labels.
///   - stream: of the choice, by fold.
///   - progress: is told of folds.
/// - Returns: shape (n, K), every row sums to 1; 0 for a label that no row of other folds has. Nil where
///   the other folds of some fold have a single label.
/// - Throws: `StatisticsError` as `LogisticRegression`.
public func crossFittedProbabilities<Scalar>(
  of rows: Matrix<Scalar>, labels: [Int], classes: Int, folds: GroupedFolds,
  settings: LogisticRegressionSettings = .init(), fitLimit: Int = .max, seed: UInt64,
  stream: String, progress: WorkProgress = { _, _ in }
) throws(StatisticsError) -> Matrix<Double>? {
  var probabilities = Matrix<Double>(rows: rows.rows, columns: classes)
  progress(0, folds.count)
  for fold in 0..<folds.count {
    var generator = SeededGenerator(seed: seed, stream: stream, index: fold)
    let others = folds.rows(except: fold)
    let fitted = stratifiedChoice(
      of: others.map { labels[$0] }, count: fitLimit, using: &generator
    ).map { others[$0] }
    let truth = fitted.map { labels[$0] }
    guard Set(truth).count >= 2 else { return nil }
    let regression = try LogisticRegression(
      of: rows.selecting(rows: fitted), labels: truth, settings: settings)
    for block in folds.rows(of: fold).inBlocks(of: 4_096) {
      let found = regression.probabilities(of: rows.selecting(rows: block))
      for (place, row) in block.enumerated() {
        for (column, label) in regression.labels.enumerated() {
          probabilities[row, label] = found[place, column]
        }
      }
    }
    progress(fold + 1, folds.count)
  }
  return probabilities
}

extension [Int] {
  fileprivate func inBlocks(of size: Int) -> [ArraySlice<Int>] {
    stride(from: 0, to: count, by: size).map { self[$0..<Swift.min($0 + size, count)] }
  }
}
