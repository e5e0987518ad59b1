import ArgumentParser
import Embeddings
import Experiments
import Foundation
import VectorStore

/// What goes into a store, and how.
struct StoreFillingOptions: ParsableArguments {
  @Argument(help: "Images or vectors; several become one collection.", completion: .file())
  var inputsToStore: [String]

  @Option(name: .long, help: StoreOptions.help, completion: .directory)
  var store: String

  @Option(
    name: .long, help: "Text in front of every id, e.g. siteA/; tells apart items of the same name."
  )
  var prefix = ""

  @Option(
    name: .long,
    help: "CSV with a row for each vector: id, label, split, site, group, mask and whatever else.",
    completion: .file(extensions: ["csv", "tsv"]))
  var table: String?

  @Option(
    name: .long,
    help:
      "What the vectors are called where their file does not say who computed them. (default: \(ItemLoader.unnamedVectors))"
  )
  var name: String?

  @OptionGroup var inputs: InputOptions

  @OptionGroup var outputs: OutputOptions

  func validate() throws {
    if name?.isEmpty == true { throw ValidationError("--name is empty; name the vectors") }
    if table != nil, inputsToStore.count > 1 {
      throw ValidationError("--table is for one file of vectors; add them one by one")
    }
  }

  /// - Parameter makesMissing: whether a store is made where none is.
  func fill(makingMissing makesMissing: Bool, thumbnailSide: Int?) async throws {
    try outputs.check()
    try requireLinearAlgebra()
    let isOfImages = inputsToStore.contains { !ItemLoader.holdsVectors($0) }
    if name != nil, isOfImages {
      throw ValidationError("--name is for vectors; images have the name of their --encoder")
    }
    if table != nil, isOfImages {
      throw ValidationError("--table is for vectors; a table of images is an input of its own")
    }
    let writer = try await StoreAddress(store).writer(makingMissing: makesMissing)
    var settings = StoreFillingSettings(
      encoders: try await encoders(of: writer, forImages: isOfImages))
    settings.table = table.map { URL(filePath: $0) }
    settings.prefix = prefix
    settings.thumbnailSide = thumbnailSide
    let loader = try inputs.loader(by: settings.encoders.first)
    var filled: [(path: String, filling: StoreFilling)] = []
    for path in inputsToStore {
      filled.append((path, try await loader.fill(writer, from: path, settings)))
    }
    try await report(filled)
  }

  /// Those that were named; else those of the store that take images; else the standard one.
  private func encoders(of writer: any WritableStore, forImages isOfImages: Bool) async throws
    -> [String]
  {
    guard isOfImages else {
      guard inputs.encoder.isEmpty else {
        throw ValidationError(
          "--encoder is for images; say with --name what the vectors are called")
      }
      return name.map { [$0] } ?? []
    }
    let named = try inputs.encoders()
    if !named.isEmpty { return named }
    let stored = try await writer.encoderNames
    let usable = try stored.filter { try Catalog.knows(encoder: $0) }
    guard usable.isEmpty else { return usable }
    guard stored.isEmpty else {
      throw ValidationError(
        "\(store) has vectors of \(stored.joined(separator: ", ")), which are no encoders for images "
          + "here; name one with --encoder")
    }
    return [InputOptions.standardEncoder]
  }

  private func report(_ filled: [(path: String, filling: StoreFilling)]) async throws {
    for (_, filling) in filled {
      Terminal.list(unreadable: filling.unreadable)
      Terminal.list(unreadable: filling.unreadableMasks)
    }
    Terminal.table(
      [["input", "added", "changed", "as before", "unreadable", "masks", "unreadable masks"]]
        + filled.map { path, filling in
          [path]
            + [
              filling.addition.added, filling.addition.changed, filling.addition.unchanged,
              filling.unreadable.count, filling.masks, filling.unreadableMasks.count,
            ].map(String.init)
        })
    let statistics = try await StoreAddress(store).reader().statistics()
    Terminal.show("\(store): \(statistics.summary)")
    try outputs.write(statistics)
  }
}

extension StoreStatistics {
  /// "60000 items; efficientnet-lite0: 60000 × 1280".
  var summary: String {
    let vectors = encoders.map { "\($0.name): \($0.items) × \($0.dimension)" }
    return (["\(items) item\(items == 1 ? "" : "s")"] + vectors).joined(separator: "; ")
  }
}
