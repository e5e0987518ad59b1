import Foundation

/// How a picture is resampled; each widens with the scale when shrinking, so that nothing aliases.
public enum ResizeFilter: String, Sendable, Codable, CaseIterable {
  case bilinear
  /// Keys' cubic with a = −0.5.
  case bicubic
  case lanczos

  /// Half the width of the kernel at scale 1.
  var support: Double {
    switch self {
    case .bilinear: 1
    case .bicubic: 2
    case .lanczos: 3
    }
  }

  func weight(_ x: Double) -> Double {
    let x = abs(x)
    switch self {
    case .bilinear:
      return max(0, 1 - x)
    case .bicubic:
      let a = -0.5
      if x < 1 { return ((a + 2) * x - (a + 3)) * x * x + 1 }
      return x < 2 ? (((x - 5) * x + 8) * x - 4) * a : 0
    case .lanczos:
      return x < 3 ? sinc(x) * sinc(x / 3) : 0
    }
  }
}

private func sinc(_ x: Double) -> Double {
  x == 0 ? 1 : sin(.pi * x) / (.pi * x)
}

extension Image {
  /// Resampled to another size as by Pillow 13's `Image.resize` on 8-bit pictures, bit by bit: first
  /// along rows, then along columns, in fixed point of 22 bits, each pass rounded to 8 bits.
  ///
  /// Where the height shrinks much more than the width, columns come first. Earlier versions of
  /// Pillow took rows first there too, which differs where a pass is clamped.
  /// - Precondition: width, height ≥ 1.
  public func resized(width newWidth: Int, height newHeight: Int, filter: ResizeFilter) -> Image {
    precondition(newWidth >= 1 && newHeight >= 1)
    return resampled(
      newWidth, newHeight, filter, columns: 0..<newWidth, rows: 0..<newHeight)
  }

  /// The shorter side becomes `side`, the longer one follows, rounded down, as in torchvision's
  /// `Resize`.
  public func resizedShortSide(to side: Int, filter: ResizeFilter) -> Image {
    let (newWidth, newHeight) = sizeWithShortSide(side)
    return resized(width: newWidth, height: newHeight, filter: filter)
  }

  /// `resizedShortSide(to:filter:)`, then `centerCropped(_:)`: the same pixels, but only those that
  /// are kept are computed, so that 16,384 × 1 pixels do not become gigabytes on the way.
  ///
  /// - Precondition: side, size ≥ 1.
  public func resizedShortSide(
    to side: Int, filter: ResizeFilter, centerCroppedTo size: Int
  ) -> Image {
    let (newWidth, newHeight) = sizeWithShortSide(side)
    let columns = Self.middle(size, of: newWidth)
    let rows = Self.middle(size, of: newHeight)
    let keptColumns = columns.clamped(to: 0..<newWidth)
    let keptRows = rows.clamped(to: 0..<newHeight)
    return resampled(newWidth, newHeight, filter, columns: keptColumns, rows: keptRows)
      .cropped(
        x: columns.lowerBound - keptColumns.lowerBound, y: rows.lowerBound - keptRows.lowerBound,
        width: size, height: size)
  }

  /// The size of the picture when its shorter side has a length; the longer one is rounded down.
  ///
  /// - Precondition: side ≥ 1.
  public func sizeWithShortSide(_ side: Int) -> (width: Int, height: Int) {
    (
      width <= height ? side : side * width / height,
      height <= width ? side : side * height / width
    )
  }

  /// Some columns and rows of the resized picture, from the rows that they are made of.
  private func resampled(
    _ newWidth: Int, _ newHeight: Int, _ filter: ResizeFilter, columns: Range<Int>,
    rows: Range<Int>
  ) -> Image {
    guard newHeight != height else { return resampledRows(newWidth, filter, columns, rows) }
    let taps = ResamplingTaps(from: height, to: newHeight, filter, rows)
    guard takesColumnsFirst(newWidth, newHeight) else {
      return resampledRows(newWidth, filter, columns, taps.inputs).resampledColumns(taps)
    }
    return cropped(x: 0, y: taps.inputs.lowerBound, width: width, height: taps.inputs.count)
      .resampledColumns(taps)
      .resampledRows(newWidth, filter, columns, 0..<rows.count)
  }

  /// Pillow 13's choice, by the pixels that both passes visit.
  private func takesColumnsFirst(_ newWidth: Int, _ newHeight: Int) -> Bool {
    newHeight < height && 2 * newWidth * height > width * (height + newHeight)
  }

  private func resampledRows(
    _ newWidth: Int, _ filter: ResizeFilter, _ columns: Range<Int>, _ rows: Range<Int>
  ) -> Image {
    guard newWidth != width else {
      return cropped(
        x: columns.lowerBound, y: rows.lowerBound, width: columns.count, height: rows.count)
    }
    let taps = ResamplingTaps(from: width, to: newWidth, filter, columns)
    return Image(
      width: columns.count, height: rows.count, channels: channels,
      samples: taps.alongRows(of: self, rows))
  }

  /// Of a picture whose rows are the inputs of the taps.
  private func resampledColumns(_ taps: ResamplingTaps) -> Image {
    Image(
      width: width, height: taps.count, channels: channels, samples: taps.alongColumns(of: self))
  }
}
