import LinearAlgebra
import TestSupport
import Testing

@testable import Statistics

@Suite struct ClusterCountTests {
  /// Groups of 30 rows, the first axis of which is the longest.
  private func groups(_ centers: [[Double]], _ name: String = "counts") -> Matrix<Double> {
    var normal = NormalGenerator(name)
    return Matrix(
      centers.flatMap { center in (0..<30).map { _ in center.map { $0 + normal.next() } } })
  }

  private func gap(_ rows: Matrix<Double>, upTo last: Int) throws -> GapStatistic {
    let search = KMeansSettings(clusters: 1, restarts: 3)
    var inertias: [Int: Double] = [:]
    for k in 1...last {
      var settings = search
      settings.clusters = k
      inertias[k] = try kMeans(rows, settings: settings, seed: 1).inertia
    }
    return GapStatistic(of: rows, inertias: inertias, search: search, references: 10, seed: 1)
  }

  @Test func theGapStatisticFindsPlantedGroups() throws {
    let three = try gap(groups([[0, 0], [10, 0], [0, 8]]), upTo: 6)
    #expect(three.choice == 3)
    let largest = three.estimates.max { $0.gap < $1.gap }
    #expect(largest?.clusters == 3)
    #expect(three.estimates.allSatisfy { $0.standardError > 0 && $0.standardError < 0.2 })
  }

  @Test func theGapStatisticFindsOneClusterOfUniformRows() throws {
    var found = 0
    for run in 0..<10 {
      var generator = SeededGenerator(seed: 9, stream: "uniform", index: run)
      let rows = Matrix((0..<100).map { _ in (0..<3).map { _ in generator.uniformFraction() } })
      found += try gap(rows, upTo: 4).choice == 1 ? 1 : 0
    }
    #expect(found >= 8)
  }

  @Test func theRuleOfTheStandardErrorIsThatOfThePaper() {
    let statistic = { (gaps: [(Double, Double)]) in
      GapStatistic(
        estimates: gaps.enumerated().map {
          GapEstimate(clusters: $0 + 1, gap: $1.0, standardError: $1.1)
        }, references: 10
      ).choice
    }
    // 2 is within a standard error of 3.
    #expect(statistic([(0.1, 0.01), (0.5, 0.01), (0.52, 0.03), (0.6, 0.01)]) == 2)
    #expect(statistic([(0.1, 0.01), (0.2, 0.01), (0.3, 0.01)]) == nil)
    #expect(statistic([(0.3, 0.01), (0.2, 0.01)]) == 1)
  }

  @Test func separateGroupsAreStableAndOthersAreNot() throws {
    let rows = groups([[0, 0], [20, 0], [0, 20]])
    let settings = StabilitySettings(seed: 4)
    let right = try ClusterStability(
      of: rows, search: KMeansSettings(clusters: 3, restarts: 3), settings: settings)
    #expect(right.halves?.mean == 1 && right.halves?.comparisons == 10)
    let high = try #require(right.restarts)
    #expect(high.mean > 0.9 && high.comparisons == 45 && high.low <= high.mean)
    let wrong = try ClusterStability(
      of: rows, search: KMeansSettings(clusters: 7, restarts: 3), settings: settings)
    #expect(try #require(wrong.halves).mean < 0.9)
    let one = try ClusterStability(
      of: rows, search: KMeansSettings(clusters: 1), settings: settings)
    #expect(one.restarts == nil && one.halves == nil)
  }

  @Test func halvesAreOfWholeUnits() throws {
    let rows = groups([[0, 0], [20, 0]])
    let search = KMeansSettings(clusters: 2, restarts: 2)
    let settings = StabilitySettings(seed: 4)
    let oneUnit = try ClusterStability(
      of: rows, units: Array(repeating: 0, count: 60), search: search, settings: settings)
    #expect(oneUnit.halves == nil && oneUnit.restarts != nil)
    let units = (0..<60).map { $0 / 3 }
    let found = try ClusterStability(
      of: rows, units: units, search: search, settings: settings)
    #expect(found.halves?.mean == 1)
    #expect(
      try ClusterStability(of: rows, units: units, search: search, settings: settings) == found)
  }

  @Test func qualityEqualsScikitLearn() throws {
    let digits = try Digits()
    let expected = try ClusterReferences.load().digits
    let start: Matrix<Double> = digits.rows.selecting(rows: 0..<10).converted()
    let found = try kMeans(digits.rows, from: start, settings: KMeansSettings(clusters: 10))
    for (labels, expected) in [
      (found.assignments, expected.ofClusters), (digits.labels, expected.ofLabels),
    ] {
      let rows = StoredRows.floats(digits.rows)
      let means = ClusterMeans(of: rows, assignments: labels, count: 10)
      let quality = ClusterQuality(of: rows, assignments: labels, means: means)
      let index = try #require(quality.calinskiHarabasz)
      #expect(agrees(index, expected.calinskiHarabasz, relative: 1e-12))
      let ratio = try #require(quality.daviesBouldin)
      #expect(agrees(ratio, expected.daviesBouldin, relative: 1e-12))
      let width = try #require(silhouette(digits.rows, assignments: labels))
      #expect(agrees(width, expected.silhouette, absolute: 1e-12))
    }
    #expect(agrees(found.inertia, 1_167_859.3840065985, relative: 1e-12))
    let against = ClusterAgreement(found.assignments, classes: digits.labels)
    #expect(agrees(against.adjustedRandIndex, 0.652_374_231_4, absolute: 1e-10))
    #expect(agrees(against.homogeneity, expected.homogeneity, absolute: 1e-12))
    #expect(agrees(against.completeness, expected.completeness, absolute: 1e-12))
  }

  @Test func qualityIsUndefinedWhereThereIsNothingToCompare() {
    func quality(_ rows: [[Double]], _ labels: [Int], _ count: Int) -> ClusterQuality {
      let rows = StoredRows.doubles(Matrix(rows))
      return ClusterQuality(
        of: rows, assignments: labels,
        means: ClusterMeans(of: rows, assignments: labels, count: count))
    }
    let one = quality([[0], [2]], [0, 0], 1)
    #expect(one.inertia == 2 && one.calinskiHarabasz == nil && one.daviesBouldin == nil)
    let each = quality([[0], [2]], [0, 1], 2)
    #expect(each.inertia == 0 && each.calinskiHarabasz == nil && each.daviesBouldin == 0)
    let equalMeans = quality([[0], [2], [1], [1]], [0, 0, 1, 1], 2)
    #expect(equalMeans.daviesBouldin == nil && equalMeans.calinskiHarabasz == 0)
    let withNoise = quality([[0], [2], [100], [50], [52]], [0, 0, -1, 1, 1], 2)
    #expect(withNoise.inertia == 4)
  }
}
