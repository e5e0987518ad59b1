import Foundation
import LinearAlgebra
import Testing

@testable import Statistics

/// What `References/make_alignment_references.py` wrote.
private struct AlignmentReferences: Decodable {
  let images: [[Float]]
  let texts: [[Float]]
  let train: Int
  let ridge: Case
  let procrustes: Case
  let canonical: Case

  struct Case: Decodable {
    let penalty: Double?
    let components: Int?
    let shrinkage: Double?
    let cosines: [[Double]]
  }

  init() throws {
    self = try JSONDecoder().decode(Self.self, from: References.bytes("alignment.json"))
  }
}

@Suite struct AlignmentTests {
  private let known: AlignmentReferences
  private let components: PairedComponents
  private let (images, texts): (UnitRows, UnitRows)

  init() throws {
    known = try AlignmentReferences()
    components = try PairedComponents(
      images: UnitRows(Matrix(Array(known.images.prefix(known.train)))),
      texts: UnitRows(Matrix(Array(known.texts.prefix(known.train)))))
    images = UnitRows(Matrix(Array(known.images.dropFirst(known.train))))
    texts = UnitRows(Matrix(Array(known.texts.dropFirst(known.train))))
  }

  private func expect(
    _ method: AlignmentMethod, gives cosines: [[Double]],
    _ location: SourceLocation = #_sourceLocation
  ) throws {
    let alignment = try components.alignment(by: method)
    let (a, b) = (
      UnitRows(alignment.images.aligned(images)), UnitRows(alignment.texts.aligned(texts))
    )
    for i in 0..<a.count {
      for j in 0..<b.count {
        let found = try #require(a.cosine(i, b, j))
        // Vectors are floats.
        #expect(abs(found - cosines[i][j]) < 2e-6, "\(i), \(j)", sourceLocation: location)
      }
    }
  }

  @Test func ridgeEqualsThatOfScikitLearn() throws {
    try expect(.ridge(penalty: known.ridge.penalty ?? 0), gives: known.ridge.cosines)
  }

  @Test func procrustesEqualsThatOfSciPy() throws {
    try expect(
      .procrustes(components: known.procrustes.components ?? 0), gives: known.procrustes.cosines)
  }

  @Test func canonicalDirectionsAreGeneralisedEigenvectors() throws {
    try expect(
      .canonicalCorrelation(
        components: known.canonical.components ?? 0, shrinkage: known.canonical.shrinkage ?? 0),
      gives: known.canonical.cosines)
  }

  /// Texts are a rotation of images: every method finds each partner.
  @Test(arguments: [
    AlignmentMethod.ridge(penalty: 0.01), .procrustes(components: 6),
    .canonicalCorrelation(components: 6, shrinkage: 0.01),
  ])
  func aPlantedMapIsFound(_ method: AlignmentMethod) throws {
    var generator = NormalGenerator("planted")
    func noise() -> Double { generator.next() }
    let rows = (0..<80).map { _ in (0..<6).map { _ in noise() } }
    let map = (0..<6).map { _ in (0..<9).map { _ in noise() } }
    let x = Matrix(rows)
    let y = x.times(Matrix(map))
    let fit = try PairedComponents(
      images: UnitRows(x.selecting(rows: 0..<60)), texts: UnitRows(y.selecting(rows: 0..<60))
    ).alignment(by: method)
    let found = pairRetrieval(
      of: UnitRows(fit.images.aligned(UnitRows(x.selecting(rows: 60..<80)))),
      among: UnitRows(fit.texts.aligned(UnitRows(y.selecting(rows: 60..<80)))), keys: Array(0..<20))
    #expect(found.meanReciprocalRank > 0.9)
  }

  @Test func nothingIsFittedToWhatDoesNotVary() throws {
    let rows = UnitRows(Matrix<Float>(Array(repeating: [1, 2], count: 5)))
    let varied = UnitRows(Matrix<Float>((0..<5).map { [Float($0), 1] }))
    #expect(throws: StatisticsError.self) { try PairedComponents(images: rows, texts: varied) }
    #expect(throws: StatisticsError.self) { try PairedComponents(images: varied, texts: rows) }
  }
}

@Suite struct PairRetrievalTests {
  private func rows(_ vectors: [[Float]]) -> UnitRows { UnitRows(Matrix(vectors)) }

  @Test func ranksCountFromOneAndPartnersOnTheDiagonal() {
    let images = rows([[1, 0, 0], [0, 1, 0], [0, 0, 1]])
    let texts = rows([[1, 0.1, 0], [0.9, 0.5, 0.1], [0, 0, 1]])
    let found = pairRetrieval(of: images, among: texts, keys: [0, 1, 2])
    #expect(found.firstRanks == [1, 1, 1])
    #expect(pairRetrieval(of: texts, among: images, keys: [0, 1, 2]).firstRanks == [1, 2, 1])
  }

  @Test func equalVectorsFindNothing() {
    let same = rows(Array(repeating: [1, 1], count: 4))
    #expect(pairRetrieval(of: same, among: same, keys: [0, 1, 2, 3]).firstRanks == [4, 4, 4, 4])
  }

  @Test func equalTextsCountAsFound() {
    let images = rows([[1, 0], [0, 1], [1, 1]])
    let texts = rows([[0, 1], [0, 1], [1, 1]])
    let found = pairRetrieval(of: images, among: texts, keys: [0, 0, 1])
    #expect(found.firstRanks == [2, 1, 1] && found.matches == [2, 2, 1])
  }

  @Test func chanceIsThatOfDrawingWithoutReplacement() {
    #expect(abs(chanceOfMatch(1, among: 10, drawing: 3) - 0.3) < 1e-12)
    #expect(abs(chanceOfMatch(2, among: 5, drawing: 2) - 0.7) < 1e-12)
    #expect(
      chanceOfMatch(0, among: 5, drawing: 2) == 0 && chanceOfMatch(1, among: 5, drawing: 9) == 1)
  }

  @Test func unrelatedVectorsReachChance() {
    var generator = NormalGenerator("unrelated")
    func vectors() -> UnitRows {
      rows((0..<400).map { _ in (0..<16).map { _ in Float(generator.next()) } })
    }
    let found = pairRetrieval(of: vectors(), among: vectors(), keys: Array(0..<400))
    let resamples = UnitResamples(of: nil, items: 400, count: 199, seed: 1, stream: "t")
    let recall = found.recalls(resamples, ranks: [10])[0]
    let interval = recall.interval(unit: "pair", isMean: true)
    #expect(interval.map { $0.low <= 0.025 && $0.high >= 0.025 } == true)
    #expect(abs(found.medianRank - 200) < 40)
  }

  /// Recall of small sets varies about that of many by as much as the interval says.
  @Test func intervalsHoldTheRecallOfTheSource() {
    var generator = NormalGenerator("coverage")
    func sample(_ pairs: Int) -> PairRetrieval {
      let images = (0..<pairs).map { _ in (0..<4).map { _ in generator.next() } }
      let texts = images.map { $0.map { $0 + 0.8 * generator.next() } }
      return pairRetrieval(
        of: UnitRows(Matrix(images)), among: UnitRows(Matrix(texts)), keys: Array(0..<pairs))
    }
    let (pairs, runs) = (60, 200)
    let found = (0..<runs).map { _ in sample(pairs) }
    let truth =
      found.map { Double($0.firstRanks.count { $0 <= 5 }) / Double(pairs) }
      .reduce(0, +) / Double(runs)
    let held = found.indices.count { run in
      let resamples = UnitResamples(
        of: nil, items: pairs, count: 199, seed: UInt64(run), stream: "coverage")
      let interval = found[run].recalls(resamples, ranks: [5])[0].interval(
        unit: "pair", isMean: true)
      return interval.map { $0.low <= truth && truth <= $0.high } ?? false
    }
    // 95 % of 200, less three standard deviations.
    #expect(held >= 180, "\(held) of \(runs)")
    #expect(held < runs || runs < 200)
  }
}

@Suite struct SingularValueDecompositionTests {
  @Test(arguments: [(4, 7), (7, 4), (1, 3), (3, 1), (5, 5)])
  func factorsMakeTheMatrix(_ rows: Int, _ columns: Int) throws {
    var generator = NormalGenerator("svd")
    let matrix = Matrix<Double>(
      rows: rows, columns: columns,
      elements: (0..<rows * columns).map { _ in generator.next() })
    let found = try SingularValueDecomposition(of: matrix)
    let product = found.left.times(found.right.scalingRows(by: found.values))
    for (a, b) in zip(product.elements, matrix.elements) { #expect(abs(a - b) < 1e-12) }
    #expect(try matrix.singularValues().elementsEqual(found.values) { abs($0 - $1) < 1e-12 })
    let ones = found.right.timesTransposed(found.right)
    for i in 0..<ones.rows { #expect(abs(ones[i, i] - 1) < 1e-12) }
  }

  @Test func emptyAndBrokenMatrices() throws {
    #expect(try SingularValueDecomposition(of: Matrix(rows: 0, columns: 3)).values.isEmpty)
    #expect(throws: LinearAlgebraError.self) {
      try SingularValueDecomposition(of: Matrix(rows: 1, columns: 1, elements: [.nan]))
    }
  }
}

@Suite struct FindingSimilarityTests {
  @Test func similarityIsTheCosineOfFindings() {
    let found = FindingSimilarity([[0, 1], [0, 1], [1], [], [], [2]])
    #expect(found[0, 1] == 1 && found[3, 4] == 1 && found[0, 3] == 0 && found[2, 5] == 0)
    #expect(abs(found[0, 2] - 1 / 2.0.squareRoot()) < 1e-12)
    #expect(found.matrix([0, 2])[1, 0] == found[0, 2])
  }

  @Test func softmaxSumsToOneAndOrdersAsValues() {
    let shares = Matrix<Double>([[0, 1, 2], [5, 5, 5]]).softmaxOfRows(temperature: 0.5)
    for row in 0..<2 { #expect(abs(shares.row(row).reduce(0, +) - 1) < 1e-12) }
    #expect(shares[0, 2] > shares[0, 1] && shares[1, 0] == shares[1, 2])
    #expect(abs(shares[0, 2] / shares[0, 1] - exp(2)) < 1e-9)
  }
}
