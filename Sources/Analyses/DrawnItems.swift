import Statistics

/// How many items of a set were drawn at random to stand for it.
public struct DrawnItems: Sendable, Codable, Hashable {
  public let name: String
  /// Those that have a cosine.
  public let items: Int
  public let drawn: Int
}

extension DrawnItems {
  init(_ all: EmbeddedItems, _ drawn: EmbeddedItems) {
    self.init(name: all.name, items: all.withDirection.count, drawn: drawn.count)
  }
}

extension EmbeddedItems {
  /// Rows that have a cosine.
  var withDirection: [Int] {
    ids.indices.filter { !unitRows.isZero($0) }
  }

  /// So many of those with a direction, drawn without replacement; all where there are no more.
  func drawing(_ limit: Int, seed: UInt64) -> EmbeddedItems {
    let candidates = withDirection
    guard candidates.count > limit || candidates.count < count else { return self }
    guard candidates.count > limit else { return selecting(candidates, name: name) }
    var generator = SeededGenerator(seed: seed, stream: "cosines by kind of \(name)")
    return selecting(
      generator.choose(limit, of: candidates.count).map { candidates[$0] }, name: name)
  }
}
