import Embeddings
import Foundation
import Inference
import LinearAlgebra
import TestSupport
import Testing

@testable import Experiments

@Suite struct TextEncoderTests {
  private let folder: TemporaryFolder
  private let installation: Installation

  init() throws {
    folder = try TemporaryFolder()
    installation = try SetUp.empty(in: folder)
  }

  private static let texts = ["a heart", "the lungs of a heart", ""]

  private func card(
    pooling: String = "mean_tokens", changing changes: [String: String] = [:]
  ) throws -> URL {
    var keys = [
      "name": "tiny-text", "file": try SetUp.reference("tiny-text.onnx").path,
      "tokenizer": try SetUp.reference("tiny-text-vocab.txt").path, "limit": "12",
      "inputs": "{ids: input_ids, mask: attention_mask, types: token_type_ids}",
      "output": pooling == "none" ? "{name: pooled}" : "{name: hidden, pooling: \(pooling)}",
      "dimension": "6", "licence": "MIT", "source": "made by a script",
    ]
    keys.merge(changes) { _, new in new }
    let lines = keys.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)\n" }
    return try folder.write(lines.joined(), to: "text-card.yaml")
  }

  private func encoder(
    _ card: URL, runtime: RuntimeKind? = nil
  ) async throws -> any TextEncoder {
    let catalog = try SetUp.catalog(installation, runtime: runtime)
    _ = try await ModelLibrary(installation).add(card: card, catalog)
    return try await catalog.textEncoder(named: "tiny-text")
  }

  private func refusal(_ changes: [String: String]) async throws -> String {
    let card = try card(changing: changes)
    let error = await #expect(throws: (any Error).self) { try await encoder(card) }
    return error.map { "\($0)" } ?? ""
  }

  @Test(
    .enabled(if: SetUp.hasRuntimes, SetUp.remedy), arguments: RuntimeKind.allCases,
    ["none", "cls", "mean_tokens", "last_token"])
  func vectorsEqualThoseOfPython(_ runtime: RuntimeKind, _ pooling: String) async throws {
    let known = try JSONDecoder().decode(
      [String: [String: [Float]]].self, from: Data(contentsOf: SetUp.reference("tiny-text.json")))
    let found = try await encoder(card(pooling: pooling), runtime: runtime).encode(Self.texts)
    for (row, text) in Self.texts.enumerated() {
      let expected = try #require(known[text]?[pooling])
      for (a, b) in zip(found.row(row), expected) { #expect(abs(a - b) < 1e-5, "\(text)") }
    }
  }

  @Test(.enabled(if: SetUp.hasRuntimes, SetUp.remedy))
  func paddingChangesNothing() async throws {
    let plain = try await encoder(card()).encode(Self.texts)
    try FileManager.default.removeItem(at: installation.models)
    let padded = try await encoder(card(changing: ["padding": "0"])).encode(Self.texts)
    for (a, b) in zip(plain.elements, padded.elements) { #expect(abs(a - b) < 1e-6) }
  }

  @Test(.enabled(if: SetUp.hasRuntimes, SetUp.remedy))
  func aTextDoesNotDependOnItsNeighbours() async throws {
    let encoder = try await encoder(card())
    let all = try await encoder.encode(Self.texts)
    for (row, text) in Self.texts.enumerated() {
      #expect(try await encoder.encode([text]).elements == Array(all.row(row)))
    }
    #expect(try await encoder.encode([]).rows == 0)
  }

  @Test(.enabled(if: SetUp.hasRuntimes, SetUp.remedy))
  func aCardAddedStaysWhenItsOriginGoes() async throws {
    let names = ["tiny-text.onnx", "tiny-text-vocab.txt"]
    for name in names {
      try FileManager.default.copyItem(
        at: SetUp.reference(name), to: folder.url.appending(path: name))
    }
    let card = try card(changing: ["file": names[0], "tokenizer": names[1]])
    let before = try await encoder(card).encode(Self.texts)
    for name in names { try FileManager.default.removeItem(at: folder.url.appending(path: name)) }
    let again = try await SetUp.catalog(installation).textEncoder(named: "tiny-text")
    #expect(try await again.encode(Self.texts) == before)
    let listed = try ModelList(ModelLibrary(installation)).models.first { $0.name == "tiny-text" }
    #expect(listed?.kind == .text && listed?.isThere == true)
  }

  @Test(.enabled(if: SetUp.hasRuntimes, SetUp.remedy))
  func longTextsLoseTheirEndsAndAreCounted() async throws {
    let encoder = try await encoder(card(changing: ["limit": "4"]))
    let vectors = try await encoder.encode(["a heart", "a heart of the lung"])
    #expect(vectors.row(0) == vectors.row(1).map { $0 }[...])
    let fit = TextFit(of: ["a heart", "a heart of the lung", "kidney"], by: encoder)
    #expect(fit.cutOff == 1 && fit.unknown == 1 && fit.firstCutOff == "a heart of the lung")
  }

  @Test(.enabled(if: SetUp.hasRuntimes, SetUp.remedy))
  func aVocabularyOfMorePiecesThanTheModelKnowsIsRefused() async throws {
    let words = try String(contentsOf: SetUp.reference("tiny-text-vocab.txt"), encoding: .utf8)
    let file = try folder.write(words + "kidney\n", to: "vocab.txt")
    let message = try await refusal(["tokenizer": file.path])
    #expect(message.contains("knows 11 pieces") && message.contains("12"), "\(message)")
  }

  /// An image model and its text model may lie in files of one name.
  @Test(.enabled(if: SetUp.hasRuntimes, SetUp.remedy))
  func filesOfOneNameDoNotMeet() async throws {
    let place = installation.models.appending(path: "tiny-text")
    try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
    try Data("of the image model".utf8).write(to: place.appending(path: "tiny-text.onnx"))
    #expect(try await encoder(card()).encode(Self.texts).rows == Self.texts.count)
    let kept = try String(contentsOf: place.appending(path: "tiny-text.onnx"), encoding: .utf8)
    #expect(kept == "of the image model")
  }

  /// A text model of an image model's name says that both share a space.
  @Test(.enabled(if: SetUp.hasRuntimes, SetUp.remedy))
  func aSharedSpaceHasOneDimension() async throws {
    let message = try await refusal(["name": "vit-s14"])
    #expect(message.contains("384, as of the image model vit-s14"), "\(message)")
  }

  /// Whether case counts is said in a file beside the vocabulary.
  @Test(.enabled(if: SetUp.hasRuntimes, SetUp.remedy))
  func aCardAddedReadsCaseAsBefore() async throws {
    try FileManager.default.copyItem(
      at: SetUp.reference("tiny-text-vocab.txt"), to: folder.url.appending(path: "vocab.txt"))
    _ = try folder.write(#"{"do_lower_case": false}"#, to: "tokenizer_config.json")
    let encoder = try await encoder(card(changing: ["tokenizer": "vocab.txt"]))
    #expect(encoder.tokens(of: "Heart").unknown == 1 && encoder.tokens(of: "heart").unknown == 0)
  }

  @Test(
    .enabled(if: SetUp.hasRuntimes, SetUp.remedy),
    arguments: [
      ("padding", "11", "fills texts up with 11"),
      ("inputs", "{ids: input_ids, mask: attention_mask}", "token_type_ids"),
      ("inputs", "{ids: words, mask: attention_mask, types: token_type_ids}", "words"),
      ("output", "{name: embeds}", "embeds"), ("output", "{name: hidden}", "(1, 2, 6)"),
      ("dimension", "7", "expects (1, pieces, 7)"), ("limit", "1", "limit"),
      ("sha256", String(repeating: "0", count: 64), "sha256"),
    ])
  func whatDoesNotFitTheModelIsRefused(_ key: String, _ value: String, _ part: String) async throws
  {
    let message = try await refusal([key: value])
    #expect(message.contains(part), "\(message)")
  }

  @Test(.enabled(if: SetUp.hasRuntimes, SetUp.remedy))
  func anUnknownTextEncoderIsToldWithTheKnownOnes() async throws {
    let catalog = try SetUp.catalog(installation)
    let error = await #expect(throws: SettingsError.self) {
      try await catalog.textEncoder(named: "minlm")
    }
    #expect(error.map { "\($0)".contains("minilm-l6") } == true)
  }

  private static let hasMiniLM =
    (try? ModelLibrary(SetUp.fetched).textModel(named: "minilm-l6")?.isThere) ?? false

  /// The cosines that its authors' documentation prints.
  @Test(
    .enabled(if: SetUp.hasRuntimes && hasMiniLM, SetUp.remedy), arguments: RuntimeKind.allCases)
  func miniLMGivesThePublishedCosines(_ runtime: RuntimeKind) async throws {
    let encoder = try await SetUp.catalog(SetUp.fetched, runtime: runtime)
      .textEncoder(named: "minilm-l6")
    let rows = try await encoder.encode([
      "The weather is lovely today.", "It's so sunny outside!", "He drove to the stadium.",
    ])
    func cosine(_ i: Int, _ j: Int) -> Double {
      let (a, b) = (rows.row(i).map(Double.init), rows.row(j).map(Double.init))
      func product(_ x: [Double], _ y: [Double]) -> Double {
        zip(x, y).reduce(0) { $0 + $1.0 * $1.1 }
      }
      return product(a, b) / (product(a, a) * product(b, b)).squareRoot()
    }
    for (i, j, expected) in [(0, 1, 0.6660), (0, 2, 0.1046), (1, 2, 0.1411)] {
      #expect(abs(cosine(i, j) - expected) < 1e-4)
    }
  }
}
