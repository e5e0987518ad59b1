import Analyses
import Datasets
import Embeddings
import Foundation
import Images
import TestSupport
import Testing

@testable import Experiments

/// Plans whose methods make masks, with an encoder without weights.
@Suite struct MaskPlanTests {
  private let folder: TemporaryFolder

  /// Six dark pictures with a bright square at different places, which is the true mask.
  init() throws {
    folder = try TemporaryFolder()
    var rows = ["id,path,mask"]
    for index in 0..<6 {
      let (left, top) = (4 + 4 * index, 3 + 2 * index)
      let inside = (0..<(40 * 24)).map { place in
        (left..<left + 9).contains(place % 40) && (top..<top + 9).contains(place / 40)
      }
      let samples = inside.enumerated().map { UInt8($1 ? 230 : 15 + $0 % 9) }
      let image = Image(width: 40, height: 24, channels: 1, samples: samples)
      try folder.write(image.encodedPNG(), to: "pictures/\(index).png")
      try folder.write(
        encodedMaskPNG(inside, width: 40, height: 24), to: "truth/\(index).png")
      rows.append("\(index),pictures/\(index).png,truth/\(index).png")
    }
    try folder.write(rows.joined(separator: "\n"), to: "manifest.csv")
    try folder.write(
      "name: squares\nsource: manifest\nfile: manifest.csv\ncolumns: {path: path, id: id, mask: mask}\n",
      to: "dataset.yaml")
    try folder.write(
      """
      title: Squares
      dataset: dataset.yaml
      encoders: [pixels-16]
      analyses:
        segmentation:
          resamples: 49
          methods:
            - {name: window, map: occlusion, veil: black, components: largest}
            - {name: random, map: rise, rise_masks: 30, mask: share=0.6, encoder: pixels-8}
          masks: [{name: perfect, path: manifest.csv}]
      """, to: "plan.yaml")
  }

  private var installation: Installation { Installation(root: folder.url.appending(path: "home")) }

  @discardableResult
  private func run(into name: String, _ overrides: String...) async throws -> RunRecord {
    let plan = try ExperimentPlan(
      file: folder.url.appending(path: "plan.yaml"), overrides: overrides)
    let catalog = try Catalog(installation: installation, environment: [:], concurrency: 2)
    let finished = try await Runner(catalog: catalog) { _ in }.run(plan, in: folder.url)
    let output = folder.url.appending(path: name)
    try RunWriter(folder: output) { _ in }.write(finished)
    return try RunWriter.record(in: output)
  }

  private func contents(_ name: String) throws -> [String: Data] {
    let root = folder.url.appending(path: name)
    let paths = try FileManager.default.subpathsOfDirectory(atPath: root.path)
    return Dictionary(
      uniqueKeysWithValues: paths.compactMap { path in
        FileManager.default.contents(atPath: root.appending(path: path).path).map { (path, $0) }
      })
  }

  @Test func masksAreMadeAndEvaluatedBesideThoseThatAreThere() async throws {
    let record = try await run(into: "report")
    guard case .madeMasks(let made) = record.results[0],
      case .segmentation(let evaluated) = record.results[1]
    else {
      Issue.record("masks and their evaluation expected")
      return
    }
    #expect(made.methods.map(\.method.name) == ["window", "random"] && made.trueMasks == 6)
    #expect(made.methods.allSatisfy { $0.pictures == 6 } && made.warnings.isEmpty)
    #expect(made.examples.count == 6 && made.examples.allSatisfy { $0.truth != nil })
    #expect(evaluated.methods.map(\.method) == ["window", "random", "perfect"])
    let dice = try #require(evaluated.measure(.dice)).scores.map { $0.estimate ?? 0 }
    // The square is what a picture's own vector hangs on; windows reach beyond it.
    #expect(dice[0] > 0.5 && dice[2] == 1, "\(dice)")
    let areas = try #require(evaluated.measure(.areaUnderCurve)).scores
    #expect((areas[0].estimate ?? 0) > 0.9)
    let report = try #require(try contents("report")["report.md"])
    let text = String(decoding: report, as: UTF8.self)
    #expect(text.contains("## Masks by methods") && text.contains("otsu, largest part"))
    #expect(text.contains("RISE, 30 masks of 7 cells, pixels-8"))
    #expect(text.contains("SHA-256"))
    #expect(made.methods.map { $0.models.map(\.name) } == [["pixels-16"], ["pixels-8"]])
    // Whoever reads the report sees the maps, too.
    #expect(made.examples.allSatisfy { $0.maps.count == 2 && $0.maps.allSatisfy { $0 != nil } })
    let map = try #require(made.examples[0].maps[0])
    #expect((map.width, map.height) == (40, 24) && map.least < map.greatest)
    #expect(map.levels.min() == 0 && map.levels.max() == 255)
    #expect(text.contains("figures/maps.png") || text.contains("figures/maps.svg"))
    #expect(text.contains("6 of 6 pictures and the map of each method"))
    #expect(
      text.contains("window: occlusion, window of 0.150 of the longer side, pixels-16, looks "))
    let settings = try #require(try contents("report")["masks/window/settings.json"])
    #expect(
      String(decoding: settings, as: UTF8.self).contains(#""looked_for" : "the picture itself""#))
  }

  @Test func mapsAreCheckedWhereThePlanSaysSo() async throws {
    let methods = """
      analyses.segmentation={methods: [{name: window, map: occlusion, veil: black, checks: true}, \
      {name: plain, map: occlusion}]}
      """
    let record = try await run(into: "report", methods)
    guard case .mapChecks(let checked) = record.results[1] else {
      Issue.record("checks expected between masks and their evaluation")
      return
    }
    #expect(checked.methods.map(\.method) == ["window"] && checked.warnings.isEmpty)
    let scores = try #require(checked.methods.first).scores
    func mean(_ measure: MapCheckMeasure) -> Double? {
      scores.first { $0.measure == measure }?.estimate
    }
    // The square decides the cosine of a dark picture: hiding it first is worse than any other place.
    #expect(try #require(mean(.deletionGain)) < -0.1 && #require(mean(.insertionGain)) > 0)
    #expect(mean(.permutedRank) == nil && mean(.otherRankSize) != nil)
    let files = try contents("report")
    #expect(files["masks/window/checks.csv"] != nil && files["masks/window/curves.csv"] != nil)
    #expect(files["masks/plain/checks.csv"] == nil)
    #expect(files["figures/maps-deletion-window.png"] != nil)
    let report = String(decoding: try #require(files["report.md"]), as: UTF8.self)
    #expect(report.contains("## What the maps are worth"))
    #expect(report.contains("| window | deletion area (low is good) |"))
  }

  @Test func checkedTextsAreHeldAgainstNonsense() throws {
    func methods(_ text: String) throws -> [MaskMaking] {
      let plan = try ExperimentPlan(
        file: folder.url.appending(path: "plan.yaml"),
        overrides: ["analyses.segmentation={methods: [\(text)]}"])
      guard case .segmentation(let settings) = plan.analyses[0] else { return [] }
      return settings.methods
    }
    let found = try methods(
      "{name: birds, map: occlusion, text: a bird, text_encoder: minilm-l6, checks: true}")
    #expect(found.map(\.name) == ["birds", "birds nonsense"])
    #expect(found.map(\.isChecked) == [true, false])
    #expect(found.map(\.controlOf) == [nil, "birds"])
    #expect(found[1].map.query == found[0].map.query.nonsense && found[1].mask == found[0].mask)
    let error = #expect(throws: SettingsError.self) {
      try methods("{name: head, map: foreground, checks: true}")
    }
    #expect(error.map { "\($0)" }?.contains("which asks for nothing") == true)
  }

  @Test func theRunsFolderHoldsTheMasksWithPathsFromThere() async throws {
    try await run(into: "reports/deep/report")
    let files = try contents("reports/deep/report")
    for file in ["masks/3.png", "maps/3.npy", "parts/3.csv", "overlays/3.png", "compare.png"] {
      #expect(files["masks/window/\(file)"] != nil, "\(file)")
    }
    let table = folder.url.appending(path: "reports/deep/report/masks/random/manifest.csv")
    let samples = try ManifestSource(masks: table).listing().samples
    #expect(samples.count == 6)
    for sample in samples {
      guard case .file(let picture, _) = sample.image else { continue }
      #expect(FileManager.default.fileExists(atPath: picture.path))
      #expect(picture.path.contains("/pictures/"))
    }
    // Drawing the report again keeps them.
    try RunWriter(folder: folder.url.appending(path: "reports/deep/report")) { _ in }.redraw()
    #expect(try contents("reports/deep/report") == files)
  }

  @Test func theSamePlanGivesTheSameBytesFromItsCacheAndWithoutIt() async throws {
    try await run(into: "first")
    try await run(into: "second")
    try FileManager.default.removeItem(at: installation.maskCache)
    try await run(into: "third")
    var (first, second, third) = (
      try contents("first"), try contents("second"), try contents("third")
    )
    for name in ["timings.json"] {
      first[name] = nil
      second[name] = nil
      third[name] = nil
    }
    #expect(first == second && first == third)
    let random = try await run(into: "fourth", "seed=3")
    let made = try #require(random.madeMasks)
    #expect(made.methods[1].method.map.randomMasks.seed == 3)
    let other = try contents("fourth")
    #expect(other["masks/random/maps/2.npy"] != first["masks/random/maps/2.npy"])
    #expect(other["masks/window/maps/2.npy"] == first["masks/window/maps/2.npy"])
  }

  @Test func withoutTrueMasksNothingIsEvaluatedAndThatIsSaid() async throws {
    try folder.write(
      "name: squares\nsource: manifest\nfile: manifest.csv\ncolumns: {path: path, id: id}\n",
      to: "dataset.yaml")
    let methods = "analyses.segmentation={methods: [{name: window, map: occlusion}]}"
    let record = try await run(into: "report", methods)
    let made = try #require(record.madeMasks)
    #expect(record.results.count == 1 && made.trueMasks == 0)
    #expect(made.warnings.map(\.finding).joined().contains("nothing is evaluated"))
    let files = try contents("report")
    #expect(files["masks/window/compare.png"] != nil && files["figures/masks.png"] != nil)
    // Masks that are there are of no use without true ones.
    await #expect(throws: AnalysisError.self) { try await run(into: "other") }
  }

  @Test func filesThatShowPicturesAreLeftOutWhereTheyMayNotBeShown() async throws {
    try await run(into: "report", "pictures=false")
    let names = try contents("report").keys
    #expect(names.contains("masks/window/masks/1.png"))
    #expect(!names.contains { $0.contains("overlays") || $0.hasSuffix("compare.png") })
  }

  @Test(
    arguments: [
      ("segmenter: gone.yaml", "gone.yaml"), ("like: gone.png", "gone.png"),
      ("map: patches", "methods: window: map patches"),
    ])
  func whatIsMissingIsToldBeforeAnyWork(_ setting: String, _ finding: String) async throws {
    let plan = "analyses.segmentation={methods: [{name: window, \(setting)"
    let others = setting.hasPrefix("map") ? "" : ", map: occlusion"
    // Would be told as soon as pictures are read.
    try folder.write("name: none\nsource: folder\nroot: nowhere\n", to: "dataset.yaml")
    let error = await #expect(throws: (any Error).self) {
      try await run(into: "report", "\(plan)\(others)}]}")
    }
    #expect(error.map { "\($0)" }?.contains(finding) == true, "\(String(describing: error))")
  }

  /// Methods were once made for hours first.
  @Test func masksThatAreNotThereAreToldBeforeAnyWork() async throws {
    try folder.write("name: none\nsource: folder\nroot: nowhere\n", to: "dataset.yaml")
    let error = await #expect(throws: (any Error).self) {
      try await run(
        into: "report", "analyses.segmentation.masks=[{name: unet, path: gone/manifest.csv}]")
    }
    #expect(error.map { "\($0)" }?.contains("gone/manifest.csv") == true, "\(error as Any)")
  }

  @Test func picturesThatGiveNoMapAreListed() async throws {
    // A flat picture has no direction to ask for, and a flat map no mask.
    let flat = Image(width: 40, height: 24, channels: 1, samples: Array(repeating: 0, count: 960))
    try folder.write(flat.encodedPNG(), to: "pictures/5.png")
    let made = try #require(try await run(into: "report").madeMasks)
    #expect(made.methods.map(\.empty) == [1, 1] && made.methods.map(\.pictures) == [6, 6])
    #expect(made.methods.allSatisfy { $0.unreadable.isEmpty } && made.warnings.isEmpty)
  }

  @Test func aPictureOfWhichNothingCanBeMadeIsListed() async throws {
    try folder.write("no picture", to: "pictures/5.png")
    let made = try #require(try await run(into: "report").madeMasks)
    #expect(made.methods.map(\.pictures) == [5, 5] && made.methods.map(\.empty) == [0, 0])
  }
}

extension RunRecord {
  fileprivate var madeMasks: MadeMasksResult? {
    results.lazy.compactMap { if case .madeMasks(let made) = $0 { made } else { nil } }.first
  }
}
