import Analyses
import Embeddings
import LinearAlgebra
import Reports
import Statistics
import Testing

@Suite struct EncoderRepresentationReportTests {
  private func report(_ count: Int) throws -> Report {
    var generator = SeededGenerator(seed: 5, stream: "report")
    let views = ["first", "second", "third"].prefix(count).map { name in
      EncoderView(
        name: name,
        items: EmbeddedItems(
          name: "set", ids: (0..<30).map { .name("\($0)") },
          vectors: .double(
            Matrix((0..<30).map { _ in (0..<3).map { _ in generator.uniformFraction() } }))))
    }
    var plan = EncodersPlan()
    (plan.probe, plan.retrieval, plan.neighbors) = (false, false, [1])
    let result = AnalysisResult.encoders(try compareEncoders(views, plan: plan, seed: 1))
    return Report(
      title: "Encoders", question: "",
      sections: [result.section(ReportContext(pictures: [:]), among: [])])
  }

  @Test func threeEncodersHaveAHeatMapWithTheirTree() throws {
    let report = try report(3)
    #expect(report.figures.map(\.name).contains("encoders-cka"))
    let text = report.markdown
    #expect(text.contains("| Encoder | n | d | Effective rank | Alignment |"))
    #expect(text.contains("| a | b | n | d of a, b | CKA, linear | 95 % interval |"))
    #expect(text.contains("| first | second | 30 | 3, 3 |"))
    #expect(text.contains("(34.5 % by chance)"))
  }

  @Test func twoEncodersHaveATable() throws {
    let report = try report(2)
    #expect(!report.figures.map(\.name).contains("encoders-cka"))
    #expect(report.markdown.contains("Procrustes"))
  }
}
