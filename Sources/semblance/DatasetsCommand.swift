import ArgumentParser

struct DatasetsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "datasets",
    abstract: "Check, clean and split data sets.",
    subcommands: [
      DatasetsCheckCommand.self, DatasetsCleanCommand.self, DatasetsSplitCommand.self,
    ])
}
