import ArgumentParser

struct LabelCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "label",
    abstract:
      "Help with labels: suggest them, look for wrong ones, filter, choose what to label next.",
    discussion: """
      EXAMPLES
        semblance label suggest sorted/ new/ --levels label --csv suggestions.csv
        semblance label audit sorted/ --levels label --figures figures/
        semblance label filter train sorted/ --levels label --wanted plankton --out plankton.json
        semblance label select photos/ --count 100 --csv next.csv
      """,
    subcommands: [
      LabelSuggestCommand.self, LabelAuditCommand.self, LabelFilterCommand.self,
      LabelSelectCommand.self,
    ])
}

struct LabelFilterCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "filter",
    abstract: "Tell wanted images from others by a filter that was trained on examples.",
    discussion: """
      EXAMPLES
        semblance label filter train --wanted plankton/ --unwanted bubbles/ --out plankton.json
        semblance label filter apply plankton.json new/ --lists sorted/
      """,
    subcommands: [LabelFilterTrainCommand.self, LabelFilterApplyCommand.self])
}
