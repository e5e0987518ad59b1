import LinearAlgebra
import Testing

@testable import Statistics

/// Every way to join against all cosines in double precision.
@Suite struct PairJoinTests {
  private static let thresholds = [-1, 0.3, 0.99, 1]

  private func methods(for x: UnitRows, _ y: UnitRows) -> [FoldMethod] {
    let sample = x.unit(0..<x.count).stacked(above: y.unit(0..<y.count))
    let basis = FoldBasis(of: sample, count: 31)
    let folds = [basis.fold(width: 2), basis.fold(width: 32, restCenter: 0.5), basis.whole]
    // Of the last step, many points are cut.
    let precisions: [PointBlock.Precision] = [
      .floats, .bytes(step: 1.0 / 127), .bytes(step: 1e-3),
    ]
    return folds.flatMap { fold in precisions.map { FoldMethod(fold: fold, precision: $0) } }
  }

  private func allPairs(_ rows: UnitRows, threshold: Double) -> [SimilarPair] {
    (0..<rows.count).flatMap { i in
      ((i + 1)..<max(i + 1, rows.count)).compactMap { j in
        rows.cosine(i, rows, j).flatMap {
          $0 >= min(threshold, equalityThreshold) ? SimilarPair(a: i, b: j, cosine: $0) : nil
        }
      }
    }.sorted(by: SimilarPair.precedes)
  }

  @Test(arguments: FoldTests.sets.keys.sorted(), thresholds)
  func everyMethodFindsAllPairsOnce(name: String, threshold: Double) throws {
    let rows = UnitRows(try #require(FoldTests.sets[name]).converted(to: Float.self))
    let expected = allPairs(rows, threshold: threshold)
    let join = PairJoin(within: rows, threshold: threshold, limit: 10_000)
    #expect(join.products(side: .standard).pairs == expected)
    for method in methods(for: rows, rows) { #expect(join.folded(method).pairs == expected) }
  }

  @Test(arguments: thresholds) func crossJoinsFindAllPairsOnce(threshold: Double) throws {
    let all = try #require(FoldTests.sets["clustered"])
    // More rows than a block has.
    let x = UnitRows(all.selecting(rows: (0..<2_100).map { $0 % 40 }))
    let y = UnitRows(all.selecting(rows: 30..<90))
    let join = PairJoin(between: x, and: y, threshold: threshold, limit: 1_000)
    let expected = join.products(side: .standard)
    for method in methods(for: x, y) {
      let found = join.folded(method)
      #expect(found.pairs == expected.pairs && found.count == expected.count)
    }
  }

  /// A pair whose cosine is the threshold to the last bit.
  @Test func pairsAtTheThresholdAreFound() throws {
    let rows = UnitRows(try #require(FoldTests.sets["even"]))
    for (i, j) in [(0, 1), (5, 80), (33, 34)] {
      let threshold = try #require(rows.cosine(i, rows, j))
      let join = PairJoin(within: rows, threshold: threshold, limit: 10_000)
      for method in methods(for: rows, rows) {
        #expect(join.folded(method).pairs.contains { $0.a == i && $0.b == j })
      }
    }
  }

  @Test func orderOfRowsDoesNotMatter() throws {
    let matrix = try #require(FoldTests.sets["clustered"])
    let order = (0..<90).map { ($0 * 37) % 90 }
    let (rows, moved) = (UnitRows(matrix), UnitRows(matrix.reordered(by: order)))
    let found = similarPairs(within: rows, threshold: 0.9).pairs
    let again = similarPairs(within: moved, threshold: 0.9).pairs
    func key(_ p: Int, _ q: Int) -> [Int] { [min(p, q), max(p, q)] }
    #expect(
      Set(found.map { key($0.a, $0.b) }) == Set(again.map { key(order[$0.a], order[$0.b]) }))
    #expect(found.map(\.cosine) == again.map(\.cosine))
  }

  /// Rows enough that a fold is chosen, with copies of some.
  @Test func theChosenMethodFindsWhatProductsFind() {
    var normal = NormalGenerator("chosen")
    var matrix = normal.matrix(2_300, 80).converted(to: Float.self)
    for k in 0..<80 {
      matrix[2_200, k] = matrix[7, k]
      matrix[2_250, k] = matrix[7, k] * 1.001 + 0.01
    }
    let rows = UnitRows(matrix)
    let join = PairJoin(within: rows, threshold: 0.45, limit: 5_000)
    guard case .folded = JoinMethod.cheapest(rows, rows, radius: 0.3) else {
      Issue.record("no fold was chosen")
      return
    }
    let (found, expected) = (join.result(), join.products(side: .standard))
    #expect(found.pairs == expected.pairs && found.count == expected.count)
    #expect(found.pairs.prefix(3).contains { $0.a == 7 && $0.b == 2_200 })
  }

  /// Rows of one length, of which some agree and some do not; more of them than are told apart.
  @Test func rowsOfOneLengthAreNotTakenForEqual() {
    let rows = UnitRows(
      Matrix<Double>((0..<60).map { row in (0..<8).map { (row % 20) >> $0 & 1 == 1 ? 1 : -1 } }))
    for threshold in [0.2, 1] {
      let found = PairJoin(within: rows, threshold: threshold, limit: 5_000)
        .products(side: TileSide(rows: 7, columns: 13))
      #expect(found.pairs == allPairs(rows, threshold: threshold))
    }
    let (x, y) = (rows, UnitRows(Matrix<Float>([[1, -1, 1, -1, -1, -1, -1, -1]])))
    let across = PairJoin(between: x, and: y, threshold: 1, limit: 10)
      .products(side: .standard)
    #expect(across.pairs.map(\.a) == [5, 25, 45] && across.pairs.allSatisfy { $0.cosine == 1 })
  }

  @Test func manyEqualRowsAreCountedAndNotListed() {
    let rows = UnitRows(Matrix<Float>(repeating: 0.3, rows: 3_000, columns: 33))
    let found = similarPairs(within: rows, threshold: 0.9, listing: 4)
    #expect(found.count == 3_000 * 2_999 / 2)
    #expect(found.pairs.map { [$0.a, $0.b] } == [[0, 1], [0, 2], [0, 3], [0, 4]])
  }
}
