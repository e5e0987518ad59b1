import Foundation
import Testing

@testable import Statistics

/// Run lengths of cumulative sums, against a Markov chain and published values.
@Suite struct CumulativeSumTests {
  private struct Case: Decodable {
    let allowance: Double
    let threshold: Double
    let mean: Double
    let runLength: Double
  }

  @Test func runLengthsEqualThoseOfTheMarkovChain() throws {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    let cases = try decoder.decode([Case].self, from: try References.bytes("cusum-references.json"))
    for reference in cases {
      let found = CumulativeSum(
        allowance: reference.allowance, threshold: reference.threshold
      ).runLength(mean: reference.mean)
      #expect(abs(found / reference.runLength - 1) < 1e-5, "\(reference): \(found)")
    }
    // R package spc, xcusum.arl(0.5, 4, 0).
    #expect(abs(CumulativeSum(allowance: 0.5, threshold: 4).runLength() - 335.37) < 0.01)
  }

  @Test(arguments: [(0.5, 200.0), (0, 50), (1, 1_000), (3, 1_000)])
  func theThresholdHasTheRunLengthThatWasAskedFor(_ allowance: Double, _ runLength: Double) {
    let chart = CumulativeSum(allowance: allowance, runLength: runLength)
    #expect(abs(chart.runLength() / runLength - 1) < 1e-6, "\(chart)")
  }

  @Test func sumsDoNotFallBelowZero() {
    let chart = CumulativeSum(allowance: 0.5, threshold: 3)
    #expect(chart.adding(-4, to: 1) == 0)
    #expect(chart.adding(2, to: 1) == 2.5)
  }

  @Test func theRuleIsExactForPolynomials() {
    let rule = GaussLegendre(nodes: 8, from: 0, to: 2)
    let found = zip(rule.nodes, rule.weights).reduce(0) { $0 + $1.1 * pow($1.0, 15) }
    #expect(abs(found / (pow(2, 16) / 16) - 1) < 1e-12)
  }
}
