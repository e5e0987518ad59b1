import Embeddings
import LinearAlgebra
import Statistics

/// How the linear probe was fitted: multinomial logistic regression with an L2 penalty (C = 1) on
/// vectors whose columns were brought to mean 0 and variance 1 over the fitted items.
public struct LinearProbeFit: Sendable, Codable, Hashable {
  /// Reference items that it was fitted to.
  public let items: Int
  /// Reference items with a vector other than zero; more than `items` where a choice was made.
  public let availableItems: Int
  public let labels: Int
  /// C.
  public let inversePenalty: Double
  public let iterations: Int
  public let converged: Bool
}

/// A linear classifier of labels, fitted to the reference set.
struct LinearProbe {
  let fit: LinearProbeFit
  private let regression: LogisticRegression

  /// Reference items at most: of 1,280 numbers and ten labels a fit then takes about half a minute of
  /// two cores.
  private static let itemLimit = 60_000
  /// Items times numbers times labels at most, unless that leaves fewer than ten items a label.
  private static let productLimit = 2_000_000_000
  /// Numbers times labels at most, so that the search stays in memory.
  private static let weightLimit = 4_000_000

  /// Nil with a single label, or with so many that the weights are more than 4,000,000.
  ///
  /// - Parameter labels: of the reference items.
  /// - Throws: `AnalysisError.undefined` where LAPACK gave up.
  init?(_ reference: EmbeddedItems, labels: [Int], seed: UInt64) throws(AnalysisError) {
    let rows = reference.directedRows
    let distinct = Set(rows.map { labels[$0] }).count
    let weights = distinct * reference.vectors.dimension
    guard distinct >= 2, weights <= Self.weightLimit else { return nil }
    let room = max(Self.productLimit / max(1, weights), 10 * distinct)
    var generator = SeededGenerator(seed: seed, stream: "leakage.probe")
    let chosen = stratifiedChoice(
      of: rows.map { labels[$0] }, count: min(Self.itemLimit, room), using: &generator
    ).map { rows[$0] }
    let regression = try naming(reference.name) { () throws(StatisticsError) in
      try reference.regression(on: chosen, labels)
    }
    self.regression = regression
    fit = LinearProbeFit(
      items: chosen.count, availableItems: rows.count, labels: distinct,
      inversePenalty: LogisticRegressionSettings().inversePenalty,
      iterations: regression.iterations, converged: regression.converged)
  }

  /// Whether it foretells the label of each item.
  func isRight(on items: EmbeddedItems, _ labels: [Int]) -> [Bool] {
    let predictions: [Int] =
      switch items.vectors {
      case .float(let matrix): regression.predictions(of: matrix)
      case .double(let matrix): regression.predictions(of: matrix)
      case .mapped(let rows):
        stride(from: 0, to: rows.rows, by: 4_096).flatMap {
          regression.predictions(of: rows.matrix($0..<min($0 + 4_096, rows.rows)))
        }
      }
    return zip(predictions, labels).map(==)
  }

  /// What was not fitted, or not to all items.
  static func remarks(
    _ probe: LinearProbe?, _ reference: EmbeddedItems, _ labels: [Int]
  ) -> [String] {
    guard let fit = probe?.fit else {
      let distinct = Set(reference.directedRows.map { labels[$0] }).count
      return distinct < 2
        ? ["all reference images have one label: no linear probe"]
        : [
          "no linear probe: \(distinct) labels of \(reference.vectors.dimension) weights each are more "
            + "than \(weightLimit) weights"
        ]
    }
    return [
      fit.items == fit.availableItems
        ? nil
        : "the linear probe was fitted to \(fit.items) of \(fit.availableItems) reference images, "
          + "chosen by the seed in proportion to the labels",
      fit.converged ? nil : "the linear probe stopped after \(fit.iterations) iterations",
    ].compactMap { $0 }
  }
}

extension EmbeddedItems {
  /// - Parameter rows: ascending.
  fileprivate func regression(
    on rows: [Int], _ labels: [Int]
  ) throws(StatisticsError) -> LogisticRegression {
    let vectors = rows.count == count ? vectors : vectors.selecting(rows: rows)
    let truth = rows.map { labels[$0] }
    switch vectors {
    case .float(let matrix): return try LogisticRegression(of: matrix, labels: truth)
    case .double(let matrix): return try LogisticRegression(of: matrix, labels: truth)
    case .mapped(let mapped):
      return try LogisticRegression(of: mapped.matrix(0..<mapped.rows), labels: truth)
    }
  }
}
