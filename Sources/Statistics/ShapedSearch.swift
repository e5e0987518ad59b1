import LinearAlgebra

/// The search for the minimum of a softmax loss, in coordinates in which its valley is about round.
///
/// Böhning's bound says how fast the loss can bend: along a principal axis of the standardised
/// columns by at most half the variance there, plus the penalty. Coordinates that divide by the
/// square root of that bound take a fifth of the iterations or less on embeddings of a real network.
struct ShapedSearch {
  private let loss: SoftmaxLoss
  /// Shape (d, d): coordinates times this are weights of centred columns; nil only divides by the
  /// columns' deviations.
  private let axes: Matrix<Double>?

  /// Columns above which the principal axes would take longer than they save.
  private static let axesLimit = 4_096

  /// - Throws: `StatisticsError.linearAlgebra` where LAPACK gave up.
  init(of loss: SoftmaxLoss) throws(StatisticsError) {
    self.loss = loss
    guard loss.rows.dimension <= Self.axesLimit else {
      axes = nil
      return
    }
    let eigen: SymmetricEigen
    do {
      eigen = try SymmetricEigen(of: Self.covariance(of: loss))
    } catch {
      throw .linearAlgebra(error)
    }
    let lengths = eigen.values.map { 1 / (max(0, $0) / 2 + loss.penalty).squareRoot() }
    axes = eigen.vectors.scalingRows(by: lengths).dividingColumns(by: loss.standard.deviation)
  }

  /// Of standardised columns, over all rows: a subset may miss the few rows that make a rare column
  /// vary, and then stretches it beyond measure.
  private static func covariance(of loss: SoftmaxLoss) -> Matrix<Double> {
    // The root of the share, since the sum is of squares.
    let scale = loss.standard.deviation.map { $0 * Double(loss.rows.count).squareRoot() }
    let parts = loss.mapParts { range in
      var sum = SumOfOuterProducts(order: loss.rows.dimension)
      for block in SoftmaxLoss.blocks(range) {
        let centred = loss.rows.rows(block, minus: loss.standard.mean)
        sum.add(rowsOf: centred.dividingColumns(by: scale))
      }
      return sum.matrix
    }
    return parts.dropFirst().reduce(parts[0]) { $0.plus($1) }
  }

  /// From weights and intercepts of 0, as scikit-learn.
  func minimum(_ settings: LogisticRegressionSettings) -> FittedWeights {
    let search = LimitedMemoryBFGS(
      iterationLimit: settings.iterationLimit, tolerance: settings.tolerance)
    let start = [Double](repeating: 0, count: loss.classes * (loss.rows.dimension + 1))
    let minimum = search.minimum(from: start) { evaluation(at: $0) }
    let (weights, intercepts) = weights(at: minimum.place)
    return FittedWeights(
      weights: weights.multiplyingColumns(by: loss.standard.deviation), intercepts: intercepts,
      iterations: minimum.iterations, steepness: minimum.evaluation.steepness)
  }

  /// Weights of centred columns, and intercepts.
  private func weights(at place: [Double]) -> (Matrix<Double>, [Double]) {
    let count = loss.classes * loss.rows.dimension
    let coordinates = Matrix(
      rows: loss.classes, columns: loss.rows.dimension, elements: Array(place[..<count]))
    let weights =
      axes.map { coordinates.times($0) }
      ?? coordinates.dividingColumns(by: loss.standard.deviation)
    return (weights, Array(place[count...]))
  }

  private func evaluation(at place: [Double]) -> Evaluation {
    let (weights, intercepts) = weights(at: place)
    let slope = loss.slope(weights: weights, intercepts: intercepts)
    let byWeights = Matrix(
      rows: loss.classes, columns: loss.rows.dimension, elements: slope.weights)
    let standardized = byWeights.dividingColumns(by: loss.standard.deviation)
    let derivatives = axes.map { byWeights.timesTransposed($0) } ?? standardized
    return Evaluation(
      value: slope.value, gradient: derivatives.elements + slope.intercepts,
      steepness: (standardized.elements + slope.intercepts).reduce(0) { max($0, abs($1)) })
  }
}

/// What a search found.
struct FittedWeights {
  /// Shape (classes, columns), of standardised columns.
  let weights: Matrix<Double>
  let intercepts: [Double]
  let iterations: Int
  /// The largest component of the gradient of the mean loss by these weights and intercepts.
  let steepness: Double
}
