import Analyses
import Datasets
import Embeddings
import Foundation
import Images
import LinearAlgebra
import Statistics
import TestSupport
import Testing

@testable import Experiments

/// What a folder of maps and masks keeps from call to call, with an encoder without weights.
@Suite struct MadeFolderTests {
  private let folder: TemporaryFolder

  /// Four pictures in a table.
  init() throws {
    folder = try TemporaryFolder()
    for index in 0..<4 { try write(picture: index, level: 30 * index) }
    try write(table: "cat")
  }

  private func write(picture index: Int, level: Int) throws {
    let samples = (0..<96).map { UInt8(level + $0 % 12 * 5 + $0 / 12) }
    let image = Image(width: 12, height: 8, channels: 1, samples: samples)
    try folder.write(image.encodedPNG(), to: "pictures/\(index).png")
  }

  private func write(
    table label: String, pictures: Range<Int> = 0..<4, of place: String = "pictures"
  ) throws {
    let rows = pictures.map { "\($0),\(place)/\($0).png,\(label)" }
    try folder.write((["id,path,label"] + rows).joined(separator: "\n"), to: "table.csv")
  }

  private var made: URL { folder.url.appending(path: "made") }

  @discardableResult
  private func make(into place: String = "made") async throws -> MadeMaps {
    let installation = Installation(root: folder.url.appending(path: "home"))
    let catalog = try Catalog(installation: installation, environment: [:], concurrency: 1)
    let map = SaliencyPlan(encoder: "pixels-8", kind: .occlusion)
    return try await ItemLoader(catalog: catalog, encoder: "pixels-8") { _ in }.make(
      SaliencyMaking(map: map, mask: MaskPlan()), of: folder.url.appending(path: "table.csv").path,
      to: folder.url.appending(path: place))
  }

  private func manifest() throws -> [[String]] {
    try DelimitedText(file: made.appending(path: "manifest.csv")).rows.dropFirst().map(\.fields)
  }

  /// A look at a few pictures (`--limit`) once threw away what was made of all.
  @Test func aCallOnFewerPicturesKeepsTheOthers() async throws {
    try await make()
    try write(table: "cat", pictures: 1..<3)
    let few = try await make()
    #expect(few.pictures == 2 && few.kept == 2)
    #expect(try manifest().map { $0[0] } == ["0", "1", "2", "3"])
    try write(table: "cat")
    #expect(try await make().kept == 4)
  }

  @Test func rowsOfPicturesThatHaveGoneAreTakenOut() async throws {
    try await make()
    try write(table: "cat", pictures: 0..<3)
    try FileManager.default.removeItem(at: folder.url.appending(path: "pictures/3.png"))
    try await make()
    #expect(try manifest().map { $0[0] } == ["0", "1", "2"])
  }

  @Test func keptRowsSayWhatTheTableSaysNow() async throws {
    try await make()
    let before = try manifest()
    #expect(before.allSatisfy { $0.contains("cat") })
    try FileManager.default.moveItem(
      at: folder.url.appending(path: "pictures"), to: folder.url.appending(path: "moved"))
    try write(table: "dog", of: "moved")
    #expect(try await make().kept == 4)
    let after = try manifest()
    #expect(after.allSatisfy { $0.contains("dog") && !$0.contains("cat") })
    #expect(after.map { $0[1] } == (0..<4).map { "../moved/\($0).png" })
    #expect(zip(before, after).allSatisfy { $0[2..<12] == $1[2..<12] })
  }

  /// It once kept its old row, and counted as made and as failed.
  @Test func aPictureThatCanNoLongerBeReadLosesItsRow() async throws {
    try await make()
    try folder.write("no picture", to: "pictures/2.png")
    let again = try await make()
    #expect(again.pictures == 3 && again.unreadable.map(\.path) == ["2"])
    #expect(try manifest().map { $0[0] } == ["0", "1", "3"])
  }

  /// A map of another size once counted as kept.
  @Test func aKeptMapHasThePicturesSize() async throws {
    try await make()
    let file = made.appending(path: "maps/2.npy")
    let whole = try Data(contentsOf: file)
    try NumPyFile.data(of: Matrix<Float>(repeating: 0, rows: 3, columns: 3)).write(to: file)
    let again = try await make()
    #expect(again.kept == 3 && again.mended == 1 && again.pictures == 4)
    #expect(try Data(contentsOf: file) == whole)
  }

  @Test func mapsThatCannotBeReadAreCountedAndEndNoCheck() async throws {
    try await make()
    try folder.write("no map", to: "made/maps/2.npy")
    try folder.write([0x93] + Array("NUMPY".utf8), to: "made/maps/3.npy")
    let installation = Installation(root: folder.url.appending(path: "home"))
    let catalog = try Catalog(installation: installation, environment: [:], concurrency: 1)
    let checks = try await ItemLoader(catalog: catalog, encoder: "pixels-8") { _ in }.check(
      SaliencyPlan(encoder: "pixels-8", kind: .occlusion),
      of: folder.url.appending(path: "table.csv").path, in: made, seed: 1)
    #expect(checks.images == 2 && checks.unreadable.map(\.path) == ["2", "3"])
    // It was once the value of an error, as Swift writes it.
    #expect(checks.unreadable[1].reason == "is not an .npy file; write it with numpy.save")
  }

  @Test(arguments: ["{\"lr\": 0.1}", "no JSON", "{\"format\": 1}"])
  func aFolderWithOtherSettingsIsNotOverwritten(_ settings: String) async throws {
    try folder.write(settings, to: "other/settings.json")
    try folder.write("id,path\n", to: "other/manifest.csv")
    let error = await #expect(throws: SettingsError.self) { try await make(into: "other") }
    #expect(error.map { "\($0)" }?.contains("other") == true)
    let kept = try String(
      contentsOf: folder.url.appending(path: "other/settings.json"), encoding: .utf8)
    #expect(kept == settings)
  }

  /// Its share of the picture is 0 to the six places of the manifest.
  @Test func aMaskOfOnePixelOfManyIsNotEmpty() throws {
    let sample = Sample(id: "a", image: .file(folder.url.appending(path: "a.png")))
    var pixels = [Bool](repeating: false, count: 1_500 * 1_500)
    pixels[7] = true
    let mask = PixelMask(width: 1_500, height: 1_500, pixels: pixels)
    let map = SaliencyMap(values: Matrix(repeating: 0, rows: 1_500, columns: 1_500))
    let row = MadeFiles(sample, folder: made).row(
      method: "m", lookedFor: "", map, MaskMaker.Made(mask: mask, components: mask.components()),
      pixels: ContentDigest(of: []))
    #expect(row.area == 0 && row.maskPixels == 1)
  }
}

/// Whether other settings make a folder's files anew.
@Suite(.enabled(if: SetUp.hasRuntimes, SetUp.remedy)) struct MadeSettingsTests {
  private let folder: TemporaryFolder
  private let catalog: Catalog

  init() async throws {
    folder = try TemporaryFolder()
    let installation = try SetUp.empty(in: folder)
    catalog = try SetUp.catalog(installation)
    for name in ["tiny-vector", "tiny-patches", "tiny-map"] {
      _ = try await ModelLibrary(installation).add(card: SetUp.reference("\(name).yaml"), catalog)
    }
    let references = try #require(Bundle.module.resourceURL)
      .appending(path: "References/segmenter")
    let card = references.appending(path: "segmenter.yaml")
    _ = try await ModelLibrary(installation).add(card: card, catalog)
    let copy = try String(contentsOf: card, encoding: .utf8)
      .replacing("name: tiny-segmenter", with: "name: other")
      .replacing("mean: [123.675", with: "mean: [120")
    for name in ["encoder.onnx", "decoder.onnx"] {
      try FileManager.default.copyItem(
        at: references.appending(path: name), to: folder.url.appending(path: name))
    }
    _ = try await ModelLibrary(installation).add(card: folder.write(copy, to: "c.yaml"), catalog)
    let image = Image(width: 8, height: 8, channels: 1, samples: (0..<64).map { UInt8(3 * $0) })
    try folder.write(image.encodedPNG(), to: "like.png")
  }

  private func settings(_ making: SaliencyMaking) async throws -> MadeSettings {
    try await ItemLoader(catalog: catalog, encoder: making.map.encoder) { _ in }.open(making)
      .settings(.standard)
  }

  private struct Change: Sendable {
    let key: String
    /// The map that the key is of.
    let kind: SaliencyKind
    let change: @Sendable (inout SaliencyPlan, inout MaskPlan, TemporaryFolder) -> Void
  }

  private static let changes: [Change] = [
    Change(key: "encoder", kind: .occlusion) { map, _, _ in map.encoder = "tiny-patches" },
    Change(key: "kind", kind: .occlusion) { map, _, _ in map.kind = .rise },
    Change(key: "query", kind: .occlusion) { map, _, folder in
      map.query = .like(pictures: [folder.url.appending(path: "like.png").path])
    },
    Change(key: "featureMap", kind: .patches) { map, _, _ in map.featureMap = "filtered" },
    Change(key: "occlusion.window", kind: .occlusion) { map, _, _ in map.occlusion.window = 0.3 },
    Change(key: "occlusion.steps", kind: .occlusion) { map, _, _ in map.occlusion.steps = 3 },
    Change(key: "occlusion.veil", kind: .occlusion) { map, _, _ in map.occlusion.veil = .black },
    Change(key: "occlusion.side", kind: .occlusion) { map, _, _ in map.occlusion.side = 99 },
    Change(key: "randomMasks.masks", kind: .rise) { map, _, _ in map.randomMasks.masks = 11 },
    Change(key: "randomMasks.cells", kind: .rise) { map, _, _ in map.randomMasks.cells = 5 },
    Change(key: "randomMasks.shown", kind: .rise) { map, _, _ in map.randomMasks.shown = 0.4 },
    Change(key: "randomMasks.veil", kind: .rise) { map, _, _ in map.randomMasks.veil = .black },
    Change(key: "randomMasks.seed", kind: .rise) { map, _, _ in map.randomMasks.seed = 3 },
    Change(key: "randomMasks.side", kind: .rise) { map, _, _ in map.randomMasks.side = 99 },
    Change(key: "scoreActivation.channels", kind: .scoreCAM) { map, _, _ in
      map.scoreActivation.channels = nil
    },
    Change(key: "scoreActivation.temperature", kind: .scoreCAM) { map, _, _ in
      map.scoreActivation.temperature = 0.02
    },
    Change(key: "scoreActivation.veil", kind: .scoreCAM) { map, _, _ in
      map.scoreActivation.veil = .black
    },
    Change(key: "scoreActivation.side", kind: .scoreCAM) { map, _, _ in
      map.scoreActivation.side = 99
    },
    Change(key: "recipe.smoothing", kind: .patches) { _, mask, _ in mask.recipe.smoothing = 0.1 },
    Change(key: "recipe.refinement", kind: .patches) { _, mask, _ in
      mask.recipe.refinement = .guided
    },
    Change(key: "recipe.threshold", kind: .patches) { _, mask, _ in
      mask.recipe.threshold = .share(0.3)
    },
    Change(key: "recipe.components", kind: .patches) { _, mask, _ in
      mask.recipe.components = .largest(2)
    },
    Change(key: "recipe.leastArea", kind: .patches) { _, mask, _ in mask.recipe.leastArea = 0.1 },
    Change(key: "segmenter.card", kind: .patches) { _, mask, _ in mask.segmenter?.card = "other" },
    Change(key: "segmenter.prompt", kind: .patches) { _, mask, _ in
      mask.segmenter?.prompt = .point
    },
  ]

  private func plans(_ kind: SaliencyKind) -> (map: SaliencyPlan, mask: MaskPlan) {
    (
      SaliencyPlan(encoder: "tiny-vector", kind: kind, featureMap: "map"),
      MaskPlan(segmenter: SegmenterPlan(card: "tiny-segmenter"))
    )
  }

  /// Two methods that differed in their prompts alone once shared their masks.
  @Test func everyKeyOfAPlanIsInTheSettings() async throws {
    for change in Self.changes {
      var (map, mask) = plans(change.kind)
      let before = try await settings(SaliencyMaking(map: map, mask: mask))
      change.change(&map, &mask, folder)
      let after = try await settings(SaliencyMaking(map: map, mask: mask))
      #expect(!after.differences(from: before).isEmpty, "\(change.key)")
    }
    let (map, mask) = plans(.patches)
    #expect(Set(Self.changes.map(\.key)) == Set(keys(of: map) + keys(of: mask)))
  }

  /// The names of all values in a plan, those of plans within it after theirs.
  private func keys(of plan: Any) -> [String] {
    Mirror(reflecting: plan).children.flatMap { name, value in
      let label = name ?? ""
      let inner = Mirror(reflecting: value)
      let plan = inner.displayStyle == .optional ? inner.children.first?.value ?? value : value
      guard Mirror(reflecting: plan).displayStyle == .struct else { return [label] }
      return keys(of: plan).map { "\(label).\($0)" }
    }
  }

  /// STATISTICS: an id and the SHA-256 of the weights stand beside every result.
  @Test func theDigestsOfAllModelsAreInTheSettings() async throws {
    let (map, mask) = plans(.patches)
    let making = SaliencyMaking(map: map, mask: mask)
    let opened = try await ItemLoader(catalog: catalog, encoder: map.encoder) { _ in }.open(making)
    #expect(opened.models.map(\.name) == ["tiny-vector", "tiny-segmenter", "tiny-segmenter"])
    let text = String(decoding: try RunJSON.pretty(opened.settings(.standard)), as: UTF8.self)
    for model in opened.models {
      let digest = try #require(model.weights)
      #expect(digest.count == 64 && text.contains(digest))
    }
  }

  /// The foreground of a model is none of a query, and had no digest.
  @Test func aForegroundNamesItsModelByItsDigest() async throws {
    let model = try #require(try ModelLibrary(catalog.installation).model(named: "tiny-vector"))
    let card = ModelCard(
      name: model.card.name, weights: model.card.weights, input: model.card.input,
      preprocessing: model.card.preprocessing, output: model.card.output, featureMap: "map",
      dimension: 1, precision: model.card.precision, licence: "", source: "", export: nil)
    let extractor = try await FeatureExtractor(
      card: card, name: "tiny", file: model.checkpoints[0].file,
      runtime: try catalog.inferenceRuntime(), concurrency: 1)
    let digest = try ModelDigest.of(model.checkpoints[0].file, model: "tiny")
    #expect(extractor.id.weights == digest)
    #expect(try ForegroundMap(extractor).summary.contains(digest))
  }
}
