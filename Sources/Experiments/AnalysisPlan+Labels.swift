import Analyses

extension SettingsNode {
  /// Keys of `labels:`.
  static let labelKeys = [
    "neighbors", "accuracy", "confidence", "audit", "folds", "c", "clusters", "top", "resamples",
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
    plan.audit = try self["audit"]?.flag() ?? plan.audit
    plan.folds = try self["folds"]?.integer(in: 2...1_000) ?? plan.folds
    plan.inversePenalty =
      try self["c"]?.number(in: 1e-12...1e12) ?? plan.inversePenalty
    plan.clusters = try self["clusters"]?.integer(in: 2...100_000)
    plan.top = try self["top"]?.integer(in: 1...1_000) ?? plan.top
    plan.resamples = try self["resamples"]?.integer(in: 1...1_000_000) ?? plan.resamples
    return plan
  }
}
