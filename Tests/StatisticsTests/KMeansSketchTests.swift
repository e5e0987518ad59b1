import LinearAlgebra
import TestSupport
import Testing

@testable import Statistics

/// Sets large enough for a sketch in few dimensions, against Lloyd's algorithm as it is defined.
@Suite struct KMeansSketchTests {
  /// Rows around nine centers in 160 dimensions; `share` of their variance is in few directions.
  private func rows(_ count: Int, share: Double, _ name: String) -> Matrix<Float> {
    var normal = NormalGenerator(name)
    let centers = (0..<9).map { _ in (0..<160).map { _ in normal.next() } }
    let spread = (0..<160).map { share / Double($0 + 1) + (1 - share) * 0.6 }
    let elements = (0..<count).flatMap { (row: Int) -> [Float] in
      (0..<160).map { (column: Int) -> Float in
        let noise = 4 * spread[column] * normal.next()
        return Float(centers[row % 9][column] + noise + 2)
      }
    }
    return Matrix(rows: count, columns: 160, elements: elements)
  }

  /// Assignments and inertia after some iterations in double precision.
  private func lloyd(
    _ rows: Matrix<Float>, from start: Matrix<Double>, iterations: Int
  ) -> (centers: [Int], inertia: Double) {
    let points = (0..<rows.rows).map { rows.row($0).map(Double.init) }
    var centers = (0..<start.rows).map { Array(start.row($0)) }
    func nearest() -> [(center: Int, square: Double)] {
      points.map { point in
        var best = (0, Double.infinity)
        for (c, center) in centers.enumerated() {
          var square = 0.0
          for k in point.indices { square += (point[k] - center[k]) * (point[k] - center[k]) }
          if square < best.1 { best = (c, square) }
        }
        return best
      }
    }
    var found = nearest()
    for _ in 0..<iterations {
      for c in centers.indices {
        let members = points.indices.filter { found[$0].center == c }
        guard !members.isEmpty else { continue }
        centers[c] = (0..<160).map { k in
          members.reduce(0) { $0 + points[$1][k] } / Double(members.count)
        }
      }
      found = nearest()
    }
    return (found.map(\.center), found.reduce(0) { $0 + $1.square })
  }

  @Test(arguments: [0.9, 0.0]) func assignmentsAreThoseOfLloyd(share: Double) throws {
    let rows = rows(2_100, share: share, "sketch")
    let start: Matrix<Double> = rows.selecting(rows: 0..<12).converted()
    let expected = lloyd(rows, from: start, iterations: 4)
    let settings = KMeansSettings(clusters: 12, restarts: 1, iterationLimit: 4, tolerance: 0)
    let found = try kMeans(rows, from: start, settings: settings)
    #expect(agrees(found.inertia, expected.inertia, relative: 1e-12))
    #expect(adjustedRandIndex(found.assignments, expected.centers) == 1)
  }

  @Test func seedsFromASketchFindPlantedGroups() throws {
    let rows = rows(2_100, share: 1, "planted")
    let found = try kMeans(rows, settings: KMeansSettings(clusters: 9, restarts: 3), seed: 2)
    #expect(adjustedRandIndex(found.assignments, (0..<2_100).map { $0 % 9 }) > 0.99)
  }
}

@Suite struct SphericalKMeansTests {
  /// Directions around three axes, of very different lengths.
  private var rows: Matrix<Double> {
    var normal = NormalGenerator("spherical")
    return Matrix(
      (0..<60).map { row in
        let length = [0.01, 1, 500][row % 3 == 0 ? row / 3 % 3 : row % 2]
        return (0..<3).map { length * (($0 == row % 3 ? 10 : 0) + normal.next()) }
      })
  }

  @Test func lengthsDoNotMatter() throws {
    let settings = KMeansSettings(clusters: 3, spherical: true)
    let found = try kMeans(rows, settings: settings, seed: 1)
    #expect(adjustedRandIndex(found.assignments, (0..<60).map { $0 % 3 }) == 1)
    let doubled = try kMeans(rows.mapping { 2 * $0 }, settings: settings, seed: 1)
    #expect(doubled.assignments == found.assignments && doubled.inertia == found.inertia)
  }

  @Test func inertiaIsTwiceOneLessTheCosines() throws {
    let found = try kMeans(rows, settings: KMeansSettings(clusters: 3, spherical: true), seed: 1)
    let units = UnitRows(rows)
    let centers = UnitRows(found.centers)
    for cluster in 0..<3 {
      let center = found.centers.row(cluster)
      #expect(agrees(center.reduce(0) { $0 + $1 * $1 }, 1, absolute: 1e-9))
    }
    let expected = try (0..<60).reduce(0.0) { sum, row in
      let cosine = try #require(units.cosine(row, centers, found.assignments[row]))
      return sum + 2 * (1 - cosine)
    }
    #expect(agrees(found.inertia, expected, relative: 1e-5))
  }

  @Test func rowsWithoutDirectionAreRefused() {
    #expect(throws: StatisticsError.self) {
      try kMeans(
        Matrix([[0.0, 0], [1, 0], [0, 1]]),
        settings: KMeansSettings(clusters: 2, spherical: true), seed: 1)
    }
  }

  @Test func oppositeRowsLeaveTheCenterFinite() throws {
    let found = try kMeans(
      Matrix([[1.0, 0], [-1, 0]]), settings: KMeansSettings(clusters: 1, spherical: true), seed: 1)
    #expect(found.centers.elements.allSatisfy(\.isFinite) && found.inertia.isFinite)
  }
}

@Suite struct MiniBatchKMeansTests {
  private var groups: Matrix<Double> {
    var normal = NormalGenerator("batches")
    let centers = [[0.0, 0], [20, 0], [0, 20], [20, 20]]
    return Matrix((0..<2_000).map { row in centers[row % 4].map { $0 + normal.next() } })
  }

  @Test func batchesFindPlantedGroups() throws {
    let settings = KMeansSettings(clusters: 4, restarts: 3, batch: 100)
    let found = try kMeans(groups, settings: settings, seed: 1)
    #expect(found.sizes == [500, 500, 500, 500] && found.converged && found.batch == 100)
    let whole = try kMeans(groups, settings: KMeansSettings(clusters: 4), seed: 1)
    #expect(whole.batch == nil)
    #expect(found.inertia >= whole.inertia && found.inertia < 1.1 * whole.inertia)
    let again = try kMeans(groups, settings: settings, seed: 1)
    #expect(again.inertia == found.inertia && again.centers == found.centers)
  }

  @Test func batchesAreTakenOfManyRowsOnly() {
    let settings = KMeansSettings(clusters: 2)
    #expect(settings.batch(ofRows: 1_000_000) == nil)
    #expect(settings.batch(ofRows: 1_000_001) == KMeansSettings.standardBatch)
    #expect(KMeansSettings(clusters: 2, batch: 50).batch(ofRows: 50) == nil)
  }
}
