import Crypto
public import Foundation
public import Images

/// What was learned from files by decoding them, by the files' content: a file that was read before,
/// under whatever name, is not decoded again.
///
/// It is kept in a folder, in tables that are written whole, never changed, and passed over when
/// damaged. A table that cannot be written costs time at the next reading and nothing else.
public actor FactsCache {
  /// How the files were decoded; other ways have their own tables.
  nonisolated let decoding: DecodingOptions
  private let folder: URL
  private var known: [ContentDigest: SampleFacts]
  private var unsaved: [SampleFacts] = []

  /// A kill loses at most this many facts.
  private static let tableSize = 4_096

  /// - Parameter root: made when the first table is written.
  public init(root: URL, decoding: DecodingOptions = .standard) {
    self.decoding = decoding
    folder = decoding == .standard ? root : root.appending(path: decoding.fileName)
    known = [:]
    // A folder that does not exist yet holds no tables.
    let files = try? FileManager.default.contentsOfDirectory(
      at: folder, includingPropertiesForKeys: nil)
    for file in files ?? [] where file.pathExtension == FactsTable.fileExtension {
      for facts in FactsTable(contentsOf: file)?.facts ?? [] {
        if let digest = facts.fileDigest { known[digest] = facts }
      }
    }
  }

  func facts(ofFile digest: ContentDigest) -> SampleFacts? {
    known[digest]
  }

  func keep(_ facts: SampleFacts) {
    guard let digest = facts.fileDigest, known.updateValue(facts, forKey: digest) == nil else {
      return
    }
    unsaved.append(facts)
    if unsaved.count >= Self.tableSize { flush() }
  }

  func flush() {
    guard !unsaved.isEmpty else { return }
    let data = FactsTable(facts: unsaved).encoded
    unsaved = []
    let name = ContentDigest(sha256Of: data).hex.prefix(16)
    let file = folder.appending(path: "\(name).\(FactsTable.fileExtension)")
    try? FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try? data.write(to: file, options: .atomic)  // as the type says: only time is lost
  }
}

extension DecodingOptions {
  /// The same for equal options, in every run.
  fileprivate var fileName: String {
    let window = window.map { "\($0.center) \($0.width)" } ?? ""
    let fields = ["\(limits.side)", "\(limits.pixels)", alpha.rawValue, jpegScale.rawValue, window]
    return "decoding-\(ContentDigest(of: Array(fields.joined(separator: ";").utf8)).hex.prefix(16))"
  }
}

/// One file of the cache: a line for each picture, then the SHA-256 of all lines.
struct FactsTable {
  let facts: [SampleFacts]

  static let fileExtension = "facts"

  init(facts: [SampleFacts]) {
    self.facts = facts
  }

  /// Nil when the file is unreadable or damaged.
  init?(contentsOf file: URL) {
    guard let data = try? Data(contentsOf: file),  // unreadable counts as damaged
      let end = data.lastIndex(of: UInt8(ascii: "\n"))
    else { return nil }
    let lines = data[...end]
    guard
      String(decoding: data[(end + 1)...], as: UTF8.self)
        == ContentDigest(sha256Of: Data(lines)).hex
    else { return nil }
    facts = String(decoding: lines, as: UTF8.self).split(separator: "\n").compactMap {
      SampleFacts(line: $0)
    }
  }

  var encoded: Data {
    let lines = Data(facts.map { $0.line + "\n" }.joined().utf8)
    return lines + Data(ContentDigest(sha256Of: lines).hex.utf8)
  }
}

extension SampleFacts {
  /// File, pixels, width, height, channels, whether uniform, notes.
  fileprivate var line: String {
    let numbers = [width, height, channels, isUniform ? 1 : 0].map(String.init)
    let fields = [fileDigest?.hex ?? "", pixelDigest.hex] + numbers + notes.map(\.rawValue)
    return fields.joined(separator: "\t")
  }

  fileprivate init?(line: Substring) {
    let fields = line.split(separator: "\t", omittingEmptySubsequences: false)
    let numbers = fields.dropFirst(2).prefix(4).compactMap { Int($0) }
    let notes = fields.dropFirst(6).compactMap { DecodingNote(rawValue: String($0)) }
    guard numbers.count == 4, notes.count == fields.count - 6,
      let file = ContentDigest(hex: fields[0]), let pixels = ContentDigest(hex: fields[1])
    else { return nil }
    self.init(
      fileDigest: file, pixelDigest: pixels, width: numbers[0], height: numbers[1],
      channels: numbers[2], isUniform: numbers[3] == 1, notes: notes)
  }
}
