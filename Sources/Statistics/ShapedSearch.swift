import LinearAlgebra

/// The search for the minimum of a softmax loss, in coordinates in which its valley is about round.
///
/// Böhning's bound says how fast the loss can bend: between standardised columns by at most half
/// their covariance, plus the penalty. Coordinates whitened by that bound take a fifth of the
/// iterations or less on embeddings of a real network.
///
/// Source: Böhning, "Multinomial logistic regression algorithm" (1992).
struct ShapedSearch {
  private let loss: SoftmaxLoss
  private let shape: SearchShape
  private let steepness: Steepness

  /// - Parameter covariance: of standardised columns, shape (d, d); nil where it is not known.
  init(of loss: SoftmaxLoss, covariance: Matrix<Double>?) {
    self.loss = loss
    steepness = .component
    let bound = covariance.map { covariance in
      // A floor keeps the factor from rounding; it shapes the search, not what is found.
      let floor = 1e-12 * Double(covariance.rows)
      return covariance.scalingRows(by: Array(repeating: 0.5, count: covariance.rows))
        .addingToDiagonal(loss.penalty + floor)
    }
    let factor = bound.flatMap { try? CholeskyFactor(of: $0) }
    shape = factor.map(SearchShape.factor) ?? .round
  }

  /// - Parameter variances: of columns that are not correlated.
  init(of loss: SoftmaxLoss, variances: [Double]) {
    self.loss = loss
    steepness = .length
    shape = .axes(variances.map { ($0 / 2 + loss.penalty).squareRoot() })
  }

  /// From weights and intercepts of 0, as scikit-learn.
  func minimum(_ settings: LogisticRegressionSettings) -> FittedWeights {
    let search = LimitedMemoryBFGS(
      iterationLimit: settings.iterationLimit, tolerance: settings.tolerance)
    let start = [Double](repeating: 0, count: loss.classes * (loss.rows.dimension + 1))
    let minimum = search.minimum(from: start) { evaluation(at: $0) }
    let (weights, intercepts) = weights(at: minimum.place)
    return FittedWeights(
      weights: weights, intercepts: intercepts, iterations: minimum.iterations,
      steepness: minimum.evaluation.steepness)
  }

  /// Weights of standardised columns, and intercepts.
  private func weights(at place: [Double]) -> (Matrix<Double>, [Double]) {
    let count = loss.classes * loss.rows.dimension
    let coordinates = Matrix(
      rows: loss.classes, columns: loss.rows.dimension, elements: Array(place[..<count]))
    return (shape.weights(coordinates), Array(place[count...]))
  }

  private func evaluation(at place: [Double]) -> Evaluation {
    let (weights, intercepts) = weights(at: place)
    let slope = loss.slope(
      weights: weights.dividingColumns(by: loss.standard.deviation), intercepts: intercepts)
    let byWeights = Matrix(
      rows: loss.classes, columns: loss.rows.dimension, elements: slope.weights
    ).dividingColumns(by: loss.standard.deviation)
    return Evaluation(
      value: slope.value,
      gradient: shape.coordinates(ofGradient: byWeights).elements + slope.intercepts,
      steepness: steepness.value(byWeights.elements, slope.intercepts))
  }
}

/// Which coordinates a search steps in.
private enum SearchShape: Sendable {
  /// Those of the weights.
  case round
  /// Weights times these.
  case axes([Double])
  /// Weights whose gradients are whitened.
  case factor(CholeskyFactor)

  func weights(_ coordinates: Matrix<Double>) -> Matrix<Double> {
    switch self {
    case .round: coordinates
    case .axes(let lengths): coordinates.dividingColumns(by: lengths)
    case .factor(let factor): factor.unwhitening(rows: coordinates)
    }
  }

  func coordinates(ofGradient gradient: Matrix<Double>) -> Matrix<Double> {
    switch self {
    case .round: gradient
    case .axes(let lengths): gradient.dividingColumns(by: lengths)
    case .factor(let factor): factor.whitening(rows: gradient)
    }
  }
}

/// How far from flat a loss is, by its gradient.
private enum Steepness: Sendable {
  /// The largest component.
  case component
  /// The length, which no component exceeds in any turned coordinates.
  case length

  func value(_ weights: [Double], _ intercepts: [Double]) -> Double {
    let ofIntercepts = intercepts.reduce(0) { max($0, abs($1)) }
    switch self {
    case .component: return weights.reduce(ofIntercepts) { max($0, abs($1)) }
    case .length:
      return max(ofIntercepts, Double.innerProduct(weights[...], weights[...]).squareRoot())
    }
  }
}

/// What a search found.
struct FittedWeights {
  /// Shape (classes, columns), of standardised columns.
  var weights: Matrix<Double>
  let intercepts: [Double]
  let iterations: Int
  /// The largest component of the gradient of the mean loss, or a bound of it, by these weights and intercepts.
  let steepness: Double
}
