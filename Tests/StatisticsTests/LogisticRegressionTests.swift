import Foundation
import LinearAlgebra
import TestSupport
import Testing

@testable import Statistics

/// What `References/make_logistic_references.py` wrote.
private struct LogisticReferences: Decodable {
  let cases: [Case]

  struct Case: Decodable, CustomTestStringConvertible {
    let name: String
    let c: Double
    let labels: [Int]
    let coefficients: [[Double]]
    let intercepts: [Double]
    let probabilities: [[Double]]
    let meanLogProbability: Double
    let accuracy: Double

    var testDescription: String { name }
  }

  static func load() throws -> LogisticReferences {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return try decoder.decode(Self.self, from: References.bytes("logistic-references.json"))
  }
}

/// The digits of some labels: those of even place to learn, the others to be asked.
private struct DigitHalves {
  let learned: (rows: Matrix<Float>, labels: [Int])
  let asked: (rows: Matrix<Float>, labels: [Int])

  init(labels: [Int]) throws {
    let digits = try Digits()
    let kept = digits.labels.indices.filter { labels.contains(digits.labels[$0]) }
    func half(_ remainder: Int) -> (Matrix<Float>, [Int]) {
      let rows = kept.enumerated().filter { $0.offset % 2 == remainder }.map(\.element)
      return (digits.rows.selecting(rows: rows), rows.map { digits.labels[$0] })
    }
    learned = half(0)
    asked = half(1)
  }
}

@Suite struct LogisticRegressionReferenceTests {
  @Test func digitsEqualScikitLearn() throws {
    for expected in try LogisticReferences.load().cases {
      let halves = try DigitHalves(labels: expected.labels)
      let found = try LogisticRegression(
        of: halves.learned.rows, labels: halves.learned.labels,
        settings: LogisticRegressionSettings(inversePenalty: expected.c, tolerance: 3e-10))
      // Rounding may end the search just above so small a gradient: the numbers decide.
      #expect(found.labels == expected.labels, "\(expected.name)")
      try compare(found, expected)
      // A gradient of 3e-10 leaves weights uncertain by 3e-10 · n · C, and columns reach 30.
      let probabilities = found.probabilities(of: halves.asked.rows)
      for (row, values) in expected.probabilities.enumerated() {
        for (column, value) in values.enumerated() {
          #expect(agrees(probabilities[row, column], value, absolute: 1e-6), "\(expected.name)")
        }
      }
      let predictions = found.predictions(of: halves.asked.rows)
      let right = zip(predictions, halves.asked.labels).count { $0 == $1 }
      #expect(Double(right) / Double(predictions.count) == expected.accuracy)
    }
  }

  /// scikit-learn's binary model has one vector: the difference of ours.
  private func compare(
    _ found: LogisticRegression, _ expected: LogisticReferences.Case
  ) throws {
    let isBinary = expected.labels.count == 2
    for (k, coefficients) in expected.coefficients.enumerated() {
      for (j, value) in coefficients.enumerated() {
        let weight =
          isBinary ? found.weights[1, j] - found.weights[0, j] : found.weights[k, j]
        #expect(agrees(weight, value, absolute: 1e-5), "\(expected.name)")
      }
      let intercept =
        isBinary ? found.intercepts[1] - found.intercepts[0] : found.intercepts[k]
      #expect(agrees(intercept, expected.intercepts[k], absolute: 1e-5), "\(expected.name)")
    }
  }
}

@Suite struct LogisticRegressionTests {
  @Test func theUsualToleranceGivesTheSameAccuracy() throws {
    let expected = try LogisticReferences.load().cases[0]
    let halves = try DigitHalves(labels: expected.labels)
    let found = try LogisticRegression(of: halves.learned.rows, labels: halves.learned.labels)
    let right = zip(found.predictions(of: halves.asked.rows), halves.asked.labels).count {
      $0 == $1
    }
    // Three of 898 digits may fall on the other side of a border that is nearly the same.
    #expect(
      agrees(Double(right) / Double(halves.asked.labels.count), expected.accuracy, absolute: 0.0034)
    )
    #expect(found.converged && found.iterations < 100)
  }

  @Test func threadsDoNotMatter() async {
    // In a process of its own, since threads are the whole process's.
    await #expect(processExitsWith: .success) {
      let halves = try DigitHalves(labels: Array(0...9))
      BLAS.useThreads(3)
      let three = try LogisticRegression(of: halves.learned.rows, labels: halves.learned.labels)
      BLAS.useThreads(1)
      let one = try LogisticRegression(of: halves.learned.rows, labels: halves.learned.labels)
      #expect(three.weights == one.weights && three.intercepts == one.intercepts)
    }
  }

  @Test func precisionAndScaleOfTheRowsDoNotMatter() throws {
    let halves = try DigitHalves(labels: [0, 1, 2])
    let rows: Matrix<Double> = halves.learned.rows.converted()
    let expected = try LogisticRegression(of: rows, labels: halves.learned.labels)
    let scaled = rows.mapping { 1_024 * $0 }
    let found = try LogisticRegression(of: scaled, labels: halves.learned.labels)
    #expect(found.weights.largestDifference(from: expected.weights) < 1e-12)
    #expect(found.predictions(of: scaled) == expected.predictions(of: rows))
  }

  @Test func plantedWeightsAreRecovered() throws {
    var normal = NormalGenerator("logistic")
    let rows = normal.matrix(4_000, 3)
    var generator = SeededGenerator(seed: 1, stream: "logistic")
    let labels = (0..<4_000).map { i -> Int in
      let score = 2 * rows[i, 0] - rows[i, 1] + 0.5
      return generator.uniformFraction() < 1 / (1 + exp(-score)) ? 1 : 0
    }
    let found = try LogisticRegression(of: rows, labels: labels)
    let difference = (0..<3).map { found.weights[1, $0] - found.weights[0, $0] }
    // Standard errors are about 0.06.
    for (weight, planted) in zip(difference, [2.0, -1, 0]) {
      #expect(agrees(weight, planted, absolute: 0.2))
    }
    #expect(agrees(found.intercepts[1] - found.intercepts[0], 0.5, absolute: 0.2))
  }

  @Test func probabilitiesSumToOneAndWeightsToZero() throws {
    let halves = try DigitHalves(labels: [2, 5, 7, 9])
    let found = try LogisticRegression(of: halves.learned.rows, labels: halves.learned.labels)
    let probabilities = found.probabilities(of: halves.asked.rows)
    for row in 0..<probabilities.rows {
      #expect(agrees(probabilities.row(row).reduce(0, +), 1, absolute: 1e-12))
    }
    for sum in found.weights.columnSums { #expect(agrees(sum, 0, absolute: 1e-9)) }
    #expect(agrees(found.intercepts.reduce(0, +), 0, absolute: 1e-9))
  }

  @Test func columnsWithoutVarianceWeighNothing() throws {
    // The mean of a tenth a thousand times is not quite a tenth.
    let rows = Matrix((0..<1_000).map { [Double($0 % 7), 0.1] })
    let found = try LogisticRegression(of: rows, labels: (0..<1_000).map { $0 % 7 < 3 ? 4 : 9 })
    #expect(found.weights[0, 1] == 0)
    #expect(found.deviation[1] == 1)
    #expect(found.predictions(of: Matrix([[0, 5], [6, -5]])) == [4, 9])
  }

  @Test func equalRowsGiveTheShares() throws {
    let rows = Matrix<Float>(repeating: 2, rows: 10, columns: 3)
    let found = try LogisticRegression(
      of: rows, labels: [1, 1, 1, 1, 1, 1, 1, 2, 2, 2],
      settings: LogisticRegressionSettings(tolerance: 1e-9))
    #expect(agrees(found.probabilities(of: rows)[0, 0], 0.7, absolute: 1e-7))
    #expect(found.predictions(of: rows) == Array(repeating: 1, count: 10))
  }

  @Test func moreColumnsThanRowsAndManyColumnsAreFitted() throws {
    var normal = NormalGenerator("wide")
    for d in [50, 4_100] {
      let rows = normal.matrix(12, d, shift: 0)
      let labels = (0..<12).map { $0 % 3 }
      let found = try LogisticRegression(of: rows, labels: labels)
      #expect(found.converged && found.predictions(of: rows) == labels)
    }
  }

  /// The gradient Σ (p − y)·z + W/C is 0 at the minimum, which is the only one.
  @Test(arguments: [40, 400]) func theMinimumIsFlatWhetherRowsOrColumnsAreMore(count: Int) throws {
    let digits = try Digits()
    let rows = digits.rows.selecting(rows: 0..<count)
    let labels = Array(digits.labels[..<count])
    let problem = try LogisticProblem(of: rows, labels: labels)
    for c in [0.01, 1, 100] {
      let found = try problem.fit(.init(inversePenalty: c, tolerance: 1e-9))
      var residuals = found.probabilities(of: rows)
      for (row, label) in labels.enumerated() { residuals[row, label] -= 1 }
      let means = rows.converted().columnSums.map { $0 / Double(count) }
      #expect(Matrix([found.mean]).largestDifference(from: Matrix([means])) < 1e-12)
      let standardised = rows.converted().adding(toEachRow: found.mean.map { -$0 })
        .dividingColumns(by: found.deviation)
      let gradient = residuals.transposedTimes(standardised).plus(
        found.weights.mapping { $0 / c })
      let largest = gradient.largestDifference(
        from: Matrix(rows: gradient.rows, columns: gradient.columns))
      #expect(largest < 2e-9 * Double(count), "C \(c)")
    }
  }

  @Test func whatCannotBeFittedIsRefused() throws {
    let rows = Matrix<Double>([[1, 2], [3, 4]])
    #expect(throws: StatisticsError.self) { try LogisticRegression(of: rows, labels: [1, 1]) }
    #expect(throws: StatisticsError.self) { try LogisticRegression(of: rows, labels: [1]) }
    #expect(throws: StatisticsError.notFinite(of: "the matrix", row: 1, column: 0)) {
      try LogisticRegression(of: Matrix([[1, 2], [.nan, 4]]), labels: [1, 2])
    }
    #expect(throws: StatisticsError.self) {
      try LogisticRegression(
        of: rows, labels: [1, 2], settings: LogisticRegressionSettings(inversePenalty: 0))
    }
    #expect(throws: StatisticsError.self) {
      try LogisticRegression(of: Matrix<Double>(rows: 0, columns: 2), labels: [])
    }
  }

  @Test func aFitThatWasCutOffSaysSo() throws {
    let halves = try DigitHalves(labels: Array(0...9))
    let found = try LogisticRegression(
      of: halves.learned.rows, labels: halves.learned.labels,
      settings: LogisticRegressionSettings(iterationLimit: 2))
    #expect(!found.converged && found.iterations == 2)
  }
}
