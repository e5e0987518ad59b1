import LinearAlgebra
import Testing

@testable import Statistics

@Suite struct FarthestFirstTests {
  /// Directions at angles, in degrees.
  private func rows(_ angles: [Double]) -> UnitRows {
    UnitRows(Matrix(angles.map { [cosine($0), cosine($0 - 90)] }))
  }

  private func cosine(_ degrees: Double) -> Double {
    var generator = (x: 1.0, y: 0.0)
    let (c, s) = (0.9998476951563913, 0.01745240643728351)
    let turns = Int(((degrees.truncatingRemainder(dividingBy: 360)) + 360).rounded()) % 360
    for _ in 0..<turns {
      generator = (generator.x * c - generator.y * s, generator.x * s + generator.y * c)
    }
    return generator.x
  }

  @Test func eachIsFarthestFromThoseBefore() {
    let found = farthestFirst(of: rows([0, 10, 80, 150, 30]), from: rows([0]), count: 3)
    #expect(found.map(\.row) == [3, 2, 4])
    #expect(abs((found[0].cosine ?? 0) - cosine(150)) < 1e-6)
  }

  @Test func theFirstWithoutCentresIsTheMiddleAndZerosAreNeverChosen() {
    let some = UnitRows(Matrix([[0.0, 0], [1, 0], [1, 0.1], [0, 1]]))
    let found = farthestFirst(of: some, from: nil, count: 9)
    #expect(found.count == 3 && found[0].row == 2 && found[0].cosine == nil)
    #expect(Set(found.map(\.row)) == [1, 2, 3])
  }

  @Test func noRowIsFartherThanTheLastChosenWasFromThoseBefore() {
    var normal = NormalGenerator("k-centre")
    let rows = UnitRows(normal.matrix(300, 5))
    let found = farthestFirst(of: rows, from: nil, count: 20)
    let chosen = found.map(\.row)
    let cosines = found.compactMap(\.cosine)
    #expect(zip(cosines, cosines.dropFirst()).allSatisfy { $0 <= $1 + 1e-6 })
    for row in 0..<300 where !chosen.contains(row) {
      let nearest = chosen.compactMap { rows.cosine(row, rows, $0) }.max() ?? -1
      #expect(nearest >= (cosines.last ?? 1) - 1e-5)
    }
  }
}

@Suite struct TypicalRowsTests {
  /// Three bunches of directions and one row far from all.
  private let rows: UnitRows = {
    var normal = NormalGenerator("typical")
    let centers: [[Double]] = [[9, 0, 0], [0, 9, 0], [0, 0, 9]]
    let bunches = centers.flatMap { center in
      (0..<30).map { _ in center.map { $0 + normal.next() } }
    }
    return UnitRows(Matrix(bunches + [[-5, -5, -5]]))
  }()

  @Test func everyBunchGivesOneFromItsMiddle() throws {
    let found = try typicalRows(of: rows, chosen: [], count: 3, seed: 1)
    #expect(Set(found.map { $0.row / 30 }) == [0, 1, 2])
    for item in found {
      let others = (0..<30).map { 30 * (item.row / 30) + $0 }
      let distances = others.map { other in
        others.reduce(0.0) { $0 + 1 - (rows.cosine(other, rows, $1) ?? 0) }
      }
      let own = distances[item.row % 30]
      #expect(distances.count { $0 < own } < 10)
    }
  }

  @Test func bunchesWithALabelAreAskedLast() throws {
    let found = try typicalRows(of: rows, chosen: [0, 31], count: 1, seed: 1)
    #expect(found.map { $0.row / 30 } == [2])
  }

  @Test func noneTwiceNoneThatIsChosenAndAllWhereMoreAreAskedFor() throws {
    let found = try typicalRows(of: rows, chosen: [4, 5], count: 500, seed: 1)
    #expect(found.count == 89 && Set(found.map(\.row)).count == 89)
    #expect(Set(found.map(\.row)).isDisjoint(with: [4, 5]))
    let equal = UnitRows(Matrix(Array(repeating: [1.0, 2], count: 7)))
    #expect(try typicalRows(of: equal, chosen: [], count: 3, seed: 1).count == 3)
    let zeros = UnitRows(Matrix([[0.0, 0], [0, 0]]))
    #expect(try typicalRows(of: zeros, chosen: [], count: 1, seed: 1).isEmpty)
  }
}
