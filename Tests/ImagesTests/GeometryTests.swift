import Foundation
import Images
import Testing

/// Resizing and cropping against Pillow with torchvision's geometry, over odd sizes, up and down.
@Suite struct GeometryTests {
  struct Case: Decodable {
    let source: Int
    let sourceWidth: Int
    let sourceHeight: Int
    let pixels: Int
    let width: Int
    let height: Int
    /// Nil: only cropped.
    let filter: ResizeFilter?
    /// Nil: resized to exactly width × height.
    let side: Int?
    let crop: Int?
  }

  private let cases: [Case]
  private let content: [UInt8]

  init() throws {
    cases = try JSONDecoder().decode(
      [Case].self, from: Data(try References.bytes("geometry/geometry.json")))
    content = try References.bytes("geometry/pixels.raw")
  }

  private func picture(at place: Int, _ width: Int, _ height: Int) -> Image {
    Image(
      width: width, height: height, channels: 1,
      samples: Array(content[place..<(place + width * height)]))
  }

  /// Largest difference, or nil where the size is another.
  private func difference(_ reference: Case, _ make: (Image) -> Image) -> Int? {
    let source = picture(at: reference.source, reference.sourceWidth, reference.sourceHeight)
    let expected = picture(at: reference.pixels, reference.width, reference.height)
    let found = make(source)
    guard found.width == expected.width, found.height == expected.height else { return nil }
    return zip(found.samples, expected.samples).map { abs(Int($0) - Int($1)) }.max()
  }

  @Test func exactSizesEqualPillows() {
    for reference in cases where reference.crop == nil {
      guard let filter = reference.filter else { continue }
      let found = difference(reference) {
        $0.resized(width: reference.width, height: reference.height, filter: filter)
      }
      #expect(found == 0, "\(reference): \(found ?? -1)")
    }
  }

  @Test func shortSidesAndCropsEqualPillows() {
    for reference in cases {
      guard let filter = reference.filter, let side = reference.side, let crop = reference.crop
      else { continue }
      let found = difference(reference) {
        $0.resizedShortSide(to: side, filter: filter, centerCroppedTo: crop)
      }
      #expect(found == 0, "\(reference): \(found ?? -1)")
    }
  }

  /// Odd differences once put one pixel of padding on the wrong side.
  @Test func cropsAreEqualToTheLastPixel() {
    for reference in cases where reference.filter == nil {
      guard let crop = reference.crop else { continue }
      #expect(difference(reference) { $0.centerCropped(crop) } == 0, "\(reference)")
    }
  }
}
