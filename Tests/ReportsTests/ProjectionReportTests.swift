import Analyses
import Embeddings
import Figures
import LinearAlgebra
import Reports
import Testing

@Suite struct ProjectionReportTests {
  private let set = EmbeddedItems(
    name: "set", ids: (0..<24).map { .name("image-\($0)") },
    vectors: .double(Matrix((0..<24).map { [Double($0 % 5), Double($0 % 7), 1] })),
    labels: (0..<24).map { $0 % 2 == 0 ? "even" : "odd" },
    columns: ["site": (0..<24).map { $0 == 3 ? nil : $0 < 9 ? "A" : "B" }])

  private func report(pictures: [String: Bitmap] = [:]) throws -> Report {
    let plan = ProjectionPlan(components: 3, maps: [.tsne, .umap], perplexity: 4)
    let results: [AnalysisResult] = [
      .projection(try project(set, plan: plan, seed: 1)),
      .clusters(try findClusters(in: set, plan: ClustersPlan(clusters: 2), seed: 1)),
    ]
    let context = ReportContext(pictures: pictures)
    return Report(
      title: "Maps", question: "",
      sections: [results[0].section(context, among: results)])
  }

  @Test func everyPlaneIsShownByLabelSiteAndCluster() throws {
    let planes = ["projection", "projection-tsne", "projection-umap"]
    #expect(
      try report().figures.map(\.name)
        == ["projection-variance"]
        + planes.flatMap { plane in ["label", "site", "cluster"].map { "\(plane)-by-\($0)" } })
  }

  @Test func withoutGroupsThereIsOneScatterPlot() throws {
    let bare = EmbeddedItems(
      name: "set", ids: (0..<9).map { .row($0) },
      vectors: .double(Matrix((0..<9).map { [Double($0 % 5), Double($0 % 7)] })))
    let result = AnalysisResult.projection(try project(bare, plan: ProjectionPlan(components: 2)))
    let section = result.section(ReportContext(pictures: [:]), among: [result])
    #expect(
      Report(title: "", question: "", sections: [section]).figures.map(\.name)
        == ["projection-variance", "projection"])
  }

  @Test func everyMapSaysThatItIsAPicture() throws {
    let maps = try report().figures.filter { $0.name.contains("umap") || $0.name.contains("tsne") }
    #expect(maps.count == 6)
    #expect(maps.allSatisfy { $0.caption.contains("A picture only") })
    let text = try report().markdown
    #expect(text.contains("t-SNE of perplexity 4.00 by cosine, 1,000 steps"))
    #expect(text.contains("UMAP of 15 nearest neighbours by cosine"))
    #expect(text.contains("| Map | Images | Trustworthiness |"))
    #expect(text.contains("10-NN accuracy, vectors"))
  }

  @Test func picturesAreAskedForAndShown() throws {
    let plan = ProjectionPlan(maps: [.umap])
    let wanted = Set(AnalysisResult.projection(try project(set, plan: plan)).picturedSamples)
    #expect(!wanted.isEmpty && wanted.isSubset(of: Set(set.ids.map(\.description))))
    let dot = Bitmap(width: 1, height: 1, channels: 1, samples: [7])
    let names = try report(pictures: Dictionary(uniqueKeysWithValues: wanted.map { ($0, dot) }))
      .figures.map(\.name)
    for plane in ["projection", "projection-tsne", "projection-umap"] {
      #expect(names.contains("\(plane)-pictures"))
    }
  }
}
