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
    #expect(differences.count == expected.count)
    #expect(differences.max() == 0)
  }

  @Test func encodedPNGsDecodeToTheSamePixels() throws {
    for channels in [1, 3] {
      let samples = (0..<(7 * 5 * channels)).map { UInt8($0 * 3 % 256) }
      let image = Image(width: 7, height: 5, channels: channels, samples: samples)
      #expect(try decodeImage(try image.encodedPNG()).image == image)
    }
  }
}
