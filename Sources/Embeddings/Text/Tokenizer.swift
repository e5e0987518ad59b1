/// Cuts texts into the pieces that a text model was trained on.
public protocol Tokenizer: Sendable {
  /// Above the numbers of all pieces.
  var count: Int { get }
  /// The pieces of a text between the marks of its beginning and its end.
  ///
  /// - Parameter limit: pieces at most, the marks among them; later ones are cut off.
  func tokens(of text: String, limit: Int) -> TokenizedText
}

/// A text as numbers of pieces.
public struct TokenizedText: Sendable, Hashable {
  /// With the marks of beginning and end.
  public let ids: [Int]
  /// Pieces that did not fit.
  public let cutOff: Int
  /// Pieces that the vocabulary has no name for, among all.
  public let unknown: Int
}

extension TokenizedText {
  /// - Parameters:
  ///   - pieces: all of the text, without marks.
  ///   - limit: ≥ 2.
  init(_ pieces: [Int], between marks: (first: Int, last: Int), limit: Int, unknown: Int) {
    let kept = pieces.prefix(max(0, limit - 2))
    self.init(
      ids: [marks.first] + kept + [marks.last], cutOff: pieces.count - kept.count, unknown: unknown)
  }
}

extension String {
  /// The parts between marks that stand in the text as they are, such as "[SEP]", and those marks.
  func cut(atMarks marks: [String: Int]) -> [TextPart] {
    var parts: [TextPart] = []
    var rest = self[...]
    while let (range, id) = rest.firstMark(of: marks) {
      if range.lowerBound > rest.startIndex {
        parts.append(.text(String(rest[..<range.lowerBound])))
      }
      parts.append(.mark(id))
      rest = rest[range.upperBound...]
    }
    return rest.isEmpty ? parts : parts + [.text(String(rest))]
  }
}

/// A stretch of a text.
enum TextPart: Equatable {
  case text(String)
  /// The number of a mark.
  case mark(Int)
}

extension Substring {
  /// The first place of any of the marks, and of those there the longest.
  fileprivate func firstMark(of marks: [String: Int]) -> (Range<Index>, Int)? {
    marks.compactMap { mark, id in
      unicodeScalars.firstRange(of: mark.unicodeScalars).map { ($0, id) }
    }.min { a, b in
      (a.0.lowerBound, b.0.upperBound) < (b.0.lowerBound, a.0.upperBound)
    }
  }
}
