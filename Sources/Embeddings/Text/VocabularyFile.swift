public import Foundation
import Images

/// Reads tokenizers as models keep them: `vocab.txt` (WordPiece), `tokenizer.json` (either kind), or
/// `vocab.json` with `merges.txt` beside it (byte pairs).
public enum VocabularyFile {
  /// - Parameter isLowerCase: of WordPiece; nil takes what a `tokenizer.json`, or a
  ///   `tokenizer_config.json` beside a `vocab.txt`, says, and lower case where nothing does.
  /// - Throws: `EmbeddingError` that names the file.
  public static func read(_ url: URL, isLowerCase: Bool? = nil) throws -> any Tokenizer {
    switch url.lastPathComponent {
    case let name where name.hasSuffix(".txt"):
      let stated = isLowerCase ?? configuration(beside: url)?.doLowerCase
      return try WordPieceTokenizer(
        pieces: lines(of: url), isLowerCase: stated ?? true, file: url.path)
    case "vocab.json":
      return try BytePairTokenizer(
        vocabulary: decoded([String: Int].self, from: url),
        merges: merges(of: url.deletingLastPathComponent().appending(path: "merges.txt")),
        file: url.path)
    default: return try tokenizer(decoded(TokenizerJSON.self, from: url), isLowerCase, url)
    }
  }

  /// SHA-256 of what decides the pieces: the file, and the merges beside a `vocab.json`.
  static func digest(of url: URL, model: String) throws(EmbeddingError) -> String {
    let digest = try ModelDigest.of(url, model: model)
    guard url.lastPathComponent == "vocab.json" else { return digest }
    let merges = url.deletingLastPathComponent().appending(path: "merges.txt")
    let both = digest + (try ModelDigest.of(merges, model: model))
    return ContentDigest(sha256Of: Data(both.utf8)).hex
  }

  private static func tokenizer(
    _ found: TokenizerJSON, _ isLowerCase: Bool?, _ url: URL
  ) throws(EmbeddingError) -> any Tokenizer {
    switch found.model.type {
    case "WordPiece":
      return try WordPieceTokenizer(
        pieces: pieces(found.model.vocab, file: url.path),
        isLowerCase: isLowerCase ?? found.normalizer?.lowercase ?? true, file: url.path)
    case "BPE":
      return try BytePairTokenizer(
        vocabulary: found.model.vocab,
        merges: (found.model.merges ?? []).map { ($0.left, $0.right) },
        file: url.path)
    case let other:
      throw .malformed(
        file: url.path, finding: "its tokenizer is of the kind \(other ?? "that it does not name")",
        remedy: "WordPiece and BPE are known")
    }
  }

  /// Pieces in the order of their numbers.
  ///
  /// Strings that differ only in how accents are written are one key here; where that lost a piece, the
  /// text file has to be read.
  private static func pieces(
    _ vocabulary: [String: Int], file: String
  ) throws(EmbeddingError) -> [Data] {
    let sorted = vocabulary.sorted { $0.value < $1.value }
    guard sorted.map(\.value) == Array(sorted.indices) else {
      throw .malformed(
        file: file, finding: "the numbers of its pieces have gaps",
        remedy: "name the vocab.txt beside it")
    }
    return sorted.map { Data($0.key.utf8) }
  }

  /// A line may end in CR LF; the last may be empty.
  private static func lines(of url: URL) throws -> [Data] {
    var lines = try readBytes(url).split(separator: 0x0A, omittingEmptySubsequences: false)
    if lines.last?.isEmpty ?? false { lines.removeLast() }
    return lines.map { $0.last == 0x0D ? Data($0.dropLast()) : Data($0) }
  }

  /// Two pieces a line, below a line with a version.
  private static func merges(of url: URL) throws -> [(String, String)] {
    try lines(of: url).enumerated().compactMap { number, line in
      let text = String(decoding: line, as: UTF8.self)
      if text.isEmpty || (number == 0 && text.hasPrefix("#version")) { return nil }
      guard let merge = Merge(text) else {
        throw EmbeddingError.malformed(
          file: "\(url.path):\(number + 1)", finding: "\"\(text)\" is not two pieces",
          remedy: "name the merges that the model was trained with")
      }
      return (merge.left, merge.right)
    }
  }

  private static func configuration(beside url: URL) -> TokenizerConfiguration? {
    let file = url.deletingLastPathComponent().appending(path: "tokenizer_config.json")
    // It is often not there, and says nothing else that is needed.
    return try? decoded(TokenizerConfiguration.self, from: file)
  }

  private static func decoded<Content: Decodable>(
    _ type: Content.Type, from url: URL
  ) throws -> Content {
    let bytes = try readBytes(url)
    do { return try JSONDecoder().decode(type, from: bytes) } catch {
      throw EmbeddingError.malformed(
        file: url.path, finding: "it is no tokenizer in JSON",
        remedy: "name the tokenizer.json, vocab.json or vocab.txt of the model")
    }
  }
}

/// What is read of the format of Hugging Face's tokenizers.
private struct TokenizerJSON: Decodable {
  let model: Model
  let normalizer: Normalizer?

  struct Model: Decodable {
    let type: String?
    let vocab: [String: Int]
    let merges: [Merge]?
  }

  struct Normalizer: Decodable {
    let lowercase: Bool?
  }
}

private struct TokenizerConfiguration: Decodable {
  let doLowerCase: Bool?

  enum CodingKeys: String, CodingKey {
    case doLowerCase = "do_lower_case"
  }
}

/// Written as "a b", or as ["a", "b"] by later programs.
private struct Merge: Decodable {
  let left: String
  let right: String

  init?(_ text: String) {
    let parts = text.split(separator: " ")
    guard parts.count == 2 else { return nil }
    (left, right) = (String(parts[0]), String(parts[1]))
  }

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let merge: Merge?
    if let parts = try? container.decode([String].self) {
      merge = parts.count == 2 ? Merge(parts.joined(separator: " ")) : nil
    } else {
      merge = Merge(try container.decode(String.self))
    }
    guard let merge else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "a merge is of two pieces")
    }
    self = merge
  }
}
