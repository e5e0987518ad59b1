import Analyses
import Foundation
import Images
import Inference
import LinearAlgebra
import Statistics
import TestSupport
import Testing

@testable import Embeddings
@testable import Experiments

/// What `References/segmenter/make_segmenter.py` wrote.
private struct SegmenterCase: Decodable {
  let width: Int
  let height: Int
  let points: [[Double]]
  let box: [Int]?
  let overlap: Double
  let mask: [Bool]

  var prompt: SegmentPrompt {
    SegmentPrompt(
      points: points.map { PixelPoint(x: $0[0], y: $0[1]) },
      box: box.map { PixelBox(x: $0[0], y: $0[1], width: $0[2] - $0[0], height: $0[3] - $0[1]) })
  }

  /// Stripes that go from blue to red.
  var picture: Image {
    Image(
      width: width, height: height, channels: 3,
      samples: (0..<(width * height)).flatMap { place in
        let (x, y) = (place % width, place / width)
        return [
          UInt8(x * 255 / width), UInt8((x * 37 + y * 11) % 256), UInt8(255 - y * 255 / height),
        ]
      })
  }
}

/// A promptable segmenter by its card.
@Suite(.enabled(if: SetUp.hasRuntimes, SetUp.remedy)) struct SegmenterTests {
  private let references: URL
  private let card: URL

  init() throws {
    references = try #require(Bundle.module.resourceURL).appending(path: "References/segmenter")
    card = references.appending(path: "segmenter.yaml")
  }

  private func segmenter(
    _ card: SegmenterCard, _ kind: RuntimeKind = .openVINO, in folder: URL? = nil
  ) async throws -> PromptSegmenter {
    let runtime = try InferenceRuntime.find(kind, in: [SetUp.fetched.runtimes])
    return try await PromptSegmenter(
      card: card, folder: folder ?? references, runtime: runtime, threads: 1)
  }

  @Test(arguments: RuntimeKind.allCases)
  func masksEqualThoseOfPython(_ kind: RuntimeKind) async throws {
    let segmenter = try await segmenter(SegmenterCard(file: card), kind)
    let cases = try JSONDecoder().decode(
      [SegmenterCase].self, from: Data(contentsOf: references.appending(path: "segmenter.json")))
    #expect(cases.count == 4)
    for known in cases {
      let found = try await segmenter.open(known.picture).mask(for: known.prompt)
      #expect(found.mask.pixels == known.mask)
      #expect(abs(found.predictedOverlap - known.overlap) < 1e-6)
    }
  }

  @Test func eachPromptHasItsOwnAnswer() async throws {
    let segmenter = try await segmenter(SegmenterCard(file: card))
    let image = Image(
      width: 32, height: 20, channels: 1, samples: Array(repeating: 90, count: 640))
    let boxes = [(2, 3), (12, 8)].map {
      SegmentPrompt(box: PixelBox(x: $0.0, y: $0.1, width: 8, height: 8))
    }
    let opened = try await segmenter.open(image)
    let (first, second) = (
      try await opened.mask(for: boxes[0]), try await opened.mask(for: boxes[1])
    )
    #expect(first != second)
    #expect(try await opened.mask(for: boxes[0]) == first)
    // The decoder's box has no edge of its own.
    let part = try #require(first.mask.components().first)
    #expect(part.box == PixelBox(x: 3, y: 4, width: 7, height: 7))
  }

  private func refusal(_ change: (inout String) -> Void) async throws -> String {
    let folder = try TemporaryFolder()
    for name in try FileManager.default.contentsOfDirectory(atPath: references.path)
    where name.hasSuffix(".onnx") {
      try FileManager.default.copyItem(
        at: references.appending(path: name), to: folder.url.appending(path: name))
    }
    var text = try String(contentsOf: card, encoding: .utf8)
    change(&text)
    let file = try folder.write(text, to: "card.yaml")
    let error = await #expect(throws: (any Error).self) {
      try await segmenter(SegmenterCard(file: file), in: folder.url)
    }
    return error.map { "\($0)" } ?? ""
  }

  @Test func otherInputsAreRefusedWithWhatIsThereAndWhatIsNeeded() async throws {
    let swapped = try await refusal { $0.replace("file: decoder.onnx", with: "file: encoder.onnx") }
    #expect(swapped.contains("images (1, 3, 64, 64)") && swapped.contains("has_mask_input"))
    let size = try await refusal { $0.replace("size: 64", with: "size: 96") }
    #expect(size.contains("images (1, 3, 64, 64)") && size.contains("(1, 3, 96, 96)"))
    let name = try await refusal { $0.replace("name: images", with: "name: pixels") }
    #expect(name.contains("images") && name.contains("pixels"))
    let several = try await refusal { $0.replace("file: encoder.onnx", with: "file: decoder.onnx") }
    #expect(several.contains("image_embeddings"))
    let gone = try await refusal { $0.replace("file: decoder.onnx", with: "file: gone.onnx") }
    #expect(gone.contains("gone.onnx"))
    let zeros = String(repeating: "0", count: 64)
    let altered = try await refusal {
      $0.replace("{file: decoder.onnx}", with: "{file: decoder.onnx, sha256: \(zeros)}")
    }
    #expect(altered.contains("sha256"))
  }

  /// The first once read beyond an empty list; the second asked for a hint of (64, 64, 64, 64).
  @Test func decodersAreTakenOrRefusedByWhatTheyOfferAndTake() async throws {
    func refusal(by decoder: String) async throws -> String {
      try await self.refusal { $0.replace("file: decoder.onnx", with: "file: \(decoder).onnx") }
    }
    let without = try await refusal(by: "decoder-without")
    #expect(without.contains("(1, 0,") && without.contains("0 predicted overlaps"), "\(without)")
    let large = try await refusal(by: "decoder-large")
    #expect(large.contains("(1, 1, 128, 128)") && large.contains("64 at most"), "\(large)")
    let text = try String(contentsOf: card, encoding: .utf8)
      .replacing("file: decoder.onnx", with: "file: decoder-open.onnx")
    let folder = try TemporaryFolder()
    let open = try await segmenter(
      SegmenterCard(file: folder.write(text, to: "card.yaml")))
    let known = try JSONDecoder().decode(
      [SegmenterCase].self, from: Data(contentsOf: references.appending(path: "segmenter.json")))[0]
    let found = try await open.open(known.picture).mask(for: known.prompt)
    #expect(found.mask.pixels == known.mask)
  }

  /// With all parts kept, every speck was asked about.
  @Test func onlyTheLargestPartsAreAskedAbout() async throws {
    let card = references.appending(path: "segmenter.yaml").path
    let home = try TemporaryFolder()
    let maker = try await SetUp.catalog(SetUp.empty(in: home))
      .maskMaker(MaskPlan(recipe: MaskRecipe(threshold: .value(0.5)), segmenter: .init(card: card)))
    // Specks of 3 × 2 pixels, as many as are asked about, and six smaller ones.
    var values = Matrix<Float>(repeating: 0, rows: 64, columns: 64)
    for speck in 0..<SegmenterPlan.mostParts + 6 {
      let (x, y) = (speck % 12 * 5, speck / 12 * 5)
      for column in x..<(x + (speck < SegmenterPlan.mostParts ? 3 : 2)) {
        for row in y..<y + 2 { values[row, column] = 1 }
      }
    }
    let image = Image(
      width: 64, height: 64, channels: 1, samples: Array(repeating: 90, count: 64 * 64))
    let made = try await maker.mask(of: SaliencyMap(values: values), image)
    #expect(made.components.count == SegmenterPlan.mostParts)
  }

  /// The mean, deviation, side and layout of a card once changed masks and not their key.
  @Test func whateverACardSaysOfTheInputIsInItsSummary() throws {
    let card = try SegmenterCard(file: card)
    func changed(
      input: String? = "images", layout: TensorLayout = .nchw, size: Int = 64,
      mean: Float = 123.675, deviation: Float = 58.395
    ) -> SegmenterCard {
      SegmenterCard(
        name: card.name, encoder: card.encoder, decoder: card.decoder, input: input,
        layout: layout, size: size, mean: [mean] + card.mean.dropFirst(),
        deviation: [deviation] + card.deviation.dropFirst(), licence: card.licence,
        source: card.source)
    }
    #expect(changed().summary == card.summary)
    let others = [
      changed(input: "pixels"), changed(layout: .nhwc), changed(size: 65), changed(mean: 1),
      changed(deviation: 1),
    ]
    #expect(Set(others.map(\.summary)).union([card.summary]).count == 6)
    // Names are beside it in the id, and so are the digests of both files; the others decide nothing.
    #expect(
      Set(Mirror(reflecting: card).children.compactMap(\.label)) == [
        "input", "layout", "size", "mean", "deviation", "name", "encoder", "decoder", "licence",
        "source",
      ])
  }

  @Test func anUnknownSegmenterIsToldHowToAddOne() async throws {
    let home = try TemporaryFolder()
    let catalog = try SetUp.catalog(SetUp.empty(in: home))
    func refusal() async -> String {
      let error = await #expect(throws: SettingsError.self) {
        try await catalog.maskMaker(MaskPlan(segmenter: SegmenterPlan(card: "sam")))
      }
      return error.map { "\($0)" } ?? ""
    }
    let none = await refusal()
    #expect(none.contains("semblance models add") && !none.contains("known: "), "\(none)")
    _ = try await ModelLibrary(catalog.installation).add(card: card, catalog)
    #expect(await refusal().contains("known: tiny-segmenter"))
  }

  @Test func anAddedSegmenterIsListedAndFoundByNameWhenItsOriginGoes() async throws {
    let home = try TemporaryFolder()
    let installation = try SetUp.empty(in: home)
    let catalog = try SetUp.catalog(installation)
    let library = ModelLibrary(installation)
    let origin = try TemporaryFolder()
    for name in ["encoder.onnx", "decoder.onnx", "segmenter.yaml"] {
      try FileManager.default.copyItem(
        at: references.appending(path: name), to: origin.url.appending(path: name))
    }
    let copy = origin.url.appending(path: "segmenter.yaml")
    let added = try await library.add(card: copy, catalog)
    #expect(added.kind == .segmenter && added.names.count == 1)
    let name = try #require(added.names.first)
    let again = await #expect(throws: SettingsError.self) {
      try await library.add(card: copy, catalog)
    }
    #expect(again.map { "\($0)" }?.contains("no model has yet") == true)
    try FileManager.default.moveItem(
      at: origin.url.appending(path: "decoder.onnx"), to: origin.url.appending(path: "moved"))
    // What is not there is told with where it goes and comes from.
    let missing = await #expect(throws: SettingsError.self) {
      try await catalog.maskMaker(MaskPlan(segmenter: SegmenterPlan(card: copy.path)))
    }
    let words = missing.map { "\($0)" } ?? ""
    let source = try SegmenterCard(file: copy).source
    #expect(words.contains("/decoder.onnx") && words.contains(source), "\(words)")
    #expect(!words.contains("models fetch"))
    try FileManager.default.removeItem(at: origin.url)
    let listed = try #require(try ModelList(library).models.first { $0.name == name })
    #expect(listed.kind == .segmenter && listed.dimension == nil && listed.isThere)
    #expect(try library.instructions(for: name).contains("is there"))
    let maker = try await catalog.maskMaker(MaskPlan(segmenter: SegmenterPlan(card: name)))
    let known = try JSONDecoder().decode(
      [SegmenterCase].self, from: Data(contentsOf: references.appending(path: "segmenter.json")))[0]
    let found = try await maker.segmenter?.open(known.picture).mask(for: known.prompt)
    #expect(found?.mask.pixels == known.mask)
  }

  @Test func aSegmenterThatDoesNotFitIsNotAdded() async throws {
    let home = try TemporaryFolder()
    let installation = try SetUp.empty(in: home)
    let text = try String(contentsOf: card, encoding: .utf8)
      .replacing("decoder.onnx", with: "encoder.onnx")
    try FileManager.default.copyItem(
      at: references.appending(path: "encoder.onnx"), to: home.url.appending(path: "encoder.onnx"))
    let file = try home.write(text, to: "card.yaml")
    let error = await #expect(throws: EmbeddingError.self) {
      try await ModelLibrary(installation).add(card: file, SetUp.catalog(installation))
    }
    #expect(error.map { "\($0)" }?.contains("has_mask_input") == true)
    #expect(try ModelLibrary(installation).segmenters().isEmpty)
  }

  @Test func errorsOfTheCardNameTheKey() async throws {
    let cases: [(String, String, String)] = [
      ("kind: segmenter", "kind: encoder", "kind"), ("size: 64", "size: none", "input.size"),
      ("std: [58.395, 57.12, 57.375]", "std: 0", "std"), ("licence: Apache-2.0\n", "", "licence"),
      ("mean: [123.675, 116.28, 103.53]", "mean: [1, 2]", "mean"),
      ("{file: encoder.onnx}", "encoder.onnx", "encoder"),
    ]
    for (right, wrong, key) in cases {
      let found = try await refusal { $0.replace(right, with: wrong) }
      #expect(found.contains("card.yaml") && found.contains(key), "\(found)")
    }
  }
}
