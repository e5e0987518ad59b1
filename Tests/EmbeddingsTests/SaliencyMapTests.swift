import Foundation
import Images
import Inference
import LinearAlgebra
import Testing

@testable import Embeddings

/// A smooth picture of which every pixel is known.
private func gradient(_ width: Int, _ height: Int) -> Image {
  Image(
    width: width, height: height, channels: 1,
    samples: (0..<(width * height)).map { place in
      let (x, y) = (Double(place % width) + 0.5, Double(place / width) + 0.5)
      return UInt8(40 + 90 * x / Double(width) + 90 * y / Double(height))
    })
}

@Suite struct SaliencyMapTests {
  private static func preprocessing(_ resize: ResizeRule, size: Int) -> Preprocessing {
    Preprocessing(
      resize: resize, filter: .bilinear, size: size, channels: .grey, mean: [0], deviation: [1])
  }

  /// What a model is given, taken for a grid of values, comes back as the picture.
  @Test(
    arguments: [
      (ResizeRule.pad, 60, 90, 40), (.pad, 64, 50, 90), (.pad, 31, 7, 40), (.exact(64), 64, 48, 96),
      (.exact(70), 60, 81, 40), (.shortSide(64), 64, 90, 60), (.shortSide(72), 64, 61, 97),
      (.shortSide(64), 80, 60, 60),
    ])
  func aMapGoesBackToWhereItsPixelsWere(_ resize: ResizeRule, size: Int, width: Int, height: Int) {
    let image = gradient(width, height)
    let preprocessing = Self.preprocessing(resize, size: size)
    let grid = Matrix(rows: size, columns: size, elements: preprocessing.tensor(of: image))
    let placement = preprocessing.placement(of: image)
    let map = SaliencyMap(grid: grid, placement, width: width, height: height)
    #expect(map.width == width && map.height == height)
    // Half a step of the gradient between two pixels of the smaller grid, and rounding to 8 bits.
    let tolerance: Float = 90 / Float(min(size, width, height)) + 2
    var seen = 0
    for row in 0..<height {
      for column in 0..<width {
        let x = placement.left + placement.width * (Double(column) + 0.5) / Double(width)
        let y = placement.top + placement.height * (Double(row) + 0.5) / Double(height)
        guard (0.02...0.98).contains(x), (0.02...0.98).contains(y) else { continue }
        seen += 1
        let difference = abs(map.values[row, column] - Float(image.samples[row * width + column]))
        #expect(difference <= tolerance, "\(column), \(row)")
      }
    }
    #expect(seen > width * height / 3)
  }

  @Test func whatIsCroppedAwayHasTheLeastValue() {
    let preprocessing = Self.preprocessing(.shortSide(8), size: 8)
    let image = gradient(24, 8)
    let grid = Matrix(rows: 8, columns: 8, elements: preprocessing.tensor(of: image))
    let map = SaliencyMap(grid: grid, preprocessing.placement(of: image), width: 24, height: 8)
    #expect(abs(map.seen - 1.0 / 3) < 1e-12)
    let least = map.values.elements.min()
    #expect(map.values[0, 0] == least && map.values[7, 23] == least)
    #expect(map.values[7, 15] == map.values.elements.max())
    let whole = Self.preprocessing(.pad, size: 8)
    #expect(SaliencyMap(grid: grid, whole.placement(of: image), width: 24, height: 8).seen == 1)
  }

  /// An enlarged picture may have no pixel whose centre is left after cropping; masks of such maps once ended
  /// the program.
  @Test(arguments: [(2, 1), (1, 100), (1, 2), (4, 1)])
  func ofAPictureThatIsCroppedBetweenItsPixelsTheNearestIsSeen(width: Int, height: Int) {
    let preprocessing = Self.preprocessing(.shortSide(256), size: 224)
    let image = gradient(width, height)
    let placement = preprocessing.placement(of: image)
    let map = SaliencyMap(
      grid: Matrix(rows: 2, columns: 2, elements: [1, 2, 3, 4]), placement, width: width,
      height: height)
    #expect(map.seenRows.count == 1 && map.seenColumns.count == 1 && map.seen > 0)
    let middle = (width > height ? map.seenColumns : map.seenRows).lowerBound
    #expect(abs(Double(middle) + 0.5 - Double(max(width, height)) / 2) <= 0.5)
    let small = map.resized(width: 1, height: 1)
    #expect(small.seenRows == 0..<1 && small.seenColumns == 0..<1)
  }

  /// Bars beside a padded picture were mixed into its edge.
  @Test func whatLiesBesideThePictureIsNotMixedIn() {
    let preprocessing = Self.preprocessing(.pad, size: 12)
    let image = Image(width: 12, height: 6, channels: 1, samples: Array(repeating: 200, count: 72))
    let grid = Matrix(rows: 12, columns: 12, elements: preprocessing.tensor(of: image))
    let map = SaliencyMap(grid: grid, preprocessing.placement(of: image), width: 48, height: 24)
    #expect(map.values.elements.allSatisfy { $0 == 200 })
  }

  @Test func oneCellFillsThePicture() {
    let map = SaliencyMap(
      grid: Matrix(rows: 1, columns: 1, elements: [0.5]), .whole, width: 3, height: 2)
    #expect(map.values.elements == Array(repeating: 0.5, count: 6))
  }

  @Test func resizingThereAndBackKeepsASmoothMap() {
    let values = gradient(40, 30).samples.map { Float($0) }
    let map = SaliencyMap(values: Matrix(rows: 30, columns: 40, elements: values))
    let back = map.resized(width: 80, height: 60).resized(width: 40, height: 30)
    #expect(zip(back.values.elements, values).allSatisfy { abs($0 - $1) < 3 })
    #expect(map.resized(width: 40, height: 30) == map)
  }

  @Test func tokensAndFeatureMapsAreReadRowByRow() throws {
    // Channel c of place p is 10 p + c; the first token is of no place.
    let rows: [Float] = [0, 1, 10, 11, 20, 21, 30, 31]
    let tokens = Tensor(shape: [1, 5, 2], values: [-1, -1] + rows)
    let planes = Tensor(shape: [1, 2, 2, 2], values: [0, 10, 20, 30, 1, 11, 21, 31])
    let pixels = Tensor(shape: [1, 1, 4, 2], values: rows)
    let fromTokens = try #require(FeatureGrid(tokens, prefixTokens: 1, channels: nil))
    #expect(fromTokens == FeatureGrid(planes, prefixTokens: 0, channels: nil))
    #expect(fromTokens.channel(1) == Matrix([[1, 11], [21, 31]]))
    let interleaved = try #require(FeatureGrid(pixels, prefixTokens: 0, channels: 2))
    #expect((interleaved.rows, interleaved.columns, interleaved.channels) == (1, 4, 2))
    #expect(interleaved.vectors == fromTokens.vectors)
    for shape in [[1, 8], [2, 2, 2], [1, 4, 2], [8], [1, 1, 1, 8, 1]] {
      let tensor = Tensor(shape: shape, values: Array(repeating: 0, count: shape.reduce(1, *)))
      #expect(FeatureGrid(tensor, prefixTokens: 1, channels: 2) == nil)
    }
  }
}
