import Foundation
import LinearAlgebra
import TestSupport
import Testing

@testable import Statistics

/// What `References/make_representation_references.py` wrote.
struct RepresentationReferences: Decodable {
  let x: [[Double]]
  let y: [[Double]]
  let groups: [Int]
  let procrustes: Double
  let rankX: Double
  let rankY: Double
  let alignmentX: Double
  let alignmentY: Double
  let uniformityX: Double
  let uniformityY: Double
  let mutual5: Double
  let few: Int
  let draws: [[Double]]
  /// Of each draw for the pairs (0, 0), (0, 1) and (1, 1).
  let criteria: [[Double]]

  static func load() throws -> RepresentationReferences {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return try decoder.decode(
      RepresentationReferences.self, from: try References.bytes("representation-references.json"))
  }
}

@Suite struct RepresentationTests {
  @Test func measuresEqualNumPyAndSciPy() throws {
    let reference = try RepresentationReferences.load()
    let (x, y) = (Matrix(reference.x), Matrix(reference.y))
    #expect(
      agrees(
        try procrustesDistance(.doubles(x), .doubles(y)), reference.procrustes, relative: 1e-12))
    #expect(
      agrees(try #require(try effectiveRank(.doubles(x))), reference.rankX, relative: 1e-12))
    #expect(
      agrees(try #require(try effectiveRank(.doubles(y))), reference.rankY, relative: 1e-12))
    for (rows, alignment, even) in [
      (x, reference.alignmentX, reference.uniformityX),
      (y, reference.alignmentY, reference.uniformityY),
    ] {
      let found = try #require(groupAlignment(UnitRows(rows), groups: reference.groups))
      #expect(agrees(found.value, alignment, relative: 1e-12))
      // Products in float.
      #expect(agrees(try #require(uniformity(UnitRows(rows))), even, absolute: 1e-6))
    }
    let nearest = [x, y].map {
      nearestRows(of: UnitRows($0), in: UnitRows($0), count: 5, excluding: .sameRow)
    }
    let shares = mutualNeighborShares(nearest[0], nearest[1], k: 5).compactMap(\.self)
    #expect(agrees(shares.reduce(0, +) / 30, reference.mutual5, relative: 1e-12))
  }

  @Test func rotationScaleAndShiftAreNoDistance() throws {
    var normal = NormalGenerator("rotation")
    let x = normal.matrix(50, 2)
    let turned = Matrix<Double>(
      (0..<50).map { i in
        [3 * (0.6 * x[i, 0] - 0.8 * x[i, 1]) + 7, 3 * (0.8 * x[i, 0] + 0.6 * x[i, 1]) - 2, 5]
      })
    #expect(try procrustesDistance(.doubles(x), .doubles(turned)) < 1e-7)
    let other = normal.matrix(50, 9)
    let there = try procrustesDistance(.doubles(x), .doubles(other))
    #expect(there == (try procrustesDistance(.doubles(other), .doubles(x))))
    #expect(there > 0.5 && there < 2.0.squareRoot())
  }

  @Test func ranksLieBetweenOneAndTheDimensions() throws {
    let line = Matrix<Double>((1...9).map { [Double($0), 2 * Double($0), 0] })
    #expect(agrees(try #require(try effectiveRank(.doubles(line))), 1, absolute: 1e-9))
    let axes = Matrix<Double>([[5, 0, 0], [0, 5, 0], [0, 0, 5], [0, 0, 0]])
    #expect(agrees(try #require(try effectiveRank(.doubles(axes))), 3, absolute: 1e-12))
    let wide = Matrix<Double>([[1, 0, 0, 0], [0, 1, 0, 0]])
    #expect(agrees(try #require(try effectiveRank(.doubles(wide))), 2, absolute: 1e-12))
    #expect(try effectiveRank(.doubles(Matrix(rows: 3, columns: 2))) == nil)
    let huge = line.mapping { $0 * 1e60 }
    #expect(agrees(try #require(try effectiveRank(.doubles(huge))), 1, absolute: 1e-9))
  }

  @Test func alignmentAndUniformityAtTheirEnds() throws {
    let same = UnitRows(Matrix<Double>([[1, 2], [2, 4], [0, 0], [3, 6]]))
    let alignment = try #require(groupAlignment(same, groups: [0, 0, 0, 0]))
    #expect(alignment.pairs == 3 && agrees(alignment.value, 0, absolute: 1e-12))
    #expect(agrees(try #require(uniformity(same)), 0, absolute: 1e-6))
    let opposite = UnitRows(Matrix<Double>([[1, 0], [-1, 0]]))
    #expect(groupAlignment(opposite, groups: [0, 0])?.value == 4)
    #expect(groupAlignment(opposite, groups: [0, 1]) == nil)
    #expect(agrees(try #require(uniformity(opposite)), -8, absolute: 1e-6))
    #expect(uniformity(UnitRows(Matrix<Double>([[1, 0], [0, 0]]))) == nil)
  }

  @Test func rowsWithoutVarianceAreRefused() {
    let same = StoredRows.doubles(Matrix([[1, 2], [1, 2], [1, 2]]))
    let other = StoredRows.doubles(Matrix([[1.0], [2], [4]]))
    #expect(throws: StatisticsError.noVariance(of: "the second matrix")) {
      try procrustesDistance(other, same)
    }
    #expect(throws: StatisticsError.noVariance(of: "x")) { try linearKernel(same, name: "x") }
    let short = StoredRows.doubles(Matrix([[1.0], [2]]))
    #expect(
      throws: StatisticsError.countsDiffer(
        what: "rows in the second matrix", found: 2, expected: 3)
    ) { try procrustesDistance(other, short) }
    let nan = StoredRows.doubles(Matrix([[1.0], [.nan], [3]]))
    #expect(throws: StatisticsError.notFinite(of: "the matrix", row: 1, column: 0)) {
      try effectiveRank(nan)
    }
  }
}

@Suite struct AlignmentResampleTests {
  @Test func weightedCriteriaEqualTheirDefinition() throws {
    let reference = try RepresentationReferences.load()
    let kernels = [reference.x, reference.y].map { rows -> Matrix<Double> in
      let matrix = StoredRows.doubles(Matrix(Array(rows.prefix(reference.few))))
      let centred = matrix.rows(0..<reference.few, minus: matrix.columnMeans)
      let squares = centred.elements.reduce(0) { $0 + $1 * $1 }
      return centred.timesTransposed(centred).mapping { $0 / squares }
    }
    let found = weightedCriteria(
      kernels, units: Array(0..<reference.few), draws: reference.draws)
    for (draw, wanted) in reference.criteria.enumerated() {
      for (pair, value) in wanted.enumerated() {
        #expect(agrees(found[pair][draw], value, absolute: 1e-14))
      }
    }
  }

  @Test func theRowsThemselvesHaveTheDebiasedAlignment() throws {
    let reference = try RepresentationReferences.load()
    let (x, y) = (Matrix(reference.x), Matrix(reference.y))
    let kernels = [
      try linearKernel(.doubles(x), name: "x"), try linearKernel(.doubles(y), name: "y"),
    ]
    let resamples = AlignmentResamples(
      kernels, units: Array(0..<30), resamples: 99, seed: 1)
    let wanted = try linearCKA(x, y).debiased
    #expect(agrees(try #require(resamples.estimate(of: 0)), wanted, relative: 1e-12))
    let interval = try #require(resamples.interval(of: 0, around: wanted, allUnits: 30))
    #expect(interval.low < wanted && wanted < interval.high && interval.high <= 1)
    let narrower = try #require(resamples.interval(of: 0, around: wanted, allUnits: 300))
    #expect(narrower.high - narrower.low < interval.high - interval.low)
  }

  @Test func fewUnitsHaveNoInterval() throws {
    var normal = NormalGenerator("few units")
    let kernel = try linearKernel(.doubles(normal.matrix(40, 3)), name: "x")
    let units = (0..<40).map { $0 % 9 }
    let resamples = AlignmentResamples([kernel, kernel], units: units, resamples: 19, seed: 1)
    #expect(resamples.interval(of: 0, around: 1, allUnits: 9) == nil)
  }

  /// Normal rows of which the second representation has a half in common: its alignment is known.
  @Test func intervalsHoldTheAlignmentOfThePopulation() throws {
    let (runs, truth) = (60, 0.5)
    var held = 0
    for run in 0..<runs {
      var normal = NormalGenerator("coverage", index: run)
      // Orthogonal columns of variance 1: CKA is ‖cov(x, y)‖²/(‖cov(x)‖‖cov(y)‖) = 2/4.
      let rows = normal.matrix(60, 6)
      let x = Matrix<Double>((0..<60).map { i in (0..<4).map { rows[i, $0] } })
      let y = Matrix<Double>((0..<60).map { i in (2..<6).map { rows[i, $0] } })
      let resamples = AlignmentResamples(
        [try linearKernel(.doubles(x), name: "x"), try linearKernel(.doubles(y), name: "y")],
        units: Array(0..<60), resamples: 199, seed: UInt64(run))
      let estimate = try #require(resamples.estimate(of: 0))
      let interval = try #require(resamples.interval(of: 0, around: estimate, allUnits: 60))
      if (interval.low...interval.high).contains(truth) { held += 1 }
    }
    // 95 % less three standard errors.
    #expect(Double(held) / Double(runs) >= 0.86)
  }
}
