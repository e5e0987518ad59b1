import Foundation
import Testing

@testable import Images

/// Pictures of 3 × 2 pixels that have an alpha channel of 255 everywhere (`make_opaque.py`), and one
/// picture with a single pixel of 254.
@Suite struct OpaqueAlphaTests {
  private static let names = ["opaque.png", "opaque-grey.png", "opaque.tif", "opaque.webp"]

  @Test(arguments: names)
  func opaquePicturesWereRefusedAsTransparent(_ name: String) throws {
    let bytes = try References.bytes("opaque/\(name)")
    let channels = name.contains("grey") ? 1 : 3
    for policy in [AlphaPolicy.refuse, .drop, .composite(over: .white)] {
      let decoded = try decodeImage(bytes, options: DecodingOptions(alpha: policy))
      #expect(decoded.image.channels == channels)
      #expect(decoded.notes.allSatisfy { $0 == .oneOfSeveralFrames }, "\(decoded.notes)")
      #expect(decoded.image.samples.prefix(3) == (channels == 1 ? [10, 20, 30] : [10, 11, 12]))
    }
  }

  @Test func onePixelThatIsNearlyOpaqueIsTransparency() throws {
    let bytes = try References.bytes("opaque/nearly.png")
    #expect(throws: ImageError.transparent(format: "PNG")) {
      try decodeImage(bytes, options: DecodingOptions(alpha: .refuse))
    }
    #expect(try decodeImage(bytes).notes == [.alphaOverWhite])
  }
}
