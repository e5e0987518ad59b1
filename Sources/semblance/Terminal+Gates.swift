import Analyses
import ArgumentParser
import Embeddings
import Experiments
import Foundation
import Statistics

extension Terminal {
  /// Tells people and build servers what gates found.
  ///
  /// GitHub's annotations are shown where they are asked for, and in a workflow of GitHub.
  ///
  /// - Parameters:
  ///   - junit: file for the outcomes; nil for none.
  ///   - suite: what was run.
  ///   - subjects: whose pairs the file lists.
  /// - Throws: `ExitCode(2)` for a crossed gate.
  static func judge(
    _ report: GateReport, junit: String?, suite: String, subjects: [GateSubject],
    annotates: Bool = false
  ) throws {
    guard !report.outcomes.isEmpty else { return }
    if let junit {
      let file = JUnitReport(suite: suite, report: report, subjects: subjects)
      try WholeFile.write(file.data, to: URL(filePath: junit))
    }
    if annotates || ProcessInfo.processInfo.environment["GITHUB_ACTIONS"] == "true" {
      for annotation in report.annotations { show(annotation) }
    }
    show(report.summary)
    guard !report.crossed.isEmpty else { return }
    error("gate crossed: \(report.crossed.map(\.sentence).joined(separator: "; "))")
    throw ExitCode(2)
  }

  static func show(_ numbers: [ResultNumber]) {
    table(
      [["number", "value", "low", "high"]]
        + numbers.map { number in
          [
            number.name + (number.encoder.map { "[\($0)]" } ?? ""), "\(number.value)",
            number.interval.map { "\($0.low)" } ?? "–", number.interval.map { "\($0.high)" } ?? "–",
          ]
        })
  }
}
