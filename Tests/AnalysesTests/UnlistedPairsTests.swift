import Embeddings
import LinearAlgebra
import Statistics
import Testing

@testable import Analyses

/// More pairs than are listed: what is said of all pairs is said of all pairs.
@Suite struct UnlistedPairsTests {
  private let rows: [[Double]]
  private let labels: [String]
  private let units: [String]
  private let pixels: [String]

  /// Families of near-equal rows, and pictures without a vector, three of them equal.
  init() {
    var generator = SeededGenerator(seed: 8, stream: "unlisted")
    func vector() -> [Double] { (0..<12).map { _ in generator.uniformFraction() - 0.5 } }
    let rows =
      [9, 5, 2, 1].flatMap { size in
        let center = vector()
        return (0..<size).map { _ in zip(center, vector()).map { $0 + 0.02 * $1 } }
      } + Array(repeating: Array(repeating: 0, count: 12), count: 4)
    self.rows = rows
    labels = rows.indices.map { $0 % 4 == 0 ? "odd one" : "usual" }
    units = rows.indices.map { "unit \($0 / 3)" }
    pixels = rows.indices.map { $0 >= rows.count - 3 ? "black" : "picture \($0)" }
  }

  private var all: EmbeddedItems { items(rows, labels: labels, units: units, pixels: pixels) }

  @Test func duplicatesAreGroupedAndCounted() {
    let whole = findDuplicates(in: all, threshold: 0.95)
    #expect(whole.groupSizes.map(\.members) == [2, 3, 5, 9] && whole.cutPairs == 0)
    for limit in [0, 1, 20] {
      let part = findDuplicates(in: all, threshold: 0.95, listing: limit)
      #expect(part.pairs.count <= 2 * limit && part.pairCount == whole.pairCount)
      #expect(part.groups.map(\.members) == whole.groups.map(\.members))
      #expect(part.groups.allSatisfy { $0.weakestLink == nil })
      #expect(part.removals == whole.removals)
      #expect(part.labelConflicts == whole.labelConflicts && whole.labelConflicts ?? 0 > 0)
      #expect(part.conflictingSets == whole.conflictingSets)
      #expect(part.pairsAcrossUnits == whole.pairsAcrossUnits)
    }
  }

  @Test func leaksAreGroupedAndCounted() throws {
    let (train, test) = (
      all.selecting(rows.indices.filter { $0 % 3 > 0 }, name: "train"),
      all.selecting(rows.indices.filter { $0 % 3 == 0 }, name: "test")
    )
    let whole = try findLeakage(from: train, into: test, threshold: 0.95)
    for limit in [0, 1, 10] {
      let part = try findLeakage(from: train, into: test, threshold: 0.95, listing: limit)
      #expect(part.pairCount == whole.pairCount && part.pairs.count <= 2 * limit)
      #expect(part.leakedItems == whole.leakedItems && part.removals == whole.removals)
      #expect(part.labelConflicts == whole.labelConflicts && whole.labelConflicts ?? 0 > 0)
      #expect(part.conflictingSets == whole.conflictingSets)
      #expect(part.groups == whole.groups)
    }
  }
}
