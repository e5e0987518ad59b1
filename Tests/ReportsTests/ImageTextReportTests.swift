import Analyses
import Embeddings
import LinearAlgebra
import Reports
import Statistics
import Testing

@Suite struct ImageTextReportTests {
  /// Sixty pairs of twenty groups and two labels: the vector of a text is that of its image turned, and every
  /// tenth text is there twice.
  private func items(_ names: [String]) throws -> CaptionedItems {
    var generator = SeededGenerator(seed: 7, stream: "test")
    let images = (0..<60).map { _ in (0..<4).map { _ in Float(generator.uniformFraction() - 0.5) } }
    let texts = images.map { [$0[1], -$0[0], $0[3] + $0[2], $0[2] - $0[3]] }
    return try CaptionedItems(
      EmbeddedItems(
        name: "set", ids: (0..<60).map { .name("i\($0)") }, vectors: .float(Matrix(images)),
        labels: (0..<60).map { names[$0 % names.count] }, units: (0..<60).map { "g\($0 / 3)" }),
      captions: (0..<60).map { "text \($0 % 54)" }, vectors: Matrix(texts),
      textEncoder: EncoderID(name: "words", weights: nil, preprocessing: "", runtime: nil),
      fit: TextFit(texts: 60), temperature: nil)
  }

  private func report(classes names: [String] = ["even", "odd"]) throws -> Report {
    let items = try items(names)
    var plan = ImageTextPlan(textEncoder: "words", alignment: .fitted)
    plan.prompts = PromptSet(names: names, templates: ["an {} number"])
    let rows = Matrix<Float>([[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0]])
    let classes = names.indices.map { rows.selecting(rows: [$0]) }
    let vectors = PromptVectors(
      classes: classes, nonsense: [.init(words: ["bobo", "kiku"], classes: classes.reversed())],
      fit: TextFit(texts: 2))
    let result = AnalysisResult.imageText(
      try judgeTexts(of: items, plan: plan, prompts: vectors, seed: 1, encoder: "pixels").result)
    let section = result.section(ReportContext(pictures: [:]), among: [result])
    return Report(title: "", question: "", sections: [section])
  }

  @Test func classesStandInTheOrderOfTheirConfusionUnlessTheyAreNumbers() throws {
    func caption(_ names: [String]) throws -> String {
      try #require(try report(classes: names).figures.first { $0.name.hasPrefix("text-classes") })
        .caption
    }
    #expect(try caption(["coat", "shoe", "bag"]).contains("in the order of their tree"))
    #expect(try !caption(["1", "2", "3"]).contains("tree"))
    #expect(try !caption(["even", "odd"]).contains("tree"))
  }

  @Test func whatIsFoundStandsBesideWhatChanceAndLabelsReach() throws {
    let text = try report().markdown
    #expect(text.contains("embedded by pixels and words"))
    #expect(
      text.contains("| Found | k | R@k | 95 % interval | Chance | Median rank | MRR |"))
    #expect(text.contains("| Found | k | By label | Over label | 95 % interval | p |"))
    #expect(text.contains("36 pairs") && text.contains("Chosen: "))
    #expect(text.contains("InfoNCE") && text.contains("DHN-NCE") && text.contains("from labels"))
    #expect(text.contains("| equal texts | 12 | 20.0 % | 6 |") && text.contains("| one label |"))
    #expect(text.contains("bobo"))
  }

  @Test func figuresAreRecallsMatricesAndTheTableOfClasses() throws {
    let names = try report().figures.map(\.name)
    #expect(names.contains("text-recall-pixels") && names.contains("text-matrix-rows-pixels"))
    #expect(names.count == 5, "\(names)")
  }
}
