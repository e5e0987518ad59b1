import Foundation
public import Images
import Statistics

/// What belongs to the object in an item's picture, by one method, to put into a store.
public struct ItemMask: Sendable {
  /// Id of the item.
  public let item: String
  /// What found it; `MaskMethodName.truth` where somebody drew it.
  public let method: String
  /// SHA-256 of the mask's pixels, by which it is kept once.
  public let digest: ContentDigest
  /// The mask as a PNG file, of the picture's size.
  public let png: [UInt8]
  /// Its labels as run lengths (`MaskRuns`); nil for a mask of colours or of very many labels.
  public let runs: String?

  public init(
    item: String, method: String = MaskMethodName.truth, digest: ContentDigest, png: [UInt8],
    runs: String? = nil
  ) {
    (self.item, self.method, self.digest) = (item, method, digest)
    (self.png, self.runs) = (png, runs)
  }

  public init(item: String, method: String = MaskMethodName.truth, _ file: MaskFile) {
    self.init(
      item: item, method: method, digest: file.digest, png: file.png, runs: file.runs)
  }
}

/// A mask in the forms in which it is kept.
public struct MaskFile: Sendable {
  /// SHA-256 of its pixels.
  public let digest: ContentDigest
  public let png: [UInt8]
  /// Its labels as run lengths (`MaskRuns`); nil for a mask of colours or of very many labels.
  public let runs: String?

  /// - Parameter mask: its values labels.
  public init(_ mask: Image) throws(ImageError) {
    (digest, runs) = (mask.digest, MaskRuns.text(of: mask))
    png = try mask.encodedMaskPNG()
  }
}

/// What methods are called that masks are of.
public enum MaskMethodName {
  /// Masks that others are held against, and those of which nobody says what found them.
  public static let truth = "truth"

  /// Whether a name can also be that of a file: not empty, at most 100 bytes, no slash, no control
  /// characters, no dot at its beginning.
  public static func isValid(_ name: String) -> Bool {
    !name.isEmpty && name.utf8.count <= 100 && !name.hasPrefix(".")
      && name.unicodeScalars.allSatisfy {
        $0 != "/" && $0 != "\\" && $0.properties.generalCategory != .control
      }
  }
}

/// A mask as run lengths, label by label: `[{"label": 1, "size": [rows, columns], "counts": "…"}]`, ascending,
/// the counts as COCO's.
public struct MaskRuns: Codable {
  public let label: Int
  public let size: [Int]
  public let counts: String

  /// Labels above which a mask is kept as a picture only.
  private static let mostLabels = 64

  /// Nil for a mask of colours, and of very many labels.
  static func text(of mask: Image) -> String? {
    guard mask.channels == 1 else { return nil }
    let labels = Set(mask.samples).subtracting([0]).sorted()
    guard labels.count <= mostLabels else { return nil }
    let runs = labels.map { label in
      MaskRuns(
        label: Int(label), size: [mask.height, mask.width],
        counts: RunLengthMask(
          PixelMask(
            width: mask.width, height: mask.height, pixels: mask.samples.map { $0 == label })
        ).text)
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    // Numbers and texts can always be encoded.
    return (try? encoder.encode(runs)).map { String(decoding: $0, as: UTF8.self) }
  }
}

/// Which mask an item has by a method.
public struct StoredMask: Sendable, Hashable {
  public let item: String
  public let method: String
  public let digest: ContentDigest
}

extension StoredMask {
  /// - Throws: `StoreError.damaged` for a method whose name could lead elsewhere as that of a file: no
  ///   writer of the program lets one in.
  init(
    item: String, method: String, digest: ContentDigest, in store: StoreAddress
  ) throws(StoreError) {
    guard MaskMethodName.isValid(method) else {
      throw .damaged(
        file: store.description, finding: "masks by the method \"\(method)\", which is no name",
        remedy: "trust nothing in this store, or remove these masks")
    }
    (self.item, self.method, self.digest) = (item, method, digest)
  }
}

extension RowChecksum {
  /// Without run lengths as in stores of format 2.
  static func ofMask(_ digest: Data, _ png: Data, _ runs: String?) -> Int64 {
    var checksum = RowChecksum()
    checksum.add(digest)
    checksum.add(png)
    if let runs { checksum.add(runs) }
    return checksum.value
  }

  /// That an item has a mask while it has a picture; of the truth as in stores of format 2.
  static func ofItemMask(
    _ item: Int, _ method: String, _ pixels: Data?, _ mask: Data
  ) -> Int64 {
    var checksum = RowChecksum()
    checksum.add(item)
    checksum.add(pixels)
    checksum.add(mask)
    if method != MaskMethodName.truth { checksum.add(method) }
    return checksum.value
  }
}
