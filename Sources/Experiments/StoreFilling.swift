import Analyses
public import Datasets
import Embeddings
public import Foundation
import Images
public import VectorStore

/// What putting an input into a store did.
public struct StoreFilling: Sendable {
  public internal(set) var addition = StoreWriter.Addition()
  public internal(set) var unreadable: [UnreadableFile] = []
  /// Masks that items got, in place of another or of none.
  public internal(set) var masks = 0
  /// Masks that could not be read, or are of another size than their pictures; these items have none.
  public internal(set) var unreadableMasks: [UnreadableFile] = []
  /// Different pictures that had to be encoded, by encoder; empty for vectors.
  public internal(set) var encoded: [String: Int] = [:]

  mutating func add(_ kept: MaskIntake.Outcome) {
    masks += kept.count
    unreadableMasks += kept.unreadable
  }
}

/// What goes into a store beside what the input says itself.
public struct StoreFillingSettings: Sendable {
  /// Names of encoders, each once; for vectors of which nobody says who computed them, how to call them.
  public var encoders: [String]
  /// A table with a row for each vector.
  public var table: URL?
  /// What stands in front of every id.
  public var prefix = ""
  /// Longest side of thumbnails; nil for none.
  public var thumbnailSide: Int? = 192

  public init(encoders: [String]) {
    self.encoders = encoders
  }
}

extension ItemLoader {
  /// Items that one step of a store takes: what a kill may cost is embedded, and only waits for this.
  static let storeBatch = 4_096

  /// Puts the images or vectors that a path names into a store. What is there already is not embedded
  /// again, and what was embedded for another command is taken from the cache.
  ///
  /// - Throws: `StoreError`; what loading and encoding throw.
  public func fill(
    _ store: any WritableStore, from path: String, _ settings: StoreFillingSettings
  ) async throws -> StoreFilling {
    Self.holdsVectors(path)
      ? try await fillWithVectors(store, from: path, settings)
      : try await fillWithImages(store, from: path, settings)
  }

  private func fillWithImages(
    _ store: any WritableStore, from path: String, _ settings: StoreFillingSettings
  ) async throws -> StoreFilling {
    let passes = try settings.encoders.map { catalog.pass(with: try catalog.encoder(named: $0)) }
    // Before any image is read.
    let decoding = try decoding(of: path)
    for pass in passes {
      try await store.add(pass.id.decoded(by: decoding), dimension: pass.dimension)
    }
    let intake = StoreIntake(store, passes, thumbnailSide: settings.thumbnailSide)
    let dataset = try await intake.keepingWork { use in
      try await self.dataset(at: path, use: use)
    }
    guard !dataset.samples.isEmpty else {
      throw EmbeddingError.noImages(dataset: dataset.name, unreadable: dataset.unreadable)
    }
    var filling = StoreFilling()
    let masks = MaskIntake(store, dataset.decoding.limits)
    filling.unreadable = dataset.unreadable
    for pass in passes { filling.encoded[pass.id.name] = await pass.newlyEncoded }
    filling.addition = try await batches(of: dataset.samples.count, into: store) { range in
      let vectors = try await intake.vectors(of: range.map { dataset.facts[$0].pixelDigest })
      let addition = try await store.append(
        range.map { place in
          let facts = dataset.facts[place]
          return NewItem(
            StoredItem(dataset.samples[place], facts, prefix: settings.prefix),
            vectors: vectors.compactMapValues { $0[facts.pixelDigest] })
        })
      filling.add(
        try await masks.keep(
          range.compactMap {
            NamedMask(dataset.samples[$0], dataset.facts[$0], prefix: settings.prefix)
          }))
      return addition
    }
    return filling
  }

  /// Items by ranges, each of which is in the store when the next begins.
  func batches(
    of count: Int, into store: any WritableStore,
    _ append: (Range<Int>) async throws -> StoreWriter.Addition
  ) async throws -> StoreWriter.Addition {
    let phase = Phase.write(folder: store.address.name)
    progress(.started(phase))
    var addition = StoreWriter.Addition()
    for start in stride(from: 0, to: count, by: Self.storeBatch) {
      try Task.checkCancellation()
      progress(.advanced(phase, done: start, total: count))
      addition = addition + (try await append(start..<min(start + Self.storeBatch, count)))
    }
    progress(.finished(phase, summary: addition.text))
    return addition
  }
}

extension StoreWriter.Addition {
  /// "12 items added, 1 changed, 300 as before".
  var text: String {
    "\(added) item\(added == 1 ? "" : "s") added, \(changed) changed, \(unchanged) as before"
  }
}

extension NamedMask {
  /// What a table names the method of its masks in.
  static let methodColumn = "mask_method"

  /// Nil for a sample without one.
  fileprivate init?(_ sample: Sample, _ facts: SampleFacts, prefix: String) {
    guard let mask = sample.mask else { return nil }
    self.init(
      item: prefix + sample.id,
      method: sample.attributes[Self.methodColumn] ?? MaskMethodName.truth, mask: mask,
      width: facts.width, height: facts.height)
  }
}

extension StoredItem {
  fileprivate init(_ sample: Sample, _ facts: SampleFacts, prefix: String) {
    var attributes = sample.attributes
    attributes[NamedMask.methodColumn] = nil
    if let caption = sample.caption { attributes["caption"] = caption }
    self.init(
      id: prefix + sample.id,
      picture: PictureFacts(
        pixels: facts.pixelDigest, width: facts.width, height: facts.height),
      split: sample.split, label: sample.label, site: sample.site, group: sample.group,
      attributes: attributes)
  }
}
