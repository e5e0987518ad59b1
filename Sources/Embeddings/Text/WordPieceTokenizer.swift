public import Foundation

/// WordPiece, as BERT and its family use it: words are cut greedily into the longest pieces that the
/// vocabulary has, pieces within a word beginning with "##".
///
/// Source: Devlin et al., "BERT: pre-training of deep bidirectional transformers" (2019), and the
/// reference tokenizer published with it.
public struct WordPieceTokenizer: Tokenizer {
  /// By bytes, as strings of other bytes can be equal: a letter with its accent and without.
  private let vocabulary: [Data: Int]
  public let count: Int
  private let normalization: BERTNormalization
  private let marks: [String: Int]
  private let (first, last, unknown): (Int, Int, Int)

  /// Longer words are unknown as wholes.
  private static let longestWord = 100

  /// - Parameters:
  ///   - pieces: the number of each is its place.
  ///   - isLowerCase: whether the model was trained on lower case without accents.
  ///   - file: where they are from, for errors.
  /// - Throws: `EmbeddingError.malformed` without the pieces [CLS], [SEP] and [UNK].
  public init(pieces: [Data], isLowerCase: Bool, file: String) throws(EmbeddingError) {
    let vocabulary = Dictionary(zip(pieces, 0...)) { first, _ in first }
    self.vocabulary = vocabulary
    count = pieces.count
    normalization = BERTNormalization(isLowerCase: isLowerCase)
    let known = Self.markNames.compactMap { name in
      vocabulary[Data(name.utf8)].map { (name, $0) }
    }
    marks = Dictionary(uniqueKeysWithValues: known)
    guard let first = marks["[CLS]"], let last = marks["[SEP]"], let unknown = marks["[UNK]"] else {
      throw .malformed(
        file: file, finding: "it has no pieces [CLS], [SEP] and [UNK]",
        remedy: "name the vocabulary that the model was trained with")
    }
    (self.first, self.last, self.unknown) = (first, last, unknown)
  }

  private static let markNames = ["[CLS]", "[SEP]", "[UNK]", "[PAD]", "[MASK]"]

  public func tokens(of text: String, limit: Int) -> TokenizedText {
    let found = text.cut(atMarks: marks).flatMap { part -> [Int] in
      switch part {
      case .mark(let id): [id]
      case .text(let text): normalization.words(of: text).flatMap { pieces(of: $0) }
      }
    }
    return TokenizedText(
      found, between: (first, last), limit: limit, unknown: found.count { $0 == unknown })
  }

  private func pieces(of word: String) -> [Int] {
    let scalars = Array(word.unicodeScalars)
    guard scalars.count <= Self.longestWord else { return [unknown] }
    var pieces: [Int] = []
    var start = 0
    while start < scalars.count {
      guard let (id, end) = longestPiece(of: scalars, from: start) else { return [unknown] }
      pieces.append(id)
      start = end
    }
    return pieces
  }

  private func longestPiece(
    of word: [Unicode.Scalar], from start: Int
  ) -> (id: Int, end: Int)? {
    for end in stride(from: word.count, to: start, by: -1) {
      let piece = (start > 0 ? "##" : "") + String(String.UnicodeScalarView(word[start..<end]))
      if let id = vocabulary[Data(piece.utf8)] { return (id, end) }
    }
    return nil
  }
}

/// How BERT cleans texts and cuts them into words.
struct BERTNormalization {
  let isLowerCase: Bool

  /// Words and marks of punctuation, in order.
  func words(of text: String) -> [String] {
    var words: [String] = []
    var word = String.UnicodeScalarView()
    func end() {
      if !word.isEmpty { words.append(String(word)) }
      word.removeAll()
    }
    for scalar in normalized(text).unicodeScalars {
      switch scalar {
      case _ where scalar.properties.isWhitespace: end()
      case _ where scalar.isBERTPunctuation:
        end()
        words.append(String(scalar))
      default: word.append(scalar)
      }
    }
    end()
    return words
  }

  /// Without control characters, Chinese characters standing apart, and where the model is of lower case
  /// without accents and capitals.
  private func normalized(_ text: String) -> String {
    var cleaned = String.UnicodeScalarView()
    for scalar in text.unicodeScalars where !scalar.isDropped {
      if scalar.isChineseCharacter {
        cleaned.append(contentsOf: [" ", scalar, " "])
      } else {
        cleaned.append(scalar)
      }
    }
    guard isLowerCase else { return String(cleaned) }
    let decomposed = String(cleaned).decomposedStringWithCanonicalMapping.unicodeScalars
    let bare = decomposed.filter { $0.properties.generalCategory != .nonspacingMark }
    // One scalar after the other: the capital sigma at the end of a word is no other than elsewhere.
    return bare.map(\.properties.lowercaseMapping).joined()
  }
}

extension Unicode.Scalar {
  /// Control, format and private characters but white space, and the mark of broken text.
  fileprivate var isDropped: Bool {
    switch properties.generalCategory {
    case .control: !["\t", "\n", "\r"].contains(self)
    case .format, .privateUse, .surrogate: true
    default: value == 0xFFFD
    }
  }

  /// The blocks that BERT takes for words of one character each.
  fileprivate var isChineseCharacter: Bool {
    switch value {
    case 0x4E00...0x9FFF, 0x3400...0x4DBF, 0x20000...0x2A6DF, 0x2A700...0x2B73F,
      0x2B740...0x2B81F, 0x2B920...0x2CEAF, 0xF900...0xFAFF, 0x2F800...0x2FA1F:
      true
    default: false
    }
  }

  /// Of any script, and what ASCII has besides letters, digits and spaces.
  fileprivate var isBERTPunctuation: Bool {
    switch properties.generalCategory {
    case .connectorPunctuation, .dashPunctuation, .openPunctuation, .closePunctuation,
      .initialPunctuation, .finalPunctuation, .otherPunctuation:
      true
    case .mathSymbol, .currencySymbol, .modifierSymbol: isASCII
    default: false
    }
  }
}
