import Datasets
import Embeddings
import LinearAlgebra
import Statistics
import Testing

@testable import Analyses

@Suite struct ClustersTests {
  /// Points around some centres, ten of each.
  private func set(
    _ centers: [[Double]] = [[0, 0], [20, 0], [0, 20]], each count: Int = 10,
    labels: [String]? = nil, units: [String]? = nil, columns: [String: [String?]] = [:]
  ) -> EmbeddedItems {
    var generator = SeededGenerator(seed: 1, stream: "clusters")
    let rows = centers.flatMap { center in
      (0..<count).map { _ in center.map { $0 + 2 * generator.uniformFraction() } }
    }
    return EmbeddedItems(
      name: "set", ids: rows.indices.map { .name("item \($0)") }, vectors: .double(Matrix(rows)),
      labels: labels, units: units, columns: columns)
  }

  private func plan(_ k: Int, _ change: (inout ClustersPlan) -> Void = { _ in }) -> ClustersPlan {
    var plan = ClustersPlan(clusters: k, restarts: 3)
    (plan.permutations, plan.references) = (99, 5)
    change(&plan)
    return plan
  }

  private func range(
    _ range: ClosedRange<Int>, _ change: (inout ClustersPlan) -> Void = { _ in }
  ) -> ClustersPlan {
    plan(1) {
      $0.count = .best(of: range)
      change(&$0)
    }
  }

  private func density(_ least: Int, samples: Int? = nil) -> ClustersPlan {
    plan(1) {
      ($0.method, $0.minClusterSize, $0.minSamples) = (.hdbscan, least, samples)
    }
  }

  private func finding(_ result: ClustersResult, _ words: String) -> Bool {
    result.warnings.contains { $0.finding.contains(words) }
  }

  // MARK: Number of clusters

  @Test func plantedGroupsAreChosenByBoth() throws {
    let result = try findClusters(
      in: set([[0, 0], [20, 0], [0, 10]]), plan: range(2...6), seed: 1)
    let choice = try #require(result.choice)
    #expect(choice.chosen == 3 && choice.byGap == 3 && choice.verdict == .agree)
    #expect(choice.evidence.map(\.clusters) == [1, 2, 3, 4, 5, 6])
    #expect(choice.evidence[0].silhouette == nil && choice.evidence[0].stability == nil)
    #expect(result.clusters == 3 && result.sizes == [10, 10, 10])
    #expect(result.stability?.halves?.mean == 1)
    #expect(result.study == ClusterStudy(items: 30, components: 2, explainedVariance: 1))
  }

  @Test func oneGroupIsSaidToBeOne() throws {
    let one = set([[0, 0]], each: 60)
    let result = try findClusters(in: one, plan: range(2...5), seed: 1)
    #expect(result.choice?.verdict == .oneCluster && result.choice?.byGap == 1)
    #expect(finding(result, "no more than one cluster"))
  }

  @Test func aRangeBeyondTheDistinctRowsIsCutOrRefused() throws {
    let few = items([[0, 0], [0, 1], [9, 9], [9, 8], [9, 9]])
    let result = try findClusters(in: few, plan: range(2...20), seed: 1)
    #expect(result.choice?.evidence.last?.clusters == 4 && result.clusters == 2)
    #expect(finding(result, "no more than 4 clusters were tried"))
    #expect(throws: AnalysisError.self) {
      try findClusters(in: few, plan: range(5...9), seed: 1)
    }
    #expect(throws: AnalysisError.self) {
      try findClusters(in: items([[0, 0], [1, 1]]), plan: range(2...4), seed: 1)
    }
    #expect(throws: AnalysisError.self) {
      try findClusters(in: few, plan: plan(5), seed: 1)
    }
  }

  // MARK: Quality

  @Test func asManyGroupsAsDistinctRowsAreFoundWhereRowsRepeat() throws {
    let rows = (0..<60).map { [[1.0, 0, 0], [0, 2, 0], [0, 0, 3]][$0 % 3] }
    let copies = EmbeddedItems(
      name: "set", ids: rows.indices.map { .row($0) }, vectors: .double(Matrix(rows)))
    let result = try findClusters(in: copies, plan: range(2...20), seed: 1)
    let choice = try #require(result.choice)
    #expect(choice.chosen == 3 && choice.distinctRows == 3 && result.sizes == [20, 20, 20])
    #expect(choice.evidence.last?.silhouette == 1 && choice.evidence.last?.gap == nil)
    #expect(finding(result, "no more than 3 clusters were tried: there are 3 distinct rows"))
  }

  @Test func oneClusterHasNoSilhouette() throws {
    let result = try findClusters(in: set(labels: labels), plan: plan(1), seed: 1)
    #expect(result.silhouette == nil && result.calinskiHarabasz == nil)
    #expect(result.stability == nil && result.tree == nil)
    #expect(result.agreement?.isEmpty == true)
    #expect(finding(result, "there is one cluster"))
  }

  @Test func constantColumnsAndDependentOnesChangeNothing() throws {
    let plain = set()
    guard case .double(let rows) = plain.vectors else { return }
    let wide = Matrix(
      (0..<rows.rows).map { i in [7, rows[i, 0], rows[i, 1], rows[i, 0] + rows[i, 1]] })
    let result = try findClusters(
      in: items((0..<30).map { Array(wide.row($0)) }), plan: range(2...5), seed: 1)
    let expected = try findClusters(in: plain, plan: plan(3), seed: 1)
    #expect(result.assignments == expected.assignments && result.choice?.chosen == 3)
  }

  @Test func twoRowsMakeTwoClusters() throws {
    let result = try findClusters(in: items([[0, 0], [1, 1]]), plan: plan(2), seed: 1)
    #expect(result.sizes == [1, 1] && result.silhouette == 0 && result.calinskiHarabasz == nil)
    #expect(result.stability?.halves == nil)
  }

  // MARK: Metric

  @Test func zeroVectorsAreInNoClusterOfTheCosine() throws {
    let vectors = items([[1, 0], [5, 0.1], [0, 0], [0, 2], [0.1, 9], [0, 0]])
    let cosine = plan(2) { $0.metric = .cosine }
    let result = try findClusters(in: vectors, plan: cosine, seed: 1)
    #expect(result.assignments == [0, 0, -1, 1, 1, -1] && result.items == 6)
    #expect(result.zeroVectors?.count == 2 && result.noise == nil)
    #expect(result.distances?[2] == nil && finding(result, "2 zero vectors"))
    #expect(throws: AnalysisError.self) {
      try findClusters(in: items([[0, 0], [0, 0]]), plan: cosine, seed: 1)
    }
  }

  // MARK: Agreement

  private let labels = (0..<30).map { "label \($0 / 10)" }

  @Test func labelsAndSitesAreHeldAgainstClusters() throws {
    let sites = (0..<30).map { $0 % 2 == 0 ? "a" : "b" }
    let result = try findClusters(
      in: set(labels: labels, columns: ["site": sites]), plan: plan(3), seed: 1)
    let label = try #require(result.agreement(with: "label"))
    #expect(label.test.adjustedRandIndex.value == 1 && label.unit == "image")
    #expect(label.test.adjustedRandIndex.pValue == 0.01)
    #expect(label.composition.map(\.share) == [1, 1, 1] && label.values == 3)
    let site = try #require(result.agreement(with: "site"))
    #expect(site.test.adjustedRandIndex.pValue > 0.2 && abs(site.composition[0].share - 0.5) < 0.01)
    #expect(result.warnings.isEmpty)
  }

  @Test func clustersThatFollowTheSiteAreWarnedOf() throws {
    let sites = (0..<30).map { $0 < 10 ? "a" : "b" }
    let result = try findClusters(in: set(columns: ["site": sites]), plan: plan(3), seed: 1)
    #expect(finding(result, "clusters follow site"))
    let asked = try findClusters(
      in: set(columns: ["scanner": sites]), plan: plan(3) { $0.against = ["scanner"] }, seed: 1)
    #expect(finding(asked, "clusters follow scanner"))
    let label = try findClusters(in: set(labels: sites), plan: plan(3), seed: 1)
    #expect(!finding(label, "clusters follow"))
  }

  @Test func unitsAreRelabelledWhole() throws {
    let sites = (0..<30).map { $0 < 10 ? "a" : "b" }
    let units = (0..<30).map { "patient \($0 / 5)" }
    let result = try findClusters(
      in: set(units: units, columns: ["site": sites]), plan: plan(3), seed: 1)
    let site = try #require(result.agreement(with: "site"))
    #expect(site.unit == "group" && site.test.wholeUnits == 6)
    // Two of six units: fifteen choices.
    #expect(abs(site.test.smallestPValue - 1.0 / 15) < 1e-12)
    #expect(finding(result, "cannot have a p below"))
    let all = try findClusters(
      in: set(units: Array(repeating: "one", count: 30), columns: ["site": sites]), plan: plan(3),
      seed: 1)
    #expect(all.agreement(with: "site") == nil && all.stability?.halves == nil)
    #expect(finding(all, "not held against site: all items are of one unit"))
  }

  @Test func aColumnThatNamesUnitsIsHeldAgainstImages() throws {
    let units = (0..<30).map { "patient \($0 / 5)" }
    let result = try findClusters(
      in: set(units: units, columns: ["group": units]), plan: plan(3) { $0.against = ["group"] },
      seed: 1)
    let group = try #require(result.agreement(with: "group"))
    #expect(group.unit == "image" && group.test.homogeneity.pValue == 0.01)
  }

  @Test func columnsThatSayTooLittleAreLeftOut() throws {
    let one = try findClusters(
      in: set(labels: Array(repeating: "cat", count: 30)), plan: plan(3), seed: 1)
    #expect(one.agreement?.isEmpty == true && finding(one, "all items have one value, cat"))
    let each = try findClusters(
      in: set(labels: (0..<30).map { "\($0)" }), plan: plan(3), seed: 1)
    #expect(finding(each, "it has 30 values for 30 items"))
    #expect(throws: AnalysisError.self) {
      try findClusters(in: set(), plan: plan(3) { $0.against = ["scanner"] }, seed: 1)
    }
  }

  @Test func missingLabelsDoNotCountAndRareOnesDo() throws {
    var some: [String?] = labels
    (some[0], some[11]) = (nil, nil)
    some[29] = "rare"
    let result = try findClusters(in: set(columns: ["label": some]), plan: plan(3), seed: 1)
    let label = try #require(result.agreement(with: "label"))
    #expect(label.items == 28 && label.missing == 2 && label.values == 4)
    #expect(finding(result, "2 items in clusters have no label"))
  }

  // MARK: Members

  @Test func membersAreOfTheirClusterAndNoneStandsAtAnotherCentre() throws {
    let result = try findClusters(in: set(labels: labels), plan: plan(3), seed: 1)
    let members = try #require(result.members)
    #expect(members.map(\.cluster) == [0, 1, 2] && members.allSatisfy { $0.size == 10 })
    for cluster in members {
      #expect(cluster.nearest.count == 4 && cluster.boundary.count == 4)
      #expect(Set(cluster.random.map(\.id)).count == 4)
      #expect(Set(cluster.shown.map(\.label)).count == 1)
    }
    let distances = try #require(result.distances)
    let own = distances.indices.filter { result.assignments[$0] == 0 }
    let nearest = own.min { (distances[$0] ?? 0) < (distances[$1] ?? 0) }
    #expect(members[0].nearest[0].id == nearest.map { .name("item \($0)") })
  }

  // MARK: Density

  @Test func noiseIsNoCluster() throws {
    let planted = set([[0, 0], [30, 0], [0, 30]])
    guard case .double(let rows) = planted.vectors else { return }
    let spread =
      (0..<30).map { Array(rows.row($0)) } + [[200, 0], [0, 300], [-400, 0], [0, -500]]
    let strays = items(spread, labels: labels + Array(repeating: "stray", count: 4))
    let result = try findClusters(in: strays, plan: density(5, samples: 3), seed: 1)
    #expect(result.clusters == 3 && result.noise == 4 && result.sizes == [10, 10, 10])
    #expect(result.assignments.suffix(4).allSatisfy { $0 == -1 })
    #expect(result.name(ofItem: 32) == "noise" && result.name(ofItem: 0) == "cluster 1")
    let label = try #require(result.agreement(with: "label"))
    #expect(label.items == 30 && label.test.adjustedRandIndex.value == 1)
    #expect(label.composition.last?.cluster == nil && label.composition.last?.value == "stray")
    #expect(result.members?.last?.cluster == nil && result.members?.last?.random.count == 4)
    #expect(result.inertia == nil && result.choice == nil && result.stability == nil)
    #expect(result.probabilities?.count == 34 && result.density?.minSamples == 3)
  }

  @Test func allNoiseIsSaid() throws {
    let result = try findClusters(in: items([[0, 0], [1, 1]]), plan: density(2), seed: 1)
    #expect(result.clusters == 0 && result.noise == 2 && finding(result, "all 2 items are noise"))
    #expect(result.silhouette == nil && result.tree == nil)
    let equal = items(Array(repeating: [1, 2], count: 12))
    let same = try findClusters(in: equal, plan: density(3), seed: 1)
    #expect(same.clusters == 0 && same.noise == 12 && finding(same, "all 12 items are equal"))
    #expect(throws: AnalysisError.self) {
      try findClusters(in: equal, plan: density(3, samples: 50), seed: 1)
    }
  }

  @Test func componentsAreSaid() throws {
    let result = try findClusters(
      in: set(), plan: plan(1) { ($0.method, $0.minClusterSize, $0.components) = (.hdbscan, 5, 1) },
      seed: 1)
    #expect(result.density?.components == 1)
    #expect(try #require(result.density?.explainedVariance) < 1)
  }

  @Test func theSameSeedGivesTheSameResult() throws {
    let both = try (0..<2).map { _ in
      try findClusters(in: set(labels: labels), plan: range(2...4), seed: 7)
    }
    #expect(both[0].choice == both[1].choice && both[0].agreement == both[1].agreement)
    #expect(both[0].members == both[1].members && both[0].distances == both[1].distances)
  }
}
