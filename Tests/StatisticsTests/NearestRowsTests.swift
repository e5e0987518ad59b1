import LinearAlgebra
import TestSupport
import Testing

@testable import Statistics

@Suite struct NearestRowsTests {
  let reference: References.CosineValues
  let rows: UnitRows

  init() throws {
    reference = try References.load().cosine
    rows = UnitRows(Matrix(reference.rows))
  }

  @Test func neighboursEqualSciPy() {
    let found = nearestRows(of: rows, in: rows, count: 9, excluding: .sameRow)
    #expect(found[0].map(\.row) == reference.nearest)
  }

  @Test func neighboursEqualSortingAllCosines() {
    let found = nearestRows(of: rows, in: rows, count: 6)
    for query in 0..<rows.count {
      let all = (0..<rows.count).compactMap { row in
        rows.cosine(query, rows, row).map { NearestRow(row: row, cosine: $0) }
      }
      #expect(found[query] == Array(all.sorted(by: NearestRow.precedes).prefix(6)))
    }
  }

  @Test func tiesGoToTheFirstRow() {
    let rows = UnitRows(Matrix<Float>([[2, 0], [1, 1], [1, 0], [3, 0]]))
    let found = nearestRows(of: rows, in: rows, count: 2)
    #expect(found[3].map(\.row) == [0, 2])
  }

  @Test func manyEqualRowsComeInTheirOrder() {
    let rows = UnitRows(Matrix<Float>(repeating: 0.1, rows: 50, columns: 33))
    let found = nearestRows(of: rows, in: rows, count: 4, excluding: .sameRow)
    #expect(found[0].map(\.row) == [1, 2, 3, 4] && found[49].map(\.row) == [0, 1, 2, 3])
    #expect(found.flatMap { $0 }.allSatisfy { $0.cosine == 1 })
  }

  @Test func zeroRowsNeitherAskNorAnswer() {
    let found = nearestRows(of: rows, in: rows, count: 40)
    #expect(found[11].isEmpty)
    #expect(found.enumerated().allSatisfy { $0.offset == 11 || $0.element.count == 39 })
    #expect(found.allSatisfy { $0.allSatisfy { $0.row != 11 } })
  }

  @Test func sameRowsAndSameUnitsAreExcluded() {
    let units = (0..<40).map { "patient \($0 / 4)" }
    let byUnit = nearestRows(of: rows, in: rows, count: 40, excluding: .sameUnit(units))
    let byRow = nearestRows(of: rows, in: rows, count: 40, excluding: .sameRow)
    for query in 0..<40 where query != 11 {
      #expect(byRow[query].allSatisfy { $0.row != query })
      #expect(byUnit[query] == byRow[query].filter { $0.row / 4 != query / 4 })
    }
  }

  @Test func oneQueryAtATimeGivesTheSame() {
    let together = nearestRows(of: rows, in: rows, count: 5)
    let search = NeighborSearch(queries: rows, rows: rows, k: 5, excluding: .none)
    for side in [TileSide(rows: 1, columns: 1), TileSide(rows: 3, columns: 7)] {
      #expect(search.products(side: side) == together)
    }
  }

  @Test func emptySetsAndNoNeighboursAreAllowed() {
    let none = UnitRows(Matrix<Float>(rows: 0, columns: 7))
    #expect(nearestRows(of: none, in: rows, count: 3).isEmpty)
    #expect(nearestRows(of: rows, in: none, count: 3).flatMap { $0 }.isEmpty)
    #expect(nearestRows(of: rows, in: rows, count: 0).flatMap { $0 }.isEmpty)
    let one = UnitRows(Matrix<Float>([[1, 0]]))
    #expect(nearestRows(of: one, in: one, count: 3, excluding: .sameRow) == [[]])
  }

  @Test func leaveOneOutAccuracyOnDigitsEqualsNumPy() throws {
    let digits = try Digits()
    let rows = UnitRows(digits.rows)
    let neighbors = nearestRows(of: rows, in: rows, count: 1, excluding: .sameRow)
    let vote = nearestNeighborVote(
      neighbors: neighbors, labels: digits.labels, truth: digits.labels, k: 1)
    let expected = try References.load().digits.leaveOneOut
    #expect(agrees(try #require(vote.accuracy), expected, absolute: 1e-12))
  }

  /// Of rows enough that a fold is chosen, and by every way to fold.
  @Test(arguments: [Exclusion.none, .sameRow, .sameUnit((0..<90).map { "\($0 / 30)" })])
  func foldsFindWhatProductsFind(excluding: Exclusion) throws {
    for name in FoldTests.sets.keys.sorted() {
      let rows = UnitRows(try #require(FoldTests.sets[name]).converted(to: Float.self))
      let basis = FoldBasis(of: rows.unit(0..<90), count: 15)
      for k in [7, 90] {
        let search = NeighborSearch(queries: rows, rows: rows, k: k, excluding: excluding)
        let expected = search.products(side: .standard)
        for fold in [basis.fold(width: 16), basis.whole] {
          for precision in [PointBlock.Precision.floats, .bytes(step: 0.005)] {
            let method = FoldMethod(fold: fold, precision: precision)
            #expect(search.folded(method, NeighborSeeds(of: rows)) == expected)
          }
        }
      }
    }
  }
}
