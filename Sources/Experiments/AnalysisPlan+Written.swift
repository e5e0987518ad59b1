import Analyses
import Statistics
import Yams

extension AnalysisPlan {
  /// The settings of the question as a plan's file has them, with every default.
  var written: WrittenSettings {
    switch self {
    case .similarity: WrittenSettings()
    case .leakage(let thresholds, let measuresEffect):
      thresholds.written(measuresEffect: measuresEffect ?? true)
    case .shift(let plan): plan.written
    case .sites(let plan): plan.written
    case .clusters(let plan): plan.written
    case .projection(let plan): plan.written
    case .neighbors(let query, let count): neighborSettings(query, count)
    case .encoders(let plan): plan.written
    case .labels(let plan): plan.written
    case .grid(let plan): plan.written
    case .imageText(let plan): plan.written
    case .segmentation(let plan): plan.written
    }
  }

  private func neighborSettings(_ query: String?, _ count: Int) -> WrittenSettings {
    var settings = WrittenSettings()
    settings.add("query", query)
    settings.add("count", count)
    return settings
  }
}

extension [EncoderThreshold] {
  /// One threshold where all encoders have the same.
  fileprivate func written(measuresEffect: Bool) -> WrittenSettings {
    var settings = WrittenSettings()
    if let first, allSatisfy({ $0.rule == first.rule }) {
      settings.add("threshold", first.rule.written)
    } else {
      var thresholds = WrittenSettings()
      for threshold in self { thresholds.add(threshold.encoder, threshold.rule.written) }
      settings.add("threshold", thresholds)
    }
    if let rate = lazy.compactMap(\.rule.rate).first { settings.add("false_pair_rate", rate) }
    settings.add("effect", measuresEffect)
    return settings
  }
}

extension ThresholdRule {
  fileprivate var written: Node {
    switch self {
    case .given(let cosine): .plain("\(cosine)")
    case .calibrated: .plain("calibrated")
    }
  }

  /// Nil for a given threshold.
  fileprivate var rate: Double? {
    if case .calibrated(let rate) = self { rate } else { nil }
  }
}

extension ShiftPlan {
  fileprivate var written: WrittenSettings {
    var settings = WrittenSettings()
    settings.add("permutations", permutations)
    settings.add("resamples", resamples)
    settings.add("normalize", normalize)
    settings.add("kernel", kernel.rawValue)
    settings.add("bandwidth", bandwidth)
    settings.add("measures", measures)
    settings.add("context", context)
    settings.add("margin", margin)
    settings.add("drivers", drivers)
    settings.add("top", top)
    settings.add("strata", strata)
    settings.add("match", match)
    return settings
  }
}

extension SitesPlan {
  fileprivate var written: WrittenSettings {
    var settings = WrittenSettings()
    settings.add("by", by)
    settings.add("within", within)
    settings.add("rest", rest)
    settings.add("permutations", permutations)
    settings.add("resamples", resamples)
    settings.add("normalize", normalize)
    settings.add("kernel", kernel.rawValue)
    settings.add("bandwidth", bandwidth)
    settings.add("items", items)
    return settings
  }
}

extension ClustersPlan {
  fileprivate var written: WrittenSettings {
    var settings = WrittenSettings()
    settings.add("method", method.rawValue)
    settings.add("metric", metric.rawValue)
    settings.add("against", against)
    settings.add("permutations", permutations)
    settings.add("members", members)
    switch method {
    case .kMeans:
      settings.add("k", count.written)
      settings.add("restarts", restarts)
      settings.add("batch", batch)
      settings.add("stability", stability)
      settings.add("references", references)
    case .hdbscan:
      settings.add("min_cluster_size", minClusterSize)
      settings.add("min_samples", minSamples)
      settings.add("selection", selection.rawValue)
      settings.add("components", components)
    }
    return settings
  }
}

extension ClusterCount {
  fileprivate var written: Node {
    switch self {
    case .fixed(let count): .plain("\(count)")
    case .best(let range): .text("\(range.lowerBound)..\(range.upperBound)")
    }
  }
}

extension ProjectionPlan {
  fileprivate var written: WrittenSettings {
    var settings = WrittenSettings()
    settings.add("components", components)
    settings.add("maps", maps.map(\.rawValue))
    settings.add("metric", metric.rawValue)
    settings.add("neighbors", neighbors)
    settings.add("min_distance", minDistance)
    settings.add("perplexity", perplexity)
    settings.add("items", items)
    return settings
  }
}

extension EncodersPlan {
  fileprivate var written: WrittenSettings {
    var settings = WrittenSettings()
    settings.add("neighbors", .list(neighbors.map { .plain("\($0)") }))
    settings.add("probe", probe)
    settings.add("retrieval", retrieval)
    settings.add("representation", representation)
    settings.add("robustness", robustness)
    settings.add("cost", cost)
    settings.add("series", series)
    settings.add("sort_by", sortBy)
    settings.add("resamples", resamples)
    return settings
  }
}

extension LabelsPlan {
  fileprivate var written: WrittenSettings {
    var settings = WrittenSettings()
    settings.add("suggest", suggest ?? true)
    settings.add("neighbors", neighbors)
    // One or the other.
    if let confidence {
      settings.add("confidence", confidence)
    } else {
      settings.add("accuracy", accuracy)
    }
    settings.add("audit", audit)
    settings.add("folds", folds)
    settings.add("c", inversePenalty)
    settings.add("clusters", clusters)
    settings.add("top", top)
    settings.add("resamples", resamples)
    if let filter { settings.add("filter", filter.written) }
    if let selections { settings.add("select", selections.written) }
    return settings
  }
}

extension WantedLabels {
  fileprivate var written: WrittenSettings {
    var settings = WrittenSettings()
    settings.add("wanted", wanted)
    if let unwanted { settings.add("unwanted", unwanted) }
    settings.add("recall", recall)
    settings.add("guarantee", isGuaranteed)
    return settings
  }
}

extension [SelectionPlan] {
  fileprivate var written: WrittenSettings {
    var settings = WrittenSettings()
    settings.add("count", first?.count)
    settings.add("by", map(\.strategy.rawValue))
    return settings
  }
}

extension GridPlan {
  fileprivate var written: WrittenSettings {
    var settings = WrittenSettings()
    settings.add("rows", rows)
    settings.add("columns", columns)
    settings.add("pages", pages)
    settings.add("group_by", groupBy?.rawValue)
    if let captions { settings.add("captions", captions.map(\.rawValue)) }
    return settings
  }
}

extension ImageTextPlan {
  fileprivate var written: WrittenSettings {
    var settings = WrittenSettings()
    settings.add("encoder", textEncoder)
    settings.add("alignment", alignment.written)
    settings.add("ranks", .list(ranks.map { .plain("\($0)") }))
    settings.add("temperature", temperature)
    settings.add("batch", batch)
    settings.add("findings", findings)
    settings.add("same_text", sameText)
    settings.add("same_findings", sameFindings)
    if let prompts { settings.add("prompts", prompts.written) }
    settings.add("nonsense", nonsense)
    settings.add("shown", shown)
    settings.add("resamples", resamples)
    return settings
  }
}

extension AlignmentChoice {
  fileprivate var written: String {
    switch self {
    case .shared: "shared"
    case .fitted: "fitted"
    case .file(let file): file
    }
  }
}

extension PromptSet {
  /// A class with a subject has the templates that all such have.
  fileprivate var written: WrittenSettings {
    var named = WrittenSettings()
    for item in classes {
      if let subject = item.subject {
        named.add(item.name, subject)
      } else {
        named.add(item.name, item.prompts)
      }
    }
    var settings = WrittenSettings()
    if let item = classes.first(where: { $0.subject != nil }) {
      settings.add("templates", item.templates)
    }
    settings.add("classes", named)
    return settings
  }
}
