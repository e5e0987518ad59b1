import ArgumentParser
import Foundation

struct IndexBuildCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "build",
    abstract: "Put images or vectors into a store, which is made where none is.",
    discussion: """
      The same command again goes on where the last one was stopped, and takes in what is new: what is \
      in the store is not embedded again, and images of the same pixels are embedded once. Items are \
      known by their ids: an id that is there already gets the new picture and what is said of it.

      EXAMPLES
        semblance index build photos/ --store photos.store
        semblance index build datasets/solar-cells/dataset.yaml --store cells.store --encoder vit-s14,pixels-32
        semblance index build vectors.npy --store vectors.store --table items.csv
        semblance index build photos/ --store 'postgres://me@db.example.org/images?schema=photos'
      """)

  @OptionGroup var filling: StoreFillingOptions
  @OptionGroup var thumbnails: ThumbnailOptions

  func run() async throws {
    try await filling.fill(makingMissing: true, thumbnailSide: thumbnails.side)
  }
}

struct IndexAddCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "add",
    abstract: "Put more images or vectors into a store that is there.",
    discussion: """
      Images go through the encoders that the store has, unless others are named.

      EXAMPLES
        semblance index add monday/ tuesday/ --store photos.store --prefix week12/
        semblance index add photos/ --store photos.store --encoder vit-s14
      """)

  @OptionGroup var filling: StoreFillingOptions
  @OptionGroup var thumbnails: ThumbnailOptions

  func run() async throws {
    try await filling.fill(makingMissing: false, thumbnailSide: thumbnails.side)
  }
}

struct IndexImportCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import",
    abstract: "Put vectors that were computed elsewhere into a store, which is made where none is.",
    discussion: """
      Takes .npy with a table, .npz, .csv, .json, .safetensors and Chroma stores, and what semblance embed \
      wrote. --name says what the vectors are called where their file does not; a second \
      file of the same ids under another name gives the items a second vector. A column mask of --table \
      names the file of each picture's mask, as index export writes it, and mask_method what found it.

      EXAMPLES
        semblance index import vectors.npy --table items.csv --store photos.store --name clip
        semblance index import out.npy --table out.csv --store copy.store
        semblance index import chroma/ --collection plankton --store plankton.store
      """)

  @OptionGroup var filling: StoreFillingOptions

  func run() async throws {
    try await filling.fill(makingMissing: true, thumbnailSide: nil)
  }
}

/// Small pictures beside the vectors.
struct ThumbnailOptions: ParsableArguments {
  @Option(
    name: .customLong("thumbnails"), help: "Longest side of thumbnails in pixels; 0 for none.")
  var longestSide = 192

  var side: Int? { longestSide == 0 ? nil : longestSide }

  func validate() throws {
    guard longestSide == 0 || (16...1_024).contains(longestSide) else {
      throw ValidationError("--thumbnails \(longestSide): give 16 to 1024 pixels, or 0 for none")
    }
  }
}
