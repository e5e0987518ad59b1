import Analyses
import Embeddings
import LinearAlgebra
import Statistics
import Testing

/// Items with ids "a", "b", … and the vectors given.
func items(
  _ rows: [[Double]], name: String = "set", labels: [String]? = nil, units: [String]? = nil,
  pixels: [String]? = nil
) -> EmbeddedItems {
  EmbeddedItems(
    name: name, ids: rows.indices.map { .name("\(name)-\($0)") }, vectors: .double(Matrix(rows)),
    labels: labels, units: units,
    digests: pixels?.map { ItemDigests(file: nil, pixels: $0) })
}

@Suite struct DuplicatesTests {
  @Test func equalAndSimilarRowsArePairsWithTheirEvidence() {
    let set = items(
      [[1, 0], [2, 0], [0, 1], [0.1, 1]], pixels: ["x", "y", "z", "z"])
    let result = findDuplicates(in: set, threshold: 0.99)
    #expect(result.pairCount == 2)
    #expect(result.pairs[0].cosine == 1 && result.pairs[0].evidence == [.cosine])
    #expect(result.pairs[1].evidence == [.pixels, .cosine])
    #expect(result.groupCount == 2)
  }

  @Test func blankImagesPairByPixelsThoughTheyHaveNoCosine() {
    let set = items([[0, 0], [0, 0], [1, 1]], pixels: ["black", "black", "x"])
    let result = findDuplicates(in: set, threshold: 0.5)
    #expect(result.pairCount == 1)
    #expect(result.pairs[0].cosine == nil && result.pairs[0].evidence == [.pixels])
    #expect(result.zeroVectors == [.name("set-0"), .name("set-1")])
    #expect(result.warnings.count == 1)
  }

  @Test func listsAreCutAndCountsAreNot() {
    let set = items(Array(repeating: [1, 2], count: 20))
    let result = findDuplicates(in: set, threshold: 1, listing: 7)
    #expect(result.pairCount == 190 && result.pairs.count == 7)
    #expect(!result.warnings.isEmpty)
  }

  @Test func equalImagesAreCountedThoughTheyAreNotListed() throws {
    let black = items(
      Array(repeating: [0, 0], count: 30), pixels: Array(repeating: "x", count: 30))
    let found = findDuplicates(in: black, threshold: 0.9, listing: 10)
    #expect(found.pairCount == 435 && found.pairs.count == 10 && found.warnings.count == 3)
    #expect(found.evidenceCounts.map(\.pairs) == [0, 435, 0])
    let grey = items(Array(repeating: [1, 2], count: 20), pixels: Array(repeating: "y", count: 20))
    let pairs = findDuplicates(in: grey, threshold: 0.9, listing: 7)
    #expect(pairs.evidenceCounts.map(\.pairs) == [0, 190, 190])
    let leak = try findLeakage(from: black, into: black, threshold: 0.9, listing: 3)
    #expect(leak.pairCount == 900 && leak.leakedItems == 30 && leak.pairs.count == 3)
    #expect(leak.evidenceCounts.map(\.pairs) == [0, 900, 0])
  }

  @Test func oneItemHasNoPair() {
    #expect(findDuplicates(in: items([[1, 2]]), threshold: -1).pairCount == 0)
  }
}

@Suite struct LeakageTests {
  private let train = items(
    [[1, 0, 0], [0, 1, 0], [0, 0, 1]], name: "train", labels: ["x", "y", "z"])

  @Test func leakedItemsAndConflictsAreCounted() throws {
    let test = items(
      [[1, 0.01, 0], [0, 1, 0.01], [1, 1, 1], [1, 0, 0.02]], name: "test",
      labels: ["x", "x", "y", "x"])
    let result = try findLeakage(from: train, into: test, threshold: 0.99)
    #expect(result.pairCount == 3 && result.leakedItems == 3)
    #expect(result.leakRate == 0.75 && result.leakRateInterval.method == "Wilson")
    #expect(result.labelConflicts == 1)
    #expect(result.pairs.allSatisfy { "\($0.a)".hasPrefix("train") && "\($0.b)".hasPrefix("test") })
  }

  @Test func nothingFoundGivesTheRuleOfThree() throws {
    let test = items(Array(repeating: [1, 1, 1], count: 30), name: "test")
    let result = try findLeakage(from: train, into: test, threshold: 0.99)
    #expect(result.leakedItems == 0 && result.leakRateInterval.high == 0.1)
    #expect(result.labelConflicts == nil)
  }

  @Test func leakedItemsAreCountedThoughPairsAreNotListed() throws {
    let test = items(Array(repeating: [0, 1, 0], count: 9), name: "test")
    let result = try findLeakage(from: train, into: test, threshold: 0.9, listing: 2)
    #expect(result.pairCount == 9 && result.pairs.count == 2 && result.leakedItems == 9)
  }

  @Test func setsOfOtherDimensionAreRefused() {
    #expect(throws: AnalysisError.differentDimensions("train", 3, "test", 2)) {
      try findLeakage(from: train, into: items([[1, 2]], name: "test"), threshold: 0.9)
    }
  }
}

@Suite struct ShiftAnalysisTests {
  /// Rows around a centre, from a seeded generator.
  private func cloud(_ count: Int, around centre: Double, stream: String) -> [[Double]] {
    var generator = SeededGenerator(seed: 3, stream: stream)
    return (0..<count).map { _ in (0..<4).map { _ in centre + generator.uniformFraction() } }
  }

  private let plan = ShiftPlan(permutations: 199, resamples: 99)

  @Test func aPlantedShiftIsFound() throws {
    let x = items(cloud(40, around: 0, stream: "x"))
    let y = items(cloud(40, around: 1, stream: "y"), name: "other")
    let result = try measureShift(from: x, to: y, scaling: .asGiven, plan: plan, seed: 5)
    #expect(result.pValue == 0.005 && result.mmd2Unbiased > 0.1)
    #expect(result.interval.low > 0 && result.unit == "image")
  }

  @Test func zeroVectorsAreLeftOutWhenScaledAndKeptOtherwise() throws {
    let x = items(cloud(10, around: 0, stream: "x") + [[0, 0, 0, 0]])
    let y = items(cloud(10, around: 0, stream: "y"))
    #expect(try measureShift(from: x, to: y, plan: plan, seed: 5).n == 10)
    let asGiven = try measureShift(from: x, to: y, scaling: .asGiven, plan: plan, seed: 5)
    #expect(asGiven.n == 11 && asGiven.zeroVectors.isEmpty)
  }

  @Test func vectorsOfOneNumberAreTakenOnlyAsTheyAre() throws {
    let (x, y) = (items([[1], [2], [4]]), items([[3], [5]], name: "other"))
    let error = #expect(throws: AnalysisError.self) {
      try measureShift(from: x, to: y, plan: plan, seed: 5)
    }
    #expect(error?.description.contains("--no-normalize") == true)
    let found = try measureShift(from: x, to: y, scaling: .asGiven, plan: plan, seed: 5)
    #expect(found.pValue > 0 && found.mmd2Unbiased.isFinite)
  }

  @Test func setsOfVeryDifferentSizeAreWarnedOf() throws {
    let x = items(cloud(80, around: 0, stream: "x"))
    let y = items(cloud(3, around: 1, stream: "y"), name: "other")
    let warnings = try measureShift(from: x, to: y, plan: plan, seed: 5).warnings
    #expect(warnings.contains { $0.finding.contains("80 units and the other 3") })
  }

  @Test func tooFewUnitsForAVerdictAreWarnedOf() throws {
    let units = ["p", "p", "q", "q"]
    let x = items(cloud(4, around: 0, stream: "x"), units: units)
    let y = items(cloud(4, around: 0, stream: "y"), units: units.map { "other-\($0)" })
    let result = try measureShift(from: x, to: y, plan: plan, seed: 5)
    #expect(result.unit == "group" && result.unitsReference == 2)
    #expect(result.warnings.contains { $0.finding.contains("no p-value below") })
  }
}

@Suite struct CollectionTests {
  private let set = items(
    [[0, 0, 1], [0, 0.1, 1], [5, 5, 1], [5, 5.1, 1], [5, 5.2, 1]],
    labels: ["low", "low", "high", "high", "high"])

  @Test func clustersAgreeWithPlantedLabels() throws {
    let result = try findClusters(in: set, plan: ClustersPlan(clusters: 2), seed: 1)
    #expect(result.assignments == [1, 1, 0, 0, 0] && result.sizes == [3, 2])
    let against = try #require(result.agreement(with: "label")).test
    #expect(against.adjustedRandIndex.value == 1)
    // A ratio of sums of logarithms: equal but for their rounding.
    #expect(abs((against.normalizedMutualInformation.value) - 1) < 1e-12)
  }

  @Test func projectionsFindNoMoreComponentsThanThereAre() throws {
    let result = try project(set, plan: ProjectionPlan(components: 9))
    #expect(result.singularValues.count == 3 && result.warnings.count == 1)
    #expect(abs(result.explainedVarianceRatio.reduce(0, +) - 1) < 1e-12)
    let unasked = try project(set, plan: ProjectionPlan())
    #expect(unasked.singularValues.count == 3 && unasked.warnings.isEmpty)
    #expect(throws: AnalysisError.tooFew(items: "set", found: 1, needed: 2)) {
      try project(items([[1, 2]]), plan: ProjectionPlan(components: 1))
    }
  }

  @Test func theQueryItselfIsNearestAtDistanceZero() throws {
    let result = try findNeighbors(of: set.selecting([3], name: "query"), in: set, count: 2)
    #expect(result.queries[0].neighbors[0].id == .name("set-3"))
    #expect(result.queries[0].neighbors[0].distance == 0)
  }

  @Test func similarityCountsEveryPairOnce() throws {
    let other = items([[1, 0, 0], [0, 0, 0]], name: "other")
    let result = try describeSimilarity(of: [set, other], seed: 1)
    #expect(result.distributions.map(\.pairs) == [10, 0, 5])
    #expect(result.matrix.grouping == "part")
    #expect(result.matrix.cosines.count == 6)
  }
}
