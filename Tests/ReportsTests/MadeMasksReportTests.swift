import Analyses
import Figures
import Foundation
import Reports
import Testing

@Suite struct MadeMasksReportTests {
  private func report(seenColumns: Range<Int>) throws -> Report {
    let query = SaliencyQuery.text(
      prompts: ["a red bird"], space: TextSpace(encoder: "minilm-l6"))
    let birds = MaskMaking(
      name: "birds of the window", map: SaliencyPlan(encoder: "e", kind: .occlusion, query: query),
      mask: MaskPlan())
    let methods = [birds, try #require(birds.nonsense)].map {
      MadeMasks(
        method: $0, models: [], pictures: 2, empty: 0, cropped: 0, area: 0.5, unreadable: [])
    }
    let map = MapThumbnail(
      width: 4, height: 4, least: 0.25, greatest: 0.75, levels: Data((0..<16).map { 17 * $0 }),
      seenRows: 0..<4, seenColumns: seenColumns)
    let examples = ["x", "y"].map {
      MadeMaskExample(id: $0, truth: nil, masks: [nil, nil], maps: [map, nil])
    }
    let result = AnalysisResult.madeMasks(
      MadeMasksResult(dataset: "set", images: 9, trueMasks: 0, methods: methods, examples: examples)
    )
    let dot = Bitmap(width: 8, height: 8, channels: 1, samples: Array(repeating: 90, count: 64))
    let section = result.section(
      ReportContext(pictures: ["x": dot, "y": dot]), among: [result])
    return Report(title: "", question: "", sections: [section])
  }

  @Test func mapsAreShownWithWhatTheyLookFor() throws {
    let found = try report(seenColumns: 0..<4)
    #expect(found.figures.map(\.name) == ["masks", "maps"])
    let caption = found.figures[1].caption
    #expect(caption.hasPrefix("2 of 9 pictures and the map of each method"))
    #expect(caption.contains("looks for “a red bird” by minilm-l6"))
    let svg = String(decoding: try found.figures[1].figure.svg(), as: UTF8.self)
    #expect(svg.contains("0.250 to 0.750") && svg.contains("no map"))
    #expect(svg.contains("least of each map") && !svg.contains("not seen"))
    #expect(found.markdown.contains("compare.png"))
  }

  /// The word was once lost in the middle of a long name.
  @Test func nonsenseIsALineOfItsOwn() throws {
    let svg = String(
      decoding: try report(seenColumns: 0..<4).figures[1].figure.svg(), as: UTF8.self)
    #expect(svg.contains(">nonsense<"))
  }

  @Test func whatTheModelDoesNotSeeIsInTheKey() throws {
    let svg = String(
      decoding: try report(seenColumns: 1..<3).figures[1].figure.svg(), as: UTF8.self)
    #expect(svg.contains("not seen by the model"))
  }
}
