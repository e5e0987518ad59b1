public import Analyses
public import Datasets
public import Embeddings
public import Foundation
import Images
public import Statistics

/// Loads what a command names: vectors computed elsewhere, or images from any source.
public struct ItemLoader: Sendable {
  let catalog: Catalog
  /// The name of the encoder of images.
  public let encoder: String
  private let limit: DatasetLimit
  private let settings: InputSettings
  let progress: ProgressHandler

  public init(
    catalog: Catalog, encoder: String, limit: DatasetLimit = .none,
    settings: InputSettings = InputSettings(), progress: @escaping ProgressHandler
  ) {
    self.catalog = catalog
    self.encoder = encoder
    self.limit = limit
    self.settings = settings
    self.progress = progress
  }

  /// Whether a path names vectors that were computed elsewhere rather than images.
  public static func holdsVectors(_ path: String) -> Bool {
    ImportedVectors.isThere(at: URL(filePath: path))
  }

  /// - Parameter units: a file with the unit of each item, one a line, in order.
  public func items(
    at path: String, units: String? = nil, facts: ItemFacts = .standard
  ) async throws -> LoadedItems {
    let url = URL(filePath: path)
    let loaded =
      Self.holdsVectors(path)
      ? try await interruptible { try vectors(at: url) }
      : try await images(at: path, facts)
    guard let units else { return loaded }
    return try loaded.with(units: TextColumn.read(units, count: loaded.items.count))
  }

  /// Ids of the file itself, or of the text file beside it, one a line; digests and encoder where
  /// `embed` wrote them.
  private func vectors(at url: URL) throws -> LoadedItems {
    let phase = Phase.inspect(dataset: url.lastPathComponent)
    progress(.started(phase))
    let imported = try ImportedVectors.read(url, collection: settings.collection)
    progress(.finished(phase, summary: imported.summary))
    let count = imported.vectors.count
    let names = EmbeddingStore.idFile(of: url)
    let store = try EmbeddingStore(of: url)
    let isNamedBeside = imported.ids == nil && FileManager.default.fileExists(atPath: names.path)
    let ids = isNamedBeside ? try TextColumn.read(names.path, count: count) : imported.ids
    try requireDistinct(ids ?? [], of: names.path)
    let items = EmbeddedItems(
      name: url.lastPathComponent,
      ids: ids.map { $0.map { .name($0) } } ?? (0..<count).map { .row($0) },
      vectors: imported.vectors, labels: imported.labels, units: imported.groups,
      digests: try store?.digests(count: count), columns: imported.columns)
    return LoadedItems(items: items, unreadable: [], encoder: store?.encoder)
  }

  private func requireDistinct(_ ids: [String], of file: String) throws(EmbeddingError) {
    var seen: Set<String> = []
    guard let twice = ids.first(where: { !seen.insert($0).inserted }) else { return }
    throw .malformed(
      file: file, finding: "names two vectors \(twice)", remedy: "give each its own id")
  }

  /// Asks a question, saying when it starts and ends; Ctrl-C leaves it.
  ///
  /// - Parameter encoder: that is asked, where several are.
  public func analyse<Value: Sendable>(
    _ question: String, encoder: String? = nil, _ compute: @escaping @Sendable () throws -> Value
  ) async throws -> Value {
    try await follow(question, encoder: encoder) { _ in try compute() }
  }

  /// The same for a question that tells how far it is.
  public func follow<Value: Sendable>(
    _ question: String, encoder: String? = nil,
    _ compute: @escaping @Sendable (@escaping WorkProgress) throws -> Value
  ) async throws -> Value {
    let phase = Phase.analyse(question: question, encoder: encoder)
    progress(.started(phase))
    let value = try await interruptible { [progress] in
      try compute { done, total in progress(.advanced(phase, done: done, total: total)) }
    }
    progress(.finished(phase, summary: ""))
    return value
  }

  /// Embeds images into an `.npy` file; their ids, digests and the encoder go beside it.
  ///
  /// No file is there before all are whole. The vectors are never in memory at once.
  public func embed(_ path: String, to file: URL) async throws -> EmbeddedFile {
    let hashing = HashingPasses(catalog)
    let (dataset, pass) = try await read(path, also: hashing.all)
    let hashes = try await hashing.hashes(of: dataset)
    let ids = try TextColumn.text(dataset.samples.map(\.id), of: path)
    let beside = [
      WholeFile.Part(ids, to: EmbeddingStore.idFile(of: file)),
      WholeFile.Part(
        EmbeddingStore.text(zip(dataset.facts, hashes).map { ItemDigests($0, hashes: $1) }),
        to: EmbeddingStore.digestFile(of: file)),
      WholeFile.Part(
        try RunJSON.pretty(pass.id.decoded(by: dataset.decoding)),
        to: EmbeddingStore.encoderFile(of: file)),
    ]
    try await encode(dataset, with: pass) { advanced in
      let array = try await pass.array(of: dataset, to: file, progress: advanced)
      try WholeFile.write(beside + [array])
    }
    return EmbeddedFile(
      rows: dataset.samples.count, columns: pass.dimension, unreadable: dataset.unreadable)
  }

  /// What images would be encoded by.
  public func encoderID(ofImagesAt path: String) throws -> EncoderID {
    try catalog.encoder(named: encoder).id.decoded(by: decoding(of: path))
  }

  /// How the images that a path names are decoded.
  func decoding(of path: String) throws -> DecodingOptions {
    try DatasetDescription(
      input: path, settings: settings, installation: catalog.installation
    ).decoding
  }

  private func images(at path: String, _ facts: ItemFacts) async throws -> LoadedItems {
    let pass = catalog.pass(with: try catalog.encoder(named: encoder))
    return try await images(at: path, by: [pass], facts)[0]
  }

  func encode<Value: Sendable>(
    _ dataset: Dataset, with pass: EncodingPass,
    _ body: (@Sendable (_ done: Int, _ total: Int) -> Void) async throws -> Value
  ) async throws -> Value {
    let phase = Phase.embed(encoder: pass.id.name)
    progress(.started(phase))
    let value = try await body { done, total in
      progress(.advanced(phase, done: done, total: total))
    }
    progress(.finished(phase, summary: await pass.summary(of: dataset)))
    return value
  }

  /// The images that a path names, and the encoder that they went through.
  ///
  /// - Parameter others: passes to fill while reading.
  func read(
    _ path: String, also others: [EncodingPass] = []
  ) async throws -> (Dataset, EncodingPass) {
    let pass = catalog.pass(with: try catalog.encoder(named: encoder))
    return (try await dataset(at: path, [pass] + others), pass)
  }

  func dataset(at path: String, _ passes: [EncodingPass]) async throws -> Dataset {
    try await passes.keepingWork { try await dataset(at: path, use: $0) }
  }

  /// - Parameter use: of the pictures while they are read.
  func dataset(at path: String, use: PictureUse) async throws -> Dataset {
    let description = try DatasetDescription(
      input: path, settings: settings, installation: catalog.installation)
    let phase = Phase.load(dataset: description.name)
    progress(.started(phase))
    let dataset = try await description.load(
      limit: limit, seed: ExperimentPlan.standardSeed, catalog: catalog, use: use
    ) { done, total in
      progress(.advanced(phase, done: done, total: total))
    }
    progress(.finished(phase, summary: dataset.summary))
    return dataset
  }
}

/// What was embedded into a file.
public struct EmbeddedFile: Sendable {
  public let rows: Int
  public let columns: Int
  public let unreadable: [UnreadableFile]
}

/// Items with what went wrong on the way.
public struct LoadedItems: Sendable {
  public let items: EmbeddedItems
  public let unreadable: [UnreadableFile]
  /// Nil for vectors of which nobody says who computed them.
  public let encoder: EncoderID?
  /// What the items were read from, in order; nil for vectors that were computed elsewhere.
  let dataset: Dataset?
  /// What stands in front of ids where items are told from those of another set by it.
  var prefix = ""

  init(
    items: EmbeddedItems, unreadable: [UnreadableFile], encoder: EncoderID?,
    dataset: Dataset? = nil
  ) {
    (self.items, self.unreadable) = (items, unreadable)
    (self.encoder, self.dataset) = (encoder, dataset)
  }

  /// Of the items, in order; nil for vectors that were computed elsewhere.
  public var samples: [Sample]? { dataset?.samples }

  /// That folders are called as patients are, and nobody said that they are.
  ///
  /// - Parameter items: as they are compared, perhaps with units.
  public func unnamedPatients(in items: EmbeddedItems) -> AnalysisWarning? {
    guard items.units == nil, let samples, let (depth, names) = FoundFolders.patients(samples)
    else { return nil }
    let levels = (Array(repeating: "ignore", count: depth) + ["group"]).joined(separator: ",")
    return AnalysisWarning(
      "\(items.name): \(samples.count) images are in \(names.count) folders called as patients are "
        + "(\(names[0]), …), and images of one patient are not independent, as is taken here",
      remedy: "--levels \(levels) makes the folders units; --units names a column or files of units"
    )
  }

  func with(units: [String]) -> LoadedItems {
    LoadedItems(
      items: items.with(units: units), unreadable: unreadable, encoder: encoder, dataset: dataset)
  }
}

extension LoadedItems {
  /// The same items with labels, one an item in order.
  public func with(labels: [String]) -> LoadedItems {
    LoadedItems(
      items: items.with(labels: labels), unreadable: unreadable, encoder: encoder, dataset: dataset)
  }
}

extension [LoadedItems] {
  /// Two sets with the names that `EmbeddedItems.followed` gives their items.
  public var prefixedLikeItems: [LoadedItems] {
    guard count == 2, let prefix = self[1].items.prefix(beside: self[0].items) else { return self }
    var both = self
    both[1].prefix = prefix
    return both
  }
}

extension EmbeddedItems {
  /// The vectors of a data set with what it says of its samples.
  init(
    _ dataset: Dataset, _ table: EmbeddingTable, name: String, hashes: [PerceptualHashes]? = nil,
    partedBy column: PartColumn = .split
  ) {
    self.init(
      name: name, ids: table.sampleIDs.map { .name($0) }, vectors: .float(table.vectors),
      labels: dataset.samples.map(\.label).withoutGaps,
      units: dataset.samples.map(\.group).withoutGaps,
      parts: dataset.samples.map { $0.value(of: column) }.withoutGaps,
      digests: dataset.facts.enumerated().map { ItemDigests($1, hashes: hashes?[$0]) },
      columns: Dataset.columns(of: dataset.samples), gaps: dataset.gapWarnings)
  }
}

extension Dataset {
  /// What is known of some sample, by name; attributes do not hide what every sample may have.
  static func columns(of samples: [Sample]) -> [String: [String?]] {
    var columns: [String: [String?]] = [:]
    for name in Set(samples.flatMap(\.attributes.keys)) {
      columns[name] = samples.map { $0.attributes[name] }
    }
    let known = [
      ("label", \Sample.label), ("split", \.split), ("site", \.site), ("group", \.group),
    ]
    for (name, value) in known where samples.contains(where: { $0[keyPath: value] != nil }) {
      columns[name] = samples.map { $0[keyPath: value] }
    }
    return columns
  }

  fileprivate var gapWarnings: [AnalysisWarning] {
    [("label", \Sample.label), ("group", \Sample.group)].compactMap { name, value in
      let missing = samples.filter { $0[keyPath: value] == nil }
      guard let first = missing.first, missing.count < samples.count else { return nil }
      return AnalysisWarning(
        "\(self.name): \(missing.count) of \(samples.count) images have no \(name), the first \(first.id); "
          + "\(name)s are not used",
        remedy: "fill the column, or leave those images out")
    }
  }
}

extension ImportedVectors {
  fileprivate var columns: [String: [String?]] {
    [("label", labels ?? someLabels), ("group", groups)].reduce(into: further) { columns, column in
      if let values = column.1 { columns[column.0] = values }
    }
  }

  /// "23 vectors of 512 numbers from column embedding".
  var summary: String {
    let counts =
      Self.counted(vectors.count, "vector") + " of "
      + Self.counted(vectors.dimension, "number")
    return counts + (place.map { " from \($0)" } ?? "")
  }

  private static func counted(_ count: Int, _ noun: String) -> String {
    "\(count) \(noun)\(count == 1 ? "" : "s")"
  }
}

extension Dataset {
  /// "2,624 images, 3 unreadable, fingerprint 5f0c…", then what is suspicious.
  var summary: String {
    let skipped = unreadable.isEmpty ? "" : ", \(unreadable.count) unreadable"
    let counts =
      "\(samples.count) image\(samples.count == 1 ? "" : "s")\(skipped), fingerprint \(fingerprint.hex.prefix(12))"
    return ([counts] + warnings).joined(separator: "; warning: ")
  }
}
