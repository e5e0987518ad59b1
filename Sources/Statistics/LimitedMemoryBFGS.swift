import LinearAlgebra

/// A function and its gradient at one place.
struct Evaluation: Sendable {
  let value: Double
  let gradient: [Double]
  /// How far from flat the function is here, in the caller's own measure.
  let steepness: Double
}

/// Where a search for a minimum ended.
struct Minimum: Sendable {
  var place: [Double]
  var evaluation: Evaluation
  /// Steps that were taken.
  var iterations = 0
}

/// Minimises smooth convex functions by the limited-memory BFGS method, steps chosen by bisection
/// until they meet the weak Wolfe conditions.
///
/// Source: Nocedal and Wright, "Numerical Optimization" (2006), algorithm 7.5; Lewis and Overton,
/// "Nonsmooth optimization via quasi-Newton methods" (2013), algorithm 2.6, for the step.
struct LimitedMemoryBFGS {
  /// Latest steps that shape the next direction.
  var memory = 10
  var iterationLimit: Int
  /// Steepness that is flat enough.
  var tolerance: Double

  /// Ends where it is flat enough, at the limit of iterations, or where rounding hides any descent.
  func minimum(
    from start: [Double], of function: ([Double]) -> Evaluation
  ) -> Minimum {
    var minimum = Minimum(place: start, evaluation: function(start))
    var steps: [Step] = []
    while minimum.iterations < iterationLimit, minimum.evaluation.steepness > tolerance {
      let direction = descent(from: minimum.evaluation.gradient, steps)
      guard let next = step(from: minimum, along: direction, function) else { break }
      steps.append(Step(from: minimum, to: next))
      // A step without curvature would spoil the next direction.
      if !(steps[steps.count - 1].curvature > 0) { steps.removeLast() }
      if steps.count > memory { steps.removeFirst() }
      minimum = next
    }
    return minimum
  }

  /// Minus the gradient times the inverse Hessian as the latest steps suggest it.
  private func descent(from gradient: [Double], _ steps: [Step]) -> [Double] {
    var direction = gradient.map { -$0 }
    var shares: [Double] = []
    for step in steps.reversed() {
      let share = inner(step.move, direction) / step.curvature
      add(-share, step.change, to: &direction)
      shares.append(share)
    }
    let scale = steps.last?.scale ?? 1 / max(1, inner(gradient, gradient).squareRoot())
    for i in direction.indices { direction[i] *= scale }
    for (step, share) in zip(steps, shares.reversed()) {
      add(share - inner(step.change, direction) / step.curvature, step.move, to: &direction)
    }
    return direction
  }

  /// Nil where no step along the direction lowers the function by more than its rounding.
  private func step(
    from minimum: Minimum, along direction: [Double], _ function: ([Double]) -> Evaluation
  ) -> Minimum? {
    let start = minimum.evaluation
    let slope = inner(start.gradient, direction)
    guard slope < 0 else { return nil }
    let rounding = 8 * start.value.ulp
    var (length, short, long) = (1.0, 0.0, Double.infinity)
    for _ in 0..<50 {
      var place = minimum.place
      add(length, direction, to: &place)
      let evaluation = function(place)
      if evaluation.value > start.value + 1e-4 * length * slope + rounding {
        long = length
      } else if inner(evaluation.gradient, direction) < 0.9 * slope {
        short = length
      } else {
        return Minimum(
          place: place, evaluation: evaluation, iterations: minimum.iterations + 1)
      }
      length = long == .infinity ? 2 * short : (short + long) / 2
    }
    return nil
  }
}

/// A step of the search and what it did to the gradient.
private struct Step {
  let move: [Double]
  let change: [Double]
  /// move · change.
  let curvature: Double
  /// Of the inverse Hessian, as this step saw it.
  let scale: Double

  init(from start: Minimum, to end: Minimum) {
    move = zip(end.place, start.place).map(-)
    change = zip(end.evaluation.gradient, start.evaluation.gradient).map(-)
    curvature = inner(move, change)
    scale = curvature / inner(change, change)
  }
}

private func inner(_ x: [Double], _ y: [Double]) -> Double {
  Double.innerProduct(x[...], y[...])
}

private func add(_ factor: Double, _ x: [Double], to y: inout [Double]) {
  for i in y.indices { y[i] += factor * x[i] }
}
