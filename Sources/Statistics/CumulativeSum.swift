import Foundation

/// A one-sided cumulative sum of standard normal scores: Cₜ = max(0, Cₜ₋₁ + zₜ − k), C₀ = 0, with an
/// alarm where Cₜ > h.
///
/// Source: Page, "Continuous inspection schemes" (1954).
public struct CumulativeSum: Sendable, Codable, Hashable {
  /// k ≥ 0, in standard deviations: best for shifts of twice as much.
  public let allowance: Double
  /// h > 0.
  public let threshold: Double

  /// - Precondition: both as above.
  public init(allowance: Double, threshold: Double) {
    precondition(allowance >= 0 && threshold > 0)
    (self.allowance, self.threshold) = (allowance, threshold)
  }

  /// The threshold at which scores without a shift give an alarm every so many steps on average.
  ///
  /// - Parameters:
  ///   - allowance: within 0...3.
  ///   - runLength: above the shortest, up to 1,000,000.
  public init(allowance: Double, runLength: Double) {
    precondition((0...3).contains(allowance) && runLength <= 1e6)
    precondition(runLength > Self.shortestRunLength(allowance: allowance))
    var (low, high) = (1e-6, 1.0)
    while Self(allowance: allowance, threshold: high).runLength() < runLength { high *= 2 }
    for _ in 0..<50 {
      let middle = (low + high) / 2
      let isShort = Self(allowance: allowance, threshold: middle).runLength() < runLength
      if isShort { low = middle } else { high = middle }
    }
    self.init(allowance: allowance, threshold: (low + high) / 2)
  }

  /// At a threshold of 0, where every score above the allowance is an alarm.
  public static func shortestRunLength(allowance: Double) -> Double {
    2 / erfc(allowance / 2.0.squareRoot())
  }

  /// The sum after one more score.
  public func adding(_ score: Double, to sum: Double) -> Double {
    max(0, sum + score - allowance)
  }

  /// Steps until the alarm, on average, from a sum of 0.
  ///
  /// The integral equation of the run length is solved at the nodes of a Gauss–Legendre rule, with the
  /// point 0 by itself; right to six digits where h ≤ 20. Source: Crowder and others after Page (1954);
  /// Knoth (2005).
  /// - Parameter mean: of the scores, which have a variance of 1; 0 without a shift.
  public func runLength(mean: Double = 0) -> Double {
    let rule = GaussLegendre(nodes: 40, from: 0, to: threshold)
    let places = [0] + rule.nodes
    func chance(below value: Double) -> Double { erfc(-(value) / 2.0.squareRoot()) / 2 }
    func density(_ value: Double) -> Double { exp(-value * value / 2) / (2 * .pi).squareRoot() }
    // L(s) = 1 + L(0) Φ(k − s − μ) + ∫ L(x) φ(x − s + k − μ) dx.
    var equations = places.map { start -> [Double] in
      let toZero = chance(below: allowance - start - mean)
      let toNodes = zip(rule.nodes, rule.weights).map { node, weight in
        weight * density(node - start + allowance - mean)
      }
      return ([toZero] + toNodes).map { -$0 }
    }
    for index in places.indices { equations[index][index] += 1 }
    return solution(of: equations, Array(repeating: 1, count: places.count))[0]
  }
}

/// Nodes and weights of the rule that is exact for polynomials of degree 2n − 1.
struct GaussLegendre {
  let nodes: [Double]
  let weights: [Double]

  /// Roots of the Legendre polynomial by Newton's method.
  init(nodes count: Int, from low: Double, to high: Double) {
    let half = (high - low) / 2
    let found = (0..<count).map { index -> (node: Double, weight: Double) in
      var x = cos(.pi * (Double(index) + 0.75) / (Double(count) + 0.5))
      for _ in 0..<20 {
        let (value, slope) = Self.legendre(count, x)
        x -= value / slope
      }
      let slope = Self.legendre(count, x).slope
      return (x, 2 / ((1 - x * x) * slope * slope))
    }
    nodes = found.map { low + half * (1 + $0.node) }
    weights = found.map { half * $0.weight }
  }

  private static func legendre(_ degree: Int, _ x: Double) -> (value: Double, slope: Double) {
    var (before, value) = (1.0, x)
    for k in 2...degree {
      (before, value) = (
        value, (Double(2 * k - 1) * x * value - Double(k - 1) * before) / Double(k)
      )
    }
    return (value, Double(degree) * (x * value - before) / (x * x - 1))
  }
}

/// Gaussian elimination with pivots.
///
/// - Precondition: as many equations as unknowns, and one solution.
private func solution(of matrix: [[Double]], _ right: [Double]) -> [Double] {
  var rows = zip(matrix, right).map { $0 + [$1] }
  let count = rows.count
  for column in 0..<count {
    let pivot = (column..<count).max { abs(rows[$0][column]) < abs(rows[$1][column]) } ?? column
    rows.swapAt(column, pivot)
    for row in (column + 1)..<max(count, column + 1) {
      let factor = rows[row][column] / rows[column][column]
      for k in column...count { rows[row][k] -= factor * rows[column][k] }
    }
  }
  var found = [Double](repeating: 0, count: count)
  for row in (0..<count).reversed() {
    let known = ((row + 1)..<max(count, row + 1)).reduce(0) { $0 + rows[row][$1] * found[$1] }
    found[row] = (rows[row][count] - known) / rows[row][row]
  }
  return found
}
