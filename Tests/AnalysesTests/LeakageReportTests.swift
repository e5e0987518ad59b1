import Analyses
import Embeddings
import LinearAlgebra
import Statistics
import Testing

/// Unit vectors at random, with families of near copies.
private struct Families {
  let rows: [[Double]]
  let family: [Int]

  init(count: Int, of size: Int, spread: Double, seed: UInt64) {
    var generator = SeededGenerator(seed: seed, stream: "families")
    func vector() -> [Double] { (0..<32).map { _ in generator.uniformFraction() - 0.5 } }
    var rows: [[Double]] = []
    for _ in 0..<count {
      let center = vector()
      for _ in 0..<size { rows.append(zip(center, vector()).map { $0 + spread * $1 }) }
    }
    self.rows = rows
    family = rows.indices.map { $0 / size }
  }
}

@Suite struct LeakedFamiliesTests {
  @Test func everyLeakedImageOfFamiliesOfFiveIsFound() throws {
    let families = Families(count: 100, of: 5, spread: 0.1, seed: 1)
    var generator = SeededGenerator(seed: 2, stream: "split")
    let test = generator.choose(150, of: 500)
    let train = (0..<500).filter { !test.contains($0) }
    let all = items(families.rows)
    let result = try findLeakage(
      from: all.selecting(train, name: "train"), into: all.selecting(test, name: "test"),
      threshold: 0.95)
    let known = Set(train.map { families.family[$0] })
    let leaked = test.filter { known.contains(families.family[$0]) }
    #expect(Set(result.pairs.map(\.b)) == Set(leaked.map { all.ids[$0] }))
    #expect(result.leakedItems == leaked.count)
    let seen = Set(test.map { families.family[$0] })
    let removed = train.filter { seen.contains(families.family[$0]) }
    #expect(result.removals.map(\.item) == removed.map { all.ids[$0] })
    #expect(result.removals.allSatisfy { $0.reason == .leak && $0.cosine ?? 0 >= 0.95 })
    let groups = findDuplicates(in: all, threshold: 0.95)
    #expect(groups.groupSizes.map(\.members) == [5] && groups.groupCount == 100)
    #expect(groups.cutPairs == 0)
  }

  @Test func nothingLeaksAfterRemoval() throws {
    let families = Families(count: 30, of: 2, spread: 0.1, seed: 3)
    let all = items(families.rows)
    let rows = all.ids.indices
    let (train, test) = (rows.filter { $0 % 3 > 0 }, rows.filter { $0 % 3 == 0 })
    let evaluation = all.selecting(test, name: "test")
    let found = try findLeakage(
      from: all.selecting(train, name: "train"), into: evaluation, threshold: 0.9)
    let removed = Set(found.removals.map(\.item))
    #expect(!removed.isEmpty)
    let kept = train.filter { !removed.contains(all.ids[$0]) }
    let clean = try findLeakage(
      from: all.selecting(kept, name: "train"), into: evaluation, threshold: 0.9)
    #expect(clean.pairCount == 0)
  }
}

@Suite struct GroupLeakTests {
  private let train = items(
    [[1, 0, 0], [0, 1, 0], [0, 0, 1]], name: "train", labels: ["x", "y", "z"],
    units: ["p", "q", "r"])

  @Test func theTruthTableOfGroupsIsFilled() throws {
    let test = items(
      [[1, 0, 0], [1, 0.01, 0], [0, 1, 0], [1, 1, 1]], name: "test", labels: ["x", "y", "y", "z"],
      units: ["p", "s", "t", "t"])
    let result = try findLeakage(from: train, into: test, threshold: 0.99)
    let groups = try #require(result.groups)
    #expect(groups.shared.map(\.group) == ["p"])
    #expect(groups.shared[0].referenceItems == 1 && groups.shared[0].evaluationItems == 1)
    #expect(groups.pairsAcrossGroups == 2)
    #expect(groups.leaked.count == 3 && groups.leaked.total == 3)
    #expect(groups.leakRateInterval?.method == "group bootstrap, expanded percentile")
    #expect(result.labelConflicts == 1)
    #expect(result.conflictingSets?.count == 1 && result.conflictingSets?.total == 2)
    #expect(result.pairRate == 0.25)
  }

  @Test func groupsOrLabelsOfOneSideOnlySayNothing() throws {
    let test = items([[1, 0, 0]], name: "test")
    let result = try findLeakage(from: train, into: test, threshold: 0.99)
    #expect(result.groups == nil && result.labelConflicts == nil && result.conflictingSets == nil)
  }

  @Test func aGroupInEverySplitIsShared() throws {
    let one = items([[1, 0], [0, 1]], name: "one", units: ["p", "p"])
    let other = items([[1, 1]], name: "other", units: ["p"])
    let groups = try #require(try findLeakage(from: one, into: other, threshold: 1).groups)
    #expect(groups.shared.map(\.group) == ["p"] && groups.leaked.count == 0)
    // One group cannot vary, and none of it leaked: the rule of three of one.
    #expect(groups.leakRateInterval?.high == 1)
  }

  @Test func aStrayImageOfAGroupIsFound() throws {
    let rows: [[Double]] = [[1, 0], [1, 0.1], [1, 0.2], [0, 1], [0.1, 1], [1, 0.05]]
    let set = items(rows, units: ["p", "p", "p", "q", "q", "q"])
    let scattered = try #require(findDuplicates(in: set, threshold: 1).scatteredUnits)
    #expect(scattered.groups.count == 1 && scattered.groups.total == 2)
    #expect(scattered.farthest.map(\.item) == [.name("set-5")])
    #expect(findDuplicates(in: items(rows), threshold: 1).scatteredUnits == nil)
  }
}

@Suite struct KeepRuleTests {
  private func set(areas: [Int]) -> EmbeddedItems {
    EmbeddedItems(
      name: "set", ids: areas.indices.map { .name("\($0)") },
      vectors: .double(Matrix(Array(repeating: [1, 2], count: areas.count))),
      digests: areas.enumerated().map { ItemDigests(file: nil, pixels: "\($0)", area: $1) })
  }

  @Test func evaluationItemsStayThenLargerPicturesThenSmallerIDs() {
    let larger = findDuplicates(in: set(areas: [4, 9, 9]), threshold: 1)
    #expect(larger.removals.map(\.item) == [.name("0"), .name("2")])
    let evaluation = findDuplicates(in: set(areas: [4, 9, 9]), threshold: 1, keeping: [0])
    #expect(evaluation.removals.map(\.item) == [.name("1"), .name("2")])
    #expect(evaluation.removals.allSatisfy { $0.kept == .name("0") })
  }
}

@Suite struct PerceptualEvidenceTests {
  @Test func pairsCarryTheDistancesOfTheirHashes() {
    func hashes(_ bits: UInt64) -> PerceptualHashes {
      PerceptualHashes(
        frequency: PerceptualHash(bits: bits), difference: PerceptualHash(bits: bits << 1))
    }
    let set = EmbeddedItems(
      name: "set", ids: [.row(0), .row(1), .row(2)],
      vectors: .double(Matrix([[1, 0], [1, 0], [1, 0.01]])),
      digests: [hashes(0), hashes(15), hashes(.max)].enumerated().map {
        ItemDigests(file: nil, pixels: "\($0)", hashes: $1)
      })
    let result = findDuplicates(in: set, threshold: 0.99)
    #expect(result.pairs[0].phashDistance == 4 && result.pairs[0].dhashDistance == 4)
    #expect(result.pairs[0].evidence == [.phash, .dhash, .cosine])
    #expect(result.pairs[1].phashDistance == 64 && result.pairs[1].dhashDistance == 63)
    #expect(result.pairs[1].evidence == [.cosine])
    #expect(result.evidenceCounts.map(\.pairs) == [0, 0, 1, 1, 3])
  }

  @Test func signsBecomeBits() {
    let signs = [Float](repeating: -1, count: 63) + [1]
    #expect(PerceptualHash(signs: signs) == PerceptualHash(bits: 1))
  }
}
