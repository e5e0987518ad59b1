public import Embeddings
public import Statistics

/// Vectors with what is known of each: the input of every analysis.
///
/// All arrays have one entry a vector. Labels, units, parts and digests are there for all items or for
/// none.
public struct EmbeddedItems: Sendable {
  /// How a report calls them, e.g. "test" or a file's name.
  public let name: String
  public let ids: [SampleID]
  public let vectors: Vectors
  /// The vectors scaled to length 1; zero vectors are listed there.
  public let unitRows: UnitRows
  public let labels: [String]?
  /// The exchangeable unit of each item, e.g. its patient.
  public let units: [String]?
  /// The part of each item, e.g. its split.
  public let parts: [String]?
  /// What a table says of each item, by the name of its column: label, split, site, group and whatever
  /// else; nil where it says nothing of an item.
  public let columns: [String: [String?]]
  /// What is known of some items only, and so of none here.
  let gaps: [AnalysisWarning]
  public let digests: [ItemDigests]?

  /// - Precondition: every array that is given has `vectors.count` entries.
  public init(
    name: String, ids: [SampleID], vectors: Vectors, labels: [String]? = nil,
    units: [String]? = nil, parts: [String]? = nil, digests: [ItemDigests]? = nil,
    columns: [String: [String?]] = [:], gaps: [AnalysisWarning] = []
  ) {
    precondition(ids.count == vectors.count)
    precondition(labels?.count ?? ids.count == ids.count)
    precondition(units?.count ?? ids.count == ids.count)
    precondition(parts?.count ?? ids.count == ids.count)
    precondition(digests?.count ?? ids.count == ids.count)
    precondition(columns.values.allSatisfy { $0.count == ids.count })
    self.name = name
    self.ids = ids
    self.vectors = vectors
    self.labels = labels
    self.units = units
    self.parts = parts
    self.columns = columns
    self.gaps = gaps
    self.digests = digests
    unitRows =
      switch vectors {
      case .float(let matrix): UnitRows(matrix)
      case .double(let matrix): UnitRows(matrix)
      case .mapped(let rows): UnitRows(rows)
      }
  }

  public var count: Int { ids.count }

  /// Some of the items, in the order given.
  public func selecting(_ indices: [Int], name: String) -> EmbeddedItems {
    EmbeddedItems(
      name: name, ids: indices.map { ids[$0] }, vectors: vectors.selecting(rows: indices),
      labels: labels.map { labels in indices.map { labels[$0] } },
      units: units.map { units in indices.map { units[$0] } },
      parts: parts.map { parts in indices.map { parts[$0] } },
      digests: digests.map { digests in indices.map { digests[$0] } },
      columns: columns.mapValues { column in indices.map { column[$0] } }, gaps: gaps)
  }

  /// The same items with other labels or units, one an item in order, for what is known of some only.
  public func with(labels: [String]? = nil, units: [String]? = nil) -> EmbeddedItems {
    var columns = columns
    if let labels { columns["label"] = labels }
    if let units { columns["group"] = units }
    return EmbeddedItems(
      name: name, ids: ids, vectors: vectors, labels: labels ?? self.labels,
      units: units ?? self.units, parts: parts, digests: digests, columns: columns)
  }

  /// One item by its id, or by its row where there are no ids.
  ///
  /// - Throws: `AnalysisError.unknownItem`.
  public func selecting(item name: String) throws(AnalysisError) -> EmbeddedItems {
    let position = ids.firstIndex { id in
      switch id {
      case .name(let known): known == name
      case .row(let row): row == Int(name)
      }
    }
    guard let position else { throw .unknownItem(id: name, items: self.name) }
    return selecting([position], name: name)
  }

  /// Rows of other parts than the training part, where there is one by the name of "train" or
  /// "training": they stay before training items.
  public var evaluationRows: Set<Int> {
    let training: Set<String> = ["train", "training"]
    guard let parts, parts.contains(where: { training.contains($0.lowercased()) }) else {
      return []
    }
    return Set(parts.indices.filter { !training.contains(parts[$0].lowercased()) })
  }

  /// Items whose vector is zero and which therefore have no cosine.
  var zeroVectors: [SampleID] { unitRows.zeroRows.map { ids[$0] } }
}

/// What identifies an item besides its vector.
public struct ItemDigests: Sendable, Hashable {
  /// SHA-256 of the file, hexadecimal; nil where the image is not a file of its own.
  public let file: String?
  /// SHA-256 of width, height, channels and decoded samples, hexadecimal.
  public let pixels: String
  /// Nil where they were not asked for.
  public let hashes: PerceptualHashes?
  /// Width times height; nil where it is not known.
  public let area: Int?

  public init(
    file: String?, pixels: String, hashes: PerceptualHashes? = nil, area: Int? = nil
  ) {
    self.file = file
    self.pixels = pixels
    self.hashes = hashes
    self.area = area
  }
}
