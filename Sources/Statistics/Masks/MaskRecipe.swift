public import LinearAlgebra

/// How a map of values becomes a mask.
public struct MaskRecipe: Sendable, Hashable, Codable {
  /// Standard deviation of the Gaussian that the map is smoothed by, as a share of the picture's longer
  /// side, in `smoothings`; 0 for none.
  public var smoothing: Double
  /// Whether the map's edges are moved to those of the picture.
  public var refinement: MaskRefinement
  public var threshold: MapThreshold
  public var components: ComponentChoice
  /// Parts smaller than this share of the picture's pixels are left out; in `leastAreas`.
  public var leastArea: Double

  /// Beyond, a map is nearly flat, and the work grows with the deviation.
  public static let smoothings = 0...0.2
  public static let leastAreas = 0...0.999

  public init(
    smoothing: Double = 0, refinement: MaskRefinement = .none, threshold: MapThreshold = .otsu,
    components: ComponentChoice = .all, leastArea: Double = 0
  ) {
    self.smoothing = smoothing
    self.refinement = refinement
    self.threshold = threshold
    self.components = components
    self.leastArea = leastArea
  }

  /// The mask of a map, smoothed and refined, thresholded, and of the parts that are wanted.
  ///
  /// A flat map has no mask: its mask is empty unless a fixed threshold says otherwise.
  /// - Parameters:
  ///   - map: shape (rows, columns), both ≥ 1.
  ///   - guide: the picture in grey in [0, 1], for a refinement.
  /// - Throws: `StatisticsError.notFinite` for a map with NaN or infinite values.
  public func mask(
    of map: Matrix<Float>, guide: Matrix<Float>?
  ) throws(StatisticsError) -> PixelMask {
    if let place = map.elements.firstIndex(where: { !$0.isFinite }) {
      throw .notFinite(of: "the map", row: place / map.columns, column: place % map.columns)
    }
    let values = refined(map, guide)
    let level = threshold.level(of: values)
    let mask = PixelMask(
      width: map.columns, height: map.rows,
      pixels: values.elements.map { value in level.map { Double(value) > $0 } ?? false })
    return chosen(of: mask)
  }

  private func refined(_ map: Matrix<Float>, _ guide: Matrix<Float>?) -> Matrix<Float> {
    let side = Double(max(map.rows, map.columns))
    let smooth = map.smoothed(deviation: smoothing * side)
    guard refinement == .guided, let guide else { return smooth }
    let radius = max(1, Int((side * MaskRefinement.radius).rounded()))
    return smooth.guided(by: guide, radius: radius, smoothness: MaskRefinement.smoothness)
  }

  private func chosen(of mask: PixelMask) -> PixelMask {
    let least = leastArea * Double(mask.pixels.count)
    guard components != .all || least > 0 else { return mask }
    return mask.keeping(
      components.choose(from: mask.components().filter { Double($0.area) >= least }))
  }
}

/// What is done to a map's edges before it is parted.
public enum MaskRefinement: String, Sendable, Codable, CaseIterable {
  case none
  /// They are moved to those of the picture by a guided filter.
  case guided

  /// Of the filter's squares, as a share of the picture's longer side.
  static let radius = 1.0 / 32
  static let smoothness = 1e-3
}

/// Above which value a pixel belongs to a mask; a value that is given belongs to it, too.
public enum MapThreshold: Sendable, Hashable, Codable {
  /// Parts the values with the greatest variance between both classes.
  case otsu
  /// Parts them with the least variance within both classes, without bins.
  case twoMeans
  /// A value of the map, from which on a pixel belongs to the mask.
  case value(Double)
  /// A share of the way from the map's least value to its greatest.
  case share(Double)

  /// Nil where nothing is above: the map is flat.
  func level(of map: Matrix<Float>) -> Double? {
    switch self {
    case .otsu: return map.otsuThreshold
    case .twoMeans: return map.twoMeansThreshold
    // What is above the next value below, at the map's precision.
    case .value(let value): return Double(Float(value).nextDown)
    case .share(let share):
      guard let (least, greatest) = map.elements.range, least < greatest else { return nil }
      return Double(least) + share * (Double(greatest) - Double(least))
    }
  }
}

/// Which parts of a mask are kept.
public enum ComponentChoice: Sendable, Hashable, Codable {
  case all
  /// The largest so many.
  case largest(Int)

  /// - Parameter components: the largest first.
  func choose(from components: [MaskComponent]) -> [MaskComponent] {
    switch self {
    case .all: components
    case .largest(let count): Array(components.prefix(count))
    }
  }
}
