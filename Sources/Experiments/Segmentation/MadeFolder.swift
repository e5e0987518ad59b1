import Datasets
import Embeddings
import Foundation
import Images

/// A folder of maps and masks: `maps/ID.npy`, `masks/ID.png`, `parts/ID.csv`, `overlays/ID.png`, a `manifest.csv` that names
/// them, and in `settings.json` how they were made.
///
/// What is in the manifest is whole. It is written anew every few seconds, so that a kill loses little, and
/// a later call with the same settings goes on where this one was; one with others is refused. Rows of
/// pictures that a call is not about stay.
actor MadeFolder {
  nonisolated let root: URL
  private var rows: [String: MadeRow] = [:]
  private var lastWrite = ContinuousClock.now

  private static let pause = Duration.seconds(5)
  private static let settings = "settings.json"
  private static let manifest = "manifest.csv"

  nonisolated var manifest: URL { root.appending(path: Self.manifest) }

  /// - Parameter settings: all that decides the files.
  /// - Throws: `SettingsError` for a folder by other settings or of something else;
  ///   `EmbeddingError.unwritable`.
  init(_ root: URL, settings: MadeSettings) throws {
    self.root = root
    let files = FileManager.default
    let record = root.appending(path: Self.settings)
    if let former = Self.settings(in: record) {
      let differences = settings.differences(from: former)
      guard differences.isEmpty else { throw SettingsError.otherSettings(differences, of: root) }
      rows = Self.rows(of: root.appending(path: Self.manifest))
    } else {
      // No folder, or none that can be read: nil.
      let names = try? files.contentsOfDirectory(atPath: root.path)
      guard names?.isEmpty ?? true else {
        throw SettingsError.wrongValue(
          place: root.path, found: "something other than maps and masks",
          expected: "a new or empty folder; choose another")
      }
    }
    do {
      try files.createDirectory(at: root, withIntermediateDirectories: true)
    } catch {
      throw EmbeddingError.unwritable(file: root.path, reason: reason(of: error))
    }
    try WholeFile.write(try RunJSON.pretty(settings), to: record)
    if rows.isEmpty { try WholeFile.write(MadeRow.text(of: []), to: manifest) }
  }

  /// The row of a picture with these pixels, from a former call.
  func formerRow(of sample: Sample, pixels: ContentDigest) -> MadeRow? {
    rows[sample.id].flatMap { $0.pixels == MadeRow.short(pixels) ? $0 : nil }
  }

  /// Renews the row of a picture whose files are kept.
  func keep(_ sample: Sample, lookedFor: String) {
    let picture = MadeFiles(sample, folder: root).picture.path
    rows[sample.id] = rows[sample.id]?.renewed(sample, picture: picture, lookedFor: lookedFor)
  }

  /// Takes out the rows of pictures that can no longer be read, or are made again.
  func remove(_ ids: [String]) {
    for id in ids { rows[id] = nil }
  }

  private func isThere(_ path: String) -> Bool {
    FileManager.default.fileExists(atPath: root.appending(path: path).path)
  }

  /// - Throws: `EmbeddingError.unwritable`; the files of a picture are all there or none is in the manifest.
  nonisolated func write(_ content: [(path: String, data: Data)]) throws {
    let parts = content.map { (root.appending(path: $0.path), $0.data) }
    for (file, _) in parts {
      let folder = file.deletingLastPathComponent()
      do {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      } catch {
        throw EmbeddingError.unwritable(file: folder.path, reason: reason(of: error))
      }
    }
    try WholeFile.write(parts.map { WholeFile.Part($1, to: $0) })
  }

  func add(_ row: MadeRow) throws {
    rows[row.id] = row
    if lastWrite.duration(to: .now) >= Self.pause { try writeManifest() }
  }

  /// Takes out the rows of pictures that have gone, and writes the manifest.
  ///
  /// - Returns: the rows of these pictures, by ascending id.
  func finish(_ ids: [String]) throws -> [MadeRow] {
    let wanted = Set(ids)
    rows = rows.filter { wanted.contains($0.key) || isThere($0.value.picture) }
    try writeManifest()
    return rows.values.filter { wanted.contains($0.id) }.sorted { $0.id < $1.id }
  }

  func writeManifest() throws {
    lastWrite = .now
    try WholeFile.write(
      MadeRow.text(of: rows.values.sorted { $0.id < $1.id }), to: manifest)
  }

  /// Nil where there are none of such a folder: nothing was made.
  private static func settings(in file: URL) -> MadeSettings? {
    guard let found = try? Data(contentsOf: file) else { return nil }
    return try? RunJSON.decode(MadeSettings.self, from: found)
  }

  /// None of a manifest that is not there or is not ours.
  private static func rows(of manifest: URL) -> [String: MadeRow] {
    guard let table = try? DelimitedText(file: manifest).rows, let heading = table.first else {
      return [:]
    }
    let rows = table.dropFirst().compactMap { MadeRow(heading.fields, $0.fields) }
    return Dictionary(rows.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
  }
}

/// What the manifest says of a picture.
struct MadeRow: Sendable, Hashable {
  let id: String
  /// Relative to the folder, as all files.
  private(set) var picture: String
  let mask: String?
  let map: String
  /// Empty where pictures may not be shown.
  private(set) var overlay: String
  /// Boxes and points of the mask's parts.
  let parts: String?
  let method: String
  /// In words.
  private(set) var lookedFor: String
  /// Of the mask, in parts of the picture.
  let area: Double?
  /// Those that belong to the mask.
  let maskPixels: Int?
  /// The share of the picture that the model sees.
  let seen: Double
  /// The beginning of the digest of its pixels.
  let pixels: String
  private(set) var label: String?
  private(set) var split: String?
  private(set) var group: String?
  private(set) var site: String?

  /// All but the picture, which may lie anywhere.
  var files: [String] { [mask, map, overlay, parts].compactMap(\.self) }

  /// The same files of a sample as it is now.
  fileprivate func renewed(_ sample: Sample, picture: String, lookedFor: String) -> MadeRow {
    var row = self
    (row.picture, row.lookedFor) = (picture, lookedFor)
    (row.label, row.split, row.group, row.site) = (
      sample.label, sample.split, sample.group, sample.site
    )
    return row
  }

  /// The same row in another folder.
  func moved(picture: String, hasOverlay: Bool) -> MadeRow {
    var row = self
    row.picture = picture
    if !hasOverlay { row.overlay = "" }
    return row
  }

  static func short(_ pixels: ContentDigest) -> String { String(pixels.hex.prefix(16)) }

  private static let heading = [
    "id", "path", "mask", "map", "overlay", "parts", "method", "looked_for", "area",
    "mask_pixels", "seen", "pixels", "label", "split", "group", "site",
  ]

  static func text(of rows: [MadeRow]) -> String {
    DelimitedText.text(of: [heading] + rows.map(\.fields))
  }

  private var fields: [String] {
    [
      id, picture, mask ?? "", map, overlay, parts ?? "", method, lookedFor,
      area.map(Self.brief) ?? "",
      maskPixels.map { "\($0)" } ?? "", Self.brief(seen), pixels, label ?? "", split ?? "",
      group ?? "", site ?? "",
    ]
  }

  /// As the manifest has it, so that what was made now and what was kept are the same.
  static func rounded(_ share: Double) -> Double { (share * 1e6).rounded() / 1e6 }

  private static func brief(_ share: Double) -> String { String(format: "%.6f", share) }
}

extension MadeRow {
  /// Nil for a row of another table.
  fileprivate init?(_ heading: [String], _ fields: [String]) {
    guard heading == Self.heading, fields.count == heading.count, let seen = Double(fields[10])
    else { return nil }
    func value(_ place: Int) -> String? { fields[place].isEmpty ? nil : fields[place] }
    self.init(
      id: fields[0], picture: fields[1], mask: value(2), map: fields[3], overlay: fields[4],
      parts: value(5), method: fields[6], lookedFor: fields[7], area: Double(fields[8]),
      maskPixels: Int(fields[9]), seen: seen, pixels: fields[11], label: value(12),
      split: value(13), group: value(14), site: value(15))
  }
}

extension SettingsError {
  fileprivate static func otherSettings(_ differences: [String], of root: URL) -> SettingsError {
    .wrongValue(
      place: root.path,
      found: "maps and masks by other settings: \(differences.joined(separator: ", "))",
      expected:
        "a folder by the same settings, or a new one; choose another, or delete this one first")
  }
}
