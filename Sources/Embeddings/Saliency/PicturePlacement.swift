import Images

/// Where a picture lies in the square that a model is given, in parts of the square's side; beyond 0 and 1
/// is what was cropped away.
struct PicturePlacement: Equatable {
  let left: Double
  let top: Double
  let width: Double
  let height: Double

  /// The picture fills the square.
  static let whole = PicturePlacement(left: 0, top: 0, width: 1, height: 1)

  /// - Parameters:
  ///   - x: of the resized picture's left column in the square, in pixels of it.
  ///   - size: of the square.
  fileprivate init(x: Int, y: Int, width: Int, height: Int, size: Int) {
    let side = Double(size)
    self.init(
      left: Double(x) / side, top: Double(y) / side, width: Double(width) / side,
      height: Double(height) / side)
  }

  init(left: Double, top: Double, width: Double, height: Double) {
    (self.left, self.top, self.width, self.height) = (left, top, width, height)
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
