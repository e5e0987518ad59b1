extension Image {
  /// Resized to a share of both sides and back, bicubic.
  func resizedAndBack(percent: Int) -> Image {
    let share = Double(percent) / 100
    return resized(
      width: max(1, Int((Double(width) * share).rounded())),
      height: max(1, Int((Double(height) * share).rounded())), filter: .bicubic
    )
    .resized(width: width, height: height, filter: .bicubic)
  }

  /// Both sides as long as the shorter one.
  var squared: Image {
    let side = min(width, height)
    return resized(width: side, height: side, filter: .bicubic)
  }

  /// A share of both sides cut off, at least a pixel where there are two, and resized back.
  func croppedAndResizedBack(
    _ percent: ClosedRange<Int>, using generator: inout some RandomNumberGenerator
  ) -> Image {
    let (least, most) = (Double(percent.lowerBound), Double(percent.upperBound))
    let share = (least + (most - least) * generator.fraction()) / 100
    return randomCrop(
      width: width - Self.cut(share, of: width), height: height - Self.cut(share, of: height),
      using: &generator
    )
    .resized(width: width, height: height, filter: .bicubic)
  }

  /// - Precondition: not larger than the picture.
  func randomCrop(
    width newWidth: Int, height newHeight: Int, using generator: inout some RandomNumberGenerator
  ) -> Image {
    let x = generator.number(upTo: width - newWidth)
    let y = generator.number(upTo: height - newHeight)
    return cropped(x: x, y: y, width: newWidth, height: newHeight)
  }

  private static func cut(_ share: Double, of side: Int) -> Int {
    min(side - 1, max(1, Int((share * Double(side)).rounded())))
  }

  /// In a black frame as wide as a share of the shorter side, at least one pixel.
  func bordered(percent: Int) -> Image {
    bordered(pixels: max(1, min(width, height) * percent / 100))
  }

  /// In a black frame, as Pillow's `ImageOps.expand`.
  ///
  /// - Precondition: pixels ≥ 0.
  public func bordered(pixels: Int) -> Image {
    precondition(pixels >= 0, "a frame of \(pixels) pixels")
    return cropped(x: -pixels, y: -pixels, width: width + 2 * pixels, height: height + 2 * pixels)
  }
}
