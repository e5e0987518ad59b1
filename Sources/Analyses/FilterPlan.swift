/// How a filter of wanted items is trained.
public struct FilterPlan: Sendable, Hashable, Codable {
  /// Of wanted items that are to be accepted, in (0, 1].
  public var recall = 0.99
  /// Whether the lower end of the recall's 95 % interval has to reach it, and not the recall alone.
  public var isGuaranteed = false
  /// Parts that scores are cross-fitted over, ≥ 2.
  public var folds = 5
  /// C of the logistic regression, > 0.
  public var inversePenalty = 1.0
  /// Items whose pictures are shown, of each list, ≥ 1.
  public var top = 24

  /// Everything at its default.
  public init() {}
}
