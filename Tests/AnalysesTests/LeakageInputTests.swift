import Analyses
import Statistics
import Testing

@Suite struct LeakageInputTests {
  @Test func removalsAreCompleteThoughPairsAreNotListed() throws {
    let train = items(Array(repeating: [1, 2], count: 40) + [[2, -1]], name: "train")
    let test = items(Array(repeating: [1, 2], count: 30), name: "test")
    let result = try findLeakage(from: train, into: test, threshold: 1, listing: 5)
    #expect(result.pairCount == 1_200 && result.pairs.count == 5)
    #expect(result.removals.map(\.item) == train.ids.dropLast())
    #expect(result.removals.allSatisfy { $0.kept == test.ids[0] && $0.cosine == 1 })
    #expect(result.listing(2).removals.count == 2 && result.listing(2).removalCount == 40)
  }

  @Test func blankPicturesAreRemovedWithTheirCopies() throws {
    let train = items([[0, 0], [0, 0], [1, 0]], name: "train", pixels: ["black", "white", "x"])
    let test = items([[0, 0], [0, 1]], name: "test", pixels: ["black", "y"])
    for limit in [0, 10] {
      let result = try findLeakage(from: train, into: test, threshold: 0.9, listing: limit)
      #expect(result.removals.map(\.item) == [train.ids[0]])
      #expect(result.removals.allSatisfy { $0.kept == test.ids[0] && $0.cosine == nil })
    }
  }

  @Test(arguments: [-1.0, 1.0])
  func theEndsOfTheScaleAreThresholds(threshold: Double) {
    let set = items([[1, 0], [0, 1], [-1, 0], [2, 0]])
    let result = findDuplicates(in: set, threshold: threshold)
    #expect(result.pairCount == (threshold == 1 ? 1 : 6))
    #expect(result.groupCount == 1 && result.cutPairs == 0)
    #expect(result.removalCount == (threshold == 1 ? 1 : 3))
  }

  @Test func anEmptySideIsRefused() {
    let set = items([[1, 0]], name: "set")
    #expect(throws: AnalysisError.tooFew(items: "empty", found: 0, needed: 1)) {
      try findLeakage(from: set.selecting([], name: "empty"), into: set, threshold: 0.9)
    }
  }
}
