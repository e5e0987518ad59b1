import Testing

@testable import Statistics

@Suite struct SeededGeneratorTests {
  let references: References.Generator

  init() throws { references = try References.load().generator }

  @Test func followsThePublishedAlgorithm() {
    var generator = SeededGenerator(state: (1, 2, 3, 4))
    #expect((0..<6).map { _ in "\(generator.next())" } == references.knownState)
  }

  @Test func streamsStartWhereTheReferenceStarts() {
    var generator = SeededGenerator(seed: 42, stream: "shift.permutation", index: 7)
    #expect((0..<6).map { _ in "\(generator.next())" } == references.stream)
  }

  @Test func drawsEqualTheReference() {
    var generator = SeededGenerator(seed: 1, stream: "a")
    #expect((0..<20).map { _ in generator.uniform(below: 10) } == references.drawsBelowTen)
  }

  @Test func shufflesEqualTheReference() {
    var generator = SeededGenerator(seed: 5, stream: "b", index: 3)
    var items = Array(0..<10)
    generator.shuffle(&items)
    #expect(items == references.shuffledTen)
  }

  @Test func namesIndicesAndSeedsMakeDifferentStreams() {
    let generators = [
      SeededGenerator(seed: 1, stream: "a"), SeededGenerator(seed: 1, stream: "b"),
      SeededGenerator(seed: 1, stream: "a", index: 1), SeededGenerator(seed: 2, stream: "a"),
    ]
    let first = generators.map { generator in
      var generator = generator
      return generator.next()
    }
    #expect(Set(first).count == 4)
  }

  @Test func drawsAreUniform() {
    var generator = SeededGenerator(seed: 3, stream: "uniform")
    let found = counts(of: (0..<6_000).map { _ in generator.uniform(below: 6) }, below: 6)
    // Chi-squared with 5 degrees of freedom exceeds 20.5 once in a thousand.
    #expect(found.reduce(0.0) { $0 + Double(($1 - 1_000) * ($1 - 1_000)) / 1_000 } < 20.5)
  }

  @Test func everyOrderOfThreeIsEquallyLikely() {
    var found: [[Int]: Int] = [:]
    for index in 0..<3_000 {
      var generator = SeededGenerator(seed: 4, stream: "orders", index: index)
      var items = [0, 1, 2]
      generator.shuffle(&items)
      found[items, default: 0] += 1
    }
    #expect(found.count == 6)
    // Five standard deviations of a binomial of 3,000 and 1/6.
    #expect(found.values.allSatisfy { abs($0 - 500) < 102 })
  }

  @Test func choicesAreAscendingAndWithoutReplacement() {
    var generator = SeededGenerator(seed: 6, stream: "choice")
    let chosen = generator.choose(30, of: 100)
    #expect(chosen == Set(chosen).sorted() && chosen.count == 30)
    #expect(chosen.allSatisfy { (0..<100).contains($0) })
    #expect(generator.choose(5, of: 5) == [0, 1, 2, 3, 4])
    #expect(generator.choose(0, of: 0).isEmpty)
  }

  @Test func fractionsStayBelowOne() {
    var generator = SeededGenerator(seed: 8, stream: "fraction")
    let fractions = (0..<2_000).map { _ in generator.uniformFraction() }
    #expect(fractions.allSatisfy { (0..<1).contains($0) })
    // The mean of 2,000 has a standard deviation of 0.0065.
    #expect(abs(fractions.reduce(0, +) / 2_000 - 0.5) < 0.03)
  }
}
