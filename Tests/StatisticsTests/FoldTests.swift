import LinearAlgebra
import Testing

@testable import Statistics

@Suite struct FoldTests {
  /// Rows that folds have to bear: spread evenly, in clusters, in one narrow cone, in fewer
  /// dimensions than they have, with one huge number, with denormals, with zero rows.
  static let sets: [String: Matrix<Double>] = {
    var normal = NormalGenerator("folds")
    let even = normal.matrix(90, 70)
    let clustered = normal.grouped(9, by: 10, 300)
    let cone = normal.matrix(90, 70).mapping { 1 + 0.01 * $0 }
    let flat = normal.matrix(90, 5).times(normal.matrix(5, 70))
    var huge = normal.matrix(90, 70)
    for i in 0..<45 { huge[i, i] = 1e6 }
    var small = normal.matrix(90, 70).mapping { $0 * 0x1p-140 }
    for k in 0..<70 { (small[3, k], small[50, k]) = (0, 0) }
    return [
      "even": even, "clustered": clustered, "cone": cone, "flat": flat, "huge": huge,
      "denormal": small, "narrow": normal.matrix(90, 3),
    ]
  }()

  static let folds = [1, 2, 32]

  @Test(arguments: sets.keys.sorted(), folds)
  func noPairIsMovedApart(name: String, width: Int) throws {
    let rows = UnitRows(try #require(Self.sets[name]).converted(to: Float.self))
    let basis = FoldBasis(of: rows.unit(0..<rows.count), count: width - 1)
    for fold in [basis.fold(width: width), basis.whole] {
      let (points, errors) = fold.points(of: rows, 0..<rows.count)
      for i in 0..<rows.count {
        for j in 0..<i where !rows.isZero(i) && !rows.isZero(j) {
          let folded = distance(points.row(i), points.row(j))
          let exact = distance(rows.direction(i)[...], rows.direction(j)[...])
          #expect(folded <= exact + errors[i] + errors[j] + 1e-12)
        }
      }
    }
  }

  @Test func errorsAreSmall() throws {
    let rows = UnitRows(try #require(Self.sets["clustered"]))
    let basis = FoldBasis(of: rows.unit(0..<rows.count), count: 31)
    let (_, errors) = basis.fold(width: 32).points(of: rows, 0..<rows.count)
    #expect(errors.allSatisfy { 0 <= $0 && $0 < 2e-3 })
  }

  @Test func zeroRowsHaveNoPoint() throws {
    let rows = UnitRows(try #require(Self.sets["denormal"]).converted(to: Float.self))
    let basis = FoldBasis(of: rows.unit(0..<rows.count), count: 7)
    for fold in [basis.fold(width: 8), basis.whole] {
      let (_, errors) = fold.points(of: rows, 0..<rows.count)
      #expect(errors.indices.filter { errors[$0] < 0 } == [3, 50])
    }
  }

  @Test func theMainDirectionsKeepDistancesOfFlatRows() throws {
    let rows = UnitRows(try #require(Self.sets["flat"]))
    let basis = FoldBasis(of: rows.unit(0..<rows.count), count: 6)
    let (points, _) = basis.fold(width: 7).points(of: rows, 0..<rows.count)
    let folded = distance(points.row(0), points.row(1))
    let exact = distance(rows.direction(0)[...], rows.direction(1)[...])
    #expect(abs(folded - exact) < 1e-3 * exact)
  }

  private func distance<Scalar: BinaryFloatingPoint>(
    _ x: ArraySlice<Scalar>, _ y: ArraySlice<Scalar>
  ) -> Double {
    zip(x, y).reduce(0) { sum, pair in
      let difference = Double(pair.0) - Double(pair.1)
      return sum + difference * difference
    }.squareRoot()
  }
}
