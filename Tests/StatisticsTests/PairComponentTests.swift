import Statistics
import Testing

@Suite struct PairComponentTests {
  let pairs = [
    SimilarPair(a: 7, b: 9, cosine: 0.9), SimilarPair(a: 1, b: 2, cosine: 0.95),
    SimilarPair(a: 2, b: 5, cosine: 0.8), SimilarPair(a: 3, b: 4, cosine: 1),
    SimilarPair(a: 0, b: 5, cosine: 0.85),
  ]

  @Test func chainsBecomeOneComponent() {
    let found = connectedComponents(pairs, of: 12)
    #expect(found.map(\.members) == [[0, 1, 2, 5], [3, 4], [7, 9]])
    #expect(found.map(\.weakestLink) == [0.8, 1, 0.9])
    #expect(found.map(\.strongestLink) == [0.95, 1, 0.9])
  }

  @Test func theOrderOfPairsDoesNotMatter() {
    let expected = connectedComponents(pairs, of: 12)
    for index in 0..<20 {
      var generator = SeededGenerator(seed: 1, stream: "pairs", index: index)
      var shuffled = pairs
      generator.shuffle(&shuffled)
      #expect(connectedComponents(shuffled, of: 12) == expected)
    }
  }

  @Test func aCycleIsOneComponent() {
    let cycle = (0..<50).map {
      SimilarPair(a: min($0, ($0 + 1) % 50), b: max($0, ($0 + 1) % 50), cosine: 0.5)
    }
    #expect(connectedComponents(cycle, of: 50).map(\.members) == [Array(0..<50)])
  }

  @Test func noPairsAreNoComponents() {
    #expect(connectedComponents([], of: 5).isEmpty)
    #expect(connectedComponents([], of: 0).isEmpty)
  }
}
