import Statistics

extension AnalysisResult {
  /// What the result comes to, in a fixed order; nothing for questions that show and do not measure.
  public var numbers: [ResultNumber] {
    switch self {
    case .leakage(let result): result.numbers
    case .duplicates(let result): result.numbers
    case .shift(let result): result.numbers
    case .sites(let result): result.numbers
    case .clusters(let result): result.numbers
    case .encoders(let result): result.numbers
    case .labels(let result): result.numbers
    case .imageText(let result): result.numbers
    case .mapChecks(let result): result.numbers
    case .segmentation(let result): result.numbers
    case .similarity(let result): result.numbers
    case .gradedPairs(let result): result.numbers
    case .projection(let result): result.numbers
    case .neighbors, .grid, .madeMasks, .unanswered: []
    }
  }
}

extension ImageTextResult {
  fileprivate var numbers: [ResultNumber] {
    let found = retrieval.flatMap { way -> [ResultNumber] in
      let name = "text.\(way.direction.rawValue.replacing(" ", with: "_"))"
      return way.recalls.map {
        ResultNumber("\(name).recall_\($0.k)", of: encoder, $0.value, $0.interval)
      } + [ResultNumber("\(name).mrr", of: encoder, way.meanReciprocalRank)]
    }
    let classes = (zeroShot?.metrics ?? []).map {
      ResultNumber("text.zero_shot.\($0.name.rawValue)", of: encoder, $0.value, $0.interval)
    }
    return found + classes
  }
}

extension MapChecksResult {
  fileprivate var numbers: [ResultNumber] {
    methods.flatMap { checks in
      checks.scores.map { score in
        ResultNumber(
          "maps.\(checks.method).\(score.measure.rawValue)", of: nil, score.estimate,
          score.interval)
      }
    }
  }
}

extension SegmentationResult {
  fileprivate var numbers: [ResultNumber] {
    measures.flatMap { measure in
      measure.scores.compactMap { score in
        score.estimate.map {
          ResultNumber(
            "segmentation.\(score.method).\(measure.name.rawValue)", of: nil, $0, score.interval)
        }
      }
    }
  }
}
