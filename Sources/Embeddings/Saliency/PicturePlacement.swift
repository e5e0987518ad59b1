import Images

/// Where a picture lies in the square that a model is given, in parts of the square's side; beyond 0 and 1
/// is what was cropped away.
public struct PicturePlacement: Sendable, Equatable {
  public let left: Double
  public let top: Double
  public let width: Double
  public let height: Double

  /// The picture fills the square.
  public static let whole = PicturePlacement(left: 0, top: 0, width: 1, height: 1)

  /// - Parameters:
  ///   - x: of the resized picture's left column in the square, in pixels of it.
  ///   - size: of the square.
  fileprivate init(x: Int, y: Int, width: Int, height: Int, size: Int) {
    let side = Double(size)
    self.init(
      left: Double(x) / side, top: Double(y) / side, width: Double(width) / side,
      height: Double(height) / side)
  }

  public init(left: Double, top: Double, width: Double, height: Double) {
    (self.left, self.top, self.width, self.height) = (left, top, width, height)
  }
}

extension PicturePlacement {
  /// Where the centres of a picture's rows lie in the square.
  func rows(_ height: Int) -> [Double] { Self.centres(height, from: top, self.height) }

  func columns(_ width: Int) -> [Double] { Self.centres(width, from: left, self.width) }

  private static func centres(_ count: Int, from start: Double, _ length: Double) -> [Double] {
    (0..<count).map { start + length * (Double($0) + 0.5) / Double(count) }
  }

  /// Those of ascending centres that lie in the square; where none does, the nearest to its middle, of which
  /// the model sees a part.
  static func seen(_ centres: [Double]) -> Range<Int> {
    let inside = centres.indices.filter { (0...1).contains(centres[$0]) }
    if let first = inside.first, let last = inside.last { return first..<last + 1 }
    let nearest = centres.indices.min { abs(centres[$0] - 0.5) < abs(centres[$1] - 0.5) } ?? 0
    return nearest..<nearest + 1
  }
}

extension Preprocessing {
  /// Where an image lies in the model's input.
  func placement(of image: Image) -> PicturePlacement {
    switch resize {
    case .shortSide(let side): return cropped(image.sizeWithShortSide(side))
    case .exact(let side): return cropped((side, side))
    case .pad:
      let (width, height) = paddedSize(of: image)
      return PicturePlacement(
        x: (size - width) / 2, y: (size - height) / 2, width: width, height: height, size: size)
    }
  }

  private func cropped(_ resized: (width: Int, height: Int)) -> PicturePlacement {
    PicturePlacement(
      x: -Image.middle(size, of: resized.width).lowerBound,
      y: -Image.middle(size, of: resized.height).lowerBound, width: resized.width,
      height: resized.height, size: size)
  }
}
