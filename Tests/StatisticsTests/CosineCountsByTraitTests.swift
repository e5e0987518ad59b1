import LinearAlgebra
import Statistics
import Testing

@Suite struct CosineCountsByTraitTests {
  private let matrix: Matrix<Float>
  private let first: [Int]
  private let second: [Int]

  init() {
    var generator = SeededGenerator(seed: 4, stream: "traits")
    // More rows than a tile has.
    matrix = Matrix(
      rows: 700, columns: 5,
      elements: (0..<3_500).map { _ in Float(generator.uniformFraction()) - 0.3 })
    first = (0..<700).map { _ in generator.uniform(below: 60) }
    second = (0..<700).map { _ in generator.uniform(below: 3) }
  }

  @Test func everyPairIsCountedOnceAsItsKind() {
    let found = cosineCounts(
      within: UnitRows(matrix), traits: RowTraits(first: first, second: second), bins: 40)
    var expected = [0, 0, 0]
    for i in 0..<700 {
      for j in (i + 1)..<700 {
        expected[first[i] == first[j] ? 0 : second[i] == second[j] ? 1 : 2] += 1
      }
    }
    #expect(found.map { $0.reduce(0, +) } == expected)
  }

  @Test func kindsAddUpToTheHistogramOfAllPairs() {
    let rows = UnitRows(matrix)
    let found = cosineCounts(
      within: rows, traits: RowTraits(first: first, second: second), bins: 40)
    let sums = (0..<40).map { bin in found.map { $0[bin] }.reduce(0, +) }
    #expect(sums == cosineHistogram(within: rows, bins: 40).counts)
  }

  @Test func aKindHoldsTheCosinesOfItsPairs() {
    let rows = UnitRows(Matrix<Float>([[1, 0], [1, 0], [0, 1], [0, 2]]))
    let found = cosineCounts(
      within: rows, traits: RowTraits(first: [0, 1, 2, 2], second: [5, 5, 6, 7]), bins: 4)
    #expect(found == [[0, 0, 0, 1], [0, 0, 0, 1], [0, 0, 4, 0]])
  }

  @Test func oneRowHasNoPair() {
    let found = cosineCounts(
      within: UnitRows(Matrix<Float>([[1, 2]])), traits: RowTraits(first: [0], second: [0]), bins: 2
    )
    #expect(found == [[0, 0], [0, 0], [0, 0]])
  }
}
