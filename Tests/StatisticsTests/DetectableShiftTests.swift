import Foundation
import LinearAlgebra
import TestSupport
import Testing

@testable import Statistics

/// A small version of `Benchmarks/ShiftPower`, whose tables stand on the documentation page Shift.
@Suite struct DetectableShiftTests {
  private static let bandwidth = 2.0
  /// Variances of the columns.
  private static let variances = [1, 0.5, 0.25, 0.125]

  /// Normal samples of 30 rows; the first column of y is moved.
  private func kernel(_ distance: Double, _ run: Int) -> HeldKernel {
    var normal = NormalGenerator("detectable \(distance)", index: run)
    let rows = { (shift: Double, normal: inout NormalGenerator) in
      Matrix(
        (0..<30).map { _ in
          Self.variances.enumerated().map { column, variance in
            variance.squareRoot() * normal.next() + (column == 0 ? shift : 0)
          }
        })
    }
    return HeldKernel(rows(0, &normal), rows(distance, &normal), bandwidth: Self.bandwidth)
  }

  /// How far y is moved for a squared discrepancy of 2E·(1 − exp(−distance²/2(σ² + 2))), with E the
  /// mean kernel within a sample.
  private func distance(for discrepancy: Double) -> Double {
    let square = Self.bandwidth * Self.bandwidth
    let mean = Self.variances.reduce(1) { $0 * (square / (square + 2 * $1)).squareRoot() }
    return (-2 * (square + 2) * log(1 - discrepancy / (2 * mean))).squareRoot()
  }

  @Test func shiftsCalledDetectableAreFoundWithTheStatedChance() throws {
    let pilots = try (0..<8).map { run in
      let settings = DetectableShiftSettings(permutations: 499, seed: UInt64(run))
      return try #require(kernel(0, run).detectableShift(settings: settings)).leastFavourable
    }
    let distance = distance(for: pilots.reduce(0, +) / 8)
    let found = (0..<100).count { run in
      let kernel = kernel(distance, run).units
      var generator = SeededGenerator(seed: 9, stream: "small power", index: run)
      let labels = Matrix.labels(kernel.labels, permutations: 199, &generator)
      return kernel.pValue(ofFirst: labels) <= 0.05
    }
    // 80 % and three standard errors of 100 runs, and the pilots' own error above.
    #expect((68...95).contains(found), "\(found) of 100")
  }
}
