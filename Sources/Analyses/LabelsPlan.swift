/// How labels are studied.
public struct LabelsPlan: Sendable, Hashable, Codable {
  /// Nearest items that vote, ≥ 1.
  public var neighbors = 20
  /// Of those votes that are kept, in (0, 1]; decides the confidence below which none is suggested.
  public var accuracy = 0.95
  /// That confidence itself, in [0, 1]; nil finds it from the accuracy.
  public var confidence: Double?
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

  /// Everything at its default.
  public init() {}
}
