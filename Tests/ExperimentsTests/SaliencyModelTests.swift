import Analyses
import Datasets
import Foundation
import Images
import Inference
import LinearAlgebra
import Statistics
import TestSupport
import Testing

@testable import Embeddings
@testable import Experiments

/// Maps by models.
@Suite(.enabled(if: SetUp.hasRuntimes, SetUp.remedy)) struct SaliencyModelTests {
  private let folder: TemporaryFolder
  private let catalog: Catalog

  init() async throws {
    folder = try TemporaryFolder()
    let installation = try SetUp.empty(in: folder)
    catalog = try SetUp.catalog(installation)
    for name in ["tiny-vector", "tiny-patches", "tiny-map"] {
      _ = try await ModelLibrary(installation).add(card: SetUp.reference("\(name).yaml"), catalog)
    }
  }

  private func picture(brightCell: (x: Int, y: Int)? = nil) -> Image {
    Image(
      width: 32, height: 32, channels: 3,
      samples: (0..<(32 * 32 * 3)).map { slot in
        let (x, y) = (slot / 3 % 32, slot / 96)
        let isBright = brightCell.map { $0.x == x / 8 && $0.y == y / 8 } ?? false
        return UInt8(isBright ? 250 : 20 + (x * 5 + y * 3) % 60)
      })
  }

  private func extractor(_ name: String, tensor: String? = nil) async throws -> FeatureExtractor {
    let model = try #require(try ModelLibrary(catalog.installation).model(named: name))
    return try await FeatureExtractor(
      card: model.card, name: name, file: model.checkpoints[0].file, tensor: tensor,
      runtime: try catalog.inferenceRuntime(), concurrency: 1)
  }

  /// The features of the tiny models see 8 × 8 pixels each.
  @Test(arguments: [("tiny-patches", nil), ("tiny-vector", "map")] as [(String, String?)])
  func aChangedCellChangesItsFeaturesAlone(_ name: String, _ tensor: String?) async throws {
    let features = try await extractor(name, tensor: tensor)
    let plain = try await features.features(of: picture())
    for cell in [(x: 0, y: 0), (x: 3, y: 0), (x: 1, y: 2)] {
      // Their preparations leave a picture of the input's size as it is, or enlarge and crop it.
      let found = try await features.features(of: picture(brightCell: cell))
      let changed = (0..<16).filter { found.vectors.row($0) != plain.vectors.row($0) }
      #expect(changed.contains(4 * cell.y + cell.x))
      if name == "tiny-patches" { #expect(changed == [4 * cell.y + cell.x]) }
    }
  }

  @Test(
    arguments: [("tiny-patches", nil), ("tiny-map", nil), ("tiny-vector", "map")]
      as [(String, String?)])
  func theMeanOverPlacesIsTheVector(_ name: String, _ tensor: String?) async throws {
    let image = picture(brightCell: (2, 1))
    let vectors = try await extractor(name, tensor: tensor).features(of: image).vectors
    let vector = try await catalog.encoder(named: name).encode([image])
    for channel in 0..<vectors.columns {
      let mean = (0..<vectors.rows).reduce(Float(0)) { $0 + vectors[$1, channel] } / 16
      #expect(abs(mean - vector[0, channel]) < 1e-4)
    }
  }

  @Test func theCellOfTheQueryMatchesBest() async throws {
    let features = try await extractor("tiny-patches")
    let image = picture(brightCell: (3, 1))
    let query = Array(try await features.features(of: image).vectors.row(7))
    let map = try await PatchSimilarity(features).map(of: image, query: query)
    let peak = map.values.elements.indices.reduce(0) {
      map.values.elements[$1] > map.values.elements[$0] ? $1 : $0
    }
    #expect(peak % 32 / 8 == 3 && peak / 32 / 8 == 1)
    // No pixel lies at the middle of its cell.
    #expect(map.values.elements[peak] > 0.8 && map.values.elements[peak] <= 1)
  }

  @Test func scoreCAMHasNoNegativeValueAndASeedlessResult() async throws {
    var plan = SaliencyPlan(encoder: "tiny-vector", kind: .scoreCAM, featureMap: "map")
    plan.scoreActivation.side = 32
    let maker = try await catalog.saliencyMaker(plan, pictures: QueryPictures())
    let image = picture(brightCell: (1, 3))
    let map = try await maker.map(of: image)
    #expect(map.values.elements.allSatisfy { $0 >= 0 && $0.isFinite })
    #expect(map.values.elements.contains { $0 > 0 })
    #expect(try await maker.map(of: image) == map)
  }

  @Test func whatHasNoPlacesIsRefused() async throws {
    for tensor in [nil, "logits"] {
      let error = await #expect(throws: EmbeddingError.self) {
        try await extractor("tiny-vector", tensor: tensor)
      }
      #expect(error.map { "\($0)" }?.contains("--feature-map") == true)
    }
    let missing = await #expect(throws: EmbeddingError.self) {
      try await extractor("tiny-vector", tensor: "nothing")
    }
    // It once was the model's file that did not fit its card.
    let words = missing.map { "\($0)" } ?? ""
    #expect(words.contains("\"nothing\"") && words.hasSuffix("another tensor with --feature-map"))
    await #expect(throws: SettingsError.self) {
      try await catalog.saliencyMaker(SaliencyPlan(encoder: "pixels-8"), pictures: QueryPictures())
    }
  }

  @Test func permutedWeightsGiveOtherMapsOfTheSameSeedTheSame() async throws {
    let plan = SaliencyPlan(encoder: "tiny-patches")
    let image = picture(brightCell: (0, 2))
    func map(_ seed: UInt64) async throws -> SaliencyMap {
      let place = folder.url.appending(path: "permuted-\(UUID().uuidString)")
      try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
      return try await catalog.saliencyMaker(
        plan, pictures: QueryPictures(), weights: .permuted(seed: seed, folder: place)
      ).map(of: image)
    }
    let trained = try await catalog.saliencyMaker(plan, pictures: QueryPictures()).map(of: image)
    let first = try await map(1)
    #expect(try await map(1) == first)
    #expect(try await map(2) != first)
    #expect(first != trained)
  }

  /// Six numbers a text, as the tiny models give of a picture.
  private func addTextModel() async throws {
    let card = """
      {name: tiny-text, file: \(try SetUp.reference("tiny-text.onnx").path),
      tokenizer: \(try SetUp.reference("tiny-text-vocab.txt").path), limit: 12, dimension: 6,
      inputs: {ids: input_ids, mask: attention_mask, types: token_type_ids},
      output: {name: hidden, pooling: mean_tokens}, licence: MIT, source: made by a script}
      """
    _ = try await ModelLibrary(catalog.installation)
      .add(card: folder.write(card, to: "text-card.yaml"), catalog)
  }

  /// Maps that change nothing, fitted for tiny-vector.
  private func alignment() throws -> URL {
    let identity = AlignedSide(
      mean: Array(repeating: 0, count: 6),
      map: Matrix(rows: 6, columns: 6, elements: (0..<36).map { $0 % 7 == 0 ? 1 : 0 }))
    let study = """
      {"training": 2, "validation": 2, "rule": "", "candidates": [], "dimension": 6, "textsSeen": 0,
      "chosen": {"ridge": {"penalty": 1}}}
      """
    let fitted = EmbeddedItems(
      name: "fitted", ids: [], vectors: .float(Matrix(rows: 0, columns: 6)))
    let file = AlignmentFile(
      LinearAlignment(images: identity, texts: identity),
      try JSONDecoder().decode(AlignmentStudy.self, from: Data(study.utf8)),
      encoders: (try catalog.encoder(named: "tiny-vector").id, nil), fittedOn: fitted, [], seed: 1)
    let url = folder.url.appending(path: "maps.json")
    try file.write(to: url)
    return url
  }

  /// `--check` once refused the maps of the trained encoder for the one with permuted weights.
  @Test func permutedWeightsGoThroughTheMapsOfTheTrainedOnes() async throws {
    try await addTextModel()
    let plan = SaliencyPlan(
      encoder: "tiny-vector", kind: .occlusion,
      query: .text(
        prompts: ["a heart"],
        space: TextSpace(encoder: "tiny-text", alignment: try alignment().path)))
    let trained = try await catalog.saliencyMaker(plan, pictures: QueryPictures())
    let permuted = try await catalog.saliencyMaker(
      plan, pictures: QueryPictures(), weights: .permuted(seed: 1, folder: folder.url))
    #expect(permuted.query == trained.query && trained.query != nil)
    let image = picture(brightCell: (1, 2))
    #expect(try await permuted.map(of: image) != trained.map(of: image))
  }

  /// The nonsense control: without a text, a picture alone would be held against itself.
  @Test func mapsOfATextAreHeldAgainstNonsenseWhateverOtherPicturesThereAre() async throws {
    try await addTextModel()
    let plan = SaliencyPlan(
      encoder: "tiny-vector", kind: .occlusion,
      query: .text(prompts: ["a heart"], space: TextSpace(encoder: "tiny-text")))
    try folder.write(picture(brightCell: (1, 2)).encodedPNG(), to: "one/a.png")
    try folder.write(picture(brightCell: (1, 2)).encodedPNG(), to: "two/a.png")
    try folder.write(picture(brightCell: (3, 0)).encodedPNG(), to: "two/b.png")
    func checked(_ set: String) async throws -> [String] {
      let loader = ItemLoader(catalog: catalog, encoder: plan.encoder) { _ in }
      let (pictures, made) = (
        folder.url.appending(path: set).path, folder.url.appending(path: "made-\(set)")
      )
      _ = try await loader.make(SaliencyMaking(map: plan), of: pictures, to: made)
      let checks = try await loader.check(plan, of: pictures, in: made, seed: 1)
      let measures = Set(checks.scores.map(\.measure))
      #expect(measures.isSuperset(of: [.otherRank, .otherRankSize, .match, .nonsenseMatch]))
      #expect(checks.warnings.isEmpty)
      let file = made.appending(path: "checks.csv")
      let table = try DelimitedText(file: file).rows.map(\.fields)
      return ["other_rank", "nonsense_match"].compactMap { name in
        table[0].firstIndex(of: name).map { table[1][$0] }
      }
    }
    let alone = try await checked("one")
    #expect(try await checked("two") == alone)
    #expect(Double(alone[0]).map { $0 < 0.9999 } == true, "\(alone)")
  }

  @Test func aQueryIsTheMeanOfDirections() async throws {
    let plan = SaliencyPlan(
      encoder: "pixels-8", kind: .occlusion, query: .like(pictures: ["a", "b"]))
    let dark = Image(width: 8, height: 8, channels: 1, samples: (0..<64).map { UInt8($0) })
    let bright = Image(width: 8, height: 8, channels: 1, samples: (0..<64).map { UInt8(4 * $0) })
    // One is four times the other: the same direction.
    let maker = try await catalog.saliencyMaker(
      plan, pictures: QueryPictures(like: [dark, bright]))
    let alone = try await catalog.saliencyMaker(plan, pictures: QueryPictures(like: [dark]))
    let (both, one) = (try #require(maker.query), try #require(alone.query))
    #expect(zip(both, one).allSatisfy { abs($0 - $1) < 1e-6 })
    let contrast = SaliencyPlan(
      encoder: "pixels-8", kind: .occlusion, query: .like(pictures: ["a"], unlike: ["b"]))
    await #expect(throws: SettingsError.self, "a picture has nothing that itself has not") {
      try await catalog.saliencyMaker(
        contrast, pictures: QueryPictures(like: [bright], unlike: [bright]))
    }
    let black = Image(width: 8, height: 8, channels: 1, samples: Array(repeating: 0, count: 64))
    await #expect(throws: SettingsError.self) {
      try await catalog.saliencyMaker(plan, pictures: QueryPictures(like: [black]))
    }
  }
}

/// Pictures that a model makes no numbers of.
@Suite(.enabled(if: SetUp.hasRuntimes, SetUp.remedy)) struct NotFiniteTests {
  private let folder: TemporaryFolder
  private let catalog: Catalog

  init() async throws {
    folder = try TemporaryFolder()
    let installation = try SetUp.empty(in: folder)
    catalog = try SetUp.catalog(installation)
    // Infinite where a cell of the picture is black.
    let card = """
      {name: reciprocal, file: \(try SetUp.reference("reciprocal.onnx").path),
      input: {name: image, size: 32}, resize: {rule: exact, to: 32, filter: bilinear}, range: 255,
      mean: 0, std: 1, output: {name: reciprocals, pooling: global_average}, dimension: 3,
      precision: float32, licence: MIT, source: made by a script}
      """
    _ = try await ModelLibrary(installation).add(card: folder.write(card, to: "card.yaml"), catalog)
    for (index, level) in [40, 0, 90].enumerated() {
      let samples = (0..<1_024).map { place in
        level == 0 ? 0 : UInt8(level + place % 32 + place / 32)
      }
      let image = Image(width: 32, height: 32, channels: 1, samples: samples)
      try folder.write(image.encodedPNG(), to: "set/\(index).png")
    }
  }

  /// One of them once ended the run with the words that the model does not fit.
  @Test(arguments: [SaliencyKind.patches, .occlusion])
  func onePictureWithoutNumbersIsReportedAndPassedOver(_ kind: SaliencyKind) async throws {
    var map = SaliencyPlan(encoder: "reciprocal", kind: kind)
    map.occlusion.window = 0.5
    let made = try await ItemLoader(catalog: catalog, encoder: "reciprocal") { _ in }.make(
      SaliencyMaking(map: map), of: folder.url.appending(path: "set").path,
      to: folder.url.appending(path: "made"))
    #expect(made.pictures == 2 && made.unreadable.map(\.path) == ["1.png"])
    #expect(made.unreadable[0].reason.contains("NaN or infinite"))
  }
}

@Suite struct MaskMakerTests {
  /// A picture that is cropped between its pixels once ended the program.
  @Test func aPictureOfTwoPixelsHasAMask() async throws {
    let preprocessing = Preprocessing(
      resize: .shortSide(256), filter: .bilinear, size: 224, channels: .grey, mean: [0],
      deviation: [1])
    let image = Image(width: 2, height: 1, channels: 1, samples: [10, 200])
    let map = SaliencyMap(
      grid: Matrix(rows: 1, columns: 1, elements: [0.5]), preprocessing.placement(of: image),
      width: 2, height: 1)
    for refinement in MaskRefinement.allCases {
      let plan = MaskPlan(recipe: MaskRecipe(refinement: refinement, threshold: .value(0.1)))
      let made = try await MaskMaker(plan: plan, segmenter: nil).mask(of: map, image)
      #expect(made.mask.pixels.count { $0 } == 1)
    }
  }

  /// Otsu's threshold once parted what the model sees from what it does not.
  @Test func whatTheModelDoesNotSeeIsInNoMaskAndMovesNoThreshold() async throws {
    // A wide picture of which the model sees the middle: dark and a bright square, all far from 0.
    let preprocessing = Preprocessing(
      resize: .shortSide(8), filter: .bilinear, size: 8, channels: .grey, mean: [0], deviation: [1])
    let image = Image(
      width: 24, height: 8, channels: 1,
      samples: (0..<192).map { place in
        (10..<13).contains(place % 24) && (2..<5).contains(place / 24) ? 250 : 200
      })
    let map = SaliencyMap(
      grid: Matrix(rows: 8, columns: 8, elements: preprocessing.tensor(of: image)),
      preprocessing.placement(of: image), width: 24, height: 8)
    for refinement in MaskRefinement.allCases {
      let plan = MaskPlan(recipe: MaskRecipe(refinement: refinement))
      let made = try await MaskMaker(plan: plan, segmenter: nil).mask(of: map, image)
      #expect(made.components.map(\.box) == [PixelBox(x: 10, y: 2, width: 3, height: 3)])
    }
  }
}

@Suite struct PicturePathTests {
  @Test func pathsStayBelowTheirFolderAndApart() {
    let ids = [
      "a.png", "b/a.png", "../a.png", "/etc/passwd", "a//b", "a/%/b", "..", ".", "", "/", ".hidden",
      "%2E.hidden", "a\\b", "a:b", "a\u{0}b", "a\nb", "ä/é", "b/..", "b/.a",
    ]
    let paths = ids.map { PicturePath(id: $0).text }
    #expect(Set(paths).count == ids.count)
    for path in paths {
      let parts = path.split(separator: "/", omittingEmptySubsequences: false)
      #expect(parts.allSatisfy { !$0.isEmpty && !$0.hasPrefix(".") })
      #expect(!path.unicodeScalars.contains { $0.value < 0x20 || $0 == "\\" })
    }
    #expect(PicturePath(id: "b/a.png").text == "b/a.png")
  }

  /// They once ended the run.
  @Test func longPartsFitIntoAFilesNameAndStayApart() {
    let long = String(repeating: "ä", count: 200)
    let ids = ["a/\(long)/1.png", "a/\(long)b/1.png", long, String(repeating: "\n", count: 90)]
    let paths = ids.map { PicturePath(id: $0).text }
    #expect(Set(paths).count == ids.count)
    for part in paths.flatMap({ $0.split(separator: "/") }) { #expect(part.utf8.count <= 200) }
    #expect(PicturePath(id: String(repeating: "a", count: 200)).text.utf8.count == 200)
  }
}
