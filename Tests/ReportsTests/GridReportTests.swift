import Analyses
import Figures
import Reports
import Testing

@Suite struct GridReportTests {
  @Test func pagesBesideTheFirstAreLinked() throws {
    var plan = GridPlan()
    (plan.rows, plan.columns, plan.pages, plan.groupBy) = (2, 2, 2, .split)
    let items = (0..<12).map { GridItem(id: "\($0).png", split: $0 < 9 ? "train" : "test") }
    let result = AnalysisResult.grid(chooseGrid(of: items, plan: plan))
    #expect(Set(result.picturedSamples).count == 8 - 1)
    let dot = Bitmap(width: 1, height: 1, channels: 1, samples: [7])
    let pictures = Dictionary(uniqueKeysWithValues: result.picturedSamples.map { ($0, dot) })
    let section = result.section(ReportContext(pictures: pictures), among: [])
    let report = Report(title: "", question: "", sections: [section])
    #expect(report.figures.map(\.name) == ["grid", "grid-page-02"])
    #expect(report.markdown.contains("7 of 12 images, evenly spaced in each group, by split."))
    let bare = result.section(ReportContext(pictures: [:]), among: [])
    #expect(Report(title: "", question: "", sections: [bare]).figures.isEmpty)
  }
}
