import Foundation
import Images
import Testing

/// Against Pillow, where it has the operation, and by the laws that hold for all.
@Suite struct PerturbationTests {
  struct Case: Decodable, CustomTestStringConvertible, Sendable {
    let source: String
    let operation: String
    let value: Double
    let place: Int
    let width: Int
    let height: Int
    let channels: Int

    var testDescription: String { "\(operation) \(value) of \(source)" }

    func image(in content: [UInt8]) -> Image {
      Image(
        width: width, height: height, channels: channels,
        samples: Array(content[place..<(place + width * height * channels)]))
    }

    func applied(to image: Image) throws -> Image {
      var generator = LinearCongruentialGenerator(state: 1)
      switch operation {
      case "none": return image
      case "jpeg": return try image.recompressed(jpegQuality: Int(value))
      case "rotation": return image.rotated(degrees: value)
      case "brightness": return image.brightened(by: Float(value))
      case "contrast": return image.contrasted(by: Float(value))
      case "blur": return image.blurred(radius: Float(value))
      case "border": return image.bordered(pixels: Int(value))
      default:
        return try #require(Perturbation(name: operation)).applied(to: image, using: &generator)
      }
    }
  }

  private let cases: [Case]
  private let content: [UInt8]

  init() throws {
    cases = try JSONDecoder().decode(
      [Case].self, from: Data(try References.bytes("perturbation-references.json")))
    content = try References.bytes("perturbation-references.raw")
  }

  private func source(_ name: String) throws -> Image {
    try #require(cases.first { $0.source == name && $0.operation == "none" }).image(in: content)
  }

  @Test func pixelsEqualPillows() throws {
    for reference in cases {
      let found = try reference.applied(to: try source(reference.source))
      let expected = reference.image(in: content)
      #expect(found.width == expected.width && found.height == expected.height)
      let largest = zip(found.samples, expected.samples).map { abs(Int($0) - Int($1)) }.max()
      #expect(largest == 0, "\(reference.testDescription): \(largest ?? -1)")
    }
  }

  @Test func theSeedDecidesTheCopy() throws {
    let image = try source("noise")
    for perturbation in Perturbation.all where perturbation.applies(to: image) {
      func copy(_ seed: UInt64) throws -> Image {
        var generator = LinearCongruentialGenerator(state: seed)
        return try perturbation.applied(to: image, using: &generator)
      }
      #expect(try copy(7) == copy(7), "\(perturbation.name)")
    }
  }

  @Test func everyPerturbationChangesThePicture() throws {
    for name in ["noise", "grey"] {
      let image = try source(name)
      for perturbation in Perturbation.all where perturbation.applies(to: image) {
        var generator = LinearCongruentialGenerator(state: 5)
        let copy = try perturbation.applied(to: image, using: &generator)
        #expect(copy != image, "\(perturbation.name) of \(name)")
        #expect(copy.channels == image.channels)
      }
    }
  }

  @Test(arguments: [(1, 1), (1, 9), (9, 1), (2, 2), (300, 2)])
  func narrowPicturesAreNoProblem(_ width: Int, _ height: Int) throws {
    for channels in [1, 3] {
      let samples = (0..<(width * height * channels)).map { UInt8(truncatingIfNeeded: 37 * $0) }
      let image = Image(width: width, height: height, channels: channels, samples: samples)
      for perturbation in Perturbation.all {
        var generator = LinearCongruentialGenerator(state: 11)
        let copy = try perturbation.applied(to: image, using: &generator)
        #expect(copy.width >= 1 && copy.height >= 1)
      }
    }
  }

  @Test func randomSignsGoBothWays() throws {
    let image = try source("grey")
    let brighter = image.brightened(by: 1.1)
    var generator = LinearCongruentialGenerator(state: 3)
    let copies = try (0..<40).map { _ in
      try Perturbation.brightness(percent: 10).applied(to: image, using: &generator)
    }
    let share = Double(copies.count { $0 == brighter }) / 40
    #expect((0.2...0.8).contains(share))
  }

  @Test func windowsAreShiftedForGreyOnly() throws {
    let window = Perturbation.windowShift(percent: 10)
    #expect(window.applies(to: try source("grey")))
    #expect(window.applies(to: try source("grey").rgb))
    #expect(!window.applies(to: try source("noise")))
    let ramp = Image(width: 3, height: 1, channels: 1, samples: [0, 100, 255])
    #expect(ramp.windowShifted(by: 0.1).samples == [0, 75, 230])
    #expect(ramp.windowShifted(by: -0.1).samples == [26, 126, 255])
  }

  @Test func noiseHasItsDeviation() throws {
    let flat = Image(
      width: 200, height: 200, channels: 1, samples: Array(repeating: 128, count: 40_000))
    var generator = LinearCongruentialGenerator(state: 9)
    let noisy = try Perturbation.noise(deviation: 5).applied(to: flat, using: &generator)
    let squares = noisy.samples.reduce(0.0) { $0 + pow(Double($1) - 128, 2) }
    // 40,000 samples: the deviation's standard error is 0.018; rounding adds 1/12 to the variance.
    #expect(abs((squares / 40_000).squareRoot() - 5.008) < 0.1)
  }

  @Test func namesAreUniqueAndRead() {
    let names = Perturbation.all.map(\.name)
    #expect(Set(names).count == names.count)
    #expect(names.allSatisfy { Perturbation(name: $0)?.name == $0 })
    #expect(Perturbation(name: "jpeg-0") == nil)
  }

  @Test func sidesThatNoJPEGHoldsAreRefused() {
    let long = Image(
      width: 70_000, height: 1, channels: 1, samples: Array(repeating: 3, count: 70_000))
    #expect(throws: ImageError.self) { try long.recompressed(jpegQuality: 75) }
  }
}
