public import Datasets
public import Embeddings
public import Statistics

/// What the methods of a plan made of a data set's pictures.
public struct MadeMasksResult: Sendable, Codable {
  public let dataset: String
  /// Pictures of the set that were read.
  public let images: Int
  /// Of these, those with a true mask: without any nothing is evaluated.
  public let trueMasks: Int
  /// In the order of the plan.
  public let methods: [MadeMasks]
  /// Evenly spaced by id.
  public let examples: [MadeMaskExample]

  public init(
    dataset: String, images: Int, trueMasks: Int, methods: [MadeMasks], examples: [MadeMaskExample]
  ) {
    (self.dataset, self.images, self.trueMasks) = (dataset, images, trueMasks)
    (self.methods, self.examples) = (methods, examples)
  }

  public var warnings: [AnalysisWarning] {
    methods.flatMap(\.warnings) + (trueMasks == 0 ? [.nothingIsEvaluated(of: dataset)] : [])
  }
}

/// The masks of one method.
public struct MadeMasks: Sendable, Codable {
  public let method: MaskMaking
  /// All that made them: of the map, of a query's texts, of the segmenter.
  public let models: [EncoderID]
  public let pictures: Int
  /// Of these, those whose mask has no pixel.
  public let empty: Int
  /// Of these, those that the model does not see whole.
  public let cropped: Int
  /// The mean of the masks' shares of their pictures, in [0, 1].
  public let area: Double
  /// Pictures of which nothing could be made.
  public let unreadable: [UnreadableFile]

  public init(
    method: MaskMaking, models: [EncoderID], pictures: Int, empty: Int, cropped: Int,
    area: Double, unreadable: [UnreadableFile]
  ) {
    (self.method, self.models, self.pictures, self.empty) = (method, models, pictures, empty)
    (self.cropped, self.area, self.unreadable) = (cropped, area, unreadable)
  }

  fileprivate var warnings: [AnalysisWarning] {
    var warnings: [AnalysisWarning] = []
    if !unreadable.isEmpty {
      warnings.append(
        AnalysisWarning(
          "\(method.name) made no mask of \(unreadable.count) of \(pictures + unreadable.count) "
            + "pictures, e.g. \(unreadable[0].path): \(unreadable[0].reason)",
          remedy: "mend or leave out these pictures"))
    }
    if cropped > 0 {
      warnings.append(
        AnalysisWarning(
          "\(method.name): the model does not see \(cropped) of \(pictures) pictures whole; what it "
            + "does not see is in no mask",
          remedy: "take an encoder that pads or squeezes pictures, and so sees them whole"))
    }
    return warnings
  }
}

/// A picture with the masks that methods made of it.
public struct MadeMaskExample: Sendable, Codable {
  public let id: String
  /// Nil where there is none.
  public let truth: RunLengthMask?
  /// In the order of the methods; nil where nothing could be made.
  public let masks: [RunLengthMask?]
  /// Those that the masks were made of, likewise.
  public let maps: [MapThumbnail?]

  public init(id: String, truth: RunLengthMask?, masks: [RunLengthMask?], maps: [MapThumbnail?]) {
    (self.id, self.truth, self.masks, self.maps) = (id, truth, masks, maps)
  }
}

extension AnalysisWarning {
  fileprivate static func nothingIsEvaluated(of dataset: String) -> AnalysisWarning {
    AnalysisWarning(
      "no picture of \(dataset) has a true mask: masks are made, and nothing is evaluated",
      remedy: "name each picture's in a column mask of its table to have it evaluated")
  }
}
