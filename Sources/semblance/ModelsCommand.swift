import ArgumentParser
import Embeddings
import Experiments
import Foundation

struct ModelsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "models",
    abstract: "List, add, verify and get models that make vectors or masks.",
    discussion: """
      A model is an ONNX file and a card that says how it is used; see the page Models.

      EXAMPLE
        semblance models list
        semblance models add my-model.yaml
        semblance models verify vit-s14
        semblance models fetch vit-s14
        semblance models whiten vit-s14 photos/ --components 64 --name vit-white
      """,
    subcommands: [List.self, Add.self, Verify.self, Fetch.self, Whiten.self],
    defaultSubcommand: List.self)

  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Models by name, with their dimension and licence.",
      discussion: """
        Whether a model's file is there is said; doctor compares its digest.

        EXAMPLES
          semblance models list
          semblance models list --json models.json
        """)

    @OptionGroup var outputs: OutputOptions

    func run() throws {
      try outputs.check()
      let list = try ModelList(ModelLibrary(.current()))
      try outputs.write(list)
      let names = list.models.map(\.name.count).max() ?? 0
      for model in list.models {
        let name = model.name.padding(toLength: names, withPad: " ", startingAt: 0)
        let dimension = model.dimension.map { String(format: "%5d", $0) } ?? "    –"
        let kind =
          switch model.kind {
          case .image: "images"
          case .text: "texts "
          case .segmenter: "masks "
          }
        let presence = model.isThere ? "there     " : "not there "
        Terminal.show("\(name)  \(kind)  \(dimension)  \(presence)  \(model.licence)")
      }
    }
  }

  struct Add: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Try a card with its model, and copy both to where they are found by name.",
      discussion: """
        The card is a YAML file; the page Models has its keys. What does not fit is refused with what was \
        found and expected, and nothing is copied.

        EXAMPLES
          semblance models add my-model.yaml
          semblance duplicates photos/ --encoder my-model --threshold 0.95
        """)

    @Argument(help: "The card.", completion: .file(extensions: ["yaml", "yml"]))
    var card: String

    func run() async throws {
      let catalog = try Catalog(installation: .current())
      let added = try await ModelLibrary(catalog.installation).add(
        card: URL(filePath: card), catalog)
      let option =
        switch added.kind {
        case .image: "--encoder"
        case .text: "--text-encoder"
        case .segmenter: "--segmenter"
        }
      for name in added.names { Terminal.show("\(name) can be used: \(option) \(name)") }
    }
  }

  struct Verify: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Compare a model's vectors of three photographs with those of Python.",
      discussion: """
        Exit code 1 where they differ by more than rounding explains.

        EXAMPLES
          semblance models verify efficientnet-lite0
          semblance models verify my-model --reference my-model.npy --json verified.json
        """)

    @Argument(help: "Name of the model.")
    var name: String

    @Option(
      name: .long,
      help: "Vectors of scripts/model-reference; those that come with the program by default.",
      completion: .file(extensions: ["npy"]))
    var reference: String?

    @OptionGroup var outputs: OutputOptions

    func run() async throws {
      try outputs.check()
      let catalog = try Catalog(installation: .current())
      let verification = try await catalog.verify(
        model: name, reference: reference.map { URL(filePath: $0) })
      try outputs.write(verification)
      Terminal.show("\(name) by \(verification.runtime ?? "no runtime")")
      Terminal.table(
        [["photograph", "cosine", "largest difference", "of"]]
          + verification.photos.map { photo in
            [
              photo.photo, String(format: "%.7f", photo.cosine), photo.largestDifference.brief,
              photo.largestMagnitude.brief,
            ]
          })
      guard verification.agrees else {
        Terminal.error("\(name) does not give the reference's vectors; check its card and file")
        throw ExitCode.failure
      }
    }
  }

  struct Whiten: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Fit a PCA-whitened variant of an encoder on a data set.",
      discussion: """
        What it was fitted on becomes part of the encoder's id. A data set with splits needs --split.

        EXAMPLE
          semblance models whiten vit-s14 dataset.yaml --split train --components 64 --name vit-white
        """)

    @Argument(help: "The encoder whose vectors are whitened.")
    var encoder: String

    @Argument(help: "A folder of images or a dataset.yaml.", completion: .file())
    var dataset: String

    @Option(name: .long, help: "The split to fit on.")
    var split: String?

    @Option(name: .long, help: "Numbers in the new vectors.")
    var components: Int

    @Option(name: .long, help: "Name of the new encoder.")
    var name: String

    @Flag(name: .shortAndLong, help: "Show no progress.")
    var quiet = false

    func validate() throws {
      try Check.atLeastOne("--components", components)
    }

    func run() async throws {
      try requireLinearAlgebra()
      let fit = WhiteningFit(
        name: name, encoder: encoder, dataset: dataset, split: split, components: components)
      let id: EncoderID
      do {
        id = try await Catalog(installation: .current())
          .fit(fit, progress: ProgressPrinter(isQuiet: quiet).handler)
      } catch let error as SettingsError {
        guard case .splitNotNamed = error else { throw error }
        throw ValidationError("\(error)")
      }
      if split == "test" {
        Terminal.note(
          "warning: fitted on the test split, so results on it are not held out; "
            + "fit on training data")
      }
      Terminal.show("\(name) can be used: --encoder \(name)")
      if let output = id.output { Terminal.show(output) }
    }
  }

  struct Fetch: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Say how to get a model's file.",
      discussion: """
        Nothing is fetched: this program never uses the network. Run the lines that are printed.

        EXAMPLES
          semblance models fetch vit-s14
          semblance models fetch clip-vit-b32
        """)

    @Argument(help: "Name of the model.")
    var name: String

    func run() throws {
      let lines = try ModelLibrary(.current()).instructions(for: name).split(separator: "\n")
      for line in lines { Terminal.show(String(line)) }
    }
  }
}
