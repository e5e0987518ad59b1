import Foundation
import GRDB
public import Images

/// What a store knows of an item beside its vectors.
///
/// In JSON: `id`, then `pixels` (SHA-256), `width`, `height`, `split`, `label`, `site`, `group` where
/// they are known, and `attributes`.
public struct StoredItem: Sendable, Hashable, Codable {
  /// Unique in its store.
  public let id: String
  /// SHA-256 of width, height, channels and samples, hexadecimal; nil for vectors that came without
  /// pictures.
  public let pixels: String?
  public let width: Int?
  public let height: Int?
  public let split: String?
  public let label: String?
  public let site: String?
  /// The exchangeable unit, e.g. the patient.
  public let group: String?
  /// Further columns by name.
  public let attributes: [String: String]

  public init(
    id: String, picture: PictureFacts? = nil, split: String? = nil, label: String? = nil,
    site: String? = nil, group: String? = nil, attributes: [String: String] = [:]
  ) {
    self.id = id
    pixels = picture?.pixels?.hex
    width = picture?.width
    height = picture?.height
    (self.split, self.label, self.site, self.group) = (split, label, site, group)
    self.attributes = attributes
  }

  /// The picture of an item.
  public struct PictureFacts: Sendable {
    /// Nil where it is not known, as the others.
    public let pixels: ContentDigest?
    public let width: Int?
    public let height: Int?

    public init(pixels: ContentDigest?, width: Int?, height: Int?) {
      (self.pixels, self.width, self.height) = (pixels, width, height)
    }
  }
}

extension StoredItem {
  static let columns = """
    i.number, i.id, i.pixels, i.width, i.height, i.split, i.label, i.site, i."group", i.attributes, \
    i.checksum
    """

  /// A row of `columns`, which is taken as it stands; `verify` holds it against its checksum.
  init(_ row: Row) {
    id = row["id"]
    let digest: Data? = row["pixels"]
    pixels = digest.map { $0.map { Self.digits(of: $0) }.joined() }
    (width, height) = (row["width"], row["height"])
    (split, label, site, group) = (row["split"], row["label"], row["site"], row["group"])
    let text: String = row["attributes"]
    // What is not JSON any more is damage, which `verify` names.
    attributes = (try? JSONDecoder().decode([String: String].self, from: Data(text.utf8))) ?? [:]
  }

  static func digits(of byte: UInt8) -> String {
    (byte < 16 ? "0" : "") + String(byte, radix: 16)
  }

  var pixelBytes: Data? {
    pixels.flatMap { ContentDigest(hex: $0) }.map { Data($0.bytes) }
  }

  /// Sorted by name, so that equal attributes are equal texts.
  var attributesText: String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    // Texts are always JSON.
    return (try? encoder.encode(attributes)).map { String(decoding: $0, as: UTF8.self) } ?? "{}"
  }

  /// Of the row with this number.
  func checksum(number: Int64) -> Int64 {
    var checksum = RowChecksum()
    checksum.add(Int(number))
    checksum.add(id)
    checksum.add(pixelBytes)
    checksum.add(width)
    checksum.add(height)
    for text in [split, label, site, group] { checksum.add(text) }
    checksum.add(attributesText)
    return checksum.value
  }

  /// For the columns from `id` on.
  func arguments(number: Int64) -> StatementArguments {
    [
      id, pixelBytes, width, height, split, label, site, group, attributesText,
      checksum(number: number), number,
    ]
  }
}

/// An item to put into a store.
public struct NewItem: Sendable {
  public let item: StoredItem
  /// By the name of the encoder; none for what the store has already.
  public let vectors: [String: [Float]]

  public init(_ item: StoredItem, vectors: [String: [Float]]) {
    (self.item, self.vectors) = (item, vectors)
  }
}
