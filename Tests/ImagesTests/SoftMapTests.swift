import Foundation
import Images
import Testing

@Suite struct SoftMapTests {
  /// 2 × 1 pixels of 16-bit grey: 7 and 256.
  private static let deep = """
    iVBORw0KGgoAAAANSUhEUgAAAAIAAAABEAAAAACB2fwVAAAADUlEQVR4nGNgYGdkAAAAHAAJRlB4hwAAAABJRU5ErkJggg==
    """

  private func array(_ values: [Float], rows: Int) -> Data {
    NumPyHeader.bytes(rows: rows, columns: values.count / rows)
      + values.reduce(into: Data()) { data, value in
        for shift in stride(from: 0, to: 32, by: 8) {
          data.append(UInt8(truncatingIfNeeded: value.bitPattern >> shift))
        }
      }
  }

  @Test func numbersOfAnArrayAreTakenAsTheyAre() throws {
    let map = try decodeSoftMap(array([-1, 0, 0.5, 1e9, 2, 3], rows: 2))
    #expect(map.values == [-1, 0, 0.5, 1e9, 2, 3] && map.width == 3 && map.height == 2)
    #expect(!map.isOfShares)
  }

  @Test func greyLevelsAreSharesOfWhite() throws {
    let image = Image(width: 2, height: 1, channels: 1, samples: [0, 51])
    let map = try decodeSoftMap(Data(image.encodedPNG()))
    #expect(map.values == [0, 0.2] && map.isOfShares)
    #expect(try decodeSoftMap(Data(image.rgb.encodedPNG())).values == [0, 0.2])
  }

  @Test func sixteenBitsKeepTheirLevels() throws {
    let bytes = try #require(Data(base64Encoded: Self.deep))
    #expect(try decodeSoftMap(bytes).values == [7.0 / 65_535, 256.0 / 65_535])
  }

  @Test(arguments: [Float.nan, .infinity, -.infinity])
  func whatIsNoNumberIsRefused(value: Float) {
    #expect(
      throws: ImageError.unsupported(
        format: "a map", finding: "NaN or an infinite number at row 1, column 0")
    ) {
      try decodeSoftMap(array([0, 1, value, 0], rows: 2))
    }
  }

  @Test func coloursAndOtherThingsAreRefused() throws {
    let colours = Image(width: 1, height: 1, channels: 3, samples: [1, 2, 3])
    #expect(throws: ImageError.self) { try decodeSoftMap(Data(colours.encodedPNG())) }
    #expect(throws: ImageError.empty) { try decodeSoftMap(Data()) }
    #expect(throws: (any Error).self) { try decodeSoftMap(array([1, 2], rows: 1).dropLast()) }
  }
}
