import Analyses
import Datasets
import Foundation
import Images
import TestSupport
import Testing

@testable import Experiments

/// A plan that holds pictures against their captions, through real models.
@Suite(.enabled(if: SetUp.hasRuntimes, SetUp.remedy)) struct TextRunTests {
  private let folder: TemporaryFolder
  private let catalog: Catalog

  /// Forty pictures of the first of four grey levels, ten folders of four, with a caption each.
  init() async throws {
    folder = try TemporaryFolder()
    let installation = try SetUp.empty(in: folder)
    catalog = try SetUp.catalog(installation)
    let words = ["a heart", "the lungs", "a lung of the heart", "hearts"]
    var table = ["path,label,group,caption"]
    for item in 0..<40 {
      let samples = (0..<64).map { UInt8(truncatingIfNeeded: $0 * (item % 4 + 2) + item / 4) }
      let image = Image(width: 8, height: 8, channels: 1, samples: samples)
      try folder.write(try image.encodedPNG(), to: "images/\(item).png")
      table.append(
        "images/\(item).png,\(item % 2 == 0 ? "even" : "odd"),g\(item / 4),\(words[item % 4])")
    }
    try folder.write(table.joined(separator: "\n") + "\n", to: "table.csv")
    try folder.write(
      "name: made\nsource: manifest\nfile: table.csv\ncolumns: {path: path, label: label, group: group, caption: caption}\n",
      to: "dataset.yaml")
    let card = """
      {name: tiny-text, file: \(try SetUp.reference("tiny-text.onnx").path),
      tokenizer: \(try SetUp.reference("tiny-text-vocab.txt").path), limit: 12, dimension: 6,
      inputs: {ids: input_ids, mask: attention_mask, types: token_type_ids},
      output: {name: hidden, pooling: mean_tokens}, licence: MIT, source: made by a script}
      """
    _ = try await ModelLibrary(installation)
      .add(card: folder.write(card, to: "text-card.yaml"), catalog)
  }

  private func run(_ question: String) async throws -> ImageTextResult {
    try folder.write(
      """
      title: Made
      question: Do they find each other?
      dataset: dataset.yaml
      encoders: [pixels-8]
      analyses:
        text: \(question)
      """, to: "plan.yaml")
    let plan = try ExperimentPlan(file: folder.url.appending(path: "plan.yaml"), overrides: [])
    let finished = try await Runner(catalog: catalog) { _ in }.run(plan, in: folder.url)
    let output = folder.url.appending(path: "report")
    try RunWriter(folder: output) { _ in }.write(finished)
    let text = try String(contentsOf: output.appending(path: "report.md"), encoding: .utf8)
    #expect(text.contains("## Images and texts"))
    for case .imageText(let result) in try RunWriter.record(in: output).results { return result }
    throw CancellationError()
  }

  @Test func mapsAreFittedOnFoldersAndJudgedOnOthers() async throws {
    let result = try await run(
      "{encoder: tiny-text, ranks: [1, 5], resamples: 99, nonsense: 5, "
        + "prompts: {templates: [\"a {}\"], classes: {even: heart, odd: lung}}}")
    #expect(result.pairs == 8 && result.units == 2 && result.alignment?.training == 24)
    #expect(result.distinctTexts == 4 && result.alignment?.textsSeen == 8)
    // Two pictures of each caption among eight.
    #expect(result.retrieval.map { $0.recalls.map(\.k) } == [[1, 5], [1, 5]])
    #expect(result.falseNegatives?.rules.map(\.kind) == [.equalText, .similarText, .label])
    #expect(result.zeroShot?.items == 8 && result.zeroShot?.nonsense?.values.count == 5)
  }

  @Test(arguments: [
    ("{encoder: tiny-txt}", "tiny-text"), ("{encoder: tiny-text, nonsense: -1}", "nonsense"),
    ("{encoder: tiny-text, alignment: maps.json}", "maps.json"),
    ("{encoder: tiny-text, alignment: shared}", "share no space"),
  ])
  func whatCannotBeAnsweredIsRefusedBeforeWork(_ question: String, _ part: String) async throws {
    let error = await #expect(throws: SettingsError.self) { try await run(question) }
    #expect(error.map { "\($0)".contains(part) } == true, "\(String(describing: error))")
  }
}
