import Analyses
import Embeddings
import Figures
import LinearAlgebra
import Reports
import Statistics
import Testing

@Suite struct ClustersReportTests {
  private var items: EmbeddedItems {
    var generator = SeededGenerator(seed: 2, stream: "report")
    let centers = [[0.0, 0], [20, 0], [0, 10], [30, 30]]
    let rows = centers.flatMap { center in
      (0..<9).map { _ in center.map { $0 + 2 * generator.uniformFraction() } }
    }
    let labels = (0..<36).map { ["cat", "dog", "cat", "fox"][$0 / 9] }
    return EmbeddedItems(
      name: "all", ids: (0..<36).map { .name("\($0).png") }, vectors: .double(Matrix(rows)),
      labels: labels, columns: ["site": (0..<36).map { $0 % 2 == 0 ? "north" : "south" }])
  }

  private func report(_ plan: ClustersPlan, pictures: Bool = false) throws -> Report {
    let result = AnalysisResult.clusters(
      try findClusters(in: items, plan: plan, seed: 1, encoder: "pixels-8"))
    let bitmap = Bitmap(width: 1, height: 1, channels: 3, samples: [10, 20, 30])
    let shown = pictures ? result.picturedSamples.map { ($0, bitmap) } : []
    let context = ReportContext(
      pictures: Dictionary(shown, uniquingKeysWith: { first, _ in first }))
    return Report(
      title: "", question: "", sections: [result.section(context, among: [result])])
  }

  private var range: ClustersPlan {
    var plan = ClustersPlan(count: .best(of: 2...6), restarts: 2)
    (plan.permutations, plan.references) = (99, 5)
    return plan
  }

  @Test func theChoiceAndItsReasonsAreShown() throws {
    let found = try report(range, pictures: true)
    let text = found.markdown
    #expect(text.contains("## Clusters: pixels-8") && text.contains("Number of clusters: 4."))
    #expect(text.contains("adjusted Rand index") && text.contains("Caliński–Harabasz"))
    #expect(text.contains("| Cluster | Images | Most frequent label, share (of all) |"))
    #expect(text.contains("cat, 100.0 % (50.0 %)"))
    #expect(
      found.figures.map(\.name) == [
        "clusters-silhouette-pixels-8", "clusters-gap-pixels-8", "clusters-stability-pixels-8",
        "clusters-tree-pixels-8", "clusters-members-pixels-8",
      ])
    let texts = found.figures.flatMap(\.figure.elements).compactMap { element in
      if case .text(let text) = element { text.string } else { nil }
    }
    #expect(texts.contains("cluster 1: cat (100 %)") && texts.contains("chosen: 4"))
    #expect(texts.contains("nearest") && texts.contains("9 images") && texts.contains("fox"))
    for figure in found.figures { #expect(try !figure.figure.png(scale: 1).isEmpty) }
  }

  @Test func noiseIsAGroupOfItsOwn() throws {
    var plan = ClustersPlan()
    (plan.method, plan.minClusterSize, plan.minSamples) = (.hdbscan, 5, 2)
    plan.permutations = 99
    let found = try report(plan)
    #expect(found.markdown.contains("HDBSCAN on vectors as given"))
    #expect(found.markdown.contains("are noise and in no cluster"))
    #expect(found.figures.map(\.name) == ["clusters-tree-pixels-8"])
  }

  @Test func manyClustersArePagedAndTheSmallestLeftOut() throws {
    let plan = ClustersPlan(clusters: 12, restarts: 1)
    let found = try report(plan, pictures: true)
    #expect(found.figures.map(\.name).filter { $0.contains("members") }.count == 2)
  }
}
