import Analyses
import Embeddings
import LinearAlgebra
import Testing

@Suite struct PairExampleTests {
  @Test func aGroupOfEqualImagesIsOneExample() throws {
    let rows: [[Double]] = Array(repeating: [1, 0, 0], count: 30) + [[0, 1, 0], [0, 1, 0.01]]
    let found = findDuplicates(in: items(rows), threshold: 0.99).choosingExamples(10)
    let examples = try #require(found.examples).closest
    #expect(examples.pairs.map(\.a) == [.name("set-0"), .name("set-30")])
    #expect(examples.available == 2 && examples.total == 436)
  }

  @Test func fewPairsAreAllExamples() throws {
    let rows: [[Double]] = Array(repeating: [1, 0], count: 4)
    let found = findDuplicates(in: items(rows), threshold: 0.99).choosingExamples(6)
    let examples = try #require(found.examples).closest
    #expect(examples.pairs == found.pairs && examples.available == 6)
  }

  @Test func examplesAreChosenBeforeTheListIsCut() throws {
    let rows: [[Double]] = Array(repeating: [1, 0, 0], count: 9) + [[0, 1, 0], [0, 1, 0.01]]
    let labels = Array(repeating: "x", count: 10) + ["y"]
    let found = findDuplicates(in: items(rows, labels: labels), threshold: 0.99)
      .choosingExamples(5).listing(3)
    let examples = try #require(found.examples)
    #expect(found.pairs.count == 3 && examples.closest.pairs.count == 2)
    #expect(examples.conflicts?.pairs.map(\.b) == [.name("set-10")])
    #expect(examples.conflicts?.total == 1)
  }

  @Test func theSameIDInTwoSetsNamesTwoImages() throws {
    let set = items([[1, 0], [1, 0.01], [0, 1]])
    let found = try findLeakage(from: set, into: set, threshold: 0.9).choosingExamples(3)
    let examples = try #require(found.examples).closest
    #expect(examples.pairs.map { [$0.a, $0.b] } == set.ids.map { [$0, $0] })
    #expect(examples.total == 5 && found.examples?.conflicts == nil)
  }

  @Test func pairsCarryTheirParts() throws {
    let set = EmbeddedItems(
      name: "set", ids: [.row(0), .row(1)], vectors: .double(Matrix([[1, 0], [1, 0]])),
      parts: ["train", "test"])
    #expect(findDuplicates(in: set, threshold: 1).pairs[0].parts == ["train", "test"])
    let other = items([[1, 0]], name: "new")
    #expect(try findLeakage(from: set, into: other, threshold: 1).pairs[0].parts == ["set", "new"])
    #expect(findDuplicates(in: other, threshold: 1).pairs.isEmpty)
  }
}

@Suite struct CosinesByKindTests {
  private let set = items(
    [[1, 0], [1, 0.1], [0, 1], [0, 0], [0.1, 1]], labels: ["x", "x", "y", "y", "x"],
    units: ["p", "q", "r", "r", "r"])

  @Test func kindsOfASetFollowGroupsThenLabels() {
    let found = CosinesByKind(within: set, seed: 1)
    #expect(
      found.kinds.map(\.name) == [
        "same group", "other group, same label", "other group, other label",
      ])
    // The zero vector has no cosine.
    #expect(found.kinds.map(\.pairs) == [1, 3, 2])
    #expect(found.isComplete && found.samples.map(\.items) == [4])
  }

  @Test func withoutGroupsLabelsTellAndWithoutEitherNothing() {
    let rows: [[Double]] = [[1, 0], [0, 1], [1, 1]]
    let labelled = CosinesByKind(within: items(rows, labels: ["x", "x", "y"]), seed: 1)
    #expect(labelled.kinds.map(\.name) == ["same label", "other label"])
    let grouped = CosinesByKind(within: items(rows, units: ["x", "y", "y"]), seed: 1)
    #expect(grouped.kinds.map(\.name) == ["same group", "other group"])
    #expect(CosinesByKind(within: items(rows), seed: 1).kinds.map(\.name) == ["all pairs"])
    #expect(CosinesByKind(within: items([[1, 0]]), seed: 1).kinds.isEmpty)
  }

  @Test func twoSetsHaveThreeKinds() {
    let found = CosinesByKind(across: set, items([[1, 0], [0, 1]], name: "new"), seed: 1)
    #expect(found.kinds.map(\.name) == ["set × new", "within set", "within new"])
    #expect(found.kinds.map(\.pairs) == [8, 6, 1])
    let across = found.kinds[0]
    #expect(across.firstBin + across.counts.count == across.bins && across.counts.last == 2)
  }

  @Test func largeSetsAreDrawnFromAndSayHowMany() {
    let rows = (0..<50).map { [Double($0), 1] }
    let few = items(Array(rows.prefix(4)), name: "few")
    // 102 for a pair: 200 of them, which are those of 20 items.
    let drawn = CosinesByKind(across: items(rows), few, seed: 3, work: 102 * 200)
    #expect(drawn.samples.map(\.drawn) == [16, 4] && !drawn.isComplete)
    #expect(drawn.kinds.map(\.pairs) == [64, 120, 6])
    #expect(drawn == CosinesByKind(across: items(rows), few, seed: 3, work: 102 * 200))
    #expect(drawn != CosinesByKind(across: items(rows), few, seed: 4, work: 102 * 200))
    let within = CosinesByKind(within: items(rows), seed: 3, work: 102 * 200)
    #expect(within.samples.map(\.drawn) == [20] && within.kinds.map(\.pairs) == [190])
  }
}
