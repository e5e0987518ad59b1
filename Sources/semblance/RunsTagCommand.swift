import ArgumentParser
import Experiments
import Foundation

struct RunsTagCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tag",
    abstract: "Give a run names, by which it is found and which keep it from being deleted.",
    discussion: """
      EXAMPLES
        semblance runs tag 20261122-170931 baseline release-2
        semblance runs tag baseline --remove release-2
      """)

  @Argument(help: "Id of a run, the beginning of one, or its tag.")
  var name: String

  @Argument(help: "Tags to add: letters, digits and _ . -, with a letter first.")
  var tags: [String] = []

  @Option(name: .long, help: "A tag to take away. Repeatable.")
  var remove: [String] = []

  func validate() throws {
    guard !(tags + remove).isEmpty else {
      throw ValidationError("name a tag to add, or one to take away with --remove")
    }
    // An id begins with a digit.
    if let wrong = tags.first(where: { $0.wholeMatch(of: /[A-Za-z][A-Za-z0-9_.-]*/) == nil }) {
      throw ValidationError(
        "tag \(wrong): expected letters, digits and _ . -, with a letter first")
    }
  }

  func run() throws {
    let registry = RunRegistry(.current())
    let run = try registry.tag(
      try registry.run(named: name), adding: tags, removing: remove)
    Terminal.show("\(run.id): \(run.tags.isEmpty ? "no tags" : run.tags.joined(separator: " "))")
  }
}
