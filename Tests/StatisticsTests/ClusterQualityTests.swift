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

  /// More rows than a strip holds, clusters across its end, copies, and one cluster of a single row.
  @Test func silhouettesAreTheMeanDistancesThatTheyAreMadeOf() throws {
    var normal = NormalGenerator("silhouette")
    var rows = (0..<300).map { _ in [normal.next(), normal.next(), normal.next()] }
    rows[7] = rows[150]
    let clusters = (0..<300).map { $0 == 40 ? 9 : ($0 * $0) % 4 }
    let found = try #require(silhouettes(StoredRows(Matrix(rows)), assignments: clusters))
    func mean(_ i: Int, _ cluster: Int) -> Double {
      let others = rows.indices.filter { clusters[$0] == cluster && $0 != i }
      let distances = others.map { j in
        zip(rows[i], rows[j]).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }.squareRoot()
      }
      return distances.reduce(0, +) / Double(others.count)
    }
    for i in rows.indices where i != 40 {
      let next = try #require(Set(clusters).subtracting([clusters[i]]).map { mean(i, $0) }.min())
      let own = mean(i, clusters[i])
      #expect(agrees(found[i], (next - own) / max(own, next), absolute: 1e-12))
    }
    #expect(found[40] == 0)
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
