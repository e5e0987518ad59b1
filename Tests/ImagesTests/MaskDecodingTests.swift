import Foundation
import Images
import Testing

@Suite struct MaskDecodingTests {
  /// 3 × 1 pixels, numbers 2, 0, 1 of red, green, blue; by Pillow, with 2 bits a pixel.
  private static let palette = """
    iVBORw0KGgoAAAANSUhEUgAAAAMAAAABAgMAAABmjvwnAAAACVBMVEX/AAAA/wAAAP8tSs2KAAAACklEQVR4nGNoAQAAhgCFvPXN1gAAAABJRU5ErkJggg==
    """
  /// 2 × 1 pixels of 16-bit grey by Pillow: 7 and 255.
  private static let small = """
    iVBORw0KGgoAAAANSUhEUgAAAAIAAAABEAAAAACB2fwVAAAADUlEQVR4nGNgYGf4DwABGQEH37pv0gAAAABJRU5ErkJggg==
    """
  /// The same of 7 and 256.
  private static let deep = """
    iVBORw0KGgoAAAANSUhEUgAAAAIAAAABEAAAAACB2fwVAAAADUlEQVR4nGNgYGdkAAAAHAAJRlB4hwAAAABJRU5ErkJggg==
    """
  /// 1 × 1 pixel, half transparent.
  private static let transparent = """
    iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGNgZGJuAAAAlQCHE8j2iQAAAABJRU5ErkJggg==
    """

  /// 2 × 1 pixels of grey 7 by Pillow.
  private static let lossyWebP = """
    UklGRiQAAABXRUJQVlA4IBgAAAAwAQCdASoCAAEAAUAmJaQAA3AA/vzmkAA=
    """
  private static let losslessWebP = """
    UklGRh4AAABXRUJQVlA4TBEAAAAvAQAAAAfQgx70oP+BiOh/AAA=
    """

  private func bytes(_ text: String) throws -> [UInt8] {
    Array(try #require(Data(base64Encoded: text)))
  }

  @Test func aMaskWithAPaletteIsTheNumbersOfItsColours() throws {
    let mask = try decodeMask(try bytes(Self.palette))
    #expect(mask == Image(width: 3, height: 1, channels: 1, samples: [2, 0, 1]))
    #expect(try decodeMask(try mask.encodedPNG()) == mask)
  }

  @Test(arguments: [UInt8(1), 255])
  func masksOfTwoValuesTakeABitAPixelAndKeepThem(value: UInt8) throws {
    let samples = (0..<64 * 33).map { $0 % 7 < 3 ? value : 0 }
    let mask = Image(width: 33, height: 64, channels: 1, samples: samples)
    let bytes = try mask.encodedMaskPNG()
    // The depth stands behind the size.
    #expect(bytes[24] == 1)
    #expect(try decodeMask(bytes) == mask)
    // A palette of 0 and 1 once looked black to viewers.
    let shown = try decodeImage(bytes).image.rgb.samples
    #expect(shown == samples.flatMap { value in Array(repeating: value == 0 ? 0 : 255, count: 3) })
  }

  @Test(arguments: [[0, 0], [0, 2], [1, 255], [1, 1], [255, 255]] as [[UInt8]])
  func masksOfOtherValuesKeepThem(samples: [UInt8]) throws {
    let mask = Image(width: 2, height: 1, channels: 1, samples: samples)
    #expect(try decodeMask(mask.encodedMaskPNG()) == mask)
    #expect(try decodeMask(mask.rgb.encodedMaskPNG()) == mask.rgb)
  }

  @Test func deepMasksAreTakenWhereEightBitsHoldThem() throws {
    #expect(try decodeMask(try bytes(Self.small)).samples == [7, 255])
    #expect(throws: ImageError.self) { try decodeMask(try bytes(Self.deep)) }
  }

  @Test func nothingIsGuessedOfTransparencyAndDamage() throws {
    #expect(throws: ImageError.transparent(format: "PNG")) {
      try decodeMask(try bytes(Self.transparent))
    }
    #expect(throws: ImageError.self) { try decodeMask(Array(try bytes(Self.palette).dropLast(30))) }
    #expect(throws: ImageError.self) {
      try decodeMask(try bytes(Self.palette), limits: DecodingLimits(side: 2, pixels: 100))
    }
  }

  /// A JPEG of an exact mask once scored .875: around its edges hardly a value is 0.
  @Test func formatsThatChangeValuesAreRefused() throws {
    let mask = Image(
      width: 16, height: 16, channels: 1, samples: (0..<256).map { $0 % 16 < 5 ? 255 : 0 })
    #expect(throws: ImageError.lossyMask(format: "JPEG")) {
      try decodeMask(try mask.encodedJPEG(quality: 90))
    }
    #expect(throws: ImageError.lossyMask(format: "lossy WebP")) {
      try decodeMask(try bytes(Self.lossyWebP))
    }
    #expect(try decodeMask(try bytes(Self.losslessWebP)).rgb.samples.allSatisfy { $0 == 7 })
  }
}
