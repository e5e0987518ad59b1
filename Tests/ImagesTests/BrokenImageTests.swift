import Images
import Testing

/// What becomes of files that are no picture, or too much of one.
@Suite struct BrokenImageTests {
  @Test func emptyFilesAreRefused() {
    #expect(throws: ImageError.empty) { try decodeImage([]) }
  }

  @Test func textIsNotAnImageWhateverItsName() {
    #expect(throws: ImageError.unknownFormat(firstBytes: Array("this".utf8))) {
      try decodeImage(Array("this is text, saved as cat.png".utf8))
    }
  }

  @Test(
    arguments: [
      "rgb.png", "grey-16.png", "interlaced-palette.png", "rgb.jpg", "progressive.jpg", "tiny.jpg",
      "formats/cmyk.jpg", "formats/alpha.webp", "formats/lossy-alpha.webp",
      "formats/animated-alpha.webp", "formats/turned.webp", "formats/rgb-lzw.tif",
      "formats/grey-adobe_deflate.tif", "formats/grey-packbits.tif", "formats/one-bit-group3.tif",
      "formats/one-bit-group4.tif", "formats/rgb-jpeg.tif",
      "formats/tiled-float32.tif", "formats/planes.tif", "formats/palette.tif",
      "formats/palette-4.bmp", "formats/rgba-masks.bmp", "formats/core.bmp",
    ])
  func truncatedFilesAreRefusedAtEveryLength(_ name: String) throws {
    let bytes = try References.bytes(name)
    let accepted = (0..<bytes.count).filter {
      (try? decodeImage(Array(bytes.prefix($0)))) != nil
    }
    #expect(accepted.isEmpty)
  }

  /// Where all directories of a cut file are whole, some pages may be as well, and are right.
  @Test func pagesBeforeACutAreWhatTheyWere() throws {
    let bytes = try References.bytes("formats/pages.tif")
    let whole = try (0..<3).map { try decodeImage(bytes, frame: $0) }
    for length in 0..<bytes.count {
      let found = (0..<3).map { try? decodeImage(Array(bytes.prefix(length)), frame: $0) }
      #expect(zip(found, whole).allSatisfy { $0 == nil || $0 == $1 }, "cut at \(length)")
      #expect(found[2] == nil || found[0] != nil)
    }
  }

  /// The byte that ends a GIF is often missing; then its frames are what they were.
  @Test(arguments: ["transparent.gif", "interlaced.gif", "animated-2.gif"])
  func gifsAreReadOnlyWithWholeFrames(_ name: String) throws {
    let bytes = try References.bytes("formats/\(name)")
    let whole = try decodeImage(bytes).image
    let accepted = (0..<bytes.count).filter { length in
      guard let found = try? decodeImage(Array(bytes.prefix(length))) else { return false }
      #expect(found.image == whole, "cut at \(length)")
      return true
    }
    #expect(accepted.contains(bytes.count - 1))
    // Only between blocks: at most a frame and its control each.
    #expect(accepted.count <= (try 2 * frameCount(of: bytes) + 1))
  }

  @Test func jpegsOfOtherKindsAreUnsupportedAndNotDamaged() throws {
    var deep = try References.bytes("grey.jpg")
    let frame = try #require(frameHeader(of: deep))
    deep[frame + 4] = 12
    #expect(
      throws: ImageError.unsupported(format: "JPEG", finding: "samples of other than 8 bits")
    ) { try decodeImage(deep) }
    var lossless = try References.bytes("grey.jpg")
    lossless[frame + 1] = 0xC3
    #expect(
      throws: ImageError.unsupported(format: "JPEG", finding: "lossless or hierarchical coding")
    ) { try decodeImage(lossless) }
  }

  @Test(
    arguments: [
      (20_000, 10), (10, 20_000), (16_000, 16_000), (1 << 31, 1), (0xFFFF_FFFF, 0xFFFF_FFFF),
    ] as [(UInt32, UInt32)])
  func declaredSizesBeyondTheLimitAreRefusedBeforeAllocation(width: UInt32, height: UInt32) {
    let bytes = PNGBytes.signature + PNGBytes.header(width: width, height: height)
    #expect(
      throws: ImageError.tooLarge(width: Int(width), height: Int(height), limits: .standard)
    ) { try decodeImage(bytes) }
  }

  @Test func jpegsBeyondTheLimitAreRefusedBeforeAllocation() throws {
    var bytes = try References.bytes("grey.jpg")
    let frame = try #require(frameHeader(of: bytes))
    bytes.replaceSubrange((frame + 5)..<(frame + 9), with: [0xFF, 0xDC, 0xFF, 0xDC])
    #expect(throws: ImageError.tooLarge(width: 65_500, height: 65_500, limits: .standard)) {
      try decodeImage(bytes)
    }
  }

  /// A chunk in front of the header once hid a size of terabytes from the check, and ended the
  /// program.
  @Test func sizesHiddenBehindAnotherChunkAreRefused() {
    let bytes =
      PNGBytes.signature + PNGBytes.chunk("abCd", Array(repeating: 0, count: 13))
      + PNGBytes.header(width: 900_000, height: 900_000) + PNGBytes.chunk("IDAT", [1, 2, 3])
    #expect(
      throws: ImageError.damaged(format: "PNG", reason: "it does not begin with its header")
    ) { try decodeImage(bytes) }
  }

  @Test func textsAndProfilesArePassedOver() throws {
    let whole = try References.bytes("rgb.png")
    let junk = ["zTXt", "iTXt", "iCCP", "tEXt"].flatMap {
      PNGBytes.chunk($0, Array("name\0\0not compressed".utf8))
    }
    let headerEnd = 8 + 25
    let padded = Array(whole[..<headerEnd]) + junk + Array(whole[headerEnd...])
    #expect(try decodeImage(padded).image == decodeImage(whole).image)
  }

  @Test func limitsCanBeNarrowed() throws {
    let bytes = try References.bytes("rgb.png")
    for limits in [
      DecodingLimits(side: 22, pixels: 1 << 20), DecodingLimits(side: 99, pixels: 390),
    ] {
      #expect(throws: ImageError.tooLarge(width: 23, height: 17, limits: limits)) {
        try decodeImage(bytes, options: DecodingOptions(limits: limits))
      }
    }
    #expect(throws: Never.self) {
      try decodeImage(
        bytes, options: DecodingOptions(limits: DecodingLimits(side: 23, pixels: 391)))
    }
  }

  @Test func damagedBytesNeverCrash() throws {
    var generator = LinearCongruentialGenerator(state: 7)
    let files =
      try References.cases().decode.map(\.file)
      + FormatReferences.load().decode.map { "formats/\($0.file)" }
    for name in Set(files).subtracting(["every-alpha.png"]).sorted() {
      let original = try References.bytes(name)
      for _ in 0..<40 {
        let bytes = mutated(original, using: &generator)
        // Either outcome is right; a crash or a picture of another shape is not.
        for frame in 0..<2 {
          if let image = try? decodeImage(bytes, frame: frame).image {
            #expect(image.samples.count == image.width * image.height * image.channels)
          }
        }
      }
    }
  }

  /// Where the marker of a baseline frame is: FF C0, length (2), precision, height (2), width (2).
  private func frameHeader(of jpeg: [UInt8]) -> Int? {
    jpeg.indices.dropLast().first { jpeg[$0] == 0xFF && jpeg[$0 + 1] == 0xC0 }
  }
}
