/// From stored samples of a colour picture to RGB.
struct DICOMColor {
  let layout: DICOMPixelLayout
  let samples: StoredSamples
  /// Whether the samples of a pixel stand side by side.
  let isInterleaved: Bool

  /// Red, green and blue of each pixel; deeper samples keep their high byte.
  func rgb() -> [UInt8] {
    switch layout.photometric {
    case .fullRange, .fullRangeSubsampled: fromLumaAndDifferences()
    default: gathered { $0 }
    }
  }

  private func fromLumaAndDifferences() -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(3 * layout.width * layout.height)
    for pixel in 0..<(layout.width * layout.height) {
      let luma = sample(pixel, 0)
      let blue = Double(sample(pixel, 1)) - 128
      let red = Double(sample(pixel, 2)) - 128
      // ITU-R BT.601 in full range (PS3.3, C.7.6.3.1.2).
      result.append(Self.level(Double(luma) + 1.402 * red))
      result.append(
        Self.level(Double(luma) - 0.114 * 1.772 / 0.587 * blue - 0.299 * 1.402 / 0.587 * red))
      result.append(Self.level(Double(luma) + 1.772 * blue))
    }
    return result
  }

  private func gathered(_ level: (UInt8) -> UInt8) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(3 * layout.width * layout.height)
    for pixel in 0..<(layout.width * layout.height) {
      for channel in 0..<3 { result.append(level(sample(pixel, channel))) }
    }
    return result
  }

  /// High byte of a channel of a pixel.
  private func sample(_ pixel: Int, _ channel: Int) -> UInt8 {
    let index =
      if layout.isSubsampled {
        // Y Y Cb Cr for each two pixels of a row.
        4 * (pixel / 2) + (channel == 0 ? pixel % 2 : channel + 1)
      } else if isInterleaved {
        3 * pixel + channel
      } else {
        channel * layout.width * layout.height + pixel
      }
    let stored = samples[index]
    return UInt8(
      truncatingIfNeeded: layout.bitsStored > 8 ? stored >> (layout.bitsStored - 8) : stored)
  }

  private static func level(_ value: Double) -> UInt8 {
    UInt8(min(max(value, 0), 255).rounded())
  }
}
