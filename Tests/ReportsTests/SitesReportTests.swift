import Analyses
import Embeddings
import Figures
import LinearAlgebra
import Reports
import Statistics
import Testing

@Suite struct SitesReportTests {
  private func site(_ name: String, _ shift: Double, _ labels: [String]) -> EmbeddedItems {
    var generator = SeededGenerator(seed: 1, stream: name)
    let rows = labels.map { _ in
      [generator.uniformFraction() + shift, generator.uniformFraction(), 1]
    }
    return EmbeddedItems(
      name: name, ids: rows.indices.map { .row($0) }, vectors: .double(Matrix(rows)),
      columns: ["label": labels])
  }

  private let labels = (0..<24).map { $0 % 3 == 0 ? "a" : "b" }

  private func report(_ result: AnalysisResult) -> Report {
    Report(
      title: "", question: "",
      sections: [result.section(ReportContext(pictures: [:]), among: [result])])
  }

  @Test func sitesHaveAMatrixTablesAndFigures() throws {
    let sites = [("Aa", 0.0), ("Bb", 0.1), ("Cc", 3), ("Dd", 6)].map { site($0.0, $0.1, labels) }
    var plan = SitesPlan(by: "site", within: "label", rest: true, permutations: 199, resamples: 49)
    let found = report(.sites(try measureSites(sites, plan: plan, seed: 1, encoder: "pixels-8")))
    let text = found.markdown
    #expect(text.contains("## Shift between sites: pixels-8"))
    #expect(text.contains("| MMD² | Aa | Bb | Cc | Dd |") && text.contains("6 pairs of 4 sites"))
    #expect(text.contains("Within each label") && text.contains("all others"))
    #expect(
      found.figures.map(\.name) == [
        "sites-mmd-pixels-8", "sites-tree-pixels-8", "sites-within-label-pixels-8",
        "sites-rest-pixels-8",
      ])
    for figure in found.figures { #expect(try !figure.figure.png(scale: 1).isEmpty) }
    (plan.within, plan.rest) = (nil, false)
    let two = report(.sites(try measureSites(Array(sites.prefix(2)), plan: plan, seed: 1)))
    #expect(two.figures.map(\.name) == ["sites-intervals"])
  }

  @Test func manySitesAreListedInPart() throws {
    let sites = (0..<13).map { site("s\($0)", 0.2 * Double($0), Array(labels.prefix(6))) }
    let plan = SitesPlan(by: "site", permutations: 19, resamples: 9)
    let text = report(.sites(try measureSites(sites, plan: plan, seed: 1))).markdown
    #expect(text.contains("The 60 with the largest MMD² of 78 tests"))
    #expect(!text.contains("| MMD² | s0"))
  }

  @Test func strataAndMatchingHaveTheirBlocks() throws {
    var plan = ShiftPlan(permutations: 99, resamples: 49)
    (plan.strata, plan.match) = (["label"], "label")
    let found = report(
      .shift(
        try measureShift(
          from: site("x", 0, labels), to: site("y", 1, labels + ["c"]), plan: plan, seed: 1)))
    let text = found.markdown
    #expect(text.contains("Within label, 2 of 2 strata show a difference"))
    #expect(text.contains("Not compared, because") && text.contains("not matched"))
    #expect(text.contains("With each label as frequent on one side as on the other"))
    #expect(found.figures.map(\.name).suffix(2) == ["shift-strata-label", "shift-matched-label"])
  }
}
