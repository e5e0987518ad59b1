import Crypto
import Foundation
public import Images

/// Samples whose images have all been read once.
public struct Dataset: Sendable {
  public let name: String
  /// How its images are decoded, whenever they are.
  public let decoding: DecodingOptions
  /// Ascending id.
  public let samples: [Sample]
  /// What was learned from each image, in the order of the samples.
  public let facts: [SampleFacts]
  /// Files that were left out, by path.
  public let unreadable: [UnreadableFile]
  /// What the source found suspicious but valid.
  public let warnings: [String]
  /// SHA-256 over ids, pixels, labels, splits, groups and sites; not over names of files or order.
  public let fingerprint: ContentDigest

  /// Lists a source, takes what the limit allows and reads every image once.
  ///
  /// An image that cannot be decoded is listed with its reason and left out.
  /// - Parameters:
  ///   - decoding: how all images become 8-bit pictures.
  ///   - seed: of the choice that the limit makes.
  ///   - check: called with the samples before any image is read, to refuse them.
  ///   - facts: what is known of files that were read before.
  ///   - use: what is done with the pictures while they are in memory.
  ///   - progress: called with images read and to read, from none to all.
  /// - Throws: `DatasetError` when the source cannot be listed or two samples share an id;
  ///   `CancellationError`.
  public static func load(
    name: String, from source: any DatasetSource, decoding: DecodingOptions = .standard,
    limit: DatasetLimit = .none, seed: UInt64, check: ([Sample]) throws -> Void = { _ in },
    facts: FactsCache? = nil, use: PictureUse = .none,
    progress: @Sendable (_ done: Int, _ total: Int) -> Void
  ) async throws -> Dataset {
    let listing = try await source.listing().withoutBrokenIDs
    let ordered = listing.samples.sorted { $0.id < $1.id }
    try requireDistinctIDs(ordered)
    let chosen = try limit.apply(to: ordered, seed: seed)
    try check(chosen)
    let reading = Reading(decoding: decoding, facts: facts, use: use)
    let scans: [Scan]
    do {
      scans = try await scan(chosen, reading, progress)
    } catch {
      await facts?.flush()
      throw error
    }
    await facts?.flush()
    return Dataset(name: name, decoding, chosen, scans, listing)
  }

  /// Reads some of the images again, by their positions.
  public func read(
    _ indices: [Int], use: PictureUse, progress: @Sendable (_ done: Int, _ total: Int) -> Void
  ) async throws {
    let reading = Reading(decoding: decoding, facts: nil, use: use)
    _ = try await Self.scan(indices.map { samples[$0] }, reading, progress)
  }

  private init(
    name: String, _ decoding: DecodingOptions, _ chosen: [Sample], _ scans: [Scan],
    _ listing: SampleListing
  ) {
    var samples: [Sample] = []
    var facts: [SampleFacts] = []
    var unreadable = listing.unreadable
    for (sample, scan) in zip(chosen, scans) {
      switch scan {
      case .read(let found):
        samples.append(sample)
        facts.append(found)
      case .unreadable(let reason):
        unreadable.append(UnreadableFile(path: sample.id, reason: reason))
      }
    }
    self.name = name
    self.decoding = decoding
    self.samples = samples
    self.facts = facts
    self.unreadable = unreadable.sorted { ($0.path, $0.reason) < ($1.path, $1.reason) }
    warnings = listing.warnings
    fingerprint = Self.fingerprint(samples, facts)
  }

  private static func requireDistinctIDs(_ ordered: [Sample]) throws(DatasetError) {
    for (first, second) in zip(ordered, ordered.dropFirst()) where first.id == second.id {
      throw .duplicateID(id: first.id, first: first.image.place, second: second.image.place)
    }
  }

  /// Fields are separated by control characters that are meant for it and stand in no sane name.
  private static func fingerprint(_ samples: [Sample], _ facts: [SampleFacts]) -> ContentDigest {
    var hash = SHA256()
    for (sample, fact) in zip(samples, facts) {
      let columns = [sample.label, sample.split, sample.group, sample.site]
      let fields = [sample.id, fact.pixelDigest.hex] + columns.map { $0.map { "=" + $0 } ?? "" }
      hash.update(data: Data((fields.joined(separator: "\u{1F}") + "\u{1E}").utf8))
    }
    return ContentDigest(bytes: Array(hash.finalize()))
  }
}

/// What is learned from an image by reading it once.
public struct SampleFacts: Sendable {
  /// SHA-256 of the file; nil for images that are not a file of their own.
  public let fileDigest: ContentDigest?
  public let pixelDigest: ContentDigest
  public let width: Int
  public let height: Int
  public let channels: Int
  /// Whether all pixels are equal.
  public let isUniform: Bool
  public let notes: [DecodingNote]
  /// The values that became black to white, where deep samples were made 8-bit ones by a window.
  public let window: IntensityWindow?
}

extension ImageReference {
  /// For messages.
  var place: String {
    switch self {
    case .file(let url, 0): url.path
    case .file(let url, let frame): "\(url.path), frame \(frame)"
    case .pixels: "an array in memory"
    case .array(_, let index), .element(_, let index): "picture \(index) of an array"
    case .entry(let entry): "\(entry.archive.path): \(entry.name)"
    }
  }
}
