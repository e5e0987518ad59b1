import Embeddings
public import Statistics

/// How alike encoders are, and what each can be used for.
public struct EncoderComparisonResult: Sendable, Codable {
  /// Items that every encoder has a vector of.
  public let items: Int
  public let encoders: [EncoderScore]
  /// Of encoders whose items, or their order, were not those of the first.
  public let itemDifferences: [EncoderItems]
  /// Nil without labels, and where they leave nothing to ask.
  public let tasks: EncoderTasks?
  /// Nil unless altered copies of images were encoded.
  public private(set) var robustness: EncoderRobustness?
  /// Nil unless encoding was timed.
  public private(set) var costs: [EncoderCost]?
  /// How encoders lay out the items; nil where it is not wanted.
  public let representation: EncoderRepresentation?
  public private(set) var warnings: [AnalysisWarning]

  /// With what was found by encoding images again.
  public func with(
    robustness: EncoderRobustness? = nil, costs: [EncoderCost]? = nil,
    warnings: [AnalysisWarning] = []
  ) -> EncoderComparisonResult {
    var result = self
    result.robustness = robustness ?? result.robustness
    result.costs = costs ?? result.costs
    result.warnings += warnings
    return result
  }
}

public struct EncoderScore: Sendable, Codable {
  public let name: String
  public let dimension: Int
}

/// One encoder's view of the items.
public struct EncoderView: Sendable {
  public let name: String
  public let items: EmbeddedItems

  public init(name: String, items: EmbeddedItems) {
    self.name = name
    self.items = items
  }
}

/// Compares encoders on the items that all have, joined by id.
///
/// - Throws: `AnalysisError` when the encoders have no items in common, or fewer than four.
public func compareEncoders(
  _ views: [EncoderView], plan: EncodersPlan, seed: UInt64 = 0,
  progress: @escaping WorkProgress = { _, _ in }
) throws(AnalysisError) -> EncoderComparisonResult {
  let joined = try JoinedEncoders(views)
  let items = joined.views[0].items
  guard views.count == 1 || items.count >= 4 else {
    throw .tooFew(items: views[0].name, found: items.count, needed: 4)
  }
  var warnings =
    joined.warnings + joined.gaps
    + AnalysisWarning.zeroVectors(in: joined.views.map { $0.items.named($0.name) })
  let tasks = try EncoderTasks(
    of: joined, plan: plan, seed: seed, warnings: &warnings, progress: progress)
  let representation =
    plan.representation
    ? try EncoderRepresentation(
      of: joined, seed: seed, warnings: &warnings, progress: progress) : nil
  return EncoderComparisonResult(
    items: items.count,
    encoders: joined.views.map {
      EncoderScore(name: $0.name, dimension: $0.items.vectors.dimension)
    },
    itemDifferences: joined.differences, tasks: tasks, robustness: nil, costs: nil,
    representation: representation, warnings: warnings)
}
