/// How labels are studied.
public struct LabelsPlan: Sendable, Hashable, Codable {
  /// Nearest items that vote, ≥ 1.
  public var neighbors = 20
  /// Of those votes that are kept, in (0, 1]; decides the confidence below which none is suggested.
  public var accuracy = 0.95
  /// That confidence itself, in [0, 1]; nil finds it from the accuracy.
  public var confidence: Double?
  /// Whether labels are suggested for items without one; nil, as in runs of before it could be chosen,
  /// is no.
  public var suggest: Bool?
  /// Whether wrong labels are looked for.
  public var audit = true
  /// Parts that the linear probe is cross-fitted over, ≥ 2.
  public var folds = 5
  /// C of the linear probe, > 0.
  public var inversePenalty = 1.0
  /// Groups of alike items whose majority is held against their labels; nil is five a label, and no more
  /// than one for twenty items.
  public var clusters: Int?
  /// Items whose pictures are shown, of each list, ≥ 1.
  public var top = 24
  /// Behind intervals over units, ≥ 1.
  public var resamples = 999
  /// What a filter is to accept; nil trains none.
  public var filter: WantedLabels?
  /// By what items to label next are chosen; nil chooses none.
  public var selections: [SelectionPlan]?

  /// Everything at its default.
  public init() {}
}

/// What a filter of a plan is to accept, and how much of it.
public struct WantedLabels: Sendable, Hashable, Codable {
  /// At least one.
  public var wanted: [String]
  /// Nil for all other labels.
  public var unwanted: [String]?
  /// Of wanted items that are to be accepted, in (0, 1].
  public var recall = FilterPlan().recall
  /// Whether the lower end of the recall's 95 % interval has to reach it, and not the recall alone.
  public var isGuaranteed = false

  public init(wanted: [String], unwanted: [String]? = nil) {
    (self.wanted, self.unwanted) = (wanted, unwanted)
  }
}

extension LabelsPlan {
  /// Of a filter with the folds, penalty and pictures of the whole study.
  func filterPlan(_ labels: WantedLabels) -> FilterPlan {
    var plan = FilterPlan()
    (plan.recall, plan.isGuaranteed) = (labels.recall, labels.isGuaranteed)
    (plan.folds, plan.inversePenalty, plan.top) = (folds, inversePenalty, top)
    return plan
  }
}
