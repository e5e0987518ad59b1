public import Embeddings
public import Statistics

/// How masks are made of maps.
public struct MaskPlan: Sendable, Hashable, Codable {
  public var recipe: MaskRecipe
  public var segmenter: SegmenterPlan?

  public init(recipe: MaskRecipe = MaskRecipe(), segmenter: SegmenterPlan? = nil) {
    (self.recipe, self.segmenter) = (recipe, segmenter)
  }
}

extension MapThreshold {
  /// Where nobody says; foreground maps are shares.
  public static func standard(for map: SaliencyKind) -> MapThreshold {
    map == .foreground ? .value(0.5) : .otsu
  }
}

/// A model that finds the outlines of what the parts of a mask point at.
public struct SegmenterPlan: Sendable, Hashable, Codable {
  /// A card, by its name in the library of models or by its path.
  public var card: String
  public var prompt: PromptKind
  /// Parts of a mask that it is asked about, the largest.
  public static let mostParts = 64

  public init(card: String, prompt: PromptKind = .box) {
    (self.card, self.prompt) = (card, prompt)
  }
}
