import Embeddings
import Experiments
import Foundation
import Images
import Inference
import TestSupport
import Testing

@Suite struct ModelCardTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
  }

  private func text(_ name: String = "tiny-vector") throws -> String {
    try String(contentsOf: SetUp.reference("\(name).yaml"), encoding: .utf8)
  }

  private func problem(_ card: String) throws -> String {
    let file = try folder.write(card, to: "card.yaml")
    let error = #expect(throws: SettingsError.self) { try ModelCard(file: file) }
    return error.map { "\($0)" } ?? ""
  }

  @Test func theStandardModelIsPreparedAsItWasBeforeThereWereCards() throws {
    let models = try ModelLibrary(SetUp.fetched).models()
    let card = try #require(models.first { $0.card.name == "efficientnet-lite0" }).card
    #expect(
      card.preprocessing
        == Preprocessing(
          resize: .shortSide(256), filter: .bicubic, size: 224, mean: [127, 127, 127],
          deviation: [128, 128, 128]))
    #expect(card.output == ModelOutput(tensor: .name("embedding")) && card.dimension == 1_280)
  }

  @Test func everyShippedCardIsReadAndNamesItsLicence() throws {
    let shipped = try ModelLibrary(SetUp.fetched).models().filter(\.isShipped)
    #expect(shipped.count == 14)
    for model in shipped {
      #expect(!model.card.licence.isEmpty && model.checkpoints.count == 1)
      #expect(try Catalog.knows(encoder: model.card.name))
    }
  }

  @Test(arguments: [
    ("range: 255", "range: 2", "range"), ("filter: bicubic", "filter: cubic", "resize.filter"),
    ("rule: short_side", "rule: shortside", "resize.rule"), ("to: 40", "to: 8", "resize.to"),
    ("mean: 127", "mean: [1, 2]", "mean"), ("std: 128", "std: 0", "std"),
    ("size: 32", "size: none", "input.size"), ("dimension: 6", "dimension: 0", "dimension"),
    ("precision: float32", "precision: double", "precision"),
    ("name: tiny-vector", "name: a@b", "name"),
    ("sha256: ", "sha256: 12", "sha256"), ("name: embedding", "index: -1", "output.index"),
    ("std: 128", "std: 128\nfilter: bicubic", "filter"),
    ("file: vector.onnx", "series: a/*/b.onnx", "series"), ("licence: Apache-2.0", "", "licence"),
  ])
  func errorsNameTheKey(_ right: String, _ wrong: String, _ key: String) throws {
    let card = try text().replacing(right, with: wrong)
    #expect(try card != text())
    let found = try problem(card)
    #expect(found.contains("card.yaml") && found.contains(key), "\(found)")
  }

  // MARK: Against the model

  private func refusal(_ card: String) async throws -> String {
    let installation = try SetUp.empty(in: folder)
    try FileManager.default.createDirectory(
      at: installation.models, withIntermediateDirectories: true)
    let file = try folder.write(
      card.replacing("file: ", with: "file: \(SetUp.reference("").path)/"), to: "card.yaml")
    let error = await #expect(throws: (any Error).self) {
      try await ModelLibrary(installation).add(card: file, SetUp.catalog(installation))
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: installation.models.path) == [])
    return error.map { "\($0)" } ?? ""
  }

  @Test(
    .enabled(if: SetUp.hasRuntimes, SetUp.remedy),
    arguments: [
      ("tiny-vector", "name: image", "name: picture", "image (1, 3, 32, 32)", "\"picture\""),
      ("tiny-vector", "size: 32", "size: 40", "image (any, 3, 32, 32)", "(1, 3, 40, 40)"),
      ("tiny-vector", "{name: image,", "{layout: nhwc,", "(any, 3, 32, 32)", "(1, 32, 32, 3)"),
      ("tiny-vector", "name: embedding", "name: vector", "logits (any, 2)", "\"vector\""),
      ("tiny-vector", "dimension: 6", "dimension: 7", "shape (1, 6)", "(1, 7)"),
      ("tiny-vector", "embedding}", "embedding, pooling: cls}", "shape (1, 6)", "(1, tokens, 6)"),
      ("tiny-grey", "index: 1", "index: 2", "embedding (any, 6)", "output 2"),
      ("tiny-cls", "dimension: 7", "dimension: 6", "shape (1, 17, 7)", "(1, tokens, 6)"),
      ("tiny-map", "dimension: 6", "dimension: 5", "shape (1, 6, 4, 4)", "(1, 5, rows, columns)"),
      ("tiny-vector", "file: vector", "file: gone", "gone.onnx", "models fetch"),
    ])
  func aCardThatDoesNotFitIsRefused(
    _ name: String, _ right: String, _ wrong: String, _ found: String, _ expected: String
  ) async throws {
    let card = try text(name).replacing(right, with: wrong)
    #expect(try card != text(name))
    let message = try await refusal(card)
    #expect(message.contains(found) && message.contains(expected), "\(message)")
  }

  @Test(.enabled(if: SetUp.hasRuntimes, SetUp.remedy))
  func anAlteredModelIsRefusedWithBothDigests() async throws {
    let digest = String(repeating: "0", count: 64)
    let card = try text().replacing(/sha256: [0-9a-f]+/, with: "sha256: \(digest)")
    let message = try await refusal(card)
    #expect(message.contains("sha256: found \(digest)"), "\(message)")
    // The file is the user's own and need not be what is wrong.
    #expect(message.contains("correct sha256 in the card") && !message.contains("delete"))
  }

  @Test(.enabled(if: SetUp.hasRuntimes, SetUp.remedy))
  func aDeviceWasReadAsAModelWithoutEnd() async throws {
    let card = try text().replacing(/file: .*/, with: "\"file\": /dev/zero")
    let message = try await refusal(card)
    #expect(message.contains("not a regular file"), "\(message)")
  }

  // MARK: Adding

  @Test(.enabled(if: SetUp.hasRuntimes, SetUp.remedy))
  func anAddedModelStaysWhenItsOriginGoes() async throws {
    let installation = try SetUp.empty(in: folder)
    let catalog = try SetUp.catalog(installation)
    let card = try folder.write(text(), to: "origin/card.yaml")
    let origin = card.deletingLastPathComponent()
    try FileManager.default.copyItem(
      at: SetUp.reference("vector.onnx"), to: origin.appending(path: "vector.onnx"))
    #expect(try await ModelLibrary(installation).add(card: card, catalog).names == ["tiny-vector"])
    try FileManager.default.removeItem(at: origin)
    #expect(try catalog.encoder(named: "tiny-vector").dimension == 6)
    await #expect(throws: SettingsError.self) {
      try await ModelLibrary(installation).add(card: SetUp.reference("tiny-vector.yaml"), catalog)
    }
  }

  @Test(.enabled(if: SetUp.hasRuntimes, SetUp.remedy))
  func aSeriesIsAFamilyInNaturalOrder() async throws {
    let installation = try SetUp.empty(in: folder)
    let catalog = try SetUp.catalog(installation)
    for epoch in ["2", "10", "1"] {
      _ = try folder.write("", to: "epochs/other-\(epoch).txt")
      try FileManager.default.copyItem(
        at: SetUp.reference("vector.onnx"),
        to: folder.url.appending(path: "epochs/net-\(epoch).onnx"))
    }
    let text = try text().replacing("file: vector.onnx", with: "series: epochs/net-*.onnx")
      .replacing(/sha256: [0-9a-f]+\n/, with: "")
    let names = try await ModelLibrary(installation).add(
      card: folder.write(text, to: "series.yaml"), catalog
    ).names
    #expect(names == ["tiny-vector@1", "tiny-vector@2", "tiny-vector@10"])
    #expect(try Catalog.encoders(matching: "tiny-vector@*", in: installation) == names)
    #expect(try Catalog.encoders(matching: "tiny-vector@2", in: installation) == ["tiny-vector@2"])
    #expect(try Catalog.encoders(matching: "tiny-vector", in: installation) == [])
    #expect(try catalog.encoder(named: "tiny-vector@10").id.name == "tiny-vector@10")
  }

  @Test(.enabled(if: SetUp.hasRuntimes, SetUp.remedy))
  func whateverChangesVectorsChangesTheId() throws {
    let changes = [
      ("to: 40", "to: 41"), ("bicubic", "lanczos"), ("mean: 127", "mean: 126"),
      ("name: embedding", "index: 1"), ("precision: float32", "precision: int8"),
    ]
    let catalog = try SetUp.catalog(SetUp.empty(in: folder))
    var keys: Set<String> = []
    for (right, wrong) in [("", "")] + changes {
      let text = try right.isEmpty ? text() : text().replacing(right, with: wrong)
      let card = try ModelCard(file: folder.write(text, to: "card.yaml"))
      let encoder = try OnnxEncoder(
        card: card, file: SetUp.reference("vector.onnx"), sha256: nil,
        runtime: .find(in: [catalog.installation.runtimes]), concurrency: 1)
      keys.insert(encoder.id.key)
    }
    #expect(keys.count == changes.count + 1)
  }
}
