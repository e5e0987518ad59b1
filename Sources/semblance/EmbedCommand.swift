import Analyses
import ArgumentParser
import Embeddings
import Experiments
import Foundation
import LinearAlgebra

struct EmbedCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "embed",
    abstract: "Embed images and write the vectors as .npy, ids beside them.",
    discussion: """
      Writes OUT.npy, float32 of shape (images, dimension), and beside it OUT.ids.txt, one id a line, \
      OUT.digests.txt, digests and perceptual hashes of each image, and OUT.encoder.json: together a store \
      that `semblance leakage --against OUT.npy new/` reads.

      EXAMPLE
        semblance embed photos/ --encoder efficientnet-lite0 -o photos.npy
      """)

  @Argument(
    help: "Images: folder, table, archive, shards, .npz, dataset.yaml …", completion: .file())
  var input: String

  @OptionGroup var inputs: InputOptions

  @Option(
    name: .shortAndLong, help: "The .npy file to write.", completion: .file(extensions: ["npy"]))
  var output: String

  func validate() throws {
    guard output.lowercased().hasSuffix(".npy") else {
      throw ValidationError("-o \(output) is no .npy file; name one, e.g. -o \(output).npy")
    }
  }

  func run() async throws {
    let file = URL(filePath: output)
    try WholeFile.check(file)
    let embedded = try await inputs.embed(input, to: file)
    Terminal.show("\(output): \(embedded.rows) × \(embedded.columns)")
  }
}
