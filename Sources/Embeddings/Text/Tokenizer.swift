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
  /// The parts between marks that stand in the text as they are, such as "[SEP]", and those marks; of several
  /// at one place the longest.
  func cut(atMarks marks: [String: Int]) -> [TextPart] {
    let known = Dictionary(
      grouping: marks.map { (scalars: Array($0.unicodeScalars), id: $1) }
        .sorted { $0.scalars.count > $1.scalars.count },
      by: \.scalars.first)
    let scalars = unicodeScalars
    var parts: [TextPart] = []
    var (start, place) = (scalars.startIndex, scalars.startIndex)
    while place < scalars.endIndex {
      let mark = known[scalars[place]]?.first { scalars[place...].starts(with: $0.scalars) }
      guard let mark else {
        place = scalars.index(after: place)
        continue
      }
      if start < place { parts.append(.text(String(scalars[start..<place]))) }
      parts.append(.mark(mark.id))
      place = scalars.index(place, offsetBy: mark.scalars.count)
      start = place
    }
    return start < place ? parts + [.text(String(scalars[start...]))] : parts
  }
}

/// A stretch of a text.
enum TextPart: Equatable {
  case text(String)
  /// The number of a mark.
  case mark(Int)
}
