import ArgumentParser
import Experiments
import Foundation

struct RunsShowCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "What is remembered of a run: folder, time, data, main numbers.",
    discussion: """
      EXAMPLES
        semblance runs show 20261122-170931
        semblance runs show baseline --json baseline.json
      """)

  @Argument(help: "Id of a run, the beginning of one, or its tag.")
  var name: String

  @OptionGroup var outputs: OutputOptions

  func run() throws {
    try outputs.check()
    let run = try RunRegistry(.current()).run(named: name)
    try outputs.write(run)
    let facts = [
      ["run", run.id], ["plan", run.title], ["folder", run.folder],
      ["which is", run.presence.rawValue], ["written", run.time], ["seed", "\(run.seed)"],
      ["data", "\(run.dataset), \(run.images) images"],
      ["fingerprint", String(run.fingerprint.prefix(16))],
      ["encoders", run.encoders.joined(separator: ", ")],
      ["gates crossed", "\(run.crossedGates)"], ["tags", run.tags.joined(separator: " ")],
    ]
    Terminal.table(facts, left: [0, 1])
    Terminal.show()
    Terminal.show(run.numbers)
  }
}
