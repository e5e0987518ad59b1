import Datasets
import Experiments
import Foundation
import Images
import TestSupport
import Testing

/// How images are decoded, from the description of a data set to the record of a run.
@Suite struct DecodingSettingsTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    // 3 × 2 pixels of black that show their shape in alpha alone: 0 128 255 / 255 0 64.
    let text = """
      iVBORw0KGgoAAAANSUhEUgAAAAMAAAACCAYAAACddGYaAAAAF0lEQVR4nGNggIAGBgaG/wwwgoGBwQEAIEMCv3nE5F\
      0AAAAASUVORK5CYII=
      """
    let shape = try #require(Data(base64Encoded: text))
    try folder.write([UInt8](shape), to: "images/shape.png")
    let grey = Image(width: 3, height: 2, channels: 1, samples: [0, 9, 1, 8, 2, 7])
    try folder.write(try grey.encodedPNG(), to: "images/grey.png")
    try folder.write(
      """
      title: Made
      dataset: dataset.yaml
      encoders: [pixels-4]
      analyses: {similarity: }
      """, to: "plan.yaml")
  }

  private func describe(_ decoding: String) throws -> DatasetDescription {
    let file = try folder.write(
      "name: made\nsource: folder\nroot: images\n\(decoding)\n", to: "dataset.yaml")
    return try DatasetDescription(file: file, installation: Installation(root: folder.url))
  }

  private func record(_ decoding: String) async throws -> (RunRecord, report: String) {
    _ = try describe(decoding)
    let plan = try ExperimentPlan(file: folder.url.appending(path: "plan.yaml"), overrides: [])
    let installation = Installation(root: folder.url.appending(path: "home"))
    let catalog = try Catalog(installation: installation, environment: [:], concurrency: 2)
    let finished = try await Runner(catalog: catalog) { _ in }.run(plan, in: folder.url)
    let output = folder.url.appending(path: "report")
    try RunWriter(folder: output) { _ in }.write(finished)
    let report = try String(contentsOf: output.appending(path: "report.md"), encoding: .utf8)
    return (try RunWriter.record(in: output), report)
  }

  @Test func everyKeyIsRead() throws {
    #expect(try describe("").decoding == .standard)
    let all = try describe(
      "decoding: {alpha: \"#0ac84d\", jpeg_scale: 1/4, window: {center: 40, width: 400}}")
    let green = BackgroundColor(red: 10, green: 200, blue: 77)
    #expect(
      all.decoding
        == DecodingOptions(
          alpha: .composite(over: green), window: IntensityWindow(center: 40, width: 400),
          jpegScale: .quarter))
    #expect(try describe("decoding: {jpeg_scale: 1}").decoding == .standard)
  }

  @Test(arguments: [
    "decoding: {alhpa: drop}", "decoding: {alpha: black}", "decoding: {alpha: '#12345'}",
    "decoding: {jpeg_scale: 1/3}", "decoding: {window: {center: 1}}",
    "decoding: {window: {center: 1, width: 0}}", "decoding: {window: {center: .nan, width: 1}}",
    "decoding: white",
  ])
  func whatIsNotUnderstoodIsRefused(_ decoding: String) {
    #expect(throws: SettingsError.self) { try describe(decoding) }
  }

  @Test func theScanAndTheEncodersSeeTheSamePixels() async throws {
    for decoding in ["", "decoding: {alpha: drop}", "decoding: {alpha: '#ff0000'}"] {
      let description = try describe(decoding)
      let dataset = try await Dataset.load(
        name: "made", from: description.source, decoding: description.decoding, seed: 1
      ) { _, _ in }
      for (sample, facts) in zip(dataset.samples, dataset.facts) {
        #expect(try sample.loadImage(dataset.decoding).image.digest == facts.pixelDigest)
      }
    }
  }

  @Test func notesReachTheRecordAndTheReport() async throws {
    let (record, report) = try await record("decoding: {alpha: drop}")
    #expect(record.dataset.decoding?.alpha == .drop)
    #expect(record.dataset.notes?.map(\.note) == [.alphaDropped, .uniformByAlpha])
    #expect(record.dataset.notes?.map(\.images) == [1, 1])
    #expect(report.contains("all pixels became equal by what was done with transparency"))
    #expect(report.contains("choose another alpha"))
  }

  /// What was learned of a file by one way of decoding once held for all others.
  @Test func anotherWayOfDecodingIsNotAnsweredFromMemory() async throws {
    let white = try await record("").0.dataset
    let dropped = try await record("decoding: {alpha: drop}").0.dataset
    #expect(white.fingerprint != dropped.fingerprint)
    #expect(try await record("").0.dataset.fingerprint == white.fingerprint)
  }

  @Test func refusedTransparencyIsListedAndTheRestIsLoaded() async throws {
    let (record, _) = try await record("decoding: {alpha: refuse}")
    #expect(record.dataset.images == 1)
    #expect(record.dataset.unreadable.map(\.path) == ["shape.png"])
    #expect(record.dataset.unreadable.allSatisfy { $0.reason.contains("transparency") })
  }
}
