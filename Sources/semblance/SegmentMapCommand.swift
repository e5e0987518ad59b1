import ArgumentParser

struct SegmentMapCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "map",
    abstract: "Draw how much each place of a picture has to do with an example.",
    discussion: """
      EXAMPLE
        semblance segment map photos/ --encoder vit-s14-patches --like cat.jpg -o maps/
      """)

  @Argument(help: "Images: folder, table, archive, .npz, dataset.yaml …", completion: .file())
  var input: String

  @OptionGroup var inputs: InputOptions

  @Option(name: .long, help: "A picture of what to look for.", completion: .file())
  var like: String

  @Option(name: .shortAndLong, help: "The folder to write.", completion: .directory)
  var output: String
}
