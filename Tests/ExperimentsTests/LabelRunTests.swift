import Analyses
import Embeddings
import Experiments
import Foundation
import Images
import TestSupport
import Testing

/// Plans that ask about labels, on pictures of which some have one.
@Suite struct LabelRunTests {
  private let folder: TemporaryFolder

  /// Bright and dark pictures, every fourth without a label.
  init() throws {
    folder = try TemporaryFolder()
    var rows = ["path,label"]
    for index in 0..<60 {
      let isBright = index % 2 == 0
      let samples = (0..<64).map { place -> UInt8 in
        UInt8((isBright ? 160 : 20) + (place * 37 + index * 101) % 60)
      }
      let image = Image(width: 8, height: 8, channels: 1, samples: samples)
      try folder.write(try image.encodedPNG(), to: "images/\(index).png")
      rows.append("images/\(index).png,\(index % 4 > 1 ? "" : isBright ? "day" : "night")")
    }
    try folder.write(rows.joined(separator: "\n") + "\n", to: "table.csv")
    try folder.write(
      "name: made\nsource: manifest\nfile: table.csv\ncolumns: {path: path, label: label}\n",
      to: "dataset.yaml")
  }

  private func run(_ labels: String) async throws -> URL {
    try folder.write(
      """
      title: Made
      question: What is to be labelled?
      dataset: dataset.yaml
      encoders: [histogram-rgb-8, pixels-4]
      analyses:
        labels: \(labels)
      """, to: "plan.yaml")
    let plan = try ExperimentPlan(file: folder.url.appending(path: "plan.yaml"))
    let installation = Installation(root: folder.url.appending(path: "home"))
    let catalog = try Catalog(installation: installation, environment: [:], concurrency: 2)
    let finished = try await Runner(catalog: catalog) { _ in }.run(plan, in: folder.url)
    let output = folder.url.appending(path: "report")
    try RunWriter(folder: output) { _ in }.write(finished)
    return output
  }

  private func lines(_ file: URL) throws -> [Substring] {
    try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
  }

  @Test func tablesAndFilterAreWrittenBesideTheReportAndKept() async throws {
    let output = try await run(
      "{filter: {wanted: day, recall: 0.9}, select: {count: 6, by: [typicality, margin]}}")
    let own = output.appending(path: "labels/histogram-rgb-8")
    #expect(try lines(own.appending(path: "suggestions.csv")).count == 31)
    #expect(try lines(own.appending(path: "next-typicality.csv")).count == 7)
    #expect(try lines(own.appending(path: "next-margin.csv")).count == 7)
    let filter = try LabelFilterFile.read(own.appending(path: "filter.json"))
    #expect(filter.encoder?.name == "histogram-rgb-8" && filter.wanted == ["day"])
    #expect(
      try LabelFilterFile.read(output.appending(path: "labels/pixels-4/filter.json")).dimension
        == 16)
    let report = try String(contentsOf: output.appending(path: "report.md"), encoding: .utf8)
    for words in ["30 images of 30", "Filter: day", "To label next: 6 images of 30"] {
      #expect(report.contains(words), "\(words)")
    }
    try RunWriter(folder: output) { _ in }.redraw()
    #expect(try LabelFilterFile.read(own.appending(path: "filter.json")) == filter)
    let figures = try FileManager.default.contentsOfDirectory(
      atPath: output.appending(path: "figures").path)
    #expect(figures.contains { $0.contains("labels-select-margin") })
  }

  @Test func whatTheLabelsCannotAnswerIsRefusedBeforeAnyImageIsEncoded() async throws {
    for (labels, words) in [
      ("{filter: {wanted: dusk}}", "analyses.labels.filter.wanted"),
      ("{filter: {wanted: day, unwanted: [night, dawn]}}", "analyses.labels.filter.unwanted"),
    ] {
      do {
        _ = try await run(labels)
        Issue.record("\(labels) was carried out")
      } catch {
        #expect("\(error)".contains(words), "\(error)")
      }
    }
    let table = try String(contentsOf: folder.url.appending(path: "table.csv"), encoding: .utf8)
    try folder.write(table.replacing(",\n", with: ",night\n"), to: "table.csv")
    await #expect(throws: SettingsError.self) { try await run("{select: {count: 3}}") }
    try folder.write(table.replacing("day", with: "").replacing("night", with: ""), to: "table.csv")
    await #expect(throws: SettingsError.self) { try await run("{}") }
  }
}
