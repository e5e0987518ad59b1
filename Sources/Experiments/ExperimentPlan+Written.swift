import Analyses
import Datasets
import Yams

extension ExperimentPlan {
  /// As a plan's file, with every default: read again it is the same plan, but that variables of the
  /// environment are put in.
  var written: WrittenSettings {
    var plan = WrittenSettings()
    plan.add("title", title)
    plan.add("question", question)
    plan.add("dataset", dataset)
    plan.add("limit", limit.written)
    if let comparison { plan.add("compare", comparison.written) }
    plan.add("encoders", encoders)
    plan.add("seed", .plain("\(seed)"))
    plan.add("pictures", pictures)
    if let picturedPairs { plan.add("pictured_pairs", picturedPairs) }
    var questions = WrittenSettings()
    for question in analyses { questions.add(question.name, question.written) }
    plan.add("analyses", questions)
    plan.add("gates", .list((gates ?? []).map(\.written)))
    plan.add("fail_on", (failOn ?? []).map(\.text))
    if let accepted { plan.add("accepted", accepted) }
    if let tracking { plan.add("tracking", tracking.written) }
    return plan
  }

  /// Every setting by its path in the plan's own keys, in the plan's order.
  var settings: [(path: String, value: String)] { written.node.leaves() }
}

extension DatasetLimit {
  fileprivate var written: Node {
    switch self {
    case .none: return .plain("none")
    case .each(let count): return .plain("\(count)")
    case .splits(let counts):
      var limits = WrittenSettings()
      for (split, count) in counts.sorted(by: { $0.key < $1.key }) { limits.add(split, count) }
      return limits.node
    }
  }
}

extension ComparisonPlan {
  fileprivate var written: WrittenSettings {
    var settings = WrittenSettings()
    settings.add("by", column.rawValue)
    settings.add("reference", reference)
    settings.add("candidate", candidate)
    return settings
  }
}

extension Gate {
  fileprivate var written: Node {
    guard let waiver else { return .text(condition.text) }
    var settings = WrittenSettings()
    settings.add("gate", condition.text)
    settings.add("waived_until", waiver.until)
    settings.add("reason", waiver.reason)
    return settings.node
  }
}

extension TrackingPlan {
  fileprivate var written: WrittenSettings {
    var server = WrittenSettings()
    server.add("uri", mlflow.uri)
    server.add("experiment", mlflow.experiment)
    server.add("register", mlflow.register)
    var settings = WrittenSettings()
    settings.add("mlflow", server)
    return settings
  }
}
