import Analyses
import Embeddings
import Figures
import LinearAlgebra
import Reports
import Statistics
import TestSupport
import Testing

@Suite struct ReportTests {
  /// A report of every kind of result on six items.
  private func report() throws -> Report {
    let rows = [
      [1.0, 0, 0.1], [1, 0.01, 0.1], [0, 1, 0], [0.02, 1, 0], [0.3, 0.3, 1], [0.2, 0.3, 1],
    ]
    let all = EmbeddedItems(
      name: "all", ids: ["a|1", "b", "c", "d", "e<f>", "g"].map { .name($0) },
      vectors: .double(Matrix(rows)), labels: ["x", "x", "y", "y", "x", "y"])
    let train = all.selecting([0, 2, 4], name: "train")
    let test = all.selecting([1, 3, 5], name: "test")
    let shift = ShiftPlan(permutations: 99, resamples: 49)
    let results: [AnalysisResult] = [
      .similarity(try describeSimilarity(of: [train, test], seed: 1, encoder: "pixels-8")),
      .leakage(
        try findLeakage(from: train, into: test, threshold: 0.99, encoder: "pixels-8")
          .choosingExamples(2).with(CosinesByKind(across: train, test, seed: 1))),
      .duplicates(
        findDuplicates(in: all, threshold: 0.99, encoder: "pixels-8")
          .choosingExamples(36).with(CosinesByKind(within: all, seed: 1))),
      .gradedPairs(
        try gradePairs(
          [("pixels-8", 0.95), ("copy", 0.999)].map { name, threshold in
            PairSight(findDuplicates(in: all, threshold: threshold), encoder: name, in: all)
          })),
      .shift(try measureShift(from: train, to: test, plan: shift, seed: 1, encoder: "pixels-8")),
      .clusters(
        try findClusters(
          in: all, plan: ClustersPlan(clusters: 3), seed: 1, encoder: "pixels-8")),
      .projection(try project(all, plan: ProjectionPlan(components: 2), encoder: "pixels-8")),
      .neighbors(
        try findNeighbors(
          of: all.selecting([0], name: "query"), in: all, count: 4, encoder: "pixels-8")),
      .encoders(
        try compareEncoders(
          [EncoderView(name: "pixels-8", items: all), EncoderView(name: "copy", items: all)],
          plan: EncodersPlan(neighbors: [1], resamples: 99))),
    ]
    let context = ReportContext(pictures: [:])
    return Report(
      title: "Six items", question: "Do they *differ*?", results: results, context, gates: [],
      data: Section("Data", [.paragraph("Six items.")]),
      preparation: Prose("The data are six items."),
      settings: Section("Settings", [.table(Table([.init("Setting")], [["seed"]]))]))
  }

  @Test func markdownMatchesItsGoldenText() throws {
    #expect(try matchesGolden(try report().markdown, "report.md"))
  }

  @Test func htmlMatchesItsGoldenText() throws {
    #expect(try matchesGolden(try report().html(), "report.html"))
  }

  @Test func nothingFoundIsSaidFirst() throws {
    let set = EmbeddedItems(
      name: "train", ids: [.row(0)], vectors: .double(Matrix([[1.0, 0]])))
    let other = EmbeddedItems(name: "test", ids: [.row(1)], vectors: .double(Matrix([[0, 1.0]])))
    let leaks = AnalysisResult.leakage(try findLeakage(from: set, into: other, threshold: 0.9))
    let text = Report(
      title: "", question: "",
      sections: [leaks.section(ReportContext(pictures: [:]), among: [])]
    ).markdown
    #expect(text.contains("## Leakage\n\nNone of 1 test image has a look-alike in train"))
  }

  @Test func namesFromDataCannotBecomeMarkup() throws {
    let report = try report()
    #expect(!report.html().contains("<f>") && report.html().contains("e&lt;f&gt;"))
    #expect(report.markdown.contains("a\\|1"))
  }

  @Test func figuresHaveDistinctNamesFitForFiles() throws {
    let names = try report().figures.map(\.name)
    #expect(Set(names).count == names.count)
    #expect(names.allSatisfy { $0.allSatisfy { $0.isLetter || $0.isNumber || $0 == "-" } })
  }

  @Test func htmlAsksNoOtherHost() throws {
    #expect(!(try report().html().contains("://")))
  }
}
