/// How items to label next are chosen.
public struct SelectionPlan: Sendable, Hashable, Codable {
  /// ≥ 1.
  public var count: Int
  public var strategy: SelectionStrategy
  /// C of the linear probe, > 0.
  public var inversePenalty = 1.0
  /// Items whose pictures are shown, ≥ 1.
  public var top = 48

  public init(count: Int, strategy: SelectionStrategy = .typicality) {
    (self.count, self.strategy) = (count, strategy)
  }
}

/// By what items are chosen.
public enum SelectionStrategy: String, Sendable, Hashable, Codable, CaseIterable {
  /// Those between whose two most probable labels a linear probe hardly decides; Scheffer et al.
  /// (2001).
  case margin
  /// Those farthest from all that is labelled or chosen; Sener and Savarese (2018).
  case kCentre = "k-centre"
  /// The most typical ones of clusters in which nothing is labelled; Hacohen et al. (2022).
  case typicality
  /// Any, as the baseline.
  case random
}
