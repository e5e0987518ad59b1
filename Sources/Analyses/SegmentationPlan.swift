public import Statistics

/// How masks of methods are held against true ones.
public struct SegmentationPlan: Sendable, Hashable, Codable {
  /// Methods that make masks of the set's pictures first; a run alone has them.
  public var methods: [MaskMaking]
  /// Masks that are there, in their order; each name once, those of methods included.
  public var masks: [MaskMethod]
  /// Of the surface Dice, ≥ 0, in pixels, or in millimetres where their spacing is given.
  public var tolerance = 2.0
  /// Of the pixels of all pictures, in millimetres; nil where distances are in pixels.
  public var spacing: PixelSpacing?
  /// The object of the measures.
  public var object = MaskObject.anything
  /// From which value on a soft map is inside where its method says nothing; nil is one half for
  /// maps of shares, and for others none.
  public var threshold: Double?
  public var missing = MissingMasks.leftOut
  /// Of intervals, ≥ 1.
  public var resamples = 999
  /// Images of the lowest Dice that are shown.
  public var examples = 8

  public init(methods: [MaskMaking] = [], masks: [MaskMethod] = []) {
    (self.methods, self.masks) = (methods, masks)
  }
}

/// Where the masks of one method are.
public struct MaskMethod: Sendable, Hashable, Codable {
  public let name: String
  public let path: String
  /// Of its soft maps; nil for that of the plan.
  public var threshold: Double?
  /// The method that this one is held against alone, whose masks it would make if nothing were looked for;
  /// nil for a method of its own.
  public let controlOf: String?

  public init(name: String, path: String, threshold: Double? = nil, controlOf: String? = nil) {
    (self.name, self.path) = (name, path)
    (self.threshold, self.controlOf) = (threshold, controlOf)
  }
}

extension SegmentationPlan {
  /// From which value on the maps of a method are inside; nil where nobody said.
  public func threshold(of method: MaskMethod?) -> Double? { method?.threshold ?? threshold }

  /// Where nobody says, and all values are from 0 to 1.
  public static let standardThreshold = 0.5
}

/// What becomes of an image for which a method has no mask.
public enum MissingMasks: String, Sendable, Hashable, Codable, CaseIterable {
  /// It counts in no measure of the method.
  case leftOut = "left-out"
  /// As if nothing had been found.
  case empty
}
