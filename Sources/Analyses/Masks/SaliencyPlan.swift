public import Embeddings

/// Which map is made of each picture, and of what.
public struct SaliencyPlan: Sendable, Hashable, Codable {
  public var encoder: String
  public var kind: SaliencyKind
  public var query: SaliencyQuery
  /// The tensor of the encoder's model that has values by place; nil for its output.
  public var featureMap: String?
  public var occlusion: OcclusionSettings
  public var randomMasks: RandomMaskSettings
  public var scoreActivation: ScoreActivationSettings

  public init(
    encoder: String, kind: SaliencyKind = .patches, query: SaliencyQuery = .own,
    featureMap: String? = nil,
    occlusion: OcclusionSettings = OcclusionSettings(),
    randomMasks: RandomMaskSettings = RandomMaskSettings(),
    scoreActivation: ScoreActivationSettings = ScoreActivationSettings()
  ) {
    (self.encoder, self.kind, self.query, self.featureMap) = (encoder, kind, query, featureMap)
    (self.occlusion, self.randomMasks) = (occlusion, randomMasks)
    self.scoreActivation = scoreActivation
  }
}

/// Ways to make a map.
public enum SaliencyKind: String, Sendable, Codable, CaseIterable {
  case patches, occlusion, rise
  case scoreCAM = "score-cam"
  case foreground
}

/// Settings that not all kinds of maps have, by the keys of plans; options of commands have a dash in place of
/// an underscore.
public enum SaliencySetting: String, Sendable, CaseIterable {
  case encoder, veil, channels
  case featureMap = "feature_map"
  case riseMasks = "rise_masks"
  case riseCells = "rise_cells"
  case occlusionWindow = "occlusion_window"

  /// Of which it decides something.
  public var kinds: [SaliencyKind] {
    switch self {
    case .encoder: [.patches, .occlusion, .rise, .scoreCAM]
    case .veil: [.occlusion, .rise, .scoreCAM]
    case .channels: [.scoreCAM]
    case .featureMap: [.patches, .scoreCAM]
    case .riseMasks, .riseCells: [.rise]
    case .occlusionWindow: [.occlusion]
    }
  }

  /// "patches or score-cam".
  public var kindWords: String {
    let names = kinds.map(\.rawValue)
    guard let last = names.last, names.count > 1 else { return names.joined() }
    return names.dropLast().joined(separator: ", ") + " or " + last
  }
}

/// What pictures are held against.
public enum SaliencyQuery: Sendable, Hashable, Codable {
  /// Each picture against its own vector: what decides it.
  case own
  /// Pictures of what is looked for: the mean of their vectors of length 1, less that of pictures of what is
  /// not.
  case like(pictures: [String], unlike: [String] = [])
  /// Texts of what is looked for: the mean of their vectors of length 1.
  case text(prompts: [String], space: TextSpace)
}

extension SaliencyQuery {
  /// Texts without a meaning; nil for a query of pictures.
  public var nonsense: SaliencyQuery? {
    guard case .text(_, let space) = self else { return nil }
    return .text(
      prompts: ["vrolp nixen quadder", "the ombly trask of fenn", "zuppin wegh marl"], space: space)
  }
}

/// How texts come into the space of images.
public struct TextSpace: Sendable, Hashable, Codable {
  /// The text encoder, by name.
  public var encoder: String
  /// A file of `semblance text align`; nil where both encoders share a space.
  public var alignment: String?

  public init(encoder: String, alignment: String? = nil) {
    (self.encoder, self.alignment) = (encoder, alignment)
  }
}
