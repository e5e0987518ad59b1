/// The answer to one question. In JSON an object with a single key that names the question.
public enum AnalysisResult: Sendable {
  case similarity(SimilarityResult)
  case leakage(LeakageResult)
  case duplicates(DuplicatesResult)
  case gradedPairs(GradedPairsResult)
  case shift(ShiftResult)
  case sites(SitesResult)
  case clusters(ClustersResult)
  case projection(ProjectionResult)
  case neighbors(NeighborsResult)
  case encoders(EncoderComparisonResult)
  case labels(LabelsResult)
  case grid(GridResult)
  case imageText(ImageTextResult)
  case madeMasks(MadeMasksResult)
  case mapChecks(MapChecksResult)
  case segmentation(SegmentationResult)
  case unanswered(UnansweredQuestion)

  public var warnings: [AnalysisWarning] {
    switch self {
    case .similarity(let result): result.warnings
    case .leakage(let result): result.warnings
    case .duplicates(let result): result.warnings
    case .gradedPairs(let result): result.warnings
    case .shift(let result): result.warnings
    case .sites(let result): result.warnings
    case .clusters(let result): result.warnings
    case .projection(let result): result.warnings
    case .neighbors(let result): result.warnings
    case .encoders(let result): result.warnings
    case .labels(let result): result.warnings
    case .grid(let result): result.warnings
    case .imageText(let result): result.warnings
    case .madeMasks(let result): result.warnings
    case .mapChecks(let result): result.warnings
    case .segmentation(let result): result.warnings
    case .unanswered(let question): question.warnings
    }
  }
}

extension AnalysisResult {
  /// Nil for a question to several encoders at once, or to none.
  public var encoder: String? {
    switch self {
    case .similarity(let result): result.encoder
    case .leakage(let result): result.encoder
    case .duplicates(let result): result.encoder
    case .shift(let result): result.encoder
    case .sites(let result): result.encoder
    case .clusters(let result): result.encoder
    case .projection(let result): result.encoder
    case .neighbors(let result): result.encoder
    case .labels(let result): result.encoder
    case .imageText(let result): result.encoder
    case .unanswered(let question): question.encoder
    case .gradedPairs, .encoders, .grid, .madeMasks, .mapChecks, .segmentation: nil
    }
  }
}

extension AnalysisResult: Codable {
  private enum Kind: String, CodingKey, CaseIterable {
    case similarity, leakage, duplicates, gradedPairs, shift, sites, clusters, projection,
      neighbors, encoders, labels, grid, imageText, madeMasks, mapChecks, segmentation,
      unanswered
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Kind.self)
    switch self {
    case .similarity(let result): try container.encode(result, forKey: .similarity)
    case .leakage(let result): try container.encode(result, forKey: .leakage)
    case .duplicates(let result): try container.encode(result, forKey: .duplicates)
    case .gradedPairs(let result): try container.encode(result, forKey: .gradedPairs)
    case .shift(let result): try container.encode(result, forKey: .shift)
    case .sites(let result): try container.encode(result, forKey: .sites)
    case .clusters(let result): try container.encode(result, forKey: .clusters)
    case .projection(let result): try container.encode(result, forKey: .projection)
    case .neighbors(let result): try container.encode(result, forKey: .neighbors)
    case .encoders(let result): try container.encode(result, forKey: .encoders)
    case .labels(let result): try container.encode(result, forKey: .labels)
    case .grid(let result): try container.encode(result, forKey: .grid)
    case .imageText(let result): try container.encode(result, forKey: .imageText)
    case .madeMasks(let result): try container.encode(result, forKey: .madeMasks)
    case .mapChecks(let result): try container.encode(result, forKey: .mapChecks)
    case .segmentation(let result): try container.encode(result, forKey: .segmentation)
    case .unanswered(let question): try container.encode(question, forKey: .unanswered)
    }
  }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Kind.self)
    guard let kind = container.allKeys.first, container.allKeys.count == 1 else {
      throw DecodingError.dataCorrupted(
        .init(codingPath: container.codingPath, debugDescription: "one kind of result expected"))
    }
    self =
      switch kind {
      case .similarity: .similarity(try container.decode(SimilarityResult.self, forKey: kind))
      case .leakage: .leakage(try container.decode(LeakageResult.self, forKey: kind))
      case .duplicates: .duplicates(try container.decode(DuplicatesResult.self, forKey: kind))
      case .gradedPairs: .gradedPairs(try container.decode(GradedPairsResult.self, forKey: kind))
      case .shift: .shift(try container.decode(ShiftResult.self, forKey: kind))
      case .sites: .sites(try container.decode(SitesResult.self, forKey: kind))
      case .clusters: .clusters(try container.decode(ClustersResult.self, forKey: kind))
      case .projection: .projection(try container.decode(ProjectionResult.self, forKey: kind))
      case .neighbors: .neighbors(try container.decode(NeighborsResult.self, forKey: kind))
      case .encoders: .encoders(try container.decode(EncoderComparisonResult.self, forKey: kind))
      case .labels: .labels(try container.decode(LabelsResult.self, forKey: kind))
      case .grid: .grid(try container.decode(GridResult.self, forKey: kind))
      case .imageText: .imageText(try container.decode(ImageTextResult.self, forKey: kind))
      case .madeMasks: .madeMasks(try container.decode(MadeMasksResult.self, forKey: kind))
      case .mapChecks: .mapChecks(try container.decode(MapChecksResult.self, forKey: kind))
      case .segmentation:
        .segmentation(try container.decode(SegmentationResult.self, forKey: kind))
      case .unanswered:
        .unanswered(try container.decode(UnansweredQuestion.self, forKey: kind))
      }
  }
}
