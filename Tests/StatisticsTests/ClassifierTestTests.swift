import Foundation
import LinearAlgebra
import Testing

@testable import Statistics

/// Against scikit-learn; see `References/make_measure_references.py`.
@Suite struct ClassifierTestTests {
  private let values: MeasureReferences

  init() throws { values = try MeasureReferences.load() }

  private func settings(_ seed: UInt64 = 1, permutations: Int = 99) -> ShiftSettings {
    ShiftSettings(permutations: permutations, resamples: 199, seed: seed)
  }

  @Test func scoresAndAreaEqualScikitLearnWhicheverWayTheyAreFitted() throws {
    for known in [values.tall, values.wide] {
      let rows = StandardisedRows(Matrix(known.rows))
      #expect(abs(rows.shrinkage - known.shrinkage) < 1e-10)
      let ridge = try CrossFittedRidge(
        rows.rows, folds: known.ranges, penalty: known.penalty)
      let labels = known.ranges.map { Matrix([Array(known.labels[$0])]) }
      let scores = ridge.scores(of: labels)
      #expect(
        Matrix([scores.flatMap(\.elements)]).largestDifference(from: Matrix([known.scores]))
          < 1e-10)
      var pairs = PairsInOrder()
      for (range, scores) in zip(known.ranges, scores) {
        pairs += ScoreOrder(scores.row(0)).pairs {
          known.labels[range.lowerBound + $0] > 0 ? (1, 0) : (0, 1)
        }
      }
      #expect(abs((pairs.area ?? 0) - known.area) < 1e-14)
    }
  }

  @Test func aLabellingIsScoredTheSameAmongOthers() throws {
    let known = values.tall
    let ridge = try CrossFittedRidge(
      StandardisedRows(Matrix(known.rows)).rows, folds: known.ranges, penalty: known.penalty)
    let others = known.ranges.map { range in
      Matrix([range.map { $0 % 2 == 0 ? 1.0 : -1 }, Array(known.labels[range])])
    }
    let scores = ridge.scores(of: others)
    #expect(
      Matrix([scores.flatMap { $0.row(1) }]).largestDifference(from: Matrix([known.scores]))
        < 1e-10)
  }

  @Test func equalScoresCountHalfAndWeightsMultiply() {
    let order = ScoreOrder([0.5, 0.2, 0.5, 0.9])
    let pairs = order.pairs { [(1.0, 0.0), (0, 1), (0, 1), (1, 0)][$0] }
    #expect(pairs.all == 4 && pairs.above == 3.5)
    let weighted = order.pairs { [(2.0, 0.0), (0, 1), (0, 3), (1, 0)][$0] }
    #expect(weighted.all == 12 && weighted.above == 2 * (1 + 1.5) + 1 * 4)
  }

  @Test func aShiftIsFoundAndNoneIsNot() throws {
    var normal = NormalGenerator("classifier")
    let x = normal.matrix(60, 5)
    let same = try ClassifierTest(TwoSamples(x, normal.matrix(50, 5)), settings: settings())
    #expect(abs(same.area - 0.5) < 0.15 && same.pValue > 0.05)
    let apart = try ClassifierTest(
      TwoSamples(x, normal.matrix(50, 5, shift: 1.5)), settings: settings())
    #expect(apart.area > 0.75 && apart.pValue == 0.01)
    #expect(apart.interval.low < apart.area && apart.area < apart.interval.high)
  }

  @Test func setsThatNothingConfusesHaveAnIntervalByTheRuleOfThree() throws {
    var normal = NormalGenerator("separate")
    let (x, y) = (normal.matrix(40, 3), normal.matrix(40, 3, shift: 40))
    let test = try ClassifierTest(TwoSamples(x, y), settings: settings())
    #expect(test.area == 1 && test.interval.high == 1)
    #expect(test.interval.low > 0.85 && test.interval.low < 0.93)
  }

  /// One row of each set lies among the others: an area near 1, whose interval is near it, too.
  @Test func setsThatHardlyAnythingConfusesHaveAShortInterval() throws {
    var normal = NormalGenerator("nearly separate")
    let (x, y) = (normal.matrix(80, 3), normal.matrix(80, 3, shift: 4.5))
    let test = try ClassifierTest(TwoSamples(x, y), settings: settings())
    #expect(test.area > 0.99 && test.area < 1)
    #expect(test.interval.low > 0.97 && test.interval.low < test.area)
    #expect(test.interval.high >= test.area && test.interval.high <= 1)
  }

  @Test func theResultIsTheSameOnOneThreadAndMore() throws {
    var normal = NormalGenerator("threads")
    let samples = try TwoSamples(normal.matrix(40, 50), normal.matrix(40, 50, shift: 0.4))
    let one = try BLAS.atOneThread { _ in try ClassifierTest(samples, settings: settings()) }
    #expect(try ClassifierTest(samples, settings: settings()) == one)
  }

  @Test func independentRowsAreRejectedAtTheLevelAndPatientsToo() throws {
    let units = (0..<24).map { "\($0 / 3)" }
    var (rows, patients, images) = (0, 0, 0)
    for run in 0..<80 {
      var normal = NormalGenerator("classifier level", index: run)
      let (x, y) = (normal.matrix(16, 4), normal.matrix(20, 4))
      let test = try ClassifierTest(TwoSamples(x, y), settings: settings(UInt64(run)))
      if test.pValue <= 0.05 { rows += 1 }
      let (p, q) = (normal.grouped(8, by: 3, 4), normal.grouped(8, by: 3, 4))
      let whole = try ClassifierTest(
        TwoSamples(p, q, unitsX: units, unitsY: units), settings: settings(UInt64(run)))
      if whole.pValue <= 0.05 { patients += 1 }
      guard run < 30 else { continue }
      let single = try ClassifierTest(TwoSamples(p, q), settings: settings(UInt64(run)))
      if single.pValue <= 0.05 { images += 1 }
    }
    // 5 % of 80 and three standard errors.
    #expect(rows <= 9 && patients <= 9, "\(rows) and \(patients) of 80")
    #expect(images >= 10, "\(images) of 30")
  }

  @Test func dataWithoutVarianceAndSmallOnesGiveNumbers() throws {
    let equal = Matrix<Double>(repeating: 3, rows: 8, columns: 4)
    let none = try ClassifierTest(TwoSamples(equal, equal), settings: settings())
    #expect(none.area == 0.5 && none.pValue == 1)
    var normal = NormalGenerator("small")
    let line = try ClassifierTest(
      TwoSamples(normal.matrix(9, 1), normal.matrix(7, 1)), settings: settings())
    #expect((0...1).contains(line.area) && line.pValue >= line.smallestPValue)
    #expect(throws: StatisticsError.self) { try TwoSamples(equal, normal.matrix(1, 4)) }
    #expect(throws: StatisticsError.self) {
      try TwoSamples(equal, equal, unitsX: Array(repeating: "a", count: 8))
    }
    #expect(throws: StatisticsError.self) { try TwoSamples(equal.mapping { $0 * 1e60 }, equal) }
  }
}

/// What `References/make_measure_references.py` wrote.
struct MeasureReferences: Decodable {
  let tall: Classifier
  let wide: Classifier
  let x: [[Double]]
  let y: [[Double]]
  let units: [Int]
  let polynomial: Double
  let components: Components
  let overlapOfUnits: Overlap
  let frechet: Double

  struct Classifier: Decodable {
    let rows: [[Double]]
    let labels: [Double]
    let folds: [Int]
    let penalty: Double
    let scores: [Double]
    let area: Double
    let shrinkage: Double

    var ranges: [Range<Int>] {
      folds.indices.map { fold in
        let start = folds[..<fold].reduce(0, +)
        return start..<(start + folds[fold])
      }
    }
  }

  struct Components: Decodable {
    let statistics: [Double]
    let pValues: [Double]
    let ratios: [Double]
  }

  struct Overlap: Decodable {
    let precision: Double
    let recall: Double
    let density: Double
    let coverage: Double
  }

  static func load() throws -> MeasureReferences {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return try decoder.decode(
      MeasureReferences.self, from: try References.bytes("measure-references.json"))
  }
}
