public import Statistics

/// How a stream of batches is watched for a shift from a reference.
public struct OnlineShiftPlan: Sendable, Hashable, Codable {
  public var settings: SequentialShiftSettings
  /// Whether rows are scaled to length 1.
  public var normalized = true

  public init(_ settings: SequentialShiftSettings) {
    self.settings = settings
  }

  var scaling: RowScaling { normalized ? .unitLength : .asGiven }
}

/// What makes one stream: a state goes on only with the same.
public struct OnlineShiftIdentity: Sendable, Hashable, Codable {
  /// SHA-256 of the reference's vectors and units.
  public let reference: String
  /// Name and weights; nil where nobody says who made the vectors.
  public let encoder: String?
  /// Numbers in each vector.
  public let dimension: Int
  public let plan: OnlineShiftPlan

  public init(reference: String, encoder: String?, dimension: Int, plan: OnlineShiftPlan) {
    (self.reference, self.encoder) = (reference, encoder)
    (self.dimension, self.plan) = (dimension, plan)
  }

  /// The first thing in which another differs, in words: what, its value here, and there.
  public func difference(from other: Self) -> (what: String, here: String, there: String)? {
    let (mine, theirs) = (plan.settings, other.plan.settings)
    let pairs: [(String, String, String)] = [
      ("encoder", encoder ?? "unknown", other.encoder ?? "unknown"),
      ("dimension", "\(dimension)", "\(other.dimension)"),
      ("run length", "\(mine.runLength)", "\(theirs.runLength)"),
      ("allowance", "\(mine.allowance)", "\(theirs.allowance)"),
      ("permutations", "\(mine.permutations)", "\(theirs.permutations)"),
      ("pool", "\(mine.limit)", "\(theirs.limit)"),
      (
        "bandwidth", mine.bandwidth.map { "\($0)" } ?? "median",
        theirs.bandwidth.map { "\($0)" } ?? "median"
      ),
      ("seed", "\(mine.seed)", "\(theirs.seed)"),
      (
        "scaling", plan.normalized ? "length 1" : "as given",
        other.plan.normalized ? "length 1" : "as given"
      ),
      ("reference", "\(reference.prefix(12))", "\(other.reference.prefix(12))"),
    ]
    return pairs.first { $0.1 != $0.2 }.map { (what: $0.0, here: $0.1, there: $0.2) }
  }
}
