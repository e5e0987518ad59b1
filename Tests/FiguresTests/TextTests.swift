import Testing

@testable import Figures

struct TextTests {
  private func text(_ string: String, _ ellipsis: Text.Ellipsis) -> Text {
    var text = Text(string, at: Point(x: 0, y: 0), size: 8)
    text.ellipsis = ellipsis
    return text
  }

  @Test func longTextLosesItsMiddleOrItsEnd() {
    #expect(text("abcdefghij", .middle).shortened { $0.count <= 5 } == "ab…ij")
    #expect(text("abcdefghij", .end).shortened { $0.count <= 5 } == "abcd…")
    #expect(text("abcdefghij", .middle).shortened { $0.count <= 10 } == "abcdefghij")
    #expect(text("ab cd", .end).shortened { $0.count <= 4 } == "ab…")
  }

  @Test func nothingFitsLeavesAnEllipsis() {
    #expect(text("abc", .middle).shortened { _ in false } == "…")
    #expect(text("", .end).shortened { _ in false } == "…")
  }

  @Test func charactersAreNotTorn() {
    let families = String(repeating: "👨‍👩‍👧", count: 5)
    #expect(text(families, .end).shortened { $0.count <= 3 } == "👨‍👩‍👧👨‍👩‍👧…")
  }

  @Test func textIsOneLine() {
    #expect(text("a\nb\tc\u{0}d\u{2029}e", .end).printable == "a b c d e")
    #expect(text("\r\n", .end).printable == "  ")
  }

  @Test(arguments: [10.0, 37, 80])
  func setTextKeepsItsMaximumWidth(limit: Double) throws {
    let canvas = try CairoCanvas(
      width: 100, height: 20, format: .png(scale: 1), fonts: Theme.standard.fonts)
    for string in ["train/images/000042.png", "東京大学医学部附属病院", "حذاء رياضي للجري", "Wi"] {
      var text = text(string, .middle)
      text.maximumWidth = limit
      let set = canvas.set(text)
      #expect(set.width <= limit, "\(set.string)")
      #expect(set.string == string || set.string.contains("…"))
    }
  }

  @Test func estimatedWidthsAreNotMuchBelowThoseSet() throws {
    let theme = Theme.standard
    let canvas = try CairoCanvas(
      width: 100, height: 20, format: .png(scale: 1), fonts: "Inter, DejaVu Sans")
    for string in Samples.garments + [
      "0.0132 · Sneaker", "−1.5×10⁻³", "within train", "MMM", "iii",
    ] {
      let set = canvas.set(text(string, .end)).width
      let estimate = theme.width(of: string, size: 8)
      #expect(estimate > 0.9 * set && estimate < 1.6 * set, "\(string): \(estimate), \(set)")
    }
  }

  @Test func charactersWithoutAFontAreCounted() throws {
    let missing = { (string: String) in
      try Figure(width: 9, height: 9, elements: [.text(text(string, .end))]).missingGlyphs()
    }
    #expect(try missing("Sneaker · кроссовки") == 0)
    // Of private use, at the end of Unicode.
    #expect(try missing("a\u{10FFFD}b\u{10FFFC}") == 2)
  }
}
