import LinearAlgebra
import TestSupport
import Testing

@testable import Statistics

@Suite struct KMeansTests {
  /// Three groups of 20, 30 and 10 rows far apart, in that order.
  var groups: Matrix<Double> {
    var normal = NormalGenerator("groups")
    let centers = [[0.0, 0], [10, 0], [0, 10]]
    let rows = zip(centers, [20, 30, 10]).flatMap { center, count in
      (0..<count).map { _ in center.map { $0 + normal.next() } }
    }
    return Matrix(rows)
  }

  @Test func digitsFromTheirFirstTenRowsEqualScikitLearn() throws {
    let digits = try Digits()
    let expected = try References.load().digits.kMeans
    let start: Matrix<Double> = digits.rows.selecting(rows: 0..<10).converted()
    let found = try kMeans(digits.rows, from: start, settings: KMeansSettings(clusters: 10))
    #expect(agrees(found.inertia, expected.inertia, relative: 1e-12))
    #expect(found.iterations == expected.iterations)
    #expect(found.sizes == expected.sizes)
    #expect(found.converged && found.restarts == 1)
    let ari = adjustedRandIndex(digits.labels, found.assignments)
    #expect(agrees(ari, expected.ari, absolute: 1e-12))
    let nmi = normalizedMutualInformation(digits.labels, found.assignments)
    #expect(agrees(nmi, expected.nmi, absolute: 1e-12))
  }

  @Test func plantedGroupsAreFound() throws {
    let found = try kMeans(groups, settings: KMeansSettings(clusters: 3), seed: 1)
    #expect(found.sizes == [30, 20, 10])
    let planted = Array(repeating: 1, count: 20) + Array(repeating: 0, count: 30)
    #expect(found.assignments == planted + Array(repeating: 2, count: 10))
    #expect(found.converged && found.restarts == 10)
  }

  @Test func centersAreTheMeansAndInertiaTheirSquares() throws {
    let rows = groups
    let found = try kMeans(rows, settings: KMeansSettings(clusters: 4), seed: 3)
    var inertia = 0.0
    for cluster in 0..<4 {
      let members = found.assignments.indices.filter { found.assignments[$0] == cluster }
      for j in 0..<2 {
        let values = members.map { rows[$0, j] }
        let mean = values.reduce(0, +) / Double(values.count)
        #expect(agrees(found.centers[cluster, j], mean, absolute: 1e-12))
        inertia += values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
      }
    }
    #expect(agrees(found.inertia, inertia, relative: 1e-12))
  }

  @Test func theSameSeedGivesTheSameBits() throws {
    let settings = KMeansSettings(clusters: 5, restarts: 3)
    let a = try kMeans(groups, settings: settings, seed: 9)
    let b = try kMeans(groups, settings: settings, seed: 9)
    #expect(a.inertia == b.inertia && a.assignments == b.assignments && a.centers == b.centers)
  }

  @Test func moreRestartsAreNeverWorse() throws {
    var normal = NormalGenerator("restarts")
    let rows = normal.matrix(80, 3)
    let inertias = try [1, 2, 5, 10].map {
      try kMeans(rows, settings: KMeansSettings(clusters: 8, restarts: $0), seed: 4).inertia
    }
    #expect(inertias == inertias.sorted(by: >))
  }

  @Test func assignmentsDoNotDependOnRowOrder() throws {
    let rows = groups
    var generator = SeededGenerator(seed: 2, stream: "order")
    var order = Array(0..<60)
    generator.shuffle(&order)
    let settings = KMeansSettings(clusters: 3)
    let a = try kMeans(rows, settings: settings, seed: 1)
    let b = try kMeans(rows.reordered(by: order), settings: settings, seed: 1)
    #expect(order.map { a.assignments[$0] } == b.assignments)
  }

  @Test func movingTheDataMovesOnlyTheCenters() throws {
    let settings = KMeansSettings(clusters: 3)
    let a = try kMeans(groups, settings: settings, seed: 1)
    let b = try kMeans(groups.mapping { $0 + 1e6 }, settings: settings, seed: 1)
    #expect(a.assignments == b.assignments)
    #expect(agrees(a.inertia, b.inertia, relative: 1e-8))
    #expect(agrees(b.centers[0, 0], a.centers[0, 0] + 1e6, relative: 1e-12))
  }

  @Test func floatAndDoubleRowsGiveTheSame() throws {
    let floats = groups.converted(to: Float.self)
    let settings = KMeansSettings(clusters: 3)
    let a = try kMeans(floats, settings: settings, seed: 1)
    let b = try kMeans(floats.converted(to: Double.self), settings: settings, seed: 1)
    #expect(a.inertia == b.inertia && a.assignments == b.assignments)
  }

  @Test func emptyClustersAreSeededAnew() throws {
    // All rows are nearest to the first center; three clusters start empty, two of them equal.
    let rows = Matrix([[0.0], [0], [0], [1], [1], [5], [9]])
    let start = Matrix([[3.0], [100], [100], [200]])
    let found = try kMeans(rows, from: start, settings: KMeansSettings(clusters: 4))
    #expect(found.sizes == [3, 2, 1, 1])
    #expect(found.inertia == 0)
    #expect(found.assignments == [0, 0, 0, 1, 1, 2, 3])
  }

  @Test func asManyClustersAsDistinctRowsFindThemAll() throws {
    let rows = Matrix([[1.0, 0], [2, 0], [1, 0], [3, 0], [2, 0], [1, 0]])
    for seed in 0..<10 as Range<UInt64> {
      let settings = KMeansSettings(clusters: 3, restarts: 1)
      let found = try kMeans(rows, settings: settings, seed: seed)
      #expect(found.sizes == [3, 2, 1] && found.inertia < 1e-20)
    }
  }

  @Test func oneClusterIsTheMean() throws {
    let found = try kMeans(groups, settings: KMeansSettings(clusters: 1), seed: 0)
    #expect(found.sizes == [60] && found.converged)
    let one = try kMeans(Matrix([[2.0, 3]]), settings: KMeansSettings(clusters: 1), seed: 0)
    #expect(one.centers == Matrix([[2, 3]]) && one.inertia == 0)
  }

  @Test func theIterationLimitIsKept() throws {
    var normal = NormalGenerator("limit")
    let settings = KMeansSettings(clusters: 7, restarts: 1, iterationLimit: 2, tolerance: 0)
    let found = try kMeans(normal.matrix(200, 2), settings: settings, seed: 0)
    #expect(found.iterations == 2 && !found.converged)
  }

  @Test func impossibleRequestsAreErrors() {
    let equal = Matrix(repeating: 2.0, rows: 5, columns: 3)
    let error = StatisticsError.outOfRange(
      setting: "the number of clusters", found: "2",
      expected: "at most 1, the number of distinct rows; ask for fewer clusters")
    #expect(throws: error) { try kMeans(equal, settings: KMeansSettings(clusters: 2), seed: 0) }
    #expect(throws: StatisticsError.self) {
      try kMeans(equal, settings: KMeansSettings(clusters: 0), seed: 0)
    }
    #expect(throws: StatisticsError.self) {
      try kMeans(equal, settings: KMeansSettings(clusters: 1, restarts: 0), seed: 0)
    }
    #expect(throws: StatisticsError.self) {
      let none = Matrix<Float>(rows: 0, columns: 3)
      return try kMeans(none, settings: KMeansSettings(clusters: 1), seed: 0)
    }
    #expect(throws: StatisticsError.notFinite(of: "the matrix", row: 0, column: 1)) {
      try kMeans(Matrix([[0, Double.nan]]), settings: KMeansSettings(clusters: 1), seed: 0)
    }
  }
}
