import Analyses
import Embeddings
import Figures
import Foundation
import LinearAlgebra

extension SaliencyMap {
  /// Longest side of a map that a result keeps.
  private static let thumbnailSide = 64

  /// In [0, 1] between the least and the greatest value of what the model sees.
  private var levels: (levels: [Float], least: Float, greatest: Float) {
    let seen = seenValues.elements
    let (least, greatest) = (seen.min() ?? 0, seen.max() ?? 0)
    let range = greatest > least ? greatest - least : 1
    return (values.elements.map { ($0 - least) / range }, least, greatest)
  }

  /// The map's colours, mixed with the picture in grey.
  ///
  /// - Parameter picture: of any size.
  func heat(over picture: Bitmap) -> Bitmap {
    PixelHeat(
      width: width, height: height, levels: levels.levels, seenRows: seenRows,
      seenColumns: seenColumns
    ).drawn(over: picture)
  }

  /// "map: 0.12 to 0.47".
  var rangeWords: String {
    let (_, least, greatest) = levels
    return String(format: "map: %.3g to %.3g", Double(least), Double(greatest))
  }

  var thumbnail: MapThumbnail {
    let scale = min(1, Double(Self.thumbnailSide) / Double(max(width, height)))
    func side(_ length: Int) -> Int { max(1, Int((scale * Double(length)).rounded())) }
    let small = resized(width: side(width), height: side(height))
    let (levels, least, greatest) = small.levels
    return MapThumbnail(
      width: small.width, height: small.height, least: Double(least), greatest: Double(greatest),
      levels: Data(levels.map { UInt8((255 * min(1, max(0, $0))).rounded()) }),
      seenRows: small.seenRows, seenColumns: small.seenColumns)
  }
}
