import Foundation

/// Items in a plane, in the items' order; one entry an item.
public struct ProjectedItems: Sendable, Codable {
  /// Position among all items.
  public let rows: [Int]
  public let x: [Double]
  /// 0 where there is only one component.
  public let y: [Double]
  /// "–" where it is not known; nil where none is.
  public let labels: [String]?
  /// "–" where it is not known; nil where none is.
  public let sites: [String]?
  /// Items that stand for their part of the plane.
  public let mosaic: PictureMosaic?

  /// - Parameters:
  ///   - points: of all that are placed.
  ///   - places: position of each among all items.
  ///   - shown: of those placed, ascending.
  init(
    _ points: [SIMD2<Double>], of items: EmbeddedItems, places: [Int], shown: [Int]
  ) {
    rows = shown.map { places[$0] }
    x = shown.map { points[$0].x }.asDrawn
    y = shown.map { points[$0].y }.asDrawn
    let rows = rows
    func known(_ column: [String?]?) -> [String]? {
      column.flatMap { $0.contains { $0 != nil } ? rows.map { column?[$0] ?? "–" } : nil }
    }
    labels = known(items.knownLabels)
    sites = known(items.columns["site"])
    mosaic = PictureMosaic(points, of: items, places: places)
  }
}

extension [Double] {
  /// To a 100,000th of the largest, which no eye can tell: records of many points stay small.
  var asDrawn: [Double] {
    guard let largest = map(abs).max(), largest > 0, largest.isFinite else { return self }
    let step = pow(10, 5 - log10(largest).rounded(.up))
    return map { ($0 * step).rounded() / step }
  }
}
