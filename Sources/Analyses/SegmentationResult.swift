public import Datasets
public import Statistics

/// How well the masks of methods agree with true ones.
public struct SegmentationResult: Sendable, Codable {
  public let dataset: String
  /// Images of the set whose true mask was read.
  public let images: Int
  /// Images whose true mask has nothing of the object.
  public let emptyTruths: Int
  /// Pixels of the object in all true masks.
  public let truePixels: Int
  /// Images of the set without a true mask, which say nothing here.
  public let unmasked: Int
  /// "image", or "group" where every image has one.
  public let unit: String
  public let units: Int
  public let object: MaskObject
  /// Of the surface Dice, in pixels, or in millimetres where their spacing is known.
  public let tolerance: Double
  /// Of pixels, in millimetres.
  public let spacing: PixelSpacing?
  public let missing: MissingMasks
  public let methods: [MethodCounts]
  /// Those that some method has a value of.
  public let measures: [SegmentationMeasure]
  /// Of each label of true masks with several; empty otherwise.
  public let labels: [LabelAgreement]
  /// Those of the lowest Dice, averaged over methods, lowest first.
  public internal(set) var examples: [SegmentationExample]
  /// All images by id, or those of the lowest Dice that are listed.
  public internal(set) var scores: [ScoredImage]
  /// Masks and maps that were passed over, with the reason.
  public internal(set) var unreadableMasks: [UnreadableFile]
  public let resamples: Int
  public let seed: UInt64
  public let warnings: [AnalysisWarning]

  /// With what only who reads the masks knows.
  public func with(
    examples: [SegmentationExample], unreadable: [UnreadableFile]
  ) -> SegmentationResult {
    var result = self
    (result.examples, result.unreadableMasks) = (examples, unreadable)
    return result
  }

  /// Images of the lowest Dice, averaged over methods, lowest first; ties by id.
  public func worst(_ count: Int) -> [ScoredImage] {
    let known = scores.compactMap { image in image.meanDice.map { (image: image, dice: $0) } }
    return known.sorted { ($0.dice, $0.image.id) < ($1.dice, $1.image.id) }.prefix(count)
      .map(\.image)
  }

  /// With the scores of the worst images only, and as many unreadable masks at most.
  public func listing(_ count: Int) -> SegmentationResult {
    var result = self
    result.scores = worst(count)
    result.unreadableMasks = Array(unreadableMasks.prefix(count))
    return result
  }

  public func measure(_ name: MaskMeasure) -> SegmentationMeasure? {
    measures.first { $0.name == name }
  }
}

/// What masks a method has.
public struct MethodCounts: Sendable, Codable {
  public let method: String
  /// The method that this one is a control of; nil for a method of its own.
  public let controlOf: String?
  /// Of images with a true one.
  public let masks: Int
  /// Pixels of the object in its masks.
  public let pixels: Int
  /// Those that are of the true masks, too.
  public let truePixels: Int
  /// Images with a true mask for which there is none.
  public let missing: Int
  /// Masks that were made of a soft map by the threshold.
  public let thresholded: Int
  /// From which value on these maps are inside; nil where there are none.
  public let threshold: Double?
  /// Images whose true mask is empty and the method's is not.
  public let falseAlarms: Int
  /// Images whose true mask is not empty and the method's is.
  public let missed: Int
  /// Images of which both are empty.
  public let bothEmpty: Int
}

/// One measure of all methods.
public struct SegmentationMeasure: Sendable, Codable {
  public let name: MaskMeasure
  /// In the order of the methods.
  public let scores: [MethodScore]
  /// Every two methods with common units; a control and its own method alone.
  public let pairs: [MethodPair]
}

/// One measure of one method: the mean over its units of the means over their images.
public struct MethodScore: Sendable, Codable {
  public let method: String
  /// Nil where no image has a value.
  public let estimate: Double?
  /// Over units; nil for fewer than two, and where all have the same value.
  public let interval: Interval?
  /// Of units.
  public let median: Double?
  public let images: Int
  public let units: Int
}

/// Two methods on the images of which both have a value.
public struct MethodPair: Sendable, Codable {
  public let a: String
  public let b: String
  public let images: Int
  public let units: Int
  /// The mean over units of a − b.
  public let difference: Double
  /// Nil for fewer than two units, and where all differ equally.
  public let interval: Interval?
  /// Of the units' differences.
  public let test: WilcoxonTest
  /// By Holm over all pairs of the measure.
  public let adjustedPValue: Double
}

/// A label of masks that have several.
public struct LabelAgreement: Sendable, Codable {
  public let label: Int
  /// Whose true mask has it.
  public let truths: Int
  /// In the order of the methods, over images whose true mask or the method's has the label.
  public let scores: [LabelScore]
}

/// A label by one method: means over units of the means over their images; nil where no image counts.
public struct LabelScore: Sendable, Codable {
  public let method: String
  public let images: Int
  public let dice: Double?
  public let diceInterval: Interval?
  public let intersectionOverUnion: Double?
  public let surfaceDice: Double?
}

/// An image with its masks, small ones for a figure.
public struct SegmentationExample: Sendable, Codable {
  public let id: String
  public let truth: RunLengthMask
  /// In the order of the methods; nil where there is none.
  public let masks: [RunLengthMask?]
  public let dice: [Double?]

  public init(id: String, truth: RunLengthMask, masks: [RunLengthMask?], dice: [Double?]) {
    (self.id, self.truth, self.masks, self.dice) = (id, truth, masks, dice)
  }
}
