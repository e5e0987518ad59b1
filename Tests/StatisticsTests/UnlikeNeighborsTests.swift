import LinearAlgebra
import Testing

@testable import Statistics

/// Which neighbours are taken for copies.
@Suite struct UnlikeNeighborsTests {
  private func neighbors(_ rows: UnitRows) -> [[NearestRow]] {
    nearestRows(
      of: rows, in: rows, count: UnlikeNeighbors.neighborsNeeded, excluding: .sameRow)
  }

  /// Rows on a sphere of six dimensions within forty, some of them again with a little noise.
  private func rows(_ count: Int, copies: Int, each: Int = 1, _ name: String) -> UnitRows {
    var normal = NormalGenerator(name)
    let basis = normal.matrix(7, 40)
    var rows = normal.matrix(count, 7).times(basis)
    let sources = (0..<(copies * each)).map { $0 / each }
    let noise = normal.matrix(sources.count, 40).mapping { $0 * 0.01 }
    let again = zip(rows.selecting(rows: sources).elements, noise.elements).map { $0 + $1 }
    rows = Matrix(rows: count + sources.count, columns: 40, elements: rows.elements + again)
    return UnitRows(rows)
  }

  @Test func evenRowsHaveNoCopies() throws {
    var found = 0
    for index in 0..<20 {
      let unlike = UnlikeNeighbors(neighbors(rows(300, copies: 0, "unlike.even.\(index)")))
      found += unlike.copies.count { $0 > 0 }
      let dimension = try #require(unlike.intrinsicDimension)
      #expect((4.5...7.5).contains(dimension))
    }
    #expect(found <= 1)
  }

  @Test(arguments: [1, 4]) func copiesAreFoundAndLeftOut(each: Int) {
    let planted = rows(400, copies: 40, each: each, "unlike.planted")
    let unlike = UnlikeNeighbors(neighbors(planted))
    let members = (0..<40).map { $0 } + (400..<(400 + 40 * each)).map { $0 }
    #expect(members.count { unlike.copies[$0] == each } >= members.count * 9 / 10)
    #expect((40..<400).allSatisfy { unlike.copies[$0] == 0 })
    let largest = unlike.nearest.compactMap { $0?.cosine }.max() ?? 1
    let alone = UnlikeNeighbors(neighbors(rows(400, copies: 0, "unlike.planted")))
    #expect(largest <= (alone.nearest.compactMap { $0?.cosine }.max() ?? 0) + 0.01)
  }

  @Test func nothingIsLeftOutWhereTheDimensionIsUnknown() {
    let equal = UnitRows(Matrix<Double>(Array(repeating: [1, 2], count: 40)))
    #expect(UnlikeNeighbors(neighbors(equal)).copies.allSatisfy { $0 == 0 })
    let few = UnitRows(Matrix<Double>([[1, 0], [1, 0.001], [0, 1]]))
    let unlike = UnlikeNeighbors(neighbors(few))
    #expect(unlike.intrinsicDimension == nil && unlike.copies == [0, 0, 0])
    #expect(UnlikeNeighbors([]).nearest.isEmpty)
    #expect(UnlikeNeighbors([[]]).nearest == [nil])
  }
}

@Suite struct SmallestThresholdTests {
  @Test func asManyAsAllowedReachIt() {
    let cosines = (0..<2_000).map { 0.99 * Double($0) / 2_000 }
    for (rate, count) in [(0.0, 0), (0.001, 2), (0.0014, 2), (0.01, 20)] {
      let threshold = smallestThreshold(reachedByAtMost: rate, of: cosines)
      #expect(cosines.count { $0 >= threshold } <= count)
      #expect(cosines.count { $0 >= threshold - 0.001 } >= count)
    }
  }

  @Test func whatIsPrintedIsWhatWasUsed() {
    #expect(smallestThreshold(reachedByAtMost: 0, of: [0.2, 0.9987654321]) == 0.99877)
    #expect(smallestThreshold(reachedByAtMost: 0, of: [0.5]) == 0.501)
    #expect(smallestThreshold(reachedByAtMost: 0, of: [-1]) == -0.99)
    #expect(smallestThreshold(reachedByAtMost: 0.5, of: [0.3, 0.99999991]) == 0.301)
  }

  @Test func equalRowsLeaveOnlyEquality() {
    #expect(smallestThreshold(reachedByAtMost: 0, of: [0.5, 1]) == 1)
    #expect(smallestThreshold(reachedByAtMost: 0.5, of: [0.5, 1]) < 0.51)
    #expect(smallestThreshold(reachedByAtMost: 1, of: [0.5]) == -1)
  }
}
