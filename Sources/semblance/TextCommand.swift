import ArgumentParser

struct TextCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "text",
    abstract: "Hold images and texts against each other: align, retrieve, classify, search.",
    discussion: """
      Image and text encoders of one model (CLIP, BiomedCLIP) share a space. Between any other two, linear \
      maps are fitted on captioned pictures (text align).

      EXAMPLES
        semblance text align stamps.csv --text-encoder minilm-l6 -o stamps.json
        semblance text retrieve stamps.csv --text-encoder minilm-l6 --figures figures/
        semblance text classify photos/ --alignment stamps.json --classes animals,food,vehicles
        semblance text search photos/ "a red bird" --alignment stamps.json
      """,
    subcommands: [
      TextAlignCommand.self, TextRetrieveCommand.self, TextClassifyCommand.self,
      TextSearchCommand.self,
    ])
}
