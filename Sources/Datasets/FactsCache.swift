import Crypto
public import Foundation
import Images

/// What was learned from files by decoding them, by the files' content and how they were decoded: a
/// file that was read before, under whatever name, is not decoded again.
///
/// It is kept in a folder, in tables that are written whole, never changed, and passed over when
/// damaged. A table that cannot be written costs time at the next reading and nothing else.
public actor FactsCache {
  private let folder: URL
  private var known: [ContentDigest: SampleFacts]
  private var unsaved: [KnownPicture] = []

  private var lastFlush = ContinuousClock.now

  /// A kill loses at most this many facts, or what `flushInterval` made.
  private static let tableSize = 4_096
  private static let flushInterval = Duration.seconds(5)

  /// - Parameter root: made when the first table is written.
  public init(root: URL) {
    folder = root
    known = [:]
    // A folder that does not exist yet holds no tables.
    let files = try? FileManager.default.contentsOfDirectory(
      at: root, includingPropertiesForKeys: nil)
    for file in files ?? [] where file.pathExtension == FactsTable.fileExtension {
      for picture in FactsTable(contentsOf: file)?.pictures ?? [] {
        known[picture.source] = picture.facts
      }
    }
  }

  func facts(of source: PictureSource) -> SampleFacts? {
    known[source.digest]
  }

  func keep(_ facts: SampleFacts, of source: PictureSource) {
    let digest = source.digest
    guard known.updateValue(facts, forKey: digest) == nil else { return }
    unsaved.append(KnownPicture(source: digest, facts: facts))
    if unsaved.count >= Self.tableSize || lastFlush.duration(to: .now) >= Self.flushInterval {
      flush()
    }
  }

  func flush() {
    lastFlush = .now
    guard !unsaved.isEmpty else { return }
    let data = FactsTable(pictures: unsaved).encoded
    unsaved = []
    let name = ContentDigest(sha256Of: data).hex.prefix(16)
    let file = folder.appending(path: "\(name).\(FactsTable.fileExtension)")
    try? FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try? data.write(to: file, options: .atomic)  // as the type says: only time is lost
  }
}

/// What decides a picture: a file, which of its pictures it is, and how it is decoded.
struct PictureSource {
  let file: ContentDigest
  let frame: Int
  let decoding: DecodingOptions

  /// The file's own for the first picture, decoded as usual.
  var digest: ContentDigest {
    guard frame != 0 || decoding != .standard else { return file }
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    // Options are plain numbers and words, which JSON can say; if not, nothing is found or kept
    // under a name that another could have.
    let options = (try? encoder.encode(decoding)) ?? Data(UUID().uuidString.utf8)
    return ContentDigest(sha256Of: Data("\(file.hex) \(frame) ".utf8) + options)
  }
}

/// A line of the cache.
struct KnownPicture {
  /// Digest of what decides the picture.
  let source: ContentDigest
  let facts: SampleFacts
}

/// One file of the cache: a line for each picture, then the SHA-256 of all lines.
struct FactsTable {
  let pictures: [KnownPicture]

  /// Changes with what stands in a line, and with what decoding makes of a file.
  static let fileExtension = "facts2-\(decoderVersion)"

  init(pictures: [KnownPicture]) {
    self.pictures = pictures
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
    pictures = String(decoding: lines, as: UTF8.self).split(separator: "\n").compactMap {
      KnownPicture(line: $0)
    }
  }

  var encoded: Data {
    let lines = Data(pictures.map { $0.line + "\n" }.joined().utf8)
    return lines + Data(ContentDigest(sha256Of: lines).hex.utf8)
  }
}

extension KnownPicture {
  /// Source, file, pixels, width, height, channels, whether uniform, window, notes.
  fileprivate var line: String {
    let numbers = [facts.width, facts.height, facts.channels, facts.isUniform ? 1 : 0]
    let window = facts.window.map { "\($0.center) \($0.width)" } ?? ""
    let fields =
      [source.hex, facts.fileDigest?.hex ?? "", facts.pixelDigest.hex] + numbers.map(String.init)
      + [window] + facts.notes.map(\.rawValue)
    return fields.joined(separator: "\t")
  }

  fileprivate init?(line: Substring) {
    let fields = line.split(separator: "\t", omittingEmptySubsequences: false)
    let numbers = fields.dropFirst(3).prefix(4).compactMap { Int($0) }
    let notes = fields.dropFirst(8).compactMap { DecodingNote(rawValue: String($0)) }
    guard fields.count >= 8, numbers.count == 4, notes.count == fields.count - 8,
      let source = ContentDigest(hex: fields[0]), let pixels = ContentDigest(hex: fields[2])
    else { return nil }
    let ends = fields[7].split(separator: " ").compactMap { Double($0) }
    let isWindow = ends.count == 2 && ends[0].isFinite && ends[1].isFinite && ends[1] > 0
    guard isWindow || fields[7].isEmpty else { return nil }
    self.source = source
    facts = SampleFacts(
      fileDigest: ContentDigest(hex: fields[1]), pixelDigest: pixels, width: numbers[0],
      height: numbers[1], channels: numbers[2], isUniform: numbers[3] == 1, notes: notes,
      window: isWindow ? IntensityWindow(center: ends[0], width: ends[1]) : nil)
  }
}
