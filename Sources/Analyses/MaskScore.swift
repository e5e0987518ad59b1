public import Statistics

/// How well one mask agrees with the true one.
public struct MaskScore: Sendable, Codable, Hashable {
  /// Pixels of either and of both.
  public let overlap: MaskOverlap
  public let dice: Double
  public let intersectionOverUnion: Double
  /// The normalised surface distance.
  public let surfaceDice: Double
  /// Of a soft map; nil without one, and where the true mask is empty or covers all.
  public let areaUnderCurve: Double?

  /// - Parameters:
  ///   - tolerance: of the surface Dice, in the unit of the spacing.
  ///   - map: finite values, one a pixel.
  public init(
    predicted: PixelMask, truth: PixelMask, tolerance: Double,
    spacing: PixelSpacing = .pixels, map: [Float]? = nil
  ) {
    overlap = MaskOverlap(predicted: predicted.pixels, truth: truth.pixels)
    (dice, intersectionOverUnion) = (overlap.dice, overlap.intersectionOverUnion)
    surfaceDice = Statistics.surfaceDice(
      predicted: predicted, truth: truth, tolerance: tolerance, spacing: spacing)
    areaUnderCurve = map.flatMap { pixelAreaUnderROC(of: $0, truth: truth.pixels) }
  }

  public func value(of measure: MaskMeasure) -> Double? {
    switch measure {
    case .dice, .pooledDice: dice
    case .intersectionOverUnion: intersectionOverUnion
    case .surfaceDice: surfaceDice
    case .areaUnderCurve: areaUnderCurve
    }
  }
}

/// A measure of agreement between masks; each is 1 at best.
public enum MaskMeasure: String, Sendable, Codable, Hashable, CaseIterable {
  case dice
  case intersectionOverUnion = "intersection_over_union"
  case surfaceDice = "surface_dice"
  case areaUnderCurve = "area_under_curve"
  /// Dice of all pixels of a unit at once, e.g. of a volume's slices.
  case pooledDice = "pooled_dice"

  /// For tables.
  public var title: String {
    switch self {
    case .dice: "DSC"
    case .intersectionOverUnion: "IoU"
    case .surfaceDice: "NSD"
    case .areaUnderCurve: "pixel AUC"
    case .pooledDice: "DSC, pooled"
    }
  }
}

extension MaskOverlap {
  /// Of all pixels of several pictures.
  init(pooling overlaps: [MaskOverlap]) {
    self.init(
      both: overlaps.reduce(0) { $0 + $1.both },
      predicted: overlaps.reduce(0) { $0 + $1.predicted },
      truth: overlaps.reduce(0) { $0 + $1.truth })
  }
}
