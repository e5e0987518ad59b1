import ArgumentParser

struct DatasetsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "datasets",
    abstract: "Check, clean and split data sets.",
    discussion: """
      EXAMPLES
        semblance datasets check photos/ --levels split,label
        semblance datasets clean table.csv -o clean.csv
        semblance datasets split clean.csv -o splits/ --fractions .7,.15,.15 --group patient
      """,
    subcommands: [
      DatasetsCheckCommand.self, DatasetsCleanCommand.self, DatasetsSplitCommand.self,
    ])
}
