import ArgumentParser
import Embeddings
import Experiments
import Foundation

/// Gates on the numbers of a question that is not about pairs.
struct PassFailOptions: ParsableArguments {
  @Option(
    name: .long,
    help: ArgumentHelp(
      "Exit with code 2 where this holds, e.g. 'p_value<0.01'. Repeatable.", valueName: "gate"))
  var failOn: [String] = []

  @Option(
    name: .long, help: "Write the outcome of each gate as a JUnit file.",
    completion: .file(extensions: ["xml"]))
  var junit: String?

  func validate() throws {
    if junit != nil, failOn.isEmpty {
      throw ValidationError("--junit tells the outcome of gates; give --fail-on as well")
    }
  }

  /// - Parameter questions: of which one will be answered; a gate on another is refused when that is
  ///   known.
  /// - Throws: `ValidationError` for a gate on none of them.
  func check(_ questions: [String]) throws {
    if let junit { try WholeFile.check(URL(filePath: junit)) }
    for text in failOn {
      let readings = questions.map { question in
        Result { try options(failOn: [text]).gates(on: question) }
      }
      guard !readings.contains(where: { if case .success = $0 { true } else { false } }) else {
        continue
      }
      _ = try readings[0].get()
    }
  }

  /// The gates of the question that was answered.
  func gate(on question: String) throws -> GateCheck {
    let options = options(failOn: failOn)
    return GateCheck(
      options: options, question: question, gates: try options.gates(on: question), accepted: nil)
  }

  private func options(failOn: [String]) -> GateOptions {
    var options = GateOptions()
    (options.failOn, options.junit) = (failOn, junit)
    return options
  }
}
