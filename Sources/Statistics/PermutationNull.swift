import Foundation

/// Discrepancies of random relabellings: how large one is without a shift.
public struct PermutationNull: Sendable, Codable, Equatable {
  /// The quantile at .95, which a discrepancy must reach to be rejected at the 5 % level.
  public let criticalValue: Double
  public let standardDeviation: Double

  /// A discrepancy that the test at 5 % finds with a chance of about 80 %, wherever the samples differ:
  /// with all of the null's variance 2a² along the direction of the shift δ, the estimate is
  /// (√δ + √a·Z)² − a, Z standard normal, and δ = (√(c + a) + 0.84·√a)² for the critical value c.
  public var detectable: Double {
    let a = standardDeviation / 2.0.squareRoot()
    let root = max(0, criticalValue + a).squareRoot() + normalQuantile(0.8) * a.squareRoot()
    return root * root
  }

  init(_ values: [Double]) {
    let count = Double(values.count)
    let mean = values.reduce(0, +) / count
    let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    criticalValue = quantile(0.95, ofSorted: values.sorted())
    standardDeviation = (squares / max(1, count - 1)).squareRoot()
  }

  private init(criticalValue: Double, standardDeviation: Double) {
    (self.criticalValue, self.standardDeviation) = (criticalValue, standardDeviation)
  }

  /// - Parameter factor: ≥ 0.
  func scaled(by factor: Double) -> PermutationNull {
    PermutationNull(
      criticalValue: factor * criticalValue, standardDeviation: factor * standardDeviation)
  }
}
