import ArgumentParser
import Experiments
import Foundation

struct CheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Judge a run by gates, computing nothing: exit code 2 where one is crossed.",
    discussion: """
      A gate is a condition that is to hold, between numbers of the run: names, + - * /, parentheses and one of \
      < <= > >= == !=. NAME.low and NAME.high are the ends of an interval; NAME[ENCODER] is the number of one \
      encoder where several were asked, NAME[*] that of each by itself. A number that is not there never passes. \
      Gates are those of the run's plan, of --gates and of --gate. --list shows all numbers with their names.

      EXAMPLES
        semblance check reports/01-fashion-mnist --list
        semblance check reports/01-fashion-mnist --gate 'leakage.leak_rate.high < 0.01'
        semblance check runs/new --gate 'encoders.new.knn_5_accuracy - encoders.old.knn_5_accuracy > -0.01'
        semblance check runs/new --gate 'shift.p_holm[*] > 0.05' --junit gates.xml --github
        semblance check runs/new --gates gates.yaml
      """)

  @Argument(help: "Folder of a run.", completion: .directory)
  var folder: String

  @Option(
    name: .long,
    help: ArgumentHelp("A condition that is to hold. Repeatable.", valueName: "condition"))
  var gate: [String] = []

  @Option(
    name: .long, help: "A file with a list of gates under gates:, as plans have it.",
    completion: .file(extensions: ["yaml", "yml"]))
  var gates: String?

  @Flag(name: .long, help: "Show the numbers of the run instead of judging it.")
  var list = false

  @OptionGroup var report: GateReportOptions

  func run() throws {
    let record = try RunWriter.record(in: URL(filePath: folder))
    guard !list else { return Terminal.show(record.numbers) }
    try report.check()
    let others = try gates(for: GateVocabulary(record))
    guard !(others + record.plan.allGates).isEmpty else {
      throw ValidationError(
        "\(folder): the run's plan has no gates; give --gate CONDITION or --gates FILE")
    }
    try report.judge(record, and: others, suite: "semblance check")
  }

  /// - Throws: `ValidationError`, so that a broken condition is wrong usage.
  private func gates(for vocabulary: GateVocabulary) throws -> [Gate] {
    do {
      let named = try gate.map { text in
        let gate = Gate(try GateCondition(text, place: "--gate"), .mustHold)
        try vocabulary.check(gate, place: "--gate")
        return gate
      }
      return try named + (gates.map { try [Gate](file: URL(filePath: $0), for: vocabulary) } ?? [])
    } catch let error as SettingsError {
      throw ValidationError("\(error)")
    }
  }
}
