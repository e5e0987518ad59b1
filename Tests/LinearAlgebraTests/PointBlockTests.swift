import TestSupport
import Testing

@testable import LinearAlgebra

@Suite struct PointBlockTests {
  static let levels = InstructionSet.allCases.filter { $0 <= .best }

  /// Reproducible numbers within ±1.
  private func points(_ count: Int, _ dimension: Int, seed: UInt64) -> Matrix<Float> {
    var state = seed &* 0x9E37_79B9_7F4A_7C15 | 1
    let elements = (0..<(count * dimension)).map { _ -> Float in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Float(Int32(truncatingIfNeeded: state >> 33)) / Float(1 << 31) * 2 - 1
    }
    return Matrix(rows: count, columns: dimension, elements: elements)
  }

  private func distance(_ x: ArraySlice<Float>, _ y: ArraySlice<Float>) -> Double {
    zip(x, y).reduce(0) { sum, pair in
      let difference = Double(pair.0) - Double(pair.1)
      return sum + difference * difference
    }.squareRoot()
  }

  private func close(
    _ x: PointBlock, _ y: PointBlock, radius: Double, using level: InstructionSet = .scalar
  ) -> [[Int]] {
    var places = PlaceList()
    x.findClose(
      0..<x.count, within: Array(repeating: radius, count: x.count), to: y, into: &places,
      using: level)
    return (0..<places.count).map { [places[$0].row, places[$0].column] }
      .sorted { ($0[0], $0[1]) < ($1[0], $1[1]) }
  }

  private func block(
    _ points: Matrix<Float>, _ precision: PointBlock.Precision, error: Double = 0
  ) -> PointBlock {
    PointBlock(
      points, errors: Array(repeating: error, count: points.rows), precision: precision)
  }

  @Test(arguments: [1, 5, 31, 64, 127, 300], levels)
  func levelsAgreeOnBytesExactly(dimension: Int, level: InstructionSet) {
    let x = block(points(70, dimension, seed: 1), .bytes(step: 1 / 127))
    let y = block(points(45, dimension, seed: 2), .bytes(step: 1 / 127))
    for share in [0.8, 1.0, 1.1] {
      let radius = share * (Double(dimension) * 2 / 3).squareRoot()
      #expect(close(x, y, radius: radius, using: level) == close(x, y, radius: radius))
    }
  }

  @Test(
    arguments: [PointBlock.Precision.bytes(step: 1 / 127), .bytes(step: 0.05), .floats], levels)
  func everyClosePairIsFound(precision: PointBlock.Precision, level: InstructionSet) {
    let (p, q) = (points(70, 40, seed: 3), points(50, 40, seed: 4))
    let (x, y) = (block(p, precision), block(q, precision))
    for radius in [3.5, 4.5, 5.2] {
      let found = Set(close(x, y, radius: radius, using: level))
      for i in 0..<70 {
        for j in 0..<50 where distance(p.row(i), q.row(j)) <= radius {
          #expect(found.contains([i, j]))
        }
      }
    }
  }

  @Test(arguments: levels) func floatsFindLittleMoreThanTheClosePairs(level: InstructionSet) {
    let (p, q) = (points(70, 40, seed: 5), points(50, 40, seed: 6))
    let found = close(block(p, .floats), block(q, .floats), radius: 4.8, using: level)
    #expect(found.allSatisfy { distance(p.row($0[0]), q.row($0[1])) < 4.8 * 1.00001 })
    #expect(!found.isEmpty && found.count < 70 * 50)
  }

  /// The radius is the distance itself, as close to the bound as doubles go.
  @Test(arguments: [PointBlock.Precision.bytes(step: 0.01), .floats], levels)
  func pairsAtTheBoundAreFound(precision: PointBlock.Precision, level: InstructionSet) {
    let (p, q) = (points(33, 128, seed: 7), points(33, 128, seed: 8))
    let (x, y) = (block(p, precision), block(q, precision))
    for i in 0..<33 {
      let radius = distance(p.row(i), q.row(i))
      #expect(close(x, y, radius: radius, using: level).contains([i, i]))
    }
  }

  @Test(arguments: levels) func extremePointsAreFound(level: InstructionSet) {
    let tiny = Float.leastNonzeroMagnitude
    let rows: [[Float]] = [
      [tiny, 0, 0, 0], [-tiny, tiny, 0, 0], [1, 0, 0, 0], [1000, 1, 0, 0], [1000, 0, 0, tiny],
      [0, 0, 0, 0],
    ]
    let matrix = Matrix(rows)
    for precision in [PointBlock.Precision.bytes(step: 1e-3), .bytes(step: 1e-6), .floats] {
      let x = block(matrix, precision)
      for radius in [0, 1, 1.5, 2_000.0] {
        let found = Set(close(x, x, radius: radius, using: level))
        for i in rows.indices {
          for j in rows.indices where distance(matrix.row(i), matrix.row(j)) <= radius {
            #expect(found.contains([i, j]))
          }
        }
      }
    }
  }

  @Test(arguments: levels) func errorsWidenTheSearchAndAbsentPointsAreLeftOut(
    level: InstructionSet
  ) {
    let matrix = Matrix<Float>([[0, 0], [1, 0], [3, 0]])
    for precision in [PointBlock.Precision.bytes(step: 1e-2 * 3), .floats] {
      let exact = block(matrix, precision)
      #expect(!close(exact, exact, radius: 0.8, using: level).contains([0, 1]))
      let vague = block(matrix, precision, error: 0.1)
      #expect(close(vague, vague, radius: 0.8, using: level).contains([0, 1]))
      let absent = PointBlock(matrix, errors: [0, -1, 0], precision: precision)
      #expect(
        Set(close(absent, absent, radius: 100, using: level).flatMap { $0 }) == [0, 2])
    }
  }

  @Test(arguments: levels) func theWidestPointsOfBytesDoNotOverflow(level: InstructionSet) {
    let dimension = PointBlock.largestDimensionOfBytes
    let (high, low) = (
      [Float](repeating: 1, count: dimension), [Float](repeating: -1, count: dimension)
    )
    let x = block(Matrix([high, low, high]), .bytes(step: 1 / 127))
    #expect(close(x, x, radius: 1, using: level) == [[0, 0], [0, 2], [1, 1], [2, 0], [2, 2]])
    let absent = PointBlock(
      Matrix([high, low]), errors: [0, -1], precision: .bytes(step: 1 / 1_270))
    #expect(close(absent, absent, radius: 1e9, using: level) == [[0, 0]])
  }

  @Test func rangesAndStartsFindTheSamePairs() {
    let x = block(points(130, 20, seed: 9), .bytes(step: 0.01))
    let all = Set(close(x, x, radius: 3, using: .best))
    var places = PlaceList()
    x.findClose(
      64..<130, within: Array(repeating: 3, count: 66), to: x, from: 70, into: &places)
    let found = Set((0..<places.count).map { [places[$0].row, places[$0].column] })
    #expect(found == all.filter { $0[0] >= 64 && $0[1] >= 64 })
  }

  @Test func innerProductsAreExactWhereDoublesAre() {
    let (x, y) = (points(2, 1_000, seed: 10), points(2, 1_000, seed: 11))
    let exact = zip(x.row(0), y.row(1)).reduce(0.0) { $0 + Double($1.0) * Double($1.1) }
    #expect(agrees(Float.innerProduct(x.row(0), y.row(1)), exact, absolute: 1e-12))
    let huge: [Float] = [.greatestFiniteMagnitude, .leastNonzeroMagnitude]
    #expect(Float.innerProduct(huge[...], huge[...]).isFinite)
  }
}
