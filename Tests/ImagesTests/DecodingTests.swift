import Images
import Testing

@Suite struct DecodingTests {
  @Test(arguments: try References.cases().decode)
  func decodedPixelsEqualPillows(_ reference: References.Decoding) throws {
    let decoded = try decodeImage(try References.bytes(reference.file))
    let image = decoded.image
    #expect(image.width == reference.width && image.height == reference.height)
    #expect(image.channels == reference.channels)
    #expect(decoded.notes.map(\.rawValue) == reference.notes)
    let expected = try References.bytes(reference.pixels)
    let differences = zip(image.samples, expected).map { abs(Int($0) - Int($1)) }
    // Compositing may round half a level either way; everything else is equal.
    let tolerance = reference.notes.contains("alphaOverWhite") ? 1 : 0
    #expect(differences.count == expected.count)
    #expect((differences.max() ?? 0) <= tolerance)
  }

  @Test func emptyFilesAreRefused() {
    #expect(throws: ImageError.empty) { try decodeImage([]) }
  }

  @Test func textIsNotAnImageWhateverItsName() {
    #expect(throws: ImageError.unknownFormat(firstBytes: Array("this".utf8))) {
      try decodeImage(Array("this is text, saved as cat.png".utf8))
    }
  }

  @Test(arguments: ["rgb.png", "rgb.jpg", "progressive.jpg", "grey-16.png"])
  func truncatedFilesAreDamagedAtEveryLength(_ name: String) throws {
    let bytes = try References.bytes(name)
    for length in stride(from: 9, to: bytes.count - 12, by: 37) {
      #expect(throws: ImageError.self, "cut at \(length)") {
        try decodeImage(Array(bytes.prefix(length)))
      }
    }
  }

  @Test func cmykIsRefusedWithItsRemedy() throws {
    let bytes = try References.bytes("cmyk.jpg")
    #expect(throws: ImageError.unsupported(format: "JPEG", finding: "CMYK colours")) {
      try decodeImage(bytes)
    }
  }

  @Test func declaredSizesBeyondTheLimitAreRefusedBeforeAllocation() throws {
    let wide = try pngHeader(width: 20_000, height: 10)
    #expect(
      throws: ImageError.tooLarge(width: 20_000, height: 10, limits: .standard)
    ) { try decodeImage(wide) }
    let huge = try pngHeader(width: 16_000, height: 16_000)
    #expect(
      throws: ImageError.tooLarge(width: 16_000, height: 16_000, limits: .standard)
    ) { try decodeImage(huge) }
    #expect(throws: ImageError.self) {
      try decodeImage(try pngHeader(width: 0x7FFF_FFFF, height: 0x7FFF_FFFF))
    }
  }

  @Test func damagedBytesNeverCrash() throws {
    var generator = LinearCongruentialGenerator(state: 7)
    for name in ["palette-transparent.png", "rgba.png", "subsampled.jpg", "orientation-6.jpg"] {
      let original = try References.bytes(name)
      for _ in 0..<300 {
        var bytes = original
        for _ in 0..<Int.random(in: 1...8, using: &generator) {
          bytes[Int.random(in: 0..<bytes.count, using: &generator)] =
            UInt8.random(in: 0...255, using: &generator)
        }
        // Either outcome is right; a crash or a picture of another shape is not.
        if let image = try? decodeImage(bytes).image {
          #expect(image.samples.count == image.width * image.height * image.channels)
        }
      }
    }
  }

  @Test func encodedPNGsDecodeToTheSamePixels() throws {
    for channels in [1, 3] {
      let samples = (0..<(7 * 5 * channels)).map { UInt8($0 * 3 % 256) }
      let image = Image(width: 7, height: 5, channels: channels, samples: samples)
      #expect(try decodeImage(try image.encodedPNG()).image == image)
    }
  }

  /// A PNG that declares a size, with its checksum, and holds nothing.
  private func pngHeader(width: UInt32, height: UInt32) throws -> [UInt8] {
    func big(_ value: UInt32) -> [UInt8] {
      [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
    }
    let body = Array("IHDR".utf8) + big(width) + big(height) + [8, 2, 0, 0, 0]
    let signature = Array(try References.bytes("rgb.png").prefix(8))
    return signature + big(13) + body + big(crc(body))
  }

  private func crc(_ bytes: [UInt8]) -> UInt32 {
    var value: UInt32 = 0xFFFF_FFFF
    for byte in bytes {
      value ^= UInt32(byte)
      for _ in 0..<8 { value = value & 1 == 1 ? value >> 1 ^ 0xEDB8_8320 : value >> 1 }
    }
    return value ^ 0xFFFF_FFFF
  }
}

/// A small seeded generator, so that the same bytes are damaged in every run.
struct LinearCongruentialGenerator: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return state ^ state >> 33
  }
}
