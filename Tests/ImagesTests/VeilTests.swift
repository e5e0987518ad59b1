import Images
import Testing

@Suite struct VeilTests {
  private let picture = Image(
    width: 2, height: 2, channels: 3, samples: [0, 10, 20, 100, 110, 120, 50, 60, 70, 250, 0, 30])

  @Test func allIsHiddenOrShown() {
    for veil in Veil.allCases {
      let hidden = veil.image(of: picture)
      #expect(picture.faded(into: hidden, keeping: [0, 0, 0, 0]) == hidden)
      #expect(picture.faded(into: hidden, keeping: [1, 1, 1, 1]) == picture)
    }
    #expect(Array(Veil.mean.image(of: picture).samples[0..<3]) == [100, 45, 60])
    #expect(Veil.black.image(of: picture).samples.allSatisfy { $0 == 0 })
    #expect(Veil.blurred.image(of: picture) != picture)
  }

  @Test func aShareIsOnTheWay() {
    let black = Veil.black.image(of: picture)
    let half = picture.faded(into: black, keeping: [1, 0.5, 0.25, 0])
    #expect(half.samples == [0, 10, 20, 50, 55, 60, 13, 15, 18, 0, 0, 0])
  }

  @Test func aMaskIsAPNGOfOneBitAPixel() throws {
    let mask = (0..<(13 * 5)).map { $0 * 7 % 3 == 0 }
    let png = try encodedMaskPNG(mask, width: 13, height: 5)
    // The bits of a sample stand behind width and height.
    #expect(png[24] == 1)
    let decoded = try decodeMask(png)
    #expect((decoded.width, decoded.height) == (13, 5))
    #expect(decoded.samples == mask.map { $0 ? 255 : 0 })
    #expect(try encodedMaskPNG(mask, width: 13, height: 5) == png)
  }
}
