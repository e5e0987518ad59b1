import Foundation

/// Byte-level byte-pair encoding as CLIP uses it: lower case, words cut at letters, digits and signs, each
/// byte a character, neighbours merged in the order that training found, "</w>" at the end of a word.
///
/// Sources: Sennrich, Haddow and Birch (2016), algorithm 1; Radford et al. (2021) and the tokenizer
/// published with it.
public struct BytePairTokenizer: Tokenizer {
  private let vocabulary: [String: Int]
  /// The place of each merge, the smaller first.
  private let ranks: [BytePair: Int]
  private let marks: [String: Int]
  private let (first, last): (Int, Int)

  private static let (firstMark, lastMark) = ("<|startoftext|>", "<|endoftext|>")

  /// - Parameters:
  ///   - vocabulary: the number of each piece.
  ///   - merges: two pieces each, the first merge first.
  ///   - file: where they are from, for errors.
  /// - Throws: `EmbeddingError.malformed` without the marks of beginning and end, and where merges make pieces
  ///   that are not there.
  public init(
    vocabulary: [String: Int], merges: [(String, String)], file: String
  ) throws(EmbeddingError) {
    guard let first = vocabulary[Self.firstMark], let last = vocabulary[Self.lastMark] else {
      throw .malformed(
        file: file, finding: "it has no pieces \(Self.firstMark) and \(Self.lastMark)",
        remedy: "name the vocabulary that the model was trained with")
    }
    if let odd = merges.first(where: { vocabulary[$0.0 + $0.1] == nil }) {
      throw .malformed(
        file: file,
        finding: "merging \"\(odd.0)\" and \"\(odd.1)\" makes a piece that it does not have",
        remedy: "name the vocabulary and the merges of one model")
    }
    (self.first, self.last, self.vocabulary) = (first, last, vocabulary)
    marks = [Self.firstMark: first, Self.lastMark: last]
    ranks = Dictionary(
      merges.enumerated().map { (BytePair(left: $1.0, right: $1.1), $0) }, uniquingKeysWith: min)
  }

  public var count: Int { 1 + (vocabulary.values.max() ?? -1) }

  public func tokens(of text: String, limit: Int) -> TokenizedText {
    let found = text.cut(atMarks: marks).flatMap { part -> [Int?] in
      switch part {
      case .mark(let id): [id]
      case .text(let text): CLIPWords.words(of: text).flatMap { pieces(of: $0) }
      }
    }
    return TokenizedText(
      found.map { $0 ?? last }, between: (first, last), limit: limit,
      unknown: found.count { $0 == nil })
  }

  /// Nil for a piece that the vocabulary lacks, of which a whole one has none.
  private func pieces(of word: String) -> [Int?] {
    var pieces = word.utf8.map { String(ByteCharacters.of($0)) }
    guard let end = pieces.popLast() else { return [] }
    pieces.append(end + "</w>")
    return BytePairMerging(pieces, ranks: ranks).merged().map { vocabulary[$0] }
  }
}

/// How CLIP cuts texts into words.
enum CLIPWords {
  private static let contractions = ["'s", "'t", "'re", "'ve", "'m", "'ll", "'d"]

  /// Contractions, runs of letters, single digits, and runs of anything else but white space.
  static func words(of text: String) -> [String] {
    let scalars = Array(
      text.precomposedStringWithCanonicalMapping.unicodeScalars
        .map(\.properties.lowercaseMapping).joined().unicodeScalars)
    var words: [String] = []
    var place = 0
    while place < scalars.count {
      let end = place + max(1, length(of: scalars[place...]))
      if !scalars[place].properties.isWhitespace {
        words.append(String(String.UnicodeScalarView(scalars[place..<end])))
      }
      place = end
    }
    return words
  }

  /// Of the word that begins here.
  private static func length(of rest: ArraySlice<Unicode.Scalar>) -> Int {
    guard let kind = rest.first?.kind else { return 0 }
    if let contraction = contractions.first(where: { rest.starts(with: $0.unicodeScalars) }) {
      return contraction.unicodeScalars.count
    }
    return kind == .number ? 1 : rest.prefix { $0.kind == kind }.count
  }
}

/// What cuts a text.
private enum ScalarKind { case letter, number, space, other }

extension Unicode.Scalar {
  fileprivate var kind: ScalarKind {
    if properties.isWhitespace { return .space }
    return switch properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter:
      .letter
    case .decimalNumber, .letterNumber, .otherNumber: .number
    default: .other
    }
  }
}

/// The characters that stand for bytes: themselves where they can be seen, else those from U+0100 on.
private enum ByteCharacters {
  private static let all: [Unicode.Scalar] = {
    var next: UInt32 = 0x100
    return (UInt8.min...UInt8.max).compactMap { byte in
      switch byte {
      case 0x21...0x7E, 0xA1...0xAC, 0xAE...0xFF: return Unicode.Scalar(byte)
      default:
        defer { next += 1 }
        return Unicode.Scalar(next)
      }
    }
  }()

  static func of(_ byte: UInt8) -> Unicode.Scalar { all[Int(byte)] }
}
