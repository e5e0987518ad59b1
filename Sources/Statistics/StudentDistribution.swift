import Foundation

/// Student's t distribution.
struct StudentDistribution: Sendable {
  /// > 0.
  let degreesOfFreedom: Double

  /// The probability of values below t.
  func probability(below t: Double) -> Double {
    let ratio = degreesOfFreedom / (degreesOfFreedom + t * t)
    let tail = incompleteBeta(ratio, degreesOfFreedom / 2, 0.5) / 2
    return t < 0 ? tail : 1 - tail
  }

  /// The value below which a probability within (0, 1) lies.
  ///
  /// Bisection on the distribution function, as exact as that is.
  func quantile(_ probability: Double) -> Double {
    precondition(0 < probability && probability < 1, "a probability of \(probability)")
    var (low, high) = (-1.0, 1.0)
    while self.probability(below: low) > probability { low *= 2 }
    while self.probability(below: high) < probability { high *= 2 }
    for _ in 0..<80 {
      let middle = (low + high) / 2
      if self.probability(below: middle) < probability { low = middle } else { high = middle }
    }
    return (low + high) / 2
  }
}

/// The probability that a standard normal number is below z.
func normalProbability(below z: Double) -> Double { erfc(-z / 2.0.squareRoot()) / 2 }

/// The regularised incomplete beta function.
///
/// Source: DLMF 8.17.22, the continued fraction, evaluated by the method of Lentz and Thompson.
private func incompleteBeta(_ x: Double, _ a: Double, _ b: Double) -> Double {
  guard x > 0 else { return 0 }
  guard x < 1 else { return 1 }
  // It converges fast below this point only; above it the complement does.
  guard x <= (a + 1) / (a + b + 2) else { return 1 - incompleteBeta(1 - x, b, a) }
  let front = exp(lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log1p(-x)) / a
  var (c, d) = (1.0, 1 / away(1 - (a + b) * x / (a + 1)))
  var fraction = d
  for m in 1...2_000 {
    let n = Double(m)
    for term in [
      n * (b - n) * x / ((a + 2 * n - 1) * (a + 2 * n)),
      -(a + n) * (a + b + n) * x / ((a + 2 * n) * (a + 2 * n + 1)),
    ] {
      d = 1 / away(1 + term * d)
      c = away(1 + term / c)
      fraction *= c * d
    }
    if abs(c * d - 1) < 1e-16 { break }
  }
  return front * fraction
}

/// From zero, by which nothing can be divided.
private func away(_ value: Double) -> Double { abs(value) < 1e-300 ? 1e-300 : value }
