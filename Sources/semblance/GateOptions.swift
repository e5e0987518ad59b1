import Analyses
import ArgumentParser
import Embeddings
import Experiments
import Foundation

/// What makes a command end with exit code 2, and where it says so.
struct GateOptions: ParsableArguments {
  @Option(
    name: .long,
    help: ArgumentHelp(
      "Exit with code 2 where this holds, e.g. 'pair_count>0'. Repeatable.", valueName: "gate"))
  var failOn: [String] = []

  @Option(
    name: .long,
    help: "Pairs that were accepted, by content; --fail-on then counts new pairs only.",
    completion: .file(extensions: ["json"]))
  var baseline: String?

  @Option(
    name: .long, help: "Accept all pairs found: write them, with those of --baseline, to a file.",
    completion: .file(extensions: ["json"]))
  var writeBaseline: String?

  @Option(
    name: .long, help: "Write the outcome of each gate as a JUnit file.",
    completion: .file(extensions: ["xml"]))
  var junit: String?

  func validate() throws {
    if junit != nil, failOn.isEmpty {
      throw ValidationError("--junit tells the outcome of gates; give --fail-on as well")
    }
  }

  /// The gates, each a condition on numbers of the question's result that is not to hold.
  ///
  /// - Throws: `ValidationError`, so that a broken expression ends the command before any work.
  func gates(on question: String) throws -> [Gate] {
    try failOn.flatMap { $0.split(separator: ",", omittingEmptySubsequences: false) }.map { text in
      do {
        let condition = try GateCondition(String(text), place: "--fail-on", question: question)
        let gate = Gate(condition, .mustNotHold)
        try GateVocabulary(question: question).check(gate, place: "--fail-on")
        return gate
      } catch {
        throw ValidationError("\(error)")
      }
    }
  }

  /// Reads what was accepted and refuses places that cannot be written, before any work.
  func accepted() throws -> AcceptedPairs? {
    for file in [writeBaseline, junit] {
      if let file { try WholeFile.check(URL(filePath: file)) }
    }
    return try baseline.map { try AcceptedPairs(file: URL(filePath: $0)) }
  }

  /// What is known before any work.
  func check(_ question: String) throws -> GateCheck {
    GateCheck(
      options: self, question: question, gates: try gates(on: question), accepted: try accepted())
  }
}
