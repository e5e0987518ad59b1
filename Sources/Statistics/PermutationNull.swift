import Foundation

/// Discrepancies of random relabellings: how large one is without a shift.
public struct PermutationNull: Sendable, Codable, Equatable {
  /// The quantile at .95, which a discrepancy must reach to be rejected at the 5 % level.
  public let criticalValue: Double
  public let standardDeviation: Double

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
