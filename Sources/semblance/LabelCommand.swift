import ArgumentParser

struct LabelCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "label",
    abstract:
      "Help with labels: suggest them, look for wrong ones, filter, choose what to label next.",
    subcommands: [
      LabelSuggestCommand.self, LabelAuditCommand.self, LabelFilterCommand.self,
      LabelSelectCommand.self,
    ])
}

struct LabelFilterCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "filter",
    abstract: "Tell wanted images from others by a filter that was trained on examples.",
    subcommands: [LabelFilterTrainCommand.self, LabelFilterApplyCommand.self])
}
