import LinearAlgebra
import TestSupport
import Testing

@testable import Statistics

@Suite struct NeighborTableTests {
  @Test(arguments: [1, 3, 40]) func theEuclideanSearchEqualsAllDifferences(k: Int) {
    var normal = NormalGenerator("euclidean search")
    var rows = normal.matrix(700, 9).mapping { 3 + $0 }
    // Copies, a far row and rows that differ in the last bits.
    for column in 0..<9 {
      rows[5, column] = rows[600, column]
      rows[6, column] = rows[600, column] * (1 + 1e-15)
      rows[7, column] = 1e6
    }
    let table = NeighborTable(.euclidean(.doubles(rows)), k: k)
    for i in [0, 5, 6, 7, 600, 699] {
      let distances = (0..<700).filter { $0 != i }.map { j in
        NearRow(
          row: Int32(j),
          squaredDistance: zip(rows.row(i), rows.row(j)).reduce(0) {
            $0 + ($1.0 - $1.1) * ($1.0 - $1.1)
          })
      }.sorted(by: NearRow.precedes).prefix(k)
      let found = (i * k)..<((i + 1) * k)
      // Rounding of the mean moves rows a little, and may turn ties.
      for (place, wanted) in zip(found, distances) {
        #expect(
          agrees(table.distances[place], wanted.squaredDistance.squareRoot(), absolute: 1e-9))
      }
    }
    #expect(table.rows[5 * k] == 6 || table.rows[5 * k] == 600)
  }

  @Test func aFewerTableIsAPrefix() throws {
    let space = try MapReferences.load().space("cosine")
    #expect(NeighborTable(space, k: 9).prefix(4) == NeighborTable(space, k: 4))
  }

  @Test func scaleOfRowsDoesNotMatter() throws {
    let rows = Matrix(try MapReferences.load().rows)
    let table = NeighborTable(.euclidean(.doubles(rows)), k: 6)
    let large = NeighborTable(.euclidean(.doubles(rows.mapping { $0 * 0x1p200 })), k: 6)
    #expect(large.rows == table.rows)
    #expect(large.distances == table.distances.map { $0 * 0x1p200 })
  }
}

@Suite struct MapGraphTests {
  @Test func affinitiesEqualScikitLearn() throws {
    let reference = try MapReferences.load()
    let found = perplexityAffinities(
      NeighborTable(reference.space("euclidean"), k: 15), perplexity: 5)
    #expect(found.largestDifference(from: reference.affinities) < 1e-6)
    #expect(agrees(found.weights.reduce(0, +), 1, absolute: 1e-12))
  }

  @Test func fuzzySetsEqualUmapLearn() throws {
    let reference = try MapReferences.load()
    for (metric, wanted) in [
      ("euclidean", reference.fuzzyEuclidean), ("cosine", reference.fuzzyCosine),
    ] {
      let found = fuzzySimplicialSet(NeighborTable(reference.space(metric), k: 9))
      // umap-learn computes in float and bisects to 10⁻⁵.
      #expect(found.largestDifference(from: wanted) < 2e-5)
    }
  }

  @Test func membershipCurvesEqualUmapLearn() throws {
    for curve in try MapReferences.load().curves {
      let found = MembershipCurve(leastDistance: curve.leastDistance)
      // SciPy's fit ends a little before the least squares.
      #expect(agrees(found.a, curve.a, relative: 1e-5))
      #expect(agrees(found.b, curve.b, relative: 1e-5))
    }
  }

  @Test func graphsAreSymmetric() throws {
    let table = NeighborTable(try MapReferences.load().space("cosine"), k: 7)
    for graph in [perplexityAffinities(table, perplexity: 3), fuzzySimplicialSet(table)] {
      for row in 0..<graph.count {
        for link in graph.links(of: row) {
          #expect(graph.links(of: link.row).contains { $0.row == row && $0.weight == link.weight })
        }
      }
    }
  }

  @Test func equalRowsShareAlike() {
    let rows = Matrix(
      (0..<300).map { (i: Int) -> [Double] in
        i < 200 ? [1, 2] : [Double(i), Double(i * i % 17)]
      })
    let table = NeighborTable(.euclidean(.doubles(rows)), k: 30)
    let affinities = perplexityAffinities(table, perplexity: 10)
    #expect(affinities.weights.allSatisfy { $0.isFinite && $0 >= 0 })
    #expect(agrees(affinities.weights.reduce(0, +), 1, absolute: 1e-12))
    let fuzzy = fuzzySimplicialSet(table)
    #expect(fuzzy.weights.allSatisfy { (0...1).contains($0) })
  }
}

@Suite struct MapTests {
  /// The first 600 digits in Euclidean space.
  func digits() throws -> (rows: Matrix<Float>, space: NeighborSpace, start: [SIMD2<Double>]) {
    let rows = try Digits().rows.selecting(rows: 0..<600)
    let scores = try PrincipalComponents(of: rows, count: 2).scores
    return (
      rows, .euclidean(.floats(rows)), (0..<rows.rows).map { SIMD2(scores[$0, 0], scores[$0, 1]) }
    )
  }

  @Test func theGradientEqualsDifferences() throws {
    let reference = try MapReferences.load()
    let affinities = perplexityAffinities(
      NeighborTable(reference.space("euclidean"), k: 15), perplexity: 5)
    let points = reference.points
    let gradient = divergenceGradient(affinities, at: points, angle: 0).gradient
    for i in [0, 17, 59] {
      for axis in 0..<2 {
        let values = [1e-5, -1e-5].map { step in
          var moved = points
          moved[i][axis] += step
          return divergenceGradient(affinities, at: moved, angle: 0).divergence ?? .nan
        }
        #expect(agrees(gradient[i][axis], (values[0] - values[1]) / 2e-5, absolute: 1e-8))
      }
    }
  }

  @Test func farCellsActAboutAsTheirPoints() throws {
    let (_, space, start) = try digits()
    let affinities = perplexityAffinities(NeighborTable(space, k: 30), perplexity: 10)
    let exact = divergenceGradient(affinities, at: start, angle: 0)
    let cells = divergenceGradient(affinities, at: start, angle: 0.5)
    let error = zip(exact.gradient, cells.gradient).reduce(0) {
      $0 + (($1.0 - $1.1) * ($1.0 - $1.1)).sum()
    }
    let size = exact.gradient.reduce(0) { $0 + ($1 * $1).sum() }
    #expect(error < 1e-3 * size)
    #expect(agrees(cells.divergence ?? 0, exact.divergence ?? 0, relative: 1e-2))
  }

  @Test func mapsOfDigitsAreAsGoodAsThoseOfThePrograms() throws {
    let reference = try MapReferences.load().digits
    let (_, space, scores) = try digits()
    let table = NeighborTable(space, k: 91)
    let tsneStart = try #require(
      mapStart(scores, spread: .deviation(1e-4), seed: 1, stream: "t-SNE"))
    let tsne = stochasticNeighborEmbedding(
      perplexityAffinities(table, perplexity: 30), from: tsneStart)
    #expect(agrees(tsne.divergence, reference.divergence, relative: 0.03))
    let umapStart = try #require(mapStart(scores, spread: .largest(10), seed: 1, stream: "UMAP"))
    let umap = uniformManifoldApproximation(
      fuzzySimplicialSet(table.prefix(14)), from: umapStart, seed: 1)
    let found = mapQuality(
      of: [tsne.points, umap], in: space, k: 10, queries: Array(scores.indices)
    ).qualities.map { $0.trustworthiness ?? 0 }
    #expect(agrees(found[0], reference.tsneTrustworthiness, absolute: 0.003))
    #expect(found[1] > (reference.umapTrustworthiness.min() ?? 1) - 0.003)
  }

  @Test func mapsDependOnTheSeedAlone() throws {
    let reference = try MapReferences.load()
    let table = NeighborTable(reference.space("cosine"), k: 14)
    let start = try #require(
      mapStart(reference.points, spread: .largest(10), seed: 3, stream: "start"))
    let threads = BLAS.threads
    defer { BLAS.useThreads(threads) }
    var maps: [[SIMD2<Double>]] = []
    for count in [1, 2] {
      BLAS.useThreads(count)
      maps.append(
        uniformManifoldApproximation(fuzzySimplicialSet(table), from: start, seed: 3))
      maps.append(
        stochasticNeighborEmbedding(perplexityAffinities(table, perplexity: 4), from: start).points)
    }
    #expect(maps[0] == maps[2] && maps[1] == maps[3])
    #expect(
      maps[0] != uniformManifoldApproximation(fuzzySimplicialSet(table), from: start, seed: 4))
  }

  @Test func fewRowsHaveMaps() {
    for count in [2, 3, 5] {
      var normal = NormalGenerator("few rows")
      let rows = normal.matrix(count, 4)
      let table = NeighborTable(.euclidean(.doubles(rows)), k: count - 1)
      let start = (0..<count).map { SIMD2(rows[$0, 0], rows[$0, 1]) }
      let tsne = stochasticNeighborEmbedding(
        perplexityAffinities(table, perplexity: 1), from: start)
      let umap = uniformManifoldApproximation(fuzzySimplicialSet(table), from: start, seed: 1)
      #expect((tsne.points + umap).allSatisfy { $0.x.isFinite && $0.y.isFinite })
      let found = mapQuality(
        of: [umap], in: .euclidean(.doubles(rows)), k: 1, queries: Array(0..<count))
      #expect((found.qualities[0].trustworthiness == nil) == (count == 2))
    }
  }

  @Test func equalRowsHaveNoStart() {
    let same = Array(repeating: SIMD2<Double>.zero, count: 9)
    #expect(mapStart(same, spread: .deviation(1), seed: 1, stream: "x") == nil)
    #expect(mapStart(same, spread: .largest(1), seed: 1, stream: "x") == nil)
  }
}

@Suite struct MapQualityTests {
  @Test func trustworthinessEqualsScikitLearn() throws {
    let reference = try MapReferences.load()
    for wanted in reference.trustworthiness {
      let found = mapQuality(
        of: [reference.points], in: reference.space(wanted.metric), k: wanted.k,
        queries: Array(reference.points.indices))
      // The rows that are equal tie, in no order that scikit-learn states.
      #expect(agrees(found.qualities[0].trustworthiness ?? 0, wanted.value, absolute: 1e-3))
    }
  }

  @Test func theRowsThemselvesKeepAll() {
    var normal = NormalGenerator("plane")
    let rows = normal.matrix(90, 2)
    let points = (0..<90).map { SIMD2(rows[$0, 0], rows[$0, 1]) }
    let labels = MapLabels(labels: (0..<90).map { rows[$0, 0] > 0 ? 1 : 0 })
    let found = mapQuality(
      of: [points, points.reversed()], in: .euclidean(.doubles(rows)), k: 7,
      queries: Array(0..<90), labels: labels)
    #expect(found.qualities[0].trustworthiness == 1)
    #expect(found.qualities[0].neighborsKept == 1)
    #expect(found.votes?.byMaps[0] == found.votes?.byVectors)
    // Chance: each neighbour is one of 89 with 7 wanted.
    #expect(found.qualities[1].neighborsKept < 0.2)
    #expect((found.qualities[1].trustworthiness ?? 1) < 0.7)
  }

  @Test func rowsOfTheSameUnitHaveNoVote() {
    let rows = Matrix<Double>((0..<40).map { [Double($0 / 2), Double($0 % 2) / 10] })
    let points = (0..<40).map { SIMD2(rows[$0, 0], rows[$0, 1]) }
    let names = (0..<40).map { $0 / 2 }
    func right(_ labels: MapLabels) -> Int {
      mapQuality(
        of: [points], in: .euclidean(.doubles(rows)), k: 1, queries: Array(0..<40), labels: labels
      ).votes?.byVectors.count { $0 } ?? -1
    }
    #expect(right(MapLabels(labels: names)) == 40)
    #expect(right(MapLabels(labels: names, units: names)) == 0)
  }
}
