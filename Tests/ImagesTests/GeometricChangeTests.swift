import Foundation
import Testing

@testable import Images

/// Rotation, zoom, translation and flips at random: against Pillow, and by their laws.
@Suite struct GeometricChangeTests {
  private struct Content: Decodable {
    let width: Int
    let height: Int
    let source: [UInt8]
    let cases: [Case]
  }

  private struct Case: Decodable {
    let degrees: Double
    let zoom: [Double]
    let shift: [Double]
    let pixels: [UInt8]
  }

  private let content: Content
  private let source: Image

  init() throws {
    content = try JSONDecoder().decode(
      Content.self, from: Data(try References.bytes("affine-references.json")))
    source = Image(
      width: content.width, height: content.height, channels: 1, samples: content.source)
  }

  private func map(_ degrees: Double, _ zoom: [Double], _ shift: [Double]) -> AffineMap {
    AffineMap(
      degrees: degrees, zoom: (zoom[0], zoom[1]), shift: (shift[0], shift[1]),
      width: source.width, height: source.height)
  }

  /// Coefficients agree within rounding, which moves a sample by one grey level at most.
  @Test func pixelsEqualPillows() {
    for reference in content.cases {
      let made = source.transformed(
        by: map(reference.degrees, reference.zoom, reference.shift), beyond: .black)
      let largest = zip(made.samples, reference.pixels).map { abs(Int($0) - Int($1)) }.max()
      #expect(largest ?? 255 <= 1, "\(reference.degrees)°: \(largest ?? -1)")
    }
  }

  @Test func noChangeIsThePictureItself() throws {
    var generator = LinearCongruentialGenerator(state: 3)
    let change = GeometricChange(degrees: 0, shiftPercent: 0, zoomPercent: 0, flips: [])
    #expect(try Perturbation.geometry(change).applied(to: source, using: &generator) == source)
  }

  @Test func whatComesIntoViewIsTheNearestEdge() {
    let moved = source.transformed(
      by: map(0, [1, 1], [2 / Double(source.width), 0]), beyond: .edge)
    for y in 0..<source.height {
      for x in 0..<source.width {
        #expect(
          moved.samples[y * source.width + x] == source.samples[y * source.width + max(0, x - 2)])
      }
    }
  }

  @Test func theSeedDecidesTheChange() throws {
    let change = GeometricChange(
      degrees: 40, shiftPercent: 20, zoomPercent: 20, flips: [.horizontal, .vertical])
    func altered(_ seed: UInt64) throws -> Image {
      var generator = LinearCongruentialGenerator(state: seed)
      return try Perturbation.geometry(change).applied(to: source, using: &generator)
    }
    #expect(try altered(1) == altered(1))
    #expect(try altered(1) != altered(2))
    #expect(
      Perturbation.geometry(change).name == "geometry-40-20-20-horizontal-vertical")
  }

  @Test func narrowPicturesAreNoProblem() throws {
    let change = GeometricChange(
      degrees: 90, shiftPercent: 40, zoomPercent: 40, flips: [.horizontal])
    for (width, height) in [(1, 1), (1, 9), (9, 1)] {
      let image = Image(
        width: width, height: height, channels: 3,
        samples: (0..<(3 * width * height)).map { UInt8($0 * 7) })
      var generator = LinearCongruentialGenerator(state: 9)
      let made = try Perturbation.geometry(change).applied(to: image, using: &generator)
      #expect(made.width == width && made.height == height)
    }
  }
}
