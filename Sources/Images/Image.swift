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
    var repeated: [UInt8] = []
    repeated.reserveCapacity(3 * samples.count)
    for sample in samples {
      for _ in 0..<3 { repeated.append(sample) }
    }
    return Image(width: width, height: height, channels: 3, samples: repeated)
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

  /// The middle size × size pixels, as torchvision's `CenterCrop`: offsets are rounded half to even;
  /// smaller pictures are padded with black, an odd pixel of it on the right and at the bottom.
  ///
  /// - Precondition: size ≥ 1.
  public func centerCropped(_ size: Int) -> Image {
    cropped(
      x: Self.middle(size, of: width).lowerBound, y: Self.middle(size, of: height).lowerBound,
      width: size, height: size)
  }

  /// Where a centre crop lies along one side; beyond its ends when it is the longer.
  public static func middle(_ size: Int, of length: Int) -> Range<Int> {
    let start =
      size > length
      ? -((size - length) / 2) : Int((Double(length - size) / 2).rounded(.toNearestOrEven))
    return start..<(start + size)
  }
}
