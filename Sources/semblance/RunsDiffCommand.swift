import ArgumentParser
import Experiments
import Foundation

struct RunsDiffCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "diff",
    abstract: "Say what differs between two runs, as semblance compare does of folders.",
    discussion: """
      EXAMPLES
        semblance runs diff baseline 20261123
        semblance runs diff 20261122-170931 20261123-080000 --json changes.json
      """)

  @Argument(help: "Id of a run, the beginning of one, or its tag.")
  var before: String

  @Argument(help: "Another.")
  var after: String

  @OptionGroup var outputs: OutputOptions

  func run() throws {
    try outputs.check()
    let registry = RunRegistry(.current())
    let runs = try [before, after].map { try registry.run(named: $0) }
    if let lost = runs.first(where: { $0.presence != .there }) {
      throw SettingsError.unreadable(
        file: lost.folder, reason: "run \(lost.id) is \(lost.presence.rawValue)",
        remedy: "carry out its plan again, into a folder of its own")
    }
    let found = try RunComparison(before: runs[0].place, after: runs[1].place)
    try outputs.write(found)
    Terminal.show(found)
  }
}
