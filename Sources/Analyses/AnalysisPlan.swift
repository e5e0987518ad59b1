/// One question to ask of the embeddings, with every setting explicit.
///
/// A new analysis is a case here, a case of `AnalysisResult`, a file that answers it and a section.
public enum AnalysisPlan: Sendable, Hashable, Codable {
  case similarity
  /// One threshold an encoder: cosines of different encoders have different scales. Whether
  /// classifiers are judged with and without leaks is nil in runs of before it could be chosen,
  /// which did.
  case leakage(thresholds: [EncoderThreshold], measuresEffect: Bool?)
  case shift(settings: ShiftPlan)
  case sites(settings: SitesPlan)
  case clusters(settings: ClustersPlan)
  case projection(settings: ProjectionPlan)
  case neighbors(query: String?, count: Int)
  case encoders(settings: EncodersPlan)
  case labels(settings: LabelsPlan)
  case grid(settings: GridPlan)
  case imageText(settings: ImageTextPlan)
  case segmentation(settings: SegmentationPlan)
}

/// How an encoder's pairs are told from others.
public struct EncoderThreshold: Sendable, Hashable, Codable {
  public let encoder: String
  public let rule: ThresholdRule

  public init(encoder: String, rule: ThresholdRule) {
    (self.encoder, self.rule) = (encoder, rule)
  }

  private enum CodingKeys: CodingKey {
    case encoder, threshold, falsePairRate
  }

  /// With the key of the one or of the other rule.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(self.encoder, forKey: .encoder)
    switch rule {
    case .given(let threshold): try container.encode(threshold, forKey: .threshold)
    case .calibrated(let rate): try container.encode(rate, forKey: .falsePairRate)
    }
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    encoder = try container.decode(String.self, forKey: .encoder)
    rule =
      if let threshold = try container.decodeIfPresent(Double.self, forKey: .threshold) {
        .given(threshold)
      } else {
        .calibrated(falsePairRate: try container.decode(Double.self, forKey: .falsePairRate))
      }
  }
}

/// Where the cosine comes from at or above which two items are a pair.
public enum ThresholdRule: Sendable, Hashable {
  /// In [−1, 1].
  case given(Double)
  /// From the data; false pairs per image, in (0, 1).
  case calibrated(falsePairRate: Double)

  public var isCalibrated: Bool {
    if case .calibrated = self { true } else { false }
  }

  /// What is done where nothing is asked for.
  public static let standard = Self.calibrated(falsePairRate: CalibrationSettings.standardRate)
}
