import Embeddings
import LinearAlgebra
import Statistics
import Testing

@testable import Analyses

@Suite struct MapsTests {
  /// Three groups of rows around far centres, of so many columns.
  private func grouped(_ count: Int, columns: Int = 4, labels: Bool = true) -> EmbeddedItems {
    var generator = SeededGenerator(seed: 9, stream: "grouped rows")
    let rows = (0..<count).map { i in
      (0..<columns).map { column in
        (column == i % 3 ? 5.0 : 0) + generator.uniformFraction()
      }
    }
    return items(rows, labels: labels ? (0..<count).map { "\($0 % 3)" } : nil)
  }

  private func maps(
    _ set: EmbeddedItems, _ plan: ProjectionPlan = ProjectionPlan(maps: [.umap, .tsne])
  ) throws -> ProjectionResult {
    let result = try project(set, plan: plan, seed: 4)
    for map in result.maps ?? [] {
      #expect((map.plane.x + map.plane.y).allSatisfy { $0.isFinite })
    }
    return result
  }

  @Test func mapsKeepGroupsThatAreFarApart() throws {
    let result = try maps(grouped(120))
    let found = try #require(result.maps)
    #expect(found.map(\.kind) == [.umap, .tsne] && found.map(\.items) == [120, 120])
    for map in found {
      #expect((map.quality.trustworthiness ?? 0) > 0.9)
      let accuracy = try #require(map.labelAccuracy)
      #expect(accuracy.byVectors == 1 && accuracy.inMap > 0.99 && accuracy.queries == 120)
      #expect(map.plane.rows == Array(0..<120) && map.plane.labels == result.plane.labels)
    }
    #expect(found[0].neighbors == 15 && found[0].divergence == nil)
    #expect(found[1].perplexity == 30 && (found[1].divergence ?? -1) > 0)
    #expect(result.warnings.isEmpty)
  }

  @Test func itemsWithoutALabelAreOnTheMapAndInNoAccuracy() throws {
    let set = grouped(120)
    let labels = (0..<120).map { $0 % 5 == 0 ? nil : "\($0 % 3)" }
    let result = try maps(set.with(someLabels: labels))
    let found = try #require(result.maps)
    #expect(result.plane.labels == labels.map { $0 ?? "–" })
    for map in found {
      #expect(map.items == 120 && map.quality.queries == 120)
      let accuracy = try #require(map.labelAccuracy)
      #expect(accuracy.queries == 96 && accuracy.byVectors == 1)
    }
    #expect(result.warnings.contains { $0.finding.contains("24 of 120 items have no label") })
    let whole = try maps(set)
    #expect(zip(found, whole.maps ?? []).allSatisfy { $0.plane.x == $1.plane.x })
    let none = try maps(set.with(someLabels: labels.map { _ in nil }))
    #expect(none.plane.labels == nil && none.maps?[0].labelAccuracy == nil)
  }

  @Test func fewRowsLowerNeighboursAndPerplexityAndSaySo() throws {
    for count in [2, 3, 7] {
      let result = try maps(grouped(count), ProjectionPlan(components: 1, maps: [.umap, .tsne]))
      let found = try #require(result.maps)
      #expect(found[0].neighbors == count)
      #expect(found[1].perplexity == max(1, Double(count - 1) / 3))
      #expect(result.warnings.contains { $0.finding.hasPrefix("UMAP was made of \(count)") })
      #expect(result.warnings.contains { $0.finding.hasPrefix("the perplexity of t-SNE") })
    }
  }

  @Test func itemsInOnePlaceHaveNoMap() throws {
    let same = items(Array(repeating: [1, 2, 3], count: 12))
    // One direction, several lengths: the cosine sees one place.
    let line = items((1...12).map { [Double($0), 2 * Double($0)] })
    for set in [same, line] {
      let result = try maps(set)
      #expect(result.maps?.isEmpty == true)
      #expect(
        result.warnings.contains { $0.finding.hasSuffix("equal to it, so there is no map of them") }
      )
    }
    let byLength = try maps(line, ProjectionPlan(maps: [.umap, .tsne], metric: .euclidean))
    #expect(byLength.maps?.count == 2)
  }

  @Test func copiesByTheHundredAreNoProblem() throws {
    let rows = (0..<260).map { (i: Int) -> [Double] in
      i < 200 ? [1, 1, 1] : [1, Double(i % 13), Double(i % 7)]
    }
    let found = try #require(try maps(items(rows)).maps)
    #expect(found.count == 2)
    // Copies part, so that each can be seen.
    #expect(Set(found[0].plane.x).count > 200)
  }

  @Test func itemsWithoutDirectionAreLeftOutOfCosinesMaps() throws {
    var rows = (0..<40).map { [Double($0 % 5), Double($0 % 7), 1] }
    rows[3] = [0, 0, 0]
    let result = try maps(items(rows))
    #expect(result.maps?.map(\.items) == [39, 39] && result.items == 40)
    #expect(result.maps?[0].plane.rows.contains(3) == false)
    #expect(result.warnings.contains { $0.finding.contains("zero vectors") })
    let euclidean = try maps(items(rows), ProjectionPlan(maps: [.umap], metric: .euclidean))
    #expect(euclidean.maps?[0].items == 40)
    #expect(throws: AnalysisError.tooFew(items: "set", found: 1, needed: 2)) {
      try maps(items([[0, 0], [0, 0], [1, 0]]))
    }
  }

  @Test func constantColumnsAndRankOneHaveMaps() throws {
    let rows = (0..<50).map { [3, Double($0 * $0 % 31), 3] }
    for metric in MapMetric.allCases {
      let found = try maps(items(rows), ProjectionPlan(maps: [.umap, .tsne], metric: metric))
      #expect(found.maps?.count == 2)
    }
    // One column: Euclidean only, as all cosines are 1 or −1.
    let column = items((0..<30).map { [Double($0)] })
    let one = try maps(column, ProjectionPlan(maps: [.tsne], metric: .euclidean))
    #expect(one.maps?.count == 1)
  }

  @Test func oneClassHasNoAccuracyToLose() throws {
    let set = grouped(30, labels: false).with(labels: Array(repeating: "a", count: 30))
    let found = try #require(try maps(set).maps)
    #expect(found.allSatisfy { $0.labelAccuracy == nil })
  }

  @Test func manyItemsAreDrawn() throws {
    var plan = ProjectionPlan(maps: [.umap])
    plan.items = 50
    let set = grouped(90)
    let result = try project(set, plan: plan, planeLimit: 20, seed: 4)
    let map = try #require(result.maps?.first)
    #expect(map.items == 50 && map.plane.rows.count == 20 && result.plane.rows.count == 20)
    #expect(map.plane.labels == map.plane.rows.map { "\($0 % 3)" })
  }

  @Test func seedsDecide() throws {
    let set = grouped(40)
    let plan = ProjectionPlan(maps: [.umap, .tsne])
    let first = try project(set, plan: plan, seed: 1).maps?.map(\.plane.x)
    #expect(try project(set, plan: plan, seed: 1).maps?.map(\.plane.x) == first)
    #expect(try project(set, plan: plan, seed: 2).maps?.map(\.plane.x) != first)
  }

  @Test func eachCellOfAMosaicShowsItsNearestItem() throws {
    let set = items([[0, 0], [16, 13], [15.5, 0.4], [15.9, 0.1]])
    let points: [SIMD2<Double>] = [
      SIMD2(0, 0), SIMD2(16, 13), SIMD2(15.5, 0.4), SIMD2(15.9, 0.1),
    ]
    let mosaic = try #require(PictureMosaic(points, of: set, places: [0, 1, 2, 3]))
    #expect(mosaic.columns == 16 && mosaic.rows == 13)
    #expect(mosaic.cells.map(\.column) == [15, 0, 15])
    #expect(mosaic.cells.map(\.row) == [0, 12, 12])
    #expect(mosaic.cells.map(\.id) == ["set-1", "set-0", "set-2"].map { .name($0) })
    let unnamed = EmbeddedItems(
      name: "rows", ids: [.row(0)], vectors: .double(Matrix([[1.0, 2]])))
    #expect(PictureMosaic([.zero], of: unnamed, places: [0]) == nil)
  }
}
