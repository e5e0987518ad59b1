public import Datasets
import Foundation
public import Images

/// What `semblance datasets split` did, as `splits.json` has it.
public struct SplitRecord: Sendable, Codable {
  public let format: Int
  public let program: String
  /// The table that was split.
  public let source: String
  public let sourceSHA256: String
  public let rows: Int
  /// Heading of the column that was spread evenly.
  public let stratify: String?
  /// Heading of the column whose values stay together.
  public let group: String?
  public let rowsWithoutGroup: Int?
  public let seed: UInt64
  public let splits: [SplitPart]

  public init(
    _ table: ManifestTable, digest: ContentDigest, _ settings: SplitSettings, _ parts: [[Int]],
    files: [String]
  ) {
    format = 1
    program = Program.version
    source = table.file.lastPathComponent
    sourceSHA256 = digest.hex
    rows = table.rows.count
    stratify = settings.stratify.map { table.heading[$0] }
    group = settings.group.map { table.heading[$0] }
    rowsWithoutGroup = settings.group.map { position in
      table.rows.count { table.value(at: position, of: $0) == nil }
    }
    seed = settings.seed
    let classes = settings.stratify.map { position in
      Set(table.rows.compactMap { table.value(at: position, of: $0) })
    }
    splits = zip(settings.shares, zip(parts, files)).map { share, part in
      SplitPart(
        table, name: share.name, share: share.share, rows: part.0, file: part.1, settings,
        classes: classes ?? [])
    }
  }
}

/// One split.
public struct SplitPart: Sendable, Codable {
  public let name: String
  public let file: String
  public let asked: Double
  /// Share of the rows that it has.
  public let share: Double
  public let rows: Int
  public let groups: Int?
  public let labels: [LabelCount]?
  /// Values of the stratified column of which it has none.
  public let emptyClasses: [String]

  fileprivate init(
    _ table: ManifestTable, name: String, share: Double, rows: [Int], file: String,
    _ settings: SplitSettings, classes: Set<String>
  ) {
    func values(_ position: Int) -> [String] {
      rows.compactMap { table.value(at: position, of: table.rows[$0]) }
    }
    self.name = name
    self.file = file
    asked = share
    self.share = table.rows.isEmpty ? 0 : Double(rows.count) / Double(table.rows.count)
    self.rows = rows.count
    groups = settings.group.map { Set(values($0)).count }
    let counts = settings.stratify.map { position in
      Dictionary(values(position).map { ($0, 1) }, uniquingKeysWith: +)
    }
    labels = counts.map { counts in
      counts.map { LabelCount(label: $0.key, rows: $0.value) }.sorted { $0.label < $1.label }
    }
    emptyClasses = classes.subtracting(counts.map { Set($0.keys) } ?? []).sorted()
  }
}

public struct LabelCount: Sendable, Codable, Hashable {
  public let label: String
  public let rows: Int
}
