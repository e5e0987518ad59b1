import Testing

@testable import Figures

@Suite struct MaskOutlineTests {
  /// Rows of # and others.
  func outline(_ rows: String...) -> MaskOutline {
    let mask = rows.flatMap { $0.map { $0 == "#" } }
    return MaskOutline(of: mask, width: rows[0].count, height: rows.count)
  }

  func points(_ places: (Double, Double)...) -> [Point] {
    places.map { Point(x: $0.0, y: $0.1) }
  }

  @Test func outlineOfARectangleHasItsFourCorners() {
    #expect(
      outline("....", ".##.", ".##.").lines == [points((1, 1), (3, 1), (3, 3), (1, 3))])
    #expect(outline("##", "##").lines == [points((0, 0), (2, 0), (2, 2), (0, 2))])
  }

  @Test func holesRunTheOtherWayRound() {
    let lines = outline("###", "#.#", "###").lines
    #expect(lines.count == 2 && area(lines[0]) == 9 && area(lines[1]) == -1)
  }

  @Test func pixelsThatMeetAtACornerAreApart() {
    #expect(outline("#.", ".#").lines.map(area) == [1, 1])
    #expect(outline(".#", "#.").lines.map(area) == [1, 1])
    // A ring that is closed by a corner only: one line around, through the hole.
    #expect(outline("##.", "#.#", "###").lines.map(area) == [7])
  }

  @Test func emptyMasksHaveNoLines() {
    #expect(outline("...").lines.isEmpty)
    #expect(MaskOverlay(outline("..."), color: .black).elements(in: frame).isEmpty)
  }

  @Test(arguments: 0..<20)
  func areaWithinTheLinesIsThatOfTheMask(seed: Int) {
    var random = Random(seed: UInt64(seed))
    let mask = (0..<30 * 20).map { _ in random.uniform() < 0.55 }
    let lines = MaskOutline(of: mask, width: 30, height: 20).lines
    #expect(lines.reduce(0) { $0 + area($1) } == Double(mask.count { $0 }))
    for line in lines {
      for (a, b) in zip(line, line.dropFirst() + [line[0]]) {
        #expect((a.x == b.x) != (a.y == b.y))
      }
    }
  }

  /// Lines of small panels once hid what they were about.
  @Test func linesAreFinerInASmallFrame() {
    func widths(_ side: Double) -> [Double] {
      let frame = Rectangle(x: 0, y: 0, width: side, height: 2 * side)
      guard
        case .clipped(_, let parts)? = MaskOverlay(outline("#."), color: .black)
          .elements(in: frame).first
      else { return [] }
      return parts.dropFirst().compactMap {
        if case .path(let path) = $0 { path.lineWidth } else { nil }
      }
    }
    #expect(widths(500)[1] == 1.2 && widths(100)[1] < 0.71 && widths(10)[1] == 0.4)
    for side in [10.0, 100, 500] { #expect(abs(widths(side)[0] / widths(side)[1] - 1.7) < 1e-9) }
  }

  @Test func masksAreScaledToTheirPicture() throws {
    let overlay = MaskOverlay(outline("#."), color: .black)
    let elements = overlay.elements(in: Rectangle(x: 10, y: 20, width: 100, height: 50))
    guard case .clipped(_, let parts)? = elements.first, case .path(let area)? = parts.first,
      case .lines(let lines) = area.shape
    else {
      Issue.record("no area is drawn")
      return
    }
    #expect(Set(lines[0].map(\.x)) == [10, 35, 60] && Set(lines[0].map(\.y)) == [20, 70])
    #expect(area.fill?.opacity == 0.3)
  }

  private var frame: Rectangle { Rectangle(x: 0, y: 0, width: 9, height: 9) }

  /// Positive where the inside is on the right.
  private func area(_ line: [Point]) -> Double {
    zip(line, line.dropFirst() + line.prefix(1)).reduce(0) { sum, side in
      sum + (side.0.x * side.1.y - side.1.x * side.0.y) / 2
    }
  }
}
