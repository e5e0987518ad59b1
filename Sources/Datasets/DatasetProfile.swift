import Images

/// What stands in a data set, and what is wrong with it.
///
/// Lists are in the order of ids or names, counts of values from the most frequent.
public struct DatasetProfile: Sendable, Codable {
  public let name: String
  public let fingerprint: String
  /// Pictures that could be read.
  public let images: Int
  public let unreadable: [UnreadableFile]
  /// Ids of several rows or files, of which the first counts here.
  public let repeatedIDs: [ValueCount]
  public let columns: [ColumnProfile]
  public let sizes: SizeProfile?
  /// Pictures in one channel and in three.
  public let modes: [ValueCount]
  /// What had to be decided to read pictures, and in how many.
  public let notes: [ValueCount]
  /// Pictures of one colour all over.
  public let uniform: [String]
  /// Ids of pictures with the same pixels, two at least each.
  public let identicalPixels: [[String]]
  /// Those of them that are the same file, byte for byte.
  public let identicalFiles: [[String]]
  /// Those with the same pixels that lie in several splits.
  public let leaks: [[String]]
  /// Those with the same pixels that have several labels.
  public let labelConflicts: [[String]]
  /// Groups with pictures in several splits.
  public let splitGroups: [SplitGroup]

  /// - Parameter repeatedIDs: that were dropped from the listing.
  public init(_ dataset: Dataset, repeatedIDs: [ValueCount] = []) {
    let (samples, facts) = (dataset.samples, dataset.facts)
    name = dataset.name
    fingerprint = dataset.fingerprint.hex
    images = samples.count
    unreadable = dataset.unreadable
    self.repeatedIDs = repeatedIDs
    columns = ColumnProfile.all(of: samples)
    sizes = SizeProfile(facts)
    modes = ValueCount.counts(of: facts.map { $0.channels == 1 ? "grey" : "colour" })
    notes = ValueCount.counts(of: facts.flatMap { $0.notes.map(\.rawValue) })
    uniform = samples.indices.filter { facts[$0].isUniform }.map { samples[$0].id }
    let equal = samples.indices.grouped { facts[$0].pixelDigest }
    func ids(_ rows: [Int]) -> [String] { rows.map { samples[$0].id } }
    identicalPixels = equal.map(ids)
    identicalFiles = samples.indices.filter { facts[$0].fileDigest != nil }
      .grouped { facts[$0].fileDigest }.map(ids)
    leaks = equal.filter { Set($0.compactMap { samples[$0].split }).count > 1 }.map(ids)
    labelConflicts = equal.filter { Set($0.compactMap { samples[$0].label }).count > 1 }.map(ids)
    splitGroups = SplitGroup.all(of: samples)
  }
}

extension Sequence<Int> {
  /// Those that share a key with another, in the order of their firsts.
  fileprivate func grouped<Key: Hashable>(by key: (Int) -> Key) -> [[Int]] {
    Dictionary(grouping: self, by: key).values.filter { $0.count > 1 }.sorted { $0[0] < $1[0] }
  }
}

/// A value and how often it is there.
public struct ValueCount: Sendable, Codable, Hashable {
  public let value: String
  public let count: Int

  /// Most frequent first, those of one count by value.
  static func counts(of values: [String]) -> [ValueCount] {
    Dictionary(values.map { ($0, 1) }, uniquingKeysWith: +)
      .map { ValueCount(value: $0.key, count: $0.value) }
      .sorted { ($1.count, $0.value) < ($0.count, $1.value) }
  }
}

/// How pictures are spread over the values of a column.
public struct ColumnProfile: Sendable, Codable {
  /// split, label, group, site, caption, mask, or the name of an attribute.
  public let column: String
  /// Pictures without a value.
  public let missing: Int
  /// Distinct values.
  public let distinct: Int
  /// The most frequent ones, a thousand at most; none of masks.
  public let values: [ValueCount]

  private static let largestList = 1_000

  private init(_ column: String, of samples: [Sample], _ value: (Sample) -> String?) {
    let counts = ValueCount.counts(of: samples.compactMap(value))
    self.column = column
    missing = samples.count - counts.reduce(0) { $0 + $1.count }
    distinct = counts.count
    values = Array(counts.prefix(Self.largestList))
  }

  private init(masksOf samples: [Sample]) {
    column = "mask"
    missing = samples.count { $0.mask == nil }
    distinct = samples.count - missing
    values = []
  }

  /// The six columns that every sample may have, then attributes by name.
  fileprivate static func all(of samples: [Sample]) -> [ColumnProfile] {
    let attributes = Set(samples.flatMap(\.attributes.keys)).sorted()
    return [
      ColumnProfile("split", of: samples, \.split), ColumnProfile("label", of: samples, \.label),
      ColumnProfile("group", of: samples, \.group), ColumnProfile("site", of: samples, \.site),
      ColumnProfile("caption", of: samples, \.caption), ColumnProfile(masksOf: samples),
    ] + attributes.map { name in ColumnProfile(name, of: samples) { $0.attributes[name] } }
  }
}

/// Widths and heights in pixels.
public struct SizeProfile: Sendable, Codable {
  public let smallestWidth: Int
  public let largestWidth: Int
  public let smallestHeight: Int
  public let largestHeight: Int
  public let distinct: Int
  /// The ten most frequent, as "640 × 480".
  public let frequent: [ValueCount]

  /// Nil for no pictures.
  fileprivate init?(_ facts: [SampleFacts]) {
    guard let width = facts.map(\.width).min(), let height = facts.map(\.height).min() else {
      return nil
    }
    let sizes = ValueCount.counts(of: facts.map { "\($0.width) × \($0.height)" })
    smallestWidth = width
    smallestHeight = height
    largestWidth = facts.map(\.width).max() ?? width
    largestHeight = facts.map(\.height).max() ?? height
    distinct = sizes.count
    frequent = Array(sizes.prefix(10))
  }
}

/// A group, such as a patient, with pictures in several splits.
public struct SplitGroup: Sendable, Codable {
  public let group: String
  /// Pictures in each split.
  public let splits: [ValueCount]

  fileprivate static func all(of samples: [Sample]) -> [SplitGroup] {
    let pairs = samples.compactMap { sample in
      sample.group.flatMap { group in sample.split.map { (group: group, split: $0) } }
    }
    return Dictionary(grouping: pairs, by: \.group)
      .map { SplitGroup(group: $0.key, splits: ValueCount.counts(of: $0.value.map(\.split))) }
      .filter { $0.splits.count > 1 }.sorted { $0.group < $1.group }
  }
}
