import Foundation
public import Images

/// What belongs to the object in an item's picture, to put into a store.
public struct ItemMask: Sendable {
  /// Id of the item.
  public let item: String
  /// SHA-256 of the mask's pixels, by which it is kept once.
  public let digest: ContentDigest
  /// The mask as a PNG file, of the picture's size.
  public let png: [UInt8]

  public init(item: String, digest: ContentDigest, png: [UInt8]) {
    (self.item, self.digest, self.png) = (item, digest, png)
  }
}

extension RowChecksum {
  static func ofMask(_ digest: Data, _ png: Data) -> Int64 {
    var checksum = RowChecksum()
    checksum.add(digest)
    checksum.add(png)
    return checksum.value
  }

  /// That an item has a mask while it has a picture.
  static func ofItemMask(_ item: Int, _ pixels: Data?, _ mask: Data) -> Int64 {
    var checksum = RowChecksum()
    checksum.add(item)
    checksum.add(pixels)
    checksum.add(mask)
    return checksum.value
  }
}
