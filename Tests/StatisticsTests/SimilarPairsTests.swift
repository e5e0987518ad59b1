import LinearAlgebra
import Synchronization
import TestSupport
import Testing

@testable import Statistics

@Suite struct SimilarPairsTests {
  let reference: References.CosineValues
  let rows: UnitRows

  init() throws {
    reference = try References.load().cosine
    rows = UnitRows(Matrix(reference.rows))
  }

  @Test func pairsEqualSciPy() throws {
    let found = similarPairs(within: rows, threshold: 0.6)
    #expect(Set(found.pairs.map { [$0.a, $0.b] }) == Set(reference.pairs))
    #expect(found.count == reference.pairs.count && found.isComplete)
    #expect(agrees(try #require(rows.cosine(0, rows, 1)), reference.first, absolute: 1e-15))
  }

  @Test func countsOnDigitsEqualNumPy() throws {
    let digits = try Digits()
    let expected = try References.load().digits
    let rows = UnitRows(digits.rows)
    #expect(similarPairs(within: rows, threshold: 0.95).count == expected.pairsAbove95)
    #expect(similarPairs(within: rows, threshold: 0.99).count == expected.pairsAbove99)
  }

  @Test func pairsAreOrderedByCosineThenByRows() {
    let pairs = similarPairs(within: rows, threshold: -1).pairs
    #expect(zip(pairs, pairs.dropFirst()).allSatisfy(SimilarPair.precedes))
    let ties = UnitRows(Matrix<Float>([[1, 0], [0, 1], [2, 0], [0, 3], [4, 0]]))
    let equal = similarPairs(within: ties, threshold: 1).pairs
    #expect(equal.map { [$0.a, $0.b] } == [[0, 2], [0, 4], [1, 3], [2, 4]])
  }

  @Test func equalRowsAreFoundAtThresholdOne() {
    var normal = NormalGenerator("equal")
    let row = normal.matrix(1, 1_280).converted(to: Float.self)
    let twice = row.stacked(above: row.stacked(above: row))
    #expect(similarPairs(within: UnitRows(twice), threshold: 1).count == 3)
  }

  @Test func thresholdOneAcceptsRoundingAndNoMore() {
    // cos(10⁻³) is 1 − 5·10⁻⁷, cos(2·10⁻³) is 1 − 2·10⁻⁶.
    let rows = UnitRows(Matrix([[1.0, 0], [1, 1e-3], [1, -1e-3]]))
    #expect(
      similarPairs(within: rows, threshold: 1).pairs.map { [$0.a, $0.b] } == [[0, 1], [0, 2]])
    #expect(similarPairs(within: rows, threshold: 0.999_999).count == 2)
    #expect(similarPairs(within: rows, threshold: 0.999_99).count == 3)
  }

  @Test func equalRowsHaveCosineOneExactlyAndAreListedInOrder() {
    let rows = UnitRows(Matrix<Double>(repeating: 0.1, rows: 20, columns: 33))
    let found = PairJoin(within: rows, threshold: 0.9, limit: 3)
      .products(side: TileSide(rows: 3, columns: 5))
    #expect(found.pairs == [1, 2, 3].map { SimilarPair(a: 0, b: $0, cosine: 1) })
    #expect(found.count == 190 && !found.isComplete)
  }

  @Test func zeroRowsArePartOfNoPair() {
    let pairs = similarPairs(within: rows, threshold: -1)
    #expect(pairs.count == 39 * 38 / 2)
    #expect(pairs.pairs.allSatisfy { $0.a != 11 && $0.b != 11 })
  }

  @Test func betweenEqualsTheBlockOfTheWholeSet() {
    let all = Matrix(reference.rows)
    let x = UnitRows(all.selecting(rows: 0..<15))
    let y = UnitRows(all.selecting(rows: 15..<40))
    let between = similarPairs(between: x, and: y, threshold: 0.3)
    let within = similarPairs(within: rows, threshold: 0.3).pairs.filter { $0.a < 15 && $0.b >= 15 }
    #expect(between.pairs.map { [$0.a, $0.b + 15] } == within.map { [$0.a, $0.b] })
    #expect(between.pairs.map(\.cosine) == within.map(\.cosine))
  }

  @Test func exchangingTheSetsExchangesThePairs() {
    let (x, y) = (rows, UnitRows(Matrix(reference.rows).selecting(rows: 3..<20)))
    let forth = similarPairs(between: x, and: y, threshold: 0.4)
    let back = similarPairs(between: y, and: x, threshold: 0.4)
    #expect(Set(forth.pairs.map { [$0.a, $0.b] }) == Set(back.pairs.map { [$0.b, $0.a] }))
  }

  @Test func thresholdOfACosineIncludesIt() throws {
    let cosines = similarPairs(within: rows, threshold: 0.2).pairs.map(\.cosine)
    let one = try #require(cosines.dropFirst(20).first)
    #expect(similarPairs(within: rows, threshold: one).pairs.last?.cosine == one)
    #expect(similarPairs(within: rows, threshold: one.nextUp).pairs.allSatisfy { $0.cosine > one })
  }

  @Test(arguments: [0, 1, 7, 100, 740, 741])
  func aLimitKeepsTheMostSimilarAndCountsAll(limit: Int) {
    let all = similarPairs(within: rows, threshold: -1)
    let some = similarPairs(within: rows, threshold: -1, listing: limit)
    #expect(some.pairs == Array(all.pairs.prefix(limit)))
    #expect(some.count == all.count)
    #expect(some.isComplete == (limit >= all.count))
  }

  @Test func tilesDoNotMatter() {
    let expected = similarPairs(within: rows, threshold: 0.1)
    for side in [TileSide(rows: 1, columns: 1), TileSide(rows: 7, columns: 3)] {
      let join = PairJoin(within: rows, threshold: 0.1, limit: 1_000)
      #expect(join.products(side: side).pairs == expected.pairs)
      let few = PairJoin(within: rows, threshold: 0.1, limit: 5).products(side: side)
      #expect(few.pairs == Array(expected.pairs.prefix(5)) && few.count == expected.count)
    }
  }

  @Test func progressCountsFromZeroToTheTotal() {
    let told = Mutex<[[Int]]>([])
    let progress: WorkProgress = { done, total in told.withLock { $0.append([done, total]) } }
    let join = PairJoin(within: rows, threshold: 0.9, limit: 10)
    _ = join.products(side: TileSide(rows: 10, columns: 10), progress: progress)
    #expect(told.withLock { $0.first } == [0, 10])
    #expect(told.withLock { $0.map { $0[0] }.sorted() } == Array(0...10))
    told.withLock { $0 = [] }
    _ = nearestRows(of: rows, in: rows, count: 1, progress: progress)
    #expect(told.withLock { $0 } == [[0, 1], [1, 1]])
  }

  @Test func smallSetsHaveNoPairs() {
    let none = UnitRows(Matrix<Float>(rows: 0, columns: 3))
    let one = UnitRows(Matrix<Float>([[1, 2, 3]]))
    #expect(similarPairs(within: none, threshold: -1).count == 0)
    #expect(similarPairs(within: one, threshold: -1).count == 0)
    #expect(similarPairs(between: none, and: one, threshold: -1).count == 0)
    #expect(similarPairs(between: one, and: one, threshold: 1).count == 1)
  }

  @Test func oppositeRowsPairAtThresholdMinusOneOnly() {
    let rows = UnitRows(Matrix<Float>([[1, 2], [-1, -2]]))
    #expect(similarPairs(within: rows, threshold: -1).pairs.map(\.cosine) == [-1])
    #expect(similarPairs(within: rows, threshold: -0.99).count == 0)
  }
}
