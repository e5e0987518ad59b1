import ArgumentParser
import Embeddings
import Experiments
import Foundation
import VectorStore

struct IndexExportCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Write the vectors of a store as .npy, what is known of them as CSV.",
    discussion: """
      Writes OUT.npy, float32, OUT.ids.txt and OUT.csv, a row a vector, by id; of images also what \
      semblance embed writes beside its vectors, so that every command takes OUT.npy. Masks of pictures \
      go to the folder OUT.masks, each once as PNG and as run lengths (JSON); the column mask of OUT.csv \
      names the true ones, OUT.masks/METHOD.csv those of any other method. With --chroma \
      also OUT.jsonl, ids and metadata a line a vector, which scripts/add-to-chroma adds to a collection.

      EXAMPLES
        semblance index export photos.store -o photos.npy
        semblance index export photos.store --encoder vit-s14 -o vit.npy
        semblance index export photos.store --chroma -o photos.npy
      """)

  @Argument(help: StoreOptions.help, completion: .directory)
  var store: String

  @Option(name: .long, help: "Whose vectors; needed where the store has several encoders.")
  var encoder: String?

  @Option(
    name: .shortAndLong, help: "The .npy file to write.", completion: .file(extensions: ["npy"]))
  var output: String

  @Flag(name: .long, help: "Also write what scripts/add-to-chroma adds to a Chroma store.")
  var chroma = false

  @Flag(name: .shortAndLong, help: "Show no progress.")
  var quiet = false

  func validate() throws {
    guard output.lowercased().hasSuffix(".npy") else {
      throw ValidationError("-o \(output) is no .npy file; name one, e.g. -o \(output).npy")
    }
  }

  func run() async throws {
    let file = URL(filePath: output)
    try WholeFile.check(file)
    let reader = try await StoreAddress(store).reader(
      progress: ProgressPrinter(isQuiet: quiet).handler)
    let written = try await StoreExport.write(reader, encoder: encoder, forChroma: chroma, to: file)
    let masks = written.masks
    let beside = masks == 0 ? "" : ", \(masks) mask\(masks == 1 ? "" : "s")"
    Terminal.show("\(output): \(written.rows) × \(written.columns)\(beside)")
  }
}
