import Foundation

/// How wide words are in the fonts of this machine.
public struct TextMeasure: ~Copyable {
  /// Draws nothing.
  private let canvas: CairoCanvas
  private var known: [Word: Double] = [:]

  private struct Word: Hashable {
    let string: String
    let size: Double
    let isBold: Bool
  }

  /// - Parameter fonts: families in order of preference, comma separated.
  public init(fonts: String) throws(FigureError) {
    canvas = try CairoCanvas(
      width: 1, height: 1, format: .pdf(created: .distantPast), fonts: fonts)
  }

  /// In points, of one line.
  public mutating func width(of string: String, size: Double, isBold: Bool = false) -> Double {
    let word = Word(string: string, size: size, isBold: isBold)
    if let width = known[word] { return width }
    var text = Text(string, at: Point(x: 0, y: 0), size: size)
    text.isBold = isBold
    let width = canvas.set(text).width
    known[word] = width
    return width
  }

  /// A text in lines that are no wider than asked: between words, and within those that are too wide.
  ///
  /// - Returns: one line at least.
  public mutating func lines(
    of string: String, size: Double, isBold: Bool = false, width: Double
  ) -> [String] {
    let space =
      self.width(of: "n n", size: size, isBold: isBold)
      - 2 * self.width(of: "n", size: size, isBold: isBold)
    var lines: [String] = []
    var (line, taken) = ("", 0.0)
    for word in string.split(whereSeparator: \.isWhitespace).map(String.init) {
      for (index, part) in parts(of: word, size, isBold, width).enumerated() {
        let wide = self.width(of: part, size: size, isBold: isBold)
        // The second part of a word follows on a line of its own.
        if index == 0, line.isEmpty || taken + space + wide <= width {
          taken += (line.isEmpty ? 0 : space) + wide
          line += (line.isEmpty ? "" : " ") + part
        } else {
          lines.append(line)
          (line, taken) = (part, wide)
        }
      }
    }
    return lines + [line]
  }

  /// A word that is too wide is cut, behind a mark of punctuation where there is one.
  private mutating func parts(
    of word: String, _ size: Double, _ isBold: Bool, _ width: Double
  ) -> [String] {
    var (parts, rest) = ([String](), Substring(word))
    while self.width(of: String(rest), size: size, isBold: isBold) > width, rest.count > 1 {
      var (end, mark) = (rest.index(after: rest.startIndex), Substring.Index?.none)
      while end < rest.endIndex {
        let next = rest.index(after: end)
        guard self.width(of: String(rest[..<next]), size: size, isBold: isBold) <= width else {
          break
        }
        end = next
        if "/_-.,:;=".contains(rest[rest.index(before: end)]) { mark = end }
      }
      let cut = mark ?? end
      parts.append(String(rest[..<cut]))
      rest = rest[cut...]
    }
    return parts + [String(rest)]
  }
}
