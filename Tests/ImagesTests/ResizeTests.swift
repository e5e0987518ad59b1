import Images
import Testing

@Suite struct ResizeTests {
  @Test(arguments: try References.cases().resize)
  func resizedPixelsEqualPillows(_ reference: References.Resizing) throws {
    let source = Image(
      width: 37, height: 29, channels: 3, samples: try References.bytes("resize-source.raw"))
    let filter = try #require(ResizeFilter(rawValue: reference.filter))
    let resized = source.resized(width: reference.width, height: reference.height, filter: filter)
    let expected = try References.bytes(reference.pixels)
    let differences = zip(resized.samples, expected).map { abs(Int($0) - Int($1)) }
    #expect(differences.count == expected.count)
    #expect(differences.max() == 0)
  }

  @Test func greyEqualsPillowsLuma() throws {
    let source = Image(
      width: 37, height: 29, channels: 3, samples: try References.bytes("resize-source.raw"))
    #expect(source.grey.samples == (try References.bytes("luma.raw")))
  }

  @Test func constantPicturesStayConstant() {
    let image = Image(width: 9, height: 4, channels: 1, samples: Array(repeating: 201, count: 36))
    for filter in ResizeFilter.allCases {
      #expect(image.resized(width: 30, height: 3, filter: filter).samples.allSatisfy { $0 == 201 })
    }
  }

  @Test func shortSideDecidesAndTheLongerFollows() {
    let image = Image(
      width: 300, height: 200, channels: 1, samples: Array(repeating: 0, count: 60_000))
    let resized = image.resizedShortSide(to: 64, filter: .bilinear)
    #expect(resized.width == 96 && resized.height == 64)
  }

  @Test func centreCropKeepsTheMiddle() {
    let image = Image(width: 5, height: 3, channels: 1, samples: (0..<15).map { UInt8($0) })
    #expect(image.centerCropped(3).samples == [1, 2, 3, 6, 7, 8, 11, 12, 13])
  }

  @Test func cropsBeyondTheEdgeArePaddedWithBlack() {
    let image = Image(width: 2, height: 2, channels: 1, samples: [1, 2, 3, 4])
    #expect(
      image.centerCropped(4).samples == [0, 0, 0, 0, 0, 1, 2, 0, 0, 3, 4, 0, 0, 0, 0, 0])
  }

  @Test(arguments: ResizeFilter.allCases)
  func croppingWhileResizingGivesTheSamePixels(_ filter: ResizeFilter) {
    for (width, height) in [(37, 29), (29, 37), (24, 24), (24, 60), (90, 24), (3, 50), (1, 1)] {
      let image = pattern(width: width, height: height)
      for (side, size) in [(24, 21), (24, 24), (16, 15), (10, 17), (40, 1)] {
        let fused = image.resizedShortSide(to: side, filter: filter, centerCroppedTo: size)
        let apart = image.resizedShortSide(to: side, filter: filter).centerCropped(size)
        #expect(fused == apart, "\(width) × \(height) to \(side), \(size)")
      }
    }
  }

  /// Once 13 seconds and 3 GB, for a file of some kilobytes.
  @Test func linesOfPixelsCostNoMoreThanTheirCrop() {
    for (width, height) in [(16_384, 1), (1, 16_384)] {
      let image = pattern(width: width, height: height)
      let cropped = image.resizedShortSide(to: 256, filter: .bicubic, centerCroppedTo: 224)
      #expect(cropped.width == 224 && cropped.height == 224)
    }
  }

  @Test func channelsAreResizedEachByItself() {
    let image = pattern(width: 19, height: 11)
    let resized = image.resized(width: 8, height: 30, filter: .lanczos)
    for channel in 0..<3 {
      let plane = Image(
        width: 19, height: 11, channels: 1,
        samples: stride(from: channel, to: image.samples.count, by: 3).map { image.samples[$0] })
      let found = stride(from: channel, to: resized.samples.count, by: 3).map {
        resized.samples[$0]
      }
      #expect(plane.resized(width: 8, height: 30, filter: .lanczos).samples == found)
    }
  }

  @Test func greyBecomesThreeEqualChannels() {
    let image = Image(width: 2, height: 1, channels: 1, samples: [4, 9])
    #expect(image.rgb.samples == [4, 4, 4, 9, 9, 9])
    #expect(image.rgb.grey == image)
  }

  private func pattern(width: Int, height: Int) -> Image {
    var generator = LinearCongruentialGenerator(state: 3)
    let samples = (0..<(width * height * 3)).map { _ in
      UInt8.random(in: 0...255, using: &generator)
    }
    return Image(width: width, height: height, channels: 3, samples: samples)
  }
}
