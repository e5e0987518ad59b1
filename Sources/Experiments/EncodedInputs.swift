import Analyses
import Datasets
import Embeddings

/// Inputs as one of several encoders sees them.
public struct EncodedInputs: Sendable {
  public let encoder: String
  /// In the order of the paths.
  public let inputs: [LoadedItems]
}

extension ItemLoader {
  /// The images that paths name, as each of several encoders sees them; every image is read once.
  ///
  /// - Parameter encoders: names, each once; in this order are the answers.
  /// - Throws: what loading and encoding throw; for an unknown name before any image is read.
  public func images(
    at paths: [String], by encoders: [String], facts: ItemFacts = .standard
  ) async throws -> [EncodedInputs] {
    let models = try encoders.map { try catalog.encoder(named: $0) }
    var inputs = models.map { _ in [LoadedItems]() }
    for path in paths {
      // A pass counts what it encodes, so that each path has its own.
      let passes = models.map { catalog.pass(with: $0) }
      for (place, items) in try await images(at: path, by: passes, facts).enumerated() {
        inputs[place].append(items)
      }
    }
    return zip(encoders, inputs).map { EncodedInputs(encoder: $0, inputs: $1) }
  }

  /// One a pass, all of the same images.
  func images(
    at path: String, by passes: [EncodingPass], _ facts: ItemFacts
  ) async throws -> [LoadedItems] {
    let hashing = facts == .withHashes ? HashingPasses(catalog) : nil
    let dataset = try await dataset(at: path, passes + (hashing?.all ?? []))
    var tables: [EmbeddingTable] = []
    for pass in passes {
      tables.append(
        try await encode(dataset, with: pass) { advanced in
          try await pass.table(of: dataset, progress: advanced)
        })
    }
    let hashes = try await hashing?.hashes(of: dataset)
    return zip(passes, tables).map { pass, table in
      LoadedItems(
        items: EmbeddedItems(dataset, table, name: dataset.name, hashes: hashes),
        unreadable: dataset.unreadable, encoder: pass.id.decoded(by: dataset.decoding),
        dataset: dataset)
    }
  }
}
