import Foundation
import LinearAlgebra
import Statistics

extension EncoderBenchmark {
  /// What limits the meaning of the rates.
  func warnings(_ rates: [DetectionRate], unusable: Int) -> [AnalysisWarning] {
    zeroVectors(unusable) + missingSizes(rates) + falseAlarms(rates) + coarsePValues(rates)
  }

  private func zeroVectors(_ count: Int) -> [AnalysisWarning] {
    guard count > 0 else { return [] }
    return [
      AnalysisWarning(
        "\(count) images have a zero vector, as they are or altered, and are left out",
        remedy: "look for blank images or an encoder that failed on them")
    ]
  }

  private func missingSizes(_ rates: [DetectionRate]) -> [AnalysisWarning] {
    let measured = Dictionary(grouping: rates, by: \.condition).mapValues { Set($0.map(\.n)) }
    let short = conditions.filter { (measured[$0] ?? []).count < plan.sizes.count }
    guard let first = short.first else { return [] }
    let missing = plan.sizes.filter { !(measured[first] ?? []).contains($0) }
    return [
      AnalysisWarning(
        "\(vectors.originals.rows) images are too few for samples of "
          + "\(missing.map(String.init).joined(separator: ", ")) for \(first.name)"
          + (short.count > 1 ? " and \(short.count - 1) more" : "")
          + ", which have no rates there",
        remedy: "give more images or units (--images), or smaller --sizes")
    ]
  }

  /// Rates without a shift are held against the level ± 3 standard errors.
  private func falseAlarms(_ rates: [DetectionRate]) -> [AnalysisWarning] {
    let error = (plan.level * (1 - plan.level) / Double(plan.unshiftedRepetitions)).squareRoot()
    let unshifted = rates.filter { $0.condition.shift == .none }
    let often = unshifted.filter { $0.rate > plan.level + 3 * error }
    let seldom = unshifted.filter { $0.rate < plan.level - 3 * error }
    return warning(
      often, "reject more often than \(plan.level) without a shift",
      remedy: "do not trust what they find; name the groups of images that belong together")
      + warning(
        seldom, "reject less often than \(plan.level) without a shift",
        remedy: "they are cautious: a test of exact level would find more")
  }

  private func warning(
    _ rates: [DetectionRate], _ finding: String, remedy: String
  ) -> [AnalysisWarning] {
    guard !rates.isEmpty else { return [] }
    let named = rates.map { "\($0.test.rawValue) \($0.rate) at n = \($0.n)" }
    return [
      AnalysisWarning("tests \(finding): \(named.joined(separator: ", "))", remedy: remedy)
    ]
  }

  /// Few units have few relabellings.
  private func coarsePValues(_ rates: [DetectionRate]) -> [AnalysisWarning] {
    guard let units = items.units, 1 / Double(plan.permutations + 1) <= plan.level else {
      return []
    }
    let perUnit = Double(units.count) / Double(Set(units).count)
    let coarse = Set(rates.map(\.n)).sorted().filter { size in
      let a = max(2, (Double(size) / perUnit).rounded(.up))
      return 2 * exp(2 * lgamma(a + 1) - lgamma(2 * a + 1)) > plan.level
    }
    guard !coarse.isEmpty else { return [] }
    return [
      AnalysisWarning(
        "samples of \(coarse.map(String.init).joined(separator: ", ")) images have about as few "
          + "units as allow no p-value of \(plan.level) when whole units are relabelled",
        remedy: "take larger --sizes")
    ]
  }
}
