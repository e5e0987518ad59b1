import LinearAlgebra
import TestSupport
import Testing

@testable import Statistics

@Suite struct DensityClusteringTests {
  private func clusters(
    _ rows: Matrix<Double>, _ least: Int, samples: Int? = nil,
    _ selection: ClusterSelection = .excessOfMass
  ) throws -> DensityClustering {
    try densityClusters(
      of: .doubles(rows),
      settings: DensitySettings(
        minClusterSize: least, minSamples: samples, selection: selection))
  }

  private func check(_ rows: StoredRows, _ expected: ClusterReferences.Density) throws {
    let selection = try #require(ClusterSelection(rawValue: expected.selection))
    let found = try densityClusters(
      of: rows,
      settings: DensitySettings(
        minClusterSize: expected.minClusterSize, minSamples: expected.minSamples,
        selection: selection))
    #expect(found.assignments == expected.labels)
    for (a, b) in zip(found.probabilities, expected.probabilities) {
      #expect(agrees(a, b, absolute: 1e-9))
    }
    #expect(expected.agrees && differences(found.assignments, expected.settled) == 0)
  }

  /// Rows that scikit-learn puts elsewhere in whatever order it is given them. Clusters go by other
  /// numbers there.
  private func differences(_ found: [Int], _ settled: [Int]) -> Int {
    let pairs = zip(settled, found).filter { $0.0 != -2 }
    let matches = Dictionary(grouping: pairs, by: \.0).mapValues { pairs in
      Dictionary(grouping: pairs, by: \.1).max { $0.value.count < $1.value.count }?.key
    }
    return pairs.count { $0.0 == -1 ? $0.1 != -1 : matches[$0.0] != $0.1 }
  }

  @Test func digitsHaveTheClustersOfTheDefinitionAndOfScikitLearn() throws {
    let digits = try Digits()
    for expected in try ClusterReferences.load().digits.density {
      try check(.floats(digits.rows), expected)
    }
  }

  @Test func madeSetsHaveTheClustersOfTheDefinitionAndOfScikitLearn() throws {
    for set in try ClusterReferences.load().sets {
      for expected in set.density { try check(.doubles(Matrix(set.rows)), expected) }
    }
  }

  @Test func blocksDoNotMatter() throws {
    let rows = StoredRows.doubles(Matrix(try ClusterReferences.load().sets[1].rows))
    let whole = MutualReachability(rows, minSamples: 5).spanningTree()
    for side in [7, 64, 199, 200] {
      let parts = MutualReachability(rows, minSamples: 5, side: side).spanningTree()
      #expect(parts.count == rows.count - 1)
      for (a, b) in zip(whole, parts) {
        #expect(agrees(a.weight, b.weight, relative: 1e-12))
      }
    }
  }

  @Test func theOrderOfRowsDoesNotMatter() throws {
    let digits = try Digits()
    let rows: Matrix<Double> = digits.rows.selecting(rows: 0..<600).converted()
    var generator = SeededGenerator(seed: 3, stream: "order")
    var order = Array(0..<600)
    generator.shuffle(&order)
    for selection in ClusterSelection.allCases {
      let a = try clusters(rows, 8, samples: 4, selection)
      let b = try clusters(rows.reordered(by: order), 8, samples: 4, selection)
      let moved = order.map { a.assignments[$0] }
      #expect(adjustedRandIndex(moved, b.assignments) == 1)
      #expect(zip(moved, b.assignments).allSatisfy { ($0 < 0) == ($1 < 0) })
      #expect(a.sizes == b.sizes && a.sizes.count > 2)
    }
  }

  @Test func plantedGroupsAreFoundAndWhatLiesBetweenIsNoise() throws {
    var normal = NormalGenerator("density")
    let groups = [[0.0, 0], [12, 0], [0, 12]].enumerated().flatMap { index, center in
      (0..<(40 - 10 * index)).map { _ in center.map { $0 + normal.next() } }
    }
    let found = try clusters(
      Matrix(groups + [[60.0, 60], [-70, 50], [50, -80]]), 10, samples: 5)
    #expect(found.sizes.count == 3)
    #expect(Array(found.assignments.suffix(3)) == [-1, -1, -1])
    #expect(found.probabilities.suffix(3).allSatisfy { $0 == 0 })
    #expect(found.probabilities.allSatisfy { (0...1).contains($0) })
    #expect(found.probabilities.contains(1))
  }

  @Test func oneGroupIsNoise() throws {
    // A cluster is what parts from others: the root is none.
    var normal = NormalGenerator("one")
    let found = try clusters(normal.matrix(5, 2), 5)
    #expect(found.sizes.isEmpty && found.noise == 5)
  }

  @Test func equalRowsAreAClusterWithoutInfiniteNumbers() throws {
    let rows = Matrix(
      Array(repeating: [0.0, 0], count: 8) + Array(repeating: [5, 5], count: 8)
        + [[2.0, 1], [9, 9], [-3, 4]])
    for selection in ClusterSelection.allCases {
      let found = try clusters(rows, 5, samples: 3, selection)
      // One of the others is near a group, two are as far as the groups from each other.
      #expect(found.sizes == [9, 8] && found.noise == 2)
      #expect(found.probabilities.allSatisfy { $0.isFinite })
      #expect(found.probabilities[0] == 1 && found.probabilities.suffix(3) == [0, 0, 0])
    }
  }

  @Test func rowsThatAreAllEqualAreNoise() throws {
    let found = try clusters(Matrix(repeating: 2.5, rows: 9, columns: 3), 3)
    #expect(found.sizes.isEmpty && found.assignments.allSatisfy { $0 == -1 })
  }

  @Test func twoRowsAreNoise() throws {
    let found = try clusters(Matrix([[0.0], [1]]), 2, samples: 1)
    #expect(found.assignments == [-1, -1] && found.sizes.isEmpty)
  }

  @Test func impossibleRequestsAreErrors() {
    let rows = Matrix([[0.0], [1], [2]])
    #expect(throws: StatisticsError.self) { try clusters(rows, 1) }
    #expect(throws: StatisticsError.self) { try clusters(rows, 2, samples: 4) }
    #expect(throws: StatisticsError.self) { try clusters(rows, 2, samples: 0) }
    #expect(throws: StatisticsError.tooFewRows(of: "the matrix", found: 1, needed: 2)) {
      try clusters(Matrix([[1.0]]), 2, samples: 1)
    }
    #expect(throws: StatisticsError.notFinite(of: "the matrix", row: 1, column: 0)) {
      try clusters(Matrix([[0.0], [.nan], [1]]), 2)
    }
  }

  @Test func coreDistancesAreThoseOfSortedDistances() {
    var normal = NormalGenerator("core")
    let matrix = normal.matrix(60, 3)
    let rows = DistanceRows(centring: .doubles(matrix))
    for k in [1, 2, 7, 60] {
      let found = rows.squaredCoreDistances(k)
      for i in 0..<60 {
        let all = (0..<60).map { squaredDifference(matrix.row(i), matrix.row($0)) }.sorted()
        #expect(agrees(found[i], all[k - 1], absolute: 1e-12))
      }
    }
  }
}
