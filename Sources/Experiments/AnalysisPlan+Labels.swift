import Analyses

extension SettingsNode {
  /// Keys of `labels:`.
  static let labelKeys = [
    "neighbors", "accuracy", "confidence", "suggest", "audit", "folds", "c", "clusters", "top",
    "resamples", "filter", "select",
  ]

  func labelStudy() throws(SettingsError) -> LabelsPlan {
    var plan = LabelsPlan()
    plan.neighbors = try self["neighbors"]?.integer(in: 1...10_000) ?? plan.neighbors
    plan.accuracy =
      try self["accuracy"]?.number(in: .leastNormalMagnitude...1) ?? plan.accuracy
    plan.confidence = try self["confidence"]?.number(in: 0...1)
    if let accuracy = self["accuracy"], plan.confidence != nil {
      throw accuracy.wrong(expected: "accuracy or confidence, not both")
    }
    plan.suggest = try self["suggest"]?.flag() ?? true
    plan.audit = try self["audit"]?.flag() ?? plan.audit
    plan.folds = try self["folds"]?.integer(in: 2...1_000) ?? plan.folds
    plan.inversePenalty =
      try self["c"]?.number(in: 1e-12...1e12) ?? plan.inversePenalty
    plan.clusters = try self["clusters"]?.integer(in: 2...100_000)
    plan.top = try self["top"]?.integer(in: 1...1_000) ?? plan.top
    plan.resamples = try self["resamples"]?.integer(in: 1...1_000_000) ?? plan.resamples
    plan.filter = try self["filter"]?.wantedLabels()
    plan.selections = try self["select"]?.selections(of: plan)
    guard plan.suggest ?? false || plan.audit || plan.filter != nil || plan.selections != nil else {
      throw wrong(expected: "one of suggest, audit, filter and select that is not false")
    }
    return plan
  }

  private func wantedLabels() throws(SettingsError) -> WantedLabels {
    try allow(["wanted", "unwanted", "recall", "guarantee"])
    var labels = WantedLabels(
      wanted: try require("wanted", example: "[copepod, diatom]").names(each: "label"),
      unwanted: try self["unwanted"]?.names(each: "label"))
    labels.recall = try self["recall"]?.number(in: .leastNormalMagnitude...1) ?? labels.recall
    labels.isGuaranteed = try self["guarantee"]?.flag() ?? labels.isGuaranteed
    return labels
  }

  /// One a way of choosing, with the penalty and pictures of the whole study.
  private func selections(of study: LabelsPlan) throws(SettingsError) -> [SelectionPlan] {
    try allow(["count", "by"])
    let count = try require("count", example: "100").integer(in: 1...1_000_000_000)
    let strategies = try self["by"]?.choices(of: SelectionStrategy.self) ?? [.typicality]
    return strategies.map { strategy in
      var plan = SelectionPlan(count: count, strategy: strategy)
      (plan.inversePenalty, plan.top) = (study.inversePenalty, study.top)
      return plan
    }
  }
}
