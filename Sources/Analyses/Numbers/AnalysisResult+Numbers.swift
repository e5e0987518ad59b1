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
    case .similarity, .gradedPairs, .projection, .neighbors, .grid, .madeMasks: []
    }
  }
}

extension LeakageResult {
  fileprivate var numbers: [ResultNumber] {
    let conflicts = labelConflicts.map {
      ResultNumber("leakage.label_conflicts", of: encoder, count: $0)
    }
    return [
      ResultNumber("leakage.leak_rate", of: encoder, leakRate, leakRateInterval),
      ResultNumber("leakage.leaked_items", of: encoder, count: leakedItems),
      ResultNumber("leakage.pair_count", of: encoder, count: pairCount),
    ] + [conflicts].compactMap(\.self)
  }
}

extension DuplicatesResult {
  fileprivate var numbers: [ResultNumber] {
    [
      ResultNumber("duplicates.pair_count", of: encoder, count: pairCount),
      ResultNumber("duplicates.group_count", of: encoder, count: groupCount),
    ]
  }
}

extension ShiftResult {
  fileprivate var numbers: [ResultNumber] {
    [
      ResultNumber("shift.mmd2_unbiased", of: encoder, mmd2Unbiased, interval),
      ResultNumber("shift.p_value", of: encoder, pValue),
    ]
  }
}

extension SitesResult {
  fileprivate var numbers: [ResultNumber] {
    let largest = pairs.tests.map(\.mmd2Unbiased).max()
    return [
      ResultNumber(
        "sites.significant_pairs", of: encoder, count: pairs.tests.count(where: \.isSignificant))
    ] + [largest.map { ResultNumber("sites.largest_mmd2", of: encoder, $0) }].compactMap(\.self)
  }
}

extension ClustersResult {
  fileprivate var numbers: [ResultNumber] {
    [ResultNumber("clusters.clusters", of: encoder, count: clusters)]
      + [silhouette.map { ResultNumber("clusters.silhouette", of: encoder, $0) }]
      .compactMap(\.self)
  }
}

extension EncoderComparisonResult {
  fileprivate var numbers: [ResultNumber] {
    (tasks?.metrics ?? []).flatMap { metric in
      metric.scores.compactMap { score in
        score.estimate.map {
          ResultNumber("encoders.\(score.encoder).\(metric.name)", of: nil, $0, score.interval)
        }
      }
    }
  }
}

extension LabelsResult {
  fileprivate var numbers: [ResultNumber] {
    [vote.map { ResultNumber("labels.vote.accuracy", of: encoder, $0.accuracy, $0.interval) }]
      .compactMap(\.self)
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
