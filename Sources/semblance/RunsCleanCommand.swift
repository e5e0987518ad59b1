import ArgumentParser
import Experiments
import Foundation

struct RunsCleanCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "gc",
    abstract: "Forget runs whose folder has gone or holds another run; delete old ones if asked.",
    discussion: """
      Folders are deleted only with --delete-older-than, and only of runs without a tag, where the folder \
      still holds that run and nothing else.

      EXAMPLES
        semblance runs gc --dry-run
        semblance runs gc --delete-older-than 90
      """)

  @Option(name: .long, help: "Delete the folders of runs that are older than so many days.")
  var deleteOlderThan: Int?

  @Flag(name: .long, help: "Say what would be done, and do nothing.")
  var dryRun = false

  func validate() throws {
    if let deleteOlderThan { try Check.atLeastOne("--delete-older-than", deleteOlderThan) }
  }

  func run() throws {
    let registry = RunRegistry(.current())
    let cleaning = try registry.cleaning(
      before: deleteOlderThan.map { Date.now.addingTimeInterval(Double($0) * -86_400) })
    for run in cleaning.lost { Terminal.show("forget \(run.id): \(run.folder) is \(run.presence)") }
    for run in cleaning.old { Terminal.show("delete \(run.id): \(run.folder), of \(run.time)") }
    if !dryRun { try registry.clean(cleaning) }
    Terminal.show(
      "\(cleaning.lost.count) forgotten, \(cleaning.old.count) deleted"
        + (dryRun ? " (not done: --dry-run)" : ""))
  }
}
