import Analyses
import Foundation
import Reports

extension Terminal {
  static func show(_ result: ShiftBenchmarkResult) {
    warn(result.warnings)
    let units = result.unit == "group" ? " of \(result.units) groups" : ""
    show(
      "Samples of n images each out of \(result.images) of \(result.dataset)\(units), level "
        + "\(result.level), \(result.permutations) permutations, seed \(result.seed)"
        + (result.knockedOut.map { "; images of \($0.label) are knocked out" } ?? ""))
    for found in result.encoders { show(found, level: result.level) }
  }

  private static func show(_ found: EncoderDetections, level: Double) {
    show()
    note("\(found.encoder):", found.warnings)
    let columns = found.sizes.map { "n = \($0)" }
    for test in found.tests {
      show("\(found.encoder), \(test.title): share of samples in which a shift is found")
      table(
        [["shift"] + columns]
          + found.conditions.map { condition in
            [condition.name]
              + found.sizes.map { size in
                found.rate(of: condition, n: size, test).map { String(format: "%.2f", $0.rate) }
                  ?? "–"
              }
          })
      show()
    }
    show("\(found.encoder): smallest n from which on a shift is found in 80 % of samples")
    table(
      [["shift"] + found.tests.map(\.title)]
        + found.conditions.filter { $0.shift != .none }.map { condition in
          [condition.name]
            + found.tests.map { test in
              found.smallestSize(finding: condition, by: test).map(String.init) ?? "–"
            }
        })
  }

  private static func note(_ subject: String, _ warnings: [AnalysisWarning]) {
    for warning in warnings {
      note("warning: \(subject) \(warning.finding); \(warning.remedy)")
    }
  }
}
