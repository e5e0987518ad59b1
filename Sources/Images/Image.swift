/// A picture of 8-bit samples in sRGB, rows from the top, pixels side by side.
public struct Image: Sendable, Equatable {
  public let width: Int
  public let height: Int
  /// 1 grey, 3 red, green and blue.
  public let channels: Int
  /// width · height · channels samples; pixel (x, y) starts at (y · width + x) · channels.
  public let samples: [UInt8]

  /// - Precondition: width, height ≥ 1; 1 or 3 channels; as many samples as they make.
  public init(width: Int, height: Int, channels: Int, samples: [UInt8]) {
    precondition(width >= 1 && height >= 1 && (channels == 1 || channels == 3))
    precondition(samples.count == width * height * channels, "\(samples.count) samples")
    self.width = width
    self.height = height
    self.channels = channels
    self.samples = samples
  }

  /// Whether all pixels are equal: a blank picture.
  public var isUniform: Bool {
    samples.indices.allSatisfy { samples[$0] == samples[$0 % channels] }
  }

  /// In three channels; grey is repeated.
  public var rgb: Image {
    guard channels == 1 else { return self }
    return Image(
      width: width, height: height, channels: 3, samples: samples.flatMap { [$0, $0, $0] })
  }

  /// In one channel by ITU-R 601 luma, (19595 R + 38470 G + 7471 B + 2¹⁵) / 2¹⁶ as in Pillow.
  public var grey: Image {
    guard channels == 3 else { return self }
    let luma = stride(from: 0, to: samples.count, by: 3).map { i in
      let weighted =
        19_595 * Int(samples[i]) + 38_470 * Int(samples[i + 1]) + 7_471 * Int(samples[i + 2])
      return UInt8((weighted + 0x8000) >> 16)
    }
    return Image(width: width, height: height, channels: 1, samples: luma)
  }

  /// A rectangle of the picture; parts beyond its edges are black.
  ///
  /// - Precondition: width, height ≥ 1.
  public func cropped(x: Int, y: Int, width newWidth: Int, height newHeight: Int) -> Image {
    var cut = [UInt8](repeating: 0, count: newWidth * newHeight * channels)
    let columns = max(0, x)..<max(max(0, x), min(width, x + newWidth))
    for row in max(0, y)..<max(max(0, y), min(height, y + newHeight)) where !columns.isEmpty {
      let from = (row * width + columns.lowerBound) * channels
      let to = ((row - y) * newWidth + columns.lowerBound - x) * channels
      cut.replaceSubrange(
        to..<(to + columns.count * channels),
        with: samples[from..<(from + columns.count * channels)])
    }
    return Image(width: newWidth, height: newHeight, channels: channels, samples: cut)
  }

  /// The middle size × size pixels, as torchvision's `CenterCrop`: offsets are rounded half to even,
  /// smaller pictures are padded with black.
  public func centerCropped(_ size: Int) -> Image {
    let left = Int((Double(width - size) / 2).rounded(.toNearestOrEven))
    let top = Int((Double(height - size) / 2).rounded(.toNearestOrEven))
    return cropped(x: left, y: top, width: size, height: size)
  }

  /// The shorter side becomes `side`, the longer one follows, rounded down, as in torchvision's
  /// `Resize`.
  public func resizedShortSide(to side: Int, filter: ResizeFilter) -> Image {
    let short = min(width, height)
    guard short != side else { return self }
    return resized(
      width: max(1, width <= height ? side : side * width / height),
      height: max(1, height <= width ? side : side * height / width), filter: filter)
  }
}
