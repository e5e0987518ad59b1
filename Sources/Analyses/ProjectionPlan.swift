/// How a collection is to be laid out in few dimensions.
public struct ProjectionPlan: Sendable, Hashable, Codable {
  /// Principal components, ≥ 1.
  public var components: Int

  public init(components: Int = 20) {
    self.components = components
  }
}
