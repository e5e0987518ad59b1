import LinearAlgebra
import TestSupport
import Testing

@testable import Statistics

@Suite struct PrincipalComponentsTests {
  func expectEqual(_ found: PrincipalComponents, _ expected: References.PCAValues.Result) {
    // Eigenvalues of the scatter matrix carry about 10⁻¹⁵ of the largest one.
    #expect(Matrix([found.mean]).largestDifference(from: Matrix([expected.mean])) < 1e-13)
    #expect(found.components.largestDifference(from: Matrix(expected.components)) < 1e-11)
    #expect(found.scores.largestDifference(from: Matrix(expected.scores)) < 1e-10)
    for (a, b) in zip(found.singularValues, expected.singularValues) {
      #expect(agrees(a, b, relative: 1e-12))
    }
    for (a, b) in zip(found.explainedVarianceRatio, expected.explainedVarianceRatio) {
      #expect(agrees(a, b, relative: 1e-12))
    }
  }

  @Test func moreRowsThanColumnsEqualScikitLearn() throws {
    let reference = try References.load().pca.tall
    expectEqual(try PrincipalComponents(of: Matrix(reference.rows), count: 3), reference.result)
  }

  @Test func moreColumnsThanRowsEqualScikitLearn() throws {
    let reference = try References.load().pca.wide
    expectEqual(try PrincipalComponents(of: Matrix(reference.rows), count: 4), reference.result)
  }

  @Test func digitsEqualScikitLearn() throws {
    let expected = try References.load().digits
    let found = try PrincipalComponents(of: try Digits().rows, count: 10)
    for i in 0..<10 {
      #expect(
        agrees(
          found.explainedVarianceRatio[i], expected.explainedVarianceRatio[i], relative: 1e-12))
      #expect(agrees(found.singularValues[i], expected.singularValues[i], relative: 1e-12))
    }
  }

  @Test func productsOfFloatsAreRightToTheirRounding() throws {
    let rows = StoredRows(try Digits().rows)
    let exact = try VariedRows(rows).axes(10)
    let rounded = try VariedRows(rows, exactProducts: 0)
    let found = try rounded.axes(10)
    for (a, b) in zip(found.squares, exact.squares) {
      #expect(agrees(a, b, absolute: 2e-7 * exact.squares[0]))
    }
    #expect(agrees(found.total, exact.total, relative: 1e-6))
    let scores = rounded.scores(along: exact.vectors)
    let expected = try VariedRows(rows).scores(along: exact.vectors)
    #expect(scores.largestDifference(from: expected) < 1e-4)
    // One digit's column never varies: no rounding makes a direction of it.
    #expect(try rounded.axes(64).squares.last == 0)
  }

  @Test func aPlantedDirectionIsFound() throws {
    var normal = NormalGenerator("planted")
    let rows = Matrix(
      (0..<200).map { _ in
        let t = 10 * normal.next()
        return [0.6 * t + 0.01 * normal.next(), -0.8 * t + 0.01 * normal.next(), 3]
      })
    let found = try PrincipalComponents(of: rows, count: 1)
    // The largest loading, of the second column, is made positive.
    #expect(agrees(found.components[0, 0], -0.6, absolute: 1e-3))
    #expect(agrees(found.components[0, 1], 0.8, absolute: 1e-3))
    #expect(found.components[0, 2] == 0)
    #expect(found.explainedVarianceRatio[0] > 0.9999)
  }

  @Test func componentsAreOrthonormalAndScoresUncorrelated() throws {
    var normal = NormalGenerator("orthonormal")
    for shape in [(30, 6), (6, 30)] {
      let found = try PrincipalComponents(of: normal.matrix(shape.0, shape.1), count: 5)
      let products = found.components.timesTransposed(found.components)
      let scatter = found.scores.transposedTimes(found.scores)
      for i in 0..<5 {
        for j in 0..<5 {
          #expect(agrees(products[i, j], i == j ? 1 : 0, absolute: 1e-12))
          let square = found.singularValues[i] * found.singularValues[i]
          #expect(agrees(scatter[i, j], i == j ? square : 0, absolute: 1e-11))
        }
      }
    }
  }

  @Test func bothRoutesAgree() throws {
    var normal = NormalGenerator("routes")
    let square = normal.matrix(12, 12)
    // One column of zeros more turns the route from columns to rows.
    let wider = Matrix((0..<12).map { Array(square.row($0)) + [0] })
    let a = try PrincipalComponents(of: square, count: 6)
    let b = try PrincipalComponents(of: wider, count: 6)
    #expect(a.scores.largestDifference(from: b.scores) < 1e-11)
    #expect((0..<6).allSatisfy { b.components[$0, 12] == 0 })
  }

  @Test func movingTheDataMovesOnlyTheMean() throws {
    var normal = NormalGenerator("moved")
    let rows = normal.matrix(25, 4)
    let a = try PrincipalComponents(of: rows, count: 4)
    let b = try PrincipalComponents(of: rows.mapping { $0 + 1_000 }, count: 4)
    // A mean of 1,000 costs three digits.
    #expect(a.scores.largestDifference(from: b.scores) < 1e-10)
    #expect(agrees(b.mean[0], a.mean[0] + 1_000, absolute: 1e-11))
  }

  @Test func ratiosOfAllComponentsSumToOne() throws {
    var normal = NormalGenerator("ratios")
    let found = try PrincipalComponents(of: normal.matrix(9, 5), count: 5)
    #expect(agrees(found.explainedVarianceRatio.reduce(0, +), 1, absolute: 1e-14))
  }

  @Test func equalRowsGiveZerosAndNeverNaN() throws {
    for rows in [Matrix(repeating: 0.1, rows: 7, columns: 3), Matrix([[0.1, 0.2, 0.3]])] {
      let found = try PrincipalComponents(of: rows, count: 1)
      #expect(found.explainedVarianceRatio == [0] && found.singularValues == [0])
      #expect(found.scores.elements.allSatisfy { $0 == 0 })
      #expect(found.components.elements.allSatisfy { $0 == 0 })
    }
  }

  @Test func directionsBeyondTheRankAreZeros() throws {
    let rows = Matrix([[1.0, 0, 0, 0], [2, 0, 0, 0], [4, 0, 0, 0]])
    for matrix in [rows, rows.stacked(above: rows)] {
      let found = try PrincipalComponents(of: matrix, count: 3)
      #expect(found.explainedVarianceRatio == [1, 0, 0])
      #expect(found.components.row(0) == [1, 0, 0, 0])
      #expect(found.components.row(1).allSatisfy { $0 == 0 })
    }
  }

  @Test func aRandomStartFindsTheSameDirections() throws {
    var normal = NormalGenerator("randomised")
    let spread = (0..<40).map { 1 / Double($0 + 1) }
    for count in [60, 30] {
      let rows = Matrix((0..<count).map { _ in spread.map { 10 + $0 * normal.next() } })
      let exact = try PrincipalComponents(of: rows, count: 5)
      let random = try PrincipalComponents(
        of: .doubles(rows), count: 5, exactLimit: 10, seed: 1)
      #expect(exact.isExact && !random.isExact)
      #expect(random.scores.largestDifference(from: exact.scores) < 1e-6)
      for (a, b) in zip(random.explainedVarianceRatio, exact.explainedVarianceRatio) {
        #expect(agrees(a, b, relative: 1e-9))
      }
    }
  }

  @Test func aRandomStartKnowsWhereVarianceEnds() throws {
    let rows = Matrix((0..<20).map { [Double($0), 0, 0, Double($0) * 2, 0, 0] })
    let found = try PrincipalComponents(of: .doubles(rows), count: 3, exactLimit: 2, seed: 1)
    #expect(agrees(found.explainedVarianceRatio[0], 1, absolute: 1e-12))
    #expect(found.explainedVarianceRatio.dropFirst().allSatisfy { $0 < 1e-12 })
    #expect(found.scores.elements.allSatisfy { $0.isFinite })
  }

  @Test func impossibleRequestsAreErrors() {
    let rows = Matrix([[1.0, 2], [3, 5], [4, 1]])
    #expect(throws: StatisticsError.self) { try PrincipalComponents(of: rows, count: 3) }
    #expect(throws: StatisticsError.self) { try PrincipalComponents(of: rows, count: 0) }
    #expect(throws: StatisticsError.tooFewRows(of: "the matrix", found: 0, needed: 1)) {
      try PrincipalComponents(of: Matrix<Float>(rows: 0, columns: 2), count: 1)
    }
    #expect(throws: StatisticsError.notFinite(of: "the matrix", row: 1, column: 0)) {
      try PrincipalComponents(of: Matrix([[1.0, 2], [.infinity, 5]]), count: 1)
    }
  }
}
