import Images
import Testing

/// Every format and mode against Pillow, or NumPy where Pillow has no such mode.
@Suite struct FormatTests {
  @Test(arguments: try FormatReferences.load().decode)
  func decodedPixelsEqualTheReference(_ reference: FormatReferences.Case) throws {
    let decoded = try decodeImage(
      try References.bytes("formats/\(reference.file)"), frame: reference.frame,
      options: reference.options.decoding)
    let image = decoded.image
    #expect(image.width == reference.width && image.height == reference.height)
    #expect(image.channels == reference.channels)
    #expect(decoded.notes.map(\.rawValue) == reference.notes)
    let expected = try References.bytes("formats/\(reference.pixels)")
    let differences = zip(image.samples, expected).map { abs(Int($0) - Int($1)) }
    #expect(image.samples.count == expected.count)
    #expect(differences.max() == 0, "\(differences.count { $0 > 0 }) samples differ")
  }

  @Test func framesAreCounted() throws {
    for pages in try FormatReferences.load().pages {
      let bytes = try References.bytes("formats/\(pages.file)")
      #expect(try frameCount(of: bytes) == pages.count, "\(pages.file)")
      #expect(throws: ImageError.missingFrame(pages.count, count: pages.count)) {
        try decodeImage(bytes, frame: pages.count)
      }
      #expect(throws: ImageError.missingFrame(-1, count: pages.count)) {
        try decodeImage(bytes, frame: -1)
      }
    }
  }

  @Test(arguments: [
    "alpha-rgba.png", "alpha-grey.png", "alpha-palette.png", "alpha.webp", "rgba.tif",
    "transparent.gif", "rgba-masks.bmp",
  ])
  func transparencyIsRefusedWhereAskedFor(_ name: String) throws {
    let bytes = try References.bytes("formats/\(name)")
    do {
      _ = try decodeImage(bytes, options: DecodingOptions(alpha: .refuse))
      Issue.record("accepted")
    } catch .transparent {
    } catch {
      Issue.record("\(error)")
    }
  }

  @Test func policiesAreWrittenAsTheyAreRead() {
    for text in ["white", "drop", "refuse", "#000000", "#0ac84d"] {
      #expect(AlphaPolicy(rawValue: text)?.rawValue == text)
    }
    #expect(AlphaPolicy(rawValue: "#FFFFFF") == .composite(over: .white))
    for text in ["", "black", "#fff", "#gggggg", "ffffff", "#0ac84d0"] {
      #expect(AlphaPolicy(rawValue: text) == nil, "\(text)")
    }
  }
}
