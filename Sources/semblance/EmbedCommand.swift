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
      Writes OUT.npy, float32 of shape (images, dimension), and OUT.ids.txt, one id a line.

      EXAMPLE
        semblance embed photos/ --encoder efficientnet-lite0 -o photos.npy
      """)

  @Argument(help: "A folder of images or a dataset.yaml.", completion: .file())
  var input: String

  @OptionGroup var inputs: InputOptions

  @Option(
    name: .shortAndLong, help: "The .npy file to write.", completion: .file(extensions: ["npy"]))
  var output: String

  func run() async throws {
    try Check.destination(output)
    let items = try await inputs.items(at: input)
    guard case .float(let vectors) = items.vectors else {
      throw ValidationError("\(input) holds vectors already; give a folder of images")
    }
    let file = URL(filePath: output)
    let ids = items.ids.map(\.description).joined(separator: "\n") + "\n"
    try NumPyFile.write(vectors, to: file)
    try WholeFile.write(
      ids, to: file.deletingPathExtension().appendingPathExtension("ids.txt"))
    print("\(output): \(vectors.rows) × \(vectors.columns)")
  }
}
