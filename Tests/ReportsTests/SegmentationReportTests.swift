import Analyses
import Figures
import Reports
import Statistics
import Testing

@Suite struct SegmentationReportTests {
  /// A square that moves to the right, of two labels.
  private func mask(_ moved: Int) -> LabelMask {
    LabelMask(
      width: 8, height: 8,
      values: (0..<64).map { pixel in
        let (x, y) = (pixel % 8, pixel / 8)
        return moved <= x && x < moved + 4 && 2 <= y && y < 6 ? (y < 4 ? 1 : 2) : 0
      })
  }

  private func result(groups: [String]?) throws -> SegmentationResult {
    var plan = SegmentationPlan(masks: ["near", "far"].map { MaskMethod(name: $0, path: $0) })
    plan.resamples = 99
    let images = (0..<7).map { index in
      ScoredImage(
        id: "scan \(index)", truth: mask(0), masks: [mask(index % 2), mask(2 + index % 3)],
        maps: [nil, nil], labels: [1, 2], plan: plan)
    }
    let set = ScoredSet(
      dataset: "set", images: images, groups: groups, missing: [0, 0], thresholded: [0, 0],
      labels: [1, 2])
    let runs = RunLengthMask(mask(0).pixels(of: .anything))
    return try evaluateSegmentation(of: set, plan: plan, seed: 1).with(
      examples: (0..<7).map {
        SegmentationExample(
          id: "scan \($0)", truth: runs, masks: [runs, nil], dice: [1, nil])
      }, unreadable: [])
  }

  private func report(_ result: SegmentationResult, pictures: [String: Bitmap]) -> Report {
    let result = AnalysisResult.segmentation(result)
    let section = result.section(ReportContext(pictures: pictures), among: [result])
    return Report(title: "", question: "", sections: [section])
  }

  @Test func methodsHaveTablesAndFigures() throws {
    let found = report(try result(groups: nil), pictures: [:])
    let text = found.markdown
    #expect(text.contains("## Segmentation") && text.contains("7 images, 112 pixels in all"))
    #expect(text.contains("| Method | Images | DSC (95 % interval) | IoU"))
    #expect(text.contains("| DSC | near | far | 7 |") && text.contains("| 2 | 7 | far | 7 |"))
    #expect(!text.contains("Groups") && !text.contains("pooled"))
    #expect(found.figures.map(\.name) == ["segmentation-dsc", "segmentation-nsd"])
  }

  @Test func groupsAreCountedWhereTheyAreTheUnits() throws {
    let groups = ["a", "a", "b", "b", "c", "c", "c"]
    let text = report(try result(groups: groups), pictures: [:]).markdown
    #expect(text.contains("7 images of 3 groups") && text.contains("DSC, pooled"))
    #expect(text.contains("| DSC | near | far | 7 | 3 |"))
  }

  @Test func theWorstImagesAreShownPageByPageWithBothOutlines() throws {
    let dot = Bitmap(width: 8, height: 8, channels: 1, samples: Array(repeating: 90, count: 64))
    let result = try result(groups: nil)
    let pictures = Dictionary(uniqueKeysWithValues: result.examples.map { ($0.id, dot) })
    let figures = report(result, pictures: pictures).figures
    #expect(figures.map(\.name).suffix(2) == ["segmentation-worst", "segmentation-worst-page-02"])
    let svg = String(decoding: try figures[2].figure.svg(), as: UTF8.self)
    #expect(svg.contains("DSC 1.000") && svg.contains("no mask") && svg.contains("far"))
    // A method's outline is dashed; six images have one of it.
    #expect(svg.matches(of: /stroke-dasharray/).count == 6)
  }
}
