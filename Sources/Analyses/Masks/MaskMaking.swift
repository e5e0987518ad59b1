/// A method that makes a map and a mask of every picture, under a name.
public struct MaskMaking: Sendable, Hashable, Codable {
  /// That of its folder, too: `masks/NAME` in a run.
  public let name: String
  public var map: SaliencyPlan
  public var mask: MaskPlan
  /// Whether its maps are judged, too.
  public var isChecked: Bool
  /// The method that this one is the same as but for looking for nothing; nil for a method of its own.
  public let controlOf: String?

  public init(
    name: String, map: SaliencyPlan, mask: MaskPlan, isChecked: Bool = false,
    controlOf: String? = nil
  ) {
    (self.name, self.map, self.mask) = (name, map, mask)
    (self.isChecked, self.controlOf) = (isChecked, controlOf)
  }

  /// The same method that looks for texts without a meaning; nil where it looks for no text.
  public var nonsense: MaskMaking? {
    map.query.nonsense.map { query in
      var map = map
      map.query = query
      return MaskMaking(name: "\(name) nonsense", map: map, mask: mask, controlOf: name)
    }
  }
}
