/// What a run will cost, as far as that can be told before it.
public struct RunEstimate: Sendable, Codable {
  /// That the plan takes, of those listed; damaged ones among them.
  public let images: Int
  /// In the order of the run.
  public let steps: [Step]
  /// Of the steps that can be told, together.
  public let seconds: Range?
  /// Bytes.
  public let memory: Range
  public let memoryBasis: String

  /// From what is the least to what is the most to expect.
  public struct Range: Sendable, Codable, Equatable {
    public let low: Double
    public let high: Double

    static func + (a: Range, b: Range) -> Range {
      Range(low: a.low + b.low, high: a.high + b.high)
    }
  }

  public struct Step: Sendable, Codable {
    public let name: String
    /// Nil where nothing is known of it.
    public let seconds: Range?
    /// What the range comes from, or why there is none.
    public let basis: String
  }

  init(images: Int, steps: [Step], memory: Range, memoryBasis: String) {
    self.images = images
    self.steps = steps
    let known = steps.compactMap(\.seconds)
    seconds = known.isEmpty ? nil : known.reduce(Range(low: 0, high: 0), +)
    self.memory = memory
    self.memoryBasis = memoryBasis
  }
}
