import Foundation
import LinearAlgebra
import Testing

@testable import Statistics

/// Against SciPy and NumPy; see `References/make_shift_references.py`.
@Suite struct TwoSampleTests {
  private struct Values: Decodable {
    let x: [[Double]]
    let y: [[Double]]
    let frechet: Double
    let overlap3: Overlap
    let overlap5: Overlap
    let kolmogorovSmirnov: [Test]
    let large: Large

    struct Overlap: Decodable {
      let precision: Double
      let recall: Double
      let density: Double
      let coverage: Double
    }

    struct Test: Decodable {
      let x: [Double]
      let y: [Double]
      let statistic: Double
      let pValue: Double
    }

    struct Large: Decodable {
      let n: Int
      let m: Int
      let statistic: Double
      let pValue: Double
    }
  }

  private let values: Values

  init() throws {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    values = try decoder.decode(Values.self, from: try References.bytes("shift-references.json"))
  }

  @Test func kolmogorovSmirnovEqualsSciPy() {
    for known in values.kolmogorovSmirnov {
      let test = KolmogorovSmirnov(known.x, known.y)
      #expect(abs(test.statistic - known.statistic) < 1e-14)
      #expect(abs(test.pValue - known.pValue) <= 1e-10 * known.pValue)
      let swapped = KolmogorovSmirnov(known.y, known.x)
      #expect(abs(swapped.pValue - test.pValue) <= 1e-12)
    }
  }

  @Test func manyRanksFollowTheLimit() {
    // A sample whose distribution functions differ by just that much.
    let (n, m) = (values.large.n, values.large.m)
    let apart = Int((values.large.statistic * Double(m)).rounded())
    let x = (0..<n).map { Double($0) / Double(n) + 1e-9 }
    let y = (0..<m).map { (Double($0) + 0.5) / Double(m) }
    let shifted = y.enumerated().map { $0 < apart ? -1 : $1 }
    let test = KolmogorovSmirnov(x, shifted)
    #expect(abs(test.pValue - values.large.pValue) < 0.1 * values.large.pValue + 1e-3)
  }

  @Test func equalSamplesDifferInNothing() {
    #expect(KolmogorovSmirnov([1, 1, 2], [1, 1, 2]).pValue == 1)
    #expect(KolmogorovSmirnov([1], [2]).pValue == 1)
    #expect(KolmogorovSmirnov([1], [2]).statistic == 1)
  }

  @Test func frechetDistanceEqualsSciPy() throws {
    let found = try frechetDistance(Matrix(values.x), Matrix(values.y))
    #expect(abs(found - values.frechet) < 1e-9)
    #expect(try frechetDistance(Matrix(values.x), Matrix(values.x)) < 1e-9)
    #expect(throws: StatisticsError.self) {
      try frechetDistance(Matrix(values.x), Matrix([values.y[0]]))
    }
  }

  @Test func overlapEqualsNumPy() throws {
    for (k, known) in [(3, values.overlap3), (5, values.overlap5)] {
      let found = try ManifoldOverlap(
        reference: Matrix(values.x), candidate: Matrix(values.y), neighbors: k)
      #expect(found.precision == known.precision && found.recall == known.recall)
      #expect(abs(found.density - known.density) < 1e-12)
      #expect(abs(found.coverage - known.coverage) < 1e-12)
    }
    #expect(throws: StatisticsError.self) {
      try ManifoldOverlap(reference: Matrix(values.x), candidate: Matrix(values.y), neighbors: 31)
    }
  }
}
