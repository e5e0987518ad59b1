/// How masks of methods are held against true ones.
public struct SegmentationPlan: Sendable, Hashable, Codable {
  /// In their order; each name once.
  public var masks: [MaskMethod]
  /// Of the surface Dice, in pixels, ≥ 0.
  public var tolerance = 2.0
  /// The object of the measures.
  public var object = MaskObject.anything
  /// From which value on a soft map is inside, in [0, 1] of its range.
  public var threshold = 0.5
  public var missing = MissingMasks.leftOut
  /// Of intervals, ≥ 1.
  public var resamples = 999
  /// Images of the lowest Dice that are shown.
  public var examples = 8

  public init(masks: [MaskMethod] = []) {
    self.masks = masks
  }
}

/// Where the masks of one method are.
public struct MaskMethod: Sendable, Hashable, Codable {
  public let name: String
  public let path: String

  public init(name: String, path: String) {
    (self.name, self.path) = (name, path)
  }
}

/// What becomes of an image for which a method has no mask.
public enum MissingMasks: String, Sendable, Hashable, Codable, CaseIterable {
  /// It counts in no measure of the method.
  case leftOut = "left-out"
  /// As if nothing had been found.
  case empty
}
