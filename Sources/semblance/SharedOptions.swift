import Analyses
import ArgumentParser
import Datasets
import Embeddings
import Experiments
import Foundation

/// Options of every command that reads images or vectors.
struct InputOptions: ParsableArguments {
  @Option(
    name: .long,
    help: "Encoder for image folders: efficientnet-lite0, pixels or pixels-N (N×N grey levels).",
    completion: .list(["efficientnet-lite0", "pixels"]))
  var encoder = "efficientnet-lite0"

  @Option(name: .long, help: "Images to take of each split, or of all, at most; a fixed choice.")
  var limit: Int?

  @OptionGroup var source: SourceOptions

  @Flag(name: .shortAndLong, help: "Show no progress.")
  var quiet = false

  func validate() throws {
    if let limit { try Check.atLeastOne("--limit", limit) }
    guard Catalog.knows(encoder: encoder) else {
      throw ValidationError(
        "--encoder \(encoder) is not known; choose from "
          + Catalog.encoderNames.joined(separator: ", "))
    }
  }

  func loader() throws -> ItemLoader {
    let catalog = try Catalog(installation: .current())
    return ItemLoader(
      catalog: catalog, encoder: encoder, limit: limit.map { .each($0) } ?? .none,
      settings: try source.settings(), progress: ProgressPrinter(isQuiet: quiet).handler)
  }

  /// The items of one input; unreadable files are listed on standard error.
  func items(at path: String, units: String? = nil) async throws -> EmbeddedItems {
    try requireLinearAlgebra()
    let loaded = try await loader().items(at: path, units: units)
    Terminal.list(unreadable: loaded.unreadable)
    return loaded.items
  }
}

/// Where the full result goes.
struct OutputOptions: ParsableArguments {
  @Option(
    name: .long,
    help: "Write the full result as JSON; keys are listed in the documentation page JSON.",
    completion: .file(extensions: ["json"]))
  var json: String?

  /// Called before any work, so that a wrong path costs none.
  func check() throws {
    if let json { try Check.destination(json) }
  }

  func write(_ result: some Encodable) throws {
    guard let json else { return }
    try WholeFile.write(try RunJSON.pretty(result), to: URL(filePath: json))
  }
}

/// Checks that apply to several commands.
enum Check {
  static func threshold(_ value: Double) throws {
    guard (-1...1).contains(value) else {
      throw ValidationError("--threshold \(value) is not a cosine; give a number from -1 to 1")
    }
  }

  /// The folder of a file to be written has to be there.
  static func destination(_ path: String) throws(EmbeddingError) {
    let folder = URL(filePath: path).deletingLastPathComponent().path
    guard FileManager.default.fileExists(atPath: folder) else {
      throw .unwritable(file: path, reason: "no such folder")
    }
  }

  static func atLeastOne(_ name: String, _ value: Int) throws {
    guard value >= 1 else {
      throw ValidationError("\(name) \(value) is too small; give at least 1")
    }
  }
}

extension Double {
  /// Six significant digits, for tables on the terminal.
  var brief: String { String(format: "%.6g", self) }
}
