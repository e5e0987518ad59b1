import ArgumentParser

struct SegmentCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "segment",
    abstract:
      "Find what a picture has in common with an example, as a map and as a mask; judge masks.",
    discussion: """
      EXAMPLES
        semblance segment map photos/ --encoder vit-s14-patches --like cat.jpg -o maps/
        semblance segment mask photos/ --encoder vit-s14-patches --like cat.jpg -o masks/
        semblance segment evaluate photos/manifest.csv --masks masks/manifest.csv
      """,
    subcommands: [
      SegmentEvaluateCommand.self, SegmentMapCommand.self, SegmentMaskCommand.self,
    ])
}
