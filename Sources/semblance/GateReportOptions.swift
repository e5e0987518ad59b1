import ArgumentParser
import Embeddings
import Experiments
import Foundation

/// Where the outcomes of a run's gates are told.
struct GateReportOptions: ParsableArguments {
  @Option(
    name: .long, help: "Write the outcome of each gate as a JUnit file.",
    completion: .file(extensions: ["xml"]))
  var junit: String?

  @Flag(
    name: .long,
    help: "Print annotations of GitHub; without asking where GITHUB_ACTIONS is true.")
  var github = false

  /// Refuses a file that cannot be written, before any work.
  func check() throws {
    if let junit { try WholeFile.check(URL(filePath: junit)) }
  }

  /// - Parameter others: gates beside those of the run's plan.
  /// - Throws: `ExitCode(2)` for a crossed gate.
  func judge(_ record: RunRecord, and others: [Gate] = [], suite: String) throws {
    let gates = record.plan.allGates + others
    try Terminal.judge(
      GateReport(gates.outcomes(of: record.numbers)), junit: junit, suite: suite,
      subjects: record.results.map(GateSubject.init), annotates: github)
  }
}
