import ArgumentParser

struct SegmentMaskCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "mask",
    abstract: "Cut out of each picture what it has in common with an example.",
    discussion: """
      EXAMPLE
        semblance segment mask photos/ --encoder vit-s14-patches --like cat.jpg -o masks/
      """)

  @Argument(help: "Images: folder, table, archive, .npz, dataset.yaml …", completion: .file())
  var input: String

  @OptionGroup var inputs: InputOptions

  @Option(name: .long, help: "A picture of what to look for.", completion: .file())
  var like: String

  @Option(name: .shortAndLong, help: "The folder to write.", completion: .directory)
  var output: String
}
