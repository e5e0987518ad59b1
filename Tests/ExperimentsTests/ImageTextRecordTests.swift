import Analyses
import Embeddings
import Foundation
import LinearAlgebra
import Statistics
import Testing

@testable import Experiments

@Suite struct ImageTextRecordTests {
  private let items: CaptionedItems

  init() throws {
    let numbers = (0..<150).map { (place: Int) -> Float in
      let angle = place * place * 7 + place * 3 + 1
      return Float(sin(Double(angle)))
    }
    let rows = Matrix<Float>(rows: 30, columns: 5, elements: numbers)
    let ids = (0..<30).map { SampleID.name("i\($0)") }
    let labels = (0..<30).map { $0 % 2 == 0 ? "a" : "b" }
    items = try CaptionedItems(
      EmbeddedItems(
        name: "set", ids: ids, vectors: .float(rows), labels: labels,
        columns: ["label": labels]),
      captions: ids.map(\.description), vectors: rows, findings: (0..<30).map { [$0 % 3] },
      textEncoder: EncoderID(name: "t", weights: nil, preprocessing: "", runtime: nil),
      fit: TextFit(texts: 30), temperature: nil)
  }

  private func study() throws -> ImageTextStudy {
    var plan = ImageTextPlan(textEncoder: "t", alignment: .fitted)
    plan.prompts = PromptSet(names: ["a", "b"], templates: ["a {}"])
    let vectors = PromptVectors(
      classes: [0, 1].map { items.images.vectors.floats($0..<($0 + 1)) },
      nonsense: [
        .init(
          words: ["x", "y"], classes: [2, 3].map { items.images.vectors.floats($0..<($0 + 1)) })
      ], fit: TextFit(texts: 2))
    return try judgeTexts(of: items, plan: plan, prompts: vectors, seed: 1, encoder: "e")
  }

  /// A key with capitals in a row was written, and not found again.
  @Test func resultsAreReadBackAsTheyWereWritten() throws {
    let result = AnalysisResult.imageText(try study().result)
    let written = try RunJSON.pretty(result)
    let read = try RunJSON.decode(AnalysisResult.self, from: written)
    #expect(try RunJSON.pretty(read) == written)
    var plan = ImageTextPlan(textEncoder: "t", alignment: .file("maps.json"))
    plan.findings = ["x"]
    let question = AnalysisPlan.imageText(settings: plan)
    #expect(try RunJSON.decode(AnalysisPlan.self, from: RunJSON.pretty(question)) == question)
  }

  @Test func mapsAreReadBackToTheLastBit() throws {
    let study = try study()
    let (maps, fitted) = (try #require(study.alignment), try #require(study.result.alignment))
    let seen = try #require(study.fittedOn)
    let file = AlignmentFile(
      maps, fitted, encoders: (nil, items.textEncoder), fittedOn: seen.images, seen.texts, seed: 1)
    let url = FileManager.default.temporaryDirectory.appending(path: "\(UUID()).json")
    defer { try? FileManager.default.removeItem(at: url) }  // A file of the test's own.
    try file.write(to: url)
    let read = try AlignmentFile.read(url)
    let found = try read.alignment(for: (nil, items.textEncoder), url)
    #expect(found.images == maps.images && found.texts == maps.texts)
    #expect(read.unseen(of: items.images).places.count == 30 - seen.count)
    #expect(read.seen(seen.texts + ["a text of no pair"]) == seen.count)
    let other = EncoderID(name: "other", weights: nil, preprocessing: "", runtime: nil)
    #expect(throws: SettingsError.self) { try read.alignment(for: (nil, other), url) }
  }
}
