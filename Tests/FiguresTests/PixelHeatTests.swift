import Testing

@testable import Figures

@Suite struct PixelHeatTests {
  private let grey = Bitmap(
    width: 4, height: 4, channels: 1, samples: Array(repeating: 128, count: 16))

  private func color(_ picture: Bitmap, _ x: Int, _ y: Int) -> [UInt8] {
    Array(picture.samples[(y * picture.width + x) * 3..<(y * picture.width + x) * 3 + 3])
  }

  @Test func highValuesAreDarkerThanLowOnes() {
    let heat = PixelHeat(
      width: 4, height: 4, levels: (0..<16).map { Float($0 % 4) / 3 }, seenRows: 0..<4,
      seenColumns: 0..<4)
    let drawn = heat.drawn(over: grey)
    let sums = (0..<4).map { color(drawn, $0, 1).reduce(0) { $0 + Int($1) } }
    #expect(zip(sums, sums.dropFirst()).allSatisfy { $0 > $1 }, "\(sums)")
    #expect(drawn.channels == 3 && drawn.width == 4)
  }

  /// It once had the colour of the least value.
  @Test func whatIsNotSeenHasNoColour() {
    let heat = PixelHeat(
      width: 4, height: 4, levels: Array(repeating: 0, count: 16), seenRows: 0..<4,
      seenColumns: 1..<3)
    let drawn = heat.drawn(over: grey)
    let unseen = (0..<4).map { color(drawn, 0, $0) }
    #expect(unseen.allSatisfy { Int($0.max() ?? 0) - Int($0.min() ?? 0) < 12 })
    #expect(Set(unseen).count == 2, "slanted lines")
    #expect(color(drawn, 1, 0)[0] > color(drawn, 1, 0)[2])
  }

  @Test func levelsAreBilinearOnAPictureOfAnotherSize() {
    let wide = Bitmap(width: 8, height: 1, channels: 3, samples: Array(repeating: 0, count: 24))
    let heat = PixelHeat(
      width: 2, height: 1, levels: [0, 1], seenRows: 0..<1, seenColumns: 0..<2)
    let reds = (0..<8).map { color(heat.drawn(over: wide), $0, 0)[0] }
    #expect(reds[0] == reds[1] && reds[6] == reds[7] && Set(reds).count == 6)
  }

  @Test func aKeySaysWhatColoursAre() throws {
    var grid = ImageGrid(title: "Maps", columns: 1, cells: [GridCell(image: grey, caption: "a")])
    let bare = grid.figure().height
    grid.heatKey = HeatKey(hasUnseen: true)
    let figure = grid.figure()
    #expect(figure.height > bare)
    let svg = String(decoding: try figure.svg(), as: UTF8.self)
    #expect(svg.contains("least of each map") && svg.contains("not seen by the model"))
    grid.heatKey = HeatKey(hasUnseen: false)
    #expect(!String(decoding: try grid.figure().svg(), as: UTF8.self).contains("not seen"))
  }
}
