import LinearAlgebra
import TestSupport
import Testing

@testable import Statistics

@Suite struct ClusterQualityTests {
  @Test func silhouetteOfDigitsEqualsScikitLearn() throws {
    let digits = try Digits()
    let found = try #require(silhouette(digits.rows, assignments: digits.labels))
    let expected = try References.load().digits.silhouetteOfLabels
    #expect(agrees(found, expected, absolute: 1e-12))
  }

  @Test func silhouetteIsHighForSeparateAndNegativeForMixedClusters() throws {
    let rows = Matrix([[0.0], [1], [100], [101]])
    #expect(try #require(silhouette(rows, assignments: [0, 0, 1, 1])) > 0.98)
    #expect(try #require(silhouette(rows, assignments: [0, 1, 0, 1])) < -0.4)
  }

  @Test func silhouetteOfOneClusterIsNone() {
    #expect(silhouette(Matrix([[0.0], [1]]), assignments: [4, 4]) == nil)
    #expect(silhouette(Matrix<Float>(rows: 0, columns: 1), assignments: []) == nil)
  }

  @Test func rowsAloneAndEqualRowsHaveSilhouetteZero() {
    #expect(silhouette(Matrix([[0.0], [1], [5]]), assignments: [0, 1, 2]) == 0)
    let equal = Matrix(repeating: 0.1, rows: 4, columns: 7)
    #expect(silhouette(equal, assignments: [0, 0, 1, 1]) == 0)
  }

  @Test func silhouetteDoesNotDependOnTiles() {
    var normal = NormalGenerator("silhouette")
    let rows = StoredRows(normal.matrix(50, 3))
    let clusters = (0..<50).map { $0 % 3 }
    let whole = silhouette(rows, assignments: clusters, side: .standard) ?? .nan
    let tiled = silhouette(rows, assignments: clusters, side: TileSide(rows: 7, columns: 4)) ?? .nan
    #expect(agrees(whole, tiled, absolute: 1e-13))
  }

  @Test func agreementEqualsScikitLearn() throws {
    let reference = try References.load().agreement
    #expect(agrees(adjustedRandIndex(reference.a, reference.b), reference.ari, absolute: 1e-14))
    let nmi = normalizedMutualInformation(reference.a, reference.b)
    #expect(agrees(nmi, reference.nmi, absolute: 1e-14))
  }

  @Test func agreementIsSymmetricAndIgnoresNumbering() throws {
    let reference = try References.load().agreement
    let renumbered = reference.a.map { 100 - 7 * $0 }
    #expect(adjustedRandIndex(reference.a, renumbered) == 1)
    #expect(agrees(normalizedMutualInformation(reference.a, renumbered), 1, absolute: 1e-15))
    let forth = adjustedRandIndex(renumbered, reference.b)
    #expect(agrees(forth, adjustedRandIndex(reference.b, reference.a), absolute: 1e-15))
    #expect(agrees(forth, reference.ari, absolute: 1e-14))
  }

  @Test func unrelatedClusteringsAgreeByChanceOnly() {
    let (a, b) = ([0, 0, 1, 1], [0, 1, 0, 1])
    #expect(agrees(adjustedRandIndex(a, b), -0.5, absolute: 1e-15))
    #expect(normalizedMutualInformation(a, b) == 0)
  }

  @Test func trivialClusteringsFollowScikitLearn() {
    #expect(adjustedRandIndex([], []) == 1 && normalizedMutualInformation([], []) == 1)
    #expect(adjustedRandIndex([3], [5]) == 1 && normalizedMutualInformation([3], [5]) == 1)
    #expect(adjustedRandIndex([1, 1, 1], [2, 2, 2]) == 1)
    #expect(adjustedRandIndex([0, 1, 2], [5, 4, 3]) == 1)
    #expect(adjustedRandIndex([1, 1, 1], [0, 1, 2]) == 0)
    #expect(normalizedMutualInformation([1, 1, 1], [0, 1, 2]) == 0)
  }
}
