import Datasets
import Embeddings
import Foundation
import Images

/// A folder of maps and masks: `maps/ID.npy`, `masks/ID.png`, `parts/ID.csv`, `overlays/ID.png`, a `manifest.csv` that names
/// them, and in `settings.json` how they were made.
///
/// What is in the manifest is whole. It is written anew every few seconds, so that a kill loses little, and
/// a later call with the same settings goes on where this one was.
actor MadeFolder {
  nonisolated let root: URL
  private var rows: [String: MadeRow] = [:]
  private var lastWrite = ContinuousClock.now

  private static let pause = Duration.seconds(5)
  private static let settings = "settings.json"
  private static let manifest = "manifest.csv"

  nonisolated var manifest: URL { root.appending(path: Self.manifest) }

  /// - Parameter settings: all that decides the files; what was made with others is made again.
  /// - Throws: `SettingsError` for a folder of something else; `EmbeddingError.unwritable`.
  init(_ root: URL, settings: Data) throws {
    self.root = root
    let files = FileManager.default
    let record = root.appending(path: Self.settings)
    if let former = try? Data(contentsOf: record) {  // Without one nothing was made.
      if former == settings { rows = Self.rows(of: root.appending(path: Self.manifest)) }
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
    try WholeFile.write(settings, to: record)
    if rows.isEmpty { try WholeFile.write(MadeRow.text(of: []), to: manifest) }
  }

  /// Whether the files of a picture with these pixels are there.
  func holds(_ id: String, pixels: ContentDigest) -> Bool {
    guard let row = rows[id], row.pixels == MadeRow.short(pixels) else { return false }
    return row.files.allSatisfy {
      FileManager.default.fileExists(atPath: root.appending(path: $0).path)
    }
  }

  func row(of id: String) -> MadeRow? { rows[id] }

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

  /// Only those of these pictures, by ascending id.
  func finish(_ ids: [String]) throws -> [MadeRow] {
    let wanted = Set(ids)
    rows = rows.filter { wanted.contains($0.key) }
    try writeManifest()
    return rows.values.sorted { $0.id < $1.id }
  }

  func writeManifest() throws {
    lastWrite = .now
    try WholeFile.write(
      MadeRow.text(of: rows.values.sorted { $0.id < $1.id }), to: manifest)
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
  /// Of the mask, in parts of the picture.
  let area: Double?
  /// The share of the picture that the model sees.
  let seen: Double
  /// The beginning of the digest of its pixels.
  let pixels: String
  let label: String?
  let split: String?
  let group: String?
  let site: String?

  /// All but the picture, which may lie anywhere.
  var files: [String] { [mask, map, overlay, parts].compactMap(\.self) }

  /// The same row in another folder.
  func moved(picture: String, hasOverlay: Bool) -> MadeRow {
    var row = self
    row.picture = picture
    if !hasOverlay { row.overlay = "" }
    return row
  }

  static func short(_ pixels: ContentDigest) -> String { String(pixels.hex.prefix(16)) }

  private static let heading = [
    "id", "path", "mask", "map", "overlay", "parts", "method", "area", "seen", "pixels", "label",
    "split",
    "group", "site",
  ]

  static func text(of rows: [MadeRow]) -> String {
    DelimitedText.text(of: [heading] + rows.map(\.fields))
  }

  private var fields: [String] {
    [
      id, picture, mask ?? "", map, overlay, parts ?? "", method, area.map(Self.brief) ?? "",
      Self.brief(seen),
      pixels, label ?? "", split ?? "", group ?? "", site ?? "",
    ]
  }

  /// As the manifest has it, so that what was made now and what was kept are the same.
  static func rounded(_ share: Double) -> Double { (share * 1e6).rounded() / 1e6 }

  private static func brief(_ share: Double) -> String { String(format: "%.6f", share) }
}

extension MadeRow {
  /// Nil for a row of another table.
  fileprivate init?(_ heading: [String], _ fields: [String]) {
    guard heading == Self.heading, fields.count == heading.count, let seen = Double(fields[8])
    else { return nil }
    func value(_ place: Int) -> String? { fields[place].isEmpty ? nil : fields[place] }
    self.init(
      id: fields[0], picture: fields[1], mask: value(2), map: fields[3], overlay: fields[4],
      parts: value(5), method: fields[6], area: Double(fields[7]), seen: seen, pixels: fields[9],
      label: value(10), split: value(11), group: value(12), site: value(13))
  }
}
