/// A method that makes a map and a mask of every picture, under a name.
public struct MaskMaking: Sendable, Hashable, Codable {
  /// That of its folder, too: `masks/NAME` in a run.
  public let name: String
  public var map: SaliencyPlan
  public var mask: MaskPlan

  public init(name: String, map: SaliencyPlan, mask: MaskPlan) {
    (self.name, self.map, self.mask) = (name, map, mask)
  }
}
