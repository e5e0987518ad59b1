import Foundation
import Testing

@testable import Embeddings

/// What the reference library makes of texts (References/make_tokenizers.py).
private struct TokenizerCases: Decodable {
  let texts: [String]
  let limit: Int
  let wordpiece: [[Int]]
  let bytePairs: [[Int]]
  let miniLM: [[Int]]
}

@Suite struct TokenizerTests {
  private let folder: URL
  private let cases: TokenizerCases

  init() throws {
    folder = try #require(Bundle.module.resourceURL).appending(path: "References/tokenizers")
    cases = try JSONDecoder().decode(
      TokenizerCases.self, from: Data(contentsOf: folder.appending(path: "cases.json")))
  }

  private func expect(
    _ file: URL, gives expected: [[Int]], _ location: SourceLocation = #_sourceLocation
  ) throws {
    let tokenizer = try VocabularyFile.read(file)
    for (text, ids) in zip(cases.texts, expected) {
      #expect(
        tokenizer.tokens(of: text, limit: cases.limit).ids == ids, "\(text)",
        sourceLocation: location)
    }
  }

  @Test(arguments: ["wordpiece.json", "vocab.txt"])
  func wordPiecesEqualTheReference(_ file: String) throws {
    try expect(folder.appending(path: file), gives: cases.wordpiece)
  }

  private static let miniLM = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: ".semblance/models/minilm-l6")

  @Test(
    .enabled(
      if: FileManager.default.fileExists(atPath: miniLM.appending(path: "vocab.txt").path),
      "run scripts/setup --for test"))
  func theVocabularyOfMiniLMGivesTheReferencesPieces() throws {
    try expect(Self.miniLM.appending(path: "vocab.txt"), gives: cases.miniLM)
  }

  @Test func bytePairsEqualTheReference() throws {
    try expect(folder.appending(path: "byte-pairs.json"), gives: cases.bytePairs)
  }

  /// It took steps with the square of the word's length.
  @Test func aWordOfManyLettersIsCutIntoPieces() throws {
    let tokenizer = try VocabularyFile.read(folder.appending(path: "byte-pairs.json"))
    let word = String(repeating: "chest", count: 40_000)
    let tokens = tokenizer.tokens(of: word, limit: 77)
    #expect(tokens.ids.count == 77 && tokens.cutOff > 10_000)
  }

  @Test func whatIsCutOffAndUnknownIsCounted() throws {
    let tokenizer = try VocabularyFile.read(folder.appending(path: "vocab.txt"))
    let whole = tokenizer.tokens(of: "a chest a chest", limit: 77)
    let cut = tokenizer.tokens(of: "a chest a chest", limit: 4)
    #expect(whole.cutOff == 0 && cut.cutOff == whole.ids.count - 4 && cut.ids.count == 4)
    #expect(cut.ids.last == whole.ids.last && cut.ids.prefix(3) == whole.ids.prefix(3))
    #expect(tokenizer.tokens(of: "🫁 chest", limit: 77).unknown == 1)
  }

  /// Where a merge makes a piece without a number, words lost parts that the reference refuses to lose.
  @Test func aVocabularyOfOtherMergesIsRefused() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }  // A folder of the test's own.
    let pieces = ["r", "e", "e</w>", "<|startoftext|>", "<|endoftext|>"]
    let numbers = pieces.enumerated().map { "\"\($1)\": \($0)" }.joined(separator: ", ")
    try Data("{\(numbers)}".utf8).write(to: folder.appending(path: "vocab.json"))
    try Data("#version: 0.2\nr e\n".utf8).write(to: folder.appending(path: "merges.txt"))
    let error = #expect(throws: EmbeddingError.self) {
      try VocabularyFile.read(folder.appending(path: "vocab.json"))
    }
    #expect(error.map { "\($0)".contains("merging \"r\" and \"e\"") } == true)
  }
}
