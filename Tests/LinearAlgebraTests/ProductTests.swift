import LinearAlgebra
import Testing

@Suite struct ProductTests {
  let reference: References

  init() throws { reference = try References.load() }

  @Test func doubleProductsEqualNumPy() {
    let (a, b) = (Matrix(reference.a), Matrix(reference.b))
    // The numbers are multiples of 1/8 and small: their sums of products are exact.
    #expect(a.times(b) == Matrix(reference.aTimesB))
    #expect(a.timesTransposed(Matrix(reference.c)) == Matrix(reference.aTimesCTransposed))
    #expect(a.transposedTimes(Matrix(reference.d)) == Matrix(reference.aTransposedTimesD))
  }

  @Test func floatProductsEqualNumPy() {
    func floats(_ rows: [[Double]]) -> Matrix<Float> { Matrix(rows).converted() }
    let a = floats(reference.a)
    #expect(a.times(floats(reference.b)) == floats(reference.aTimesB))
    #expect(a.timesTransposed(floats(reference.c)) == floats(reference.aTimesCTransposed))
    #expect(a.transposedTimes(floats(reference.d)) == floats(reference.aTransposedTimesD))
  }

  @Test func theThreeFormsAgree() {
    let (a, b): (Matrix<Float>, Matrix<Float>) = (wholeNumbers(37, 21), wholeNumbers(21, 53))
    let product = a.times(b)
    #expect(a.timesTransposed(b.transposed) == product)
    #expect(a.transposed.transposedTimes(b) == product)
    #expect(b.transposed.times(a.transposed) == product.transposed)
  }

  @Test func theIdentityChangesNothing() {
    let a: Matrix<Double> = wholeNumbers(6, 6)
    let identity = Matrix((0..<6).map { i in (0..<6).map { $0 == i ? 1.0 : 0 } })
    #expect(a.times(identity) == a && identity.times(a) == a)
    #expect(a.timesTransposed(identity) == a && a.transposedTimes(identity) == a.transposed)
  }

  @Test(arguments: [(0, 3, 2), (2, 3, 0), (2, 0, 3), (0, 0, 0)])
  func emptyShapesGiveEmptyOrZeroProducts(m: Int, k: Int, n: Int) {
    let zeros = Matrix<Double>(rows: m, columns: n)
    #expect(Matrix<Double>(rows: m, columns: k).times(Matrix(rows: k, columns: n)) == zeros)
    #expect(
      Matrix<Double>(rows: m, columns: k).timesTransposed(Matrix(rows: n, columns: k)) == zeros)
    #expect(
      Matrix<Double>(rows: k, columns: m).transposedTimes(Matrix(rows: k, columns: n)) == zeros)
  }

  @Test func tilesAreBlocksOfTheWholeProduct() {
    let (a, b): (Matrix<Float>, Matrix<Float>) = (wholeNumbers(11, 5), wholeNumbers(9, 5))
    let whole = a.timesTransposed(b)
    var tile = [Float](repeating: .nan, count: 100)
    for rows in [0..<11, 3..<4, 8..<11] {
      for columns in [0..<9, 2..<7, 8..<9] {
        a.innerProducts(of: rows, with: b, of: columns, into: &tile)
        let expected = rows.flatMap { i in columns.map { whole[i, $0] } }
        #expect(Array(tile.prefix(expected.count)) == expected)
      }
    }
  }

  @Test func tilesOfEmptyRowsAreZeros() {
    let empty = Matrix<Float>(rows: 2, columns: 0)
    var tile: [Float] = [7, 7, 7, 7, 7]
    empty.innerProducts(of: 0..<2, with: empty, of: 0..<2, into: &tile)
    #expect(tile == [0, 0, 0, 0, 7])
    empty.innerProducts(of: 1..<1, with: empty, of: 0..<2, into: &tile)
    #expect(tile == [0, 0, 0, 0, 7])
  }

  @Test func weightedSumsOfARangeEqualTheProduct() {
    let (rows, weights): (Matrix<Double>, Matrix<Double>) = (wholeNumbers(9, 4), wholeNumbers(3, 5))
    var sums = [Double](repeating: .nan, count: 20)
    rows.weightedSums(of: 2..<7, by: weights.elements + [8, 8], count: 3, into: &sums)
    let expected = weights.times(rows.selecting(rows: 2..<7))
    #expect(Array(sums.prefix(12)) == expected.elements)
    #expect(sums.suffix(8).allSatisfy { $0.isNaN })
    rows.weightedSums(of: 3..<3, by: [], count: 1, into: &sums)
    #expect(Array(sums.prefix(4)) == [0, 0, 0, 0])
  }

  @Test func outerProductsAddUpToTheProductWithItself() {
    let a = Matrix(reference.a)
    var sum = SumOfOuterProducts(order: 4)
    sum.add(rowsOf: a.selecting(rows: 0..<2))
    sum.add(rowsOf: Matrix<Double>(rows: 0, columns: 4))
    sum.add(rowsOf: a.selecting(rows: 2..<5))
    #expect(sum.matrix == Matrix(reference.aTransposedTimesA))
    #expect(sum.matrix == sum.matrix.transposed)
    // Small whole numbers are the same as floats.
    var floats = SumOfOuterProducts(order: 4)
    floats.add(rowsOf: a.selecting(rows: 0..<3).converted() as Matrix<Float>)
    floats.add(rowsOf: a.selecting(rows: 3..<5).converted() as Matrix<Float>)
    #expect(floats.matrix.largestDifference(from: sum.matrix) < 1e-5)
    #expect(SumOfOuterProducts(order: 2).matrix == Matrix(rows: 2, columns: 2))
    #expect(SumOfOuterProducts(order: 0).matrix == Matrix(rows: 0, columns: 0))
  }

  /// In a process of its own, because the number of threads belongs to the process.
  @Test func threadsChangeAtMostTheLastBits() async {
    await #expect(processExitsWith: .success) {
      let a = wholeNumbers(120, 300).times(Matrix(repeating: 0.1, rows: 300, columns: 90))
      BLAS.useThreads(2)
      #expect(BLAS.threads == 2)
      let two = a.timesTransposed(a)
      BLAS.useThreads(1)
      #expect(BLAS.threads == 1)
      let size = two.elements.reduce(0) { max($0, abs($1)) }
      #expect(a.timesTransposed(a).largestDifference(from: two) <= 1e-13 * size)
    }
  }
}
