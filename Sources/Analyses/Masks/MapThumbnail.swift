public import Foundation

/// A small copy of a map, for a figure.
public struct MapThumbnail: Sendable, Hashable, Codable {
  public let width: Int
  public let height: Int
  /// Of the values of the part that the model sees.
  public let least: Double
  public let greatest: Double
  /// width · height of them, rows from the top: 0 is the least value, 255 the greatest.
  public let levels: Data
  /// The part that the model sees.
  public let seenRows: Range<Int>
  public let seenColumns: Range<Int>

  /// - Precondition: as many levels as pixels.
  public init(
    width: Int, height: Int, least: Double, greatest: Double, levels: Data,
    seenRows: Range<Int>, seenColumns: Range<Int>
  ) {
    precondition(levels.count == width * height, "\(levels.count) levels")
    (self.width, self.height, self.levels) = (width, height, levels)
    (self.least, self.greatest) = (least, greatest)
    (self.seenRows, self.seenColumns) = (seenRows, seenColumns)
  }
}
