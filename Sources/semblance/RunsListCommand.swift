import ArgumentParser
import Experiments
import Foundation

struct RunsListCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list",
    abstract: "Runs made here, the oldest first.",
    discussion: """
      EXAMPLES
        semblance runs list
        semblance runs list --tag release --plan "solar cells" --json runs.json
      """)

  @Option(name: .long, help: "Only runs with this tag. Repeatable: with all of them.")
  var tag: [String] = []

  @Option(name: .long, help: "Only runs whose plan has this in its title; case does not matter.")
  var plan: String?

  @OptionGroup var outputs: OutputOptions

  func run() throws {
    try outputs.check()
    let (all, damaged) = try RunRegistry(.current()).all()
    for file in damaged { Terminal.note("warning: \(file.path) is damaged; remove it") }
    let runs = all.filter { run in
      Set(tag).isSubset(of: run.tags)
        && plan.map { run.title.localizedCaseInsensitiveContains($0) } ?? true
    }
    try outputs.write(runs)
    guard !runs.isEmpty else { return Terminal.show("no runs") }
    Terminal.table(
      [["run", "plan", "data", "images", "gates crossed", "tags", "folder"]]
        + runs.map { run in
          [
            run.id, run.title, run.dataset, "\(run.images)", "\(run.crossedGates)",
            run.tags.joined(separator: " "),
            run.presence == .there ? run.folder : "\(run.folder) (\(run.presence.rawValue))",
          ]
        }, left: [0, 1, 2, 5, 6])
  }
}
