import Foundation

/// How a picture is resampled; each widens with the scale when shrinking, so that nothing aliases.
public enum ResizeFilter: String, Sendable, Codable, CaseIterable {
  case bilinear
  /// Keys' cubic with a = −0.5.
  case bicubic
  case lanczos

  /// Half the width of the kernel at scale 1.
  fileprivate var support: Double {
    switch self {
    case .bilinear: 1
    case .bicubic: 2
    case .lanczos: 3
    }
  }

  fileprivate func weight(_ x: Double) -> Double {
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
  /// Resampled to another size as by Pillow's `Image.resize` on 8-bit pictures: first along rows,
  /// then along columns, in fixed point of 22 bits, each pass rounded to 8 bits.
  ///
  /// Equal to Pillow bit by bit, except where its newer versions take columns first, which moves
  /// some pixels by one level.
  /// - Precondition: width, height ≥ 1.
  public func resized(width newWidth: Int, height newHeight: Int, filter: ResizeFilter) -> Image {
    precondition(newWidth >= 1 && newHeight >= 1)
    let wide = newWidth == width ? self : resampledRows(to: newWidth, filter)
    return newHeight == height ? wide : wide.resampledColumns(to: newHeight, filter)
  }

  private func resampledRows(to newWidth: Int, _ filter: ResizeFilter) -> Image {
    let taps = ResamplingTaps(from: width, to: newWidth, filter)
    var result = [UInt8](repeating: 0, count: newWidth * height * channels)
    for y in 0..<height {
      for x in 0..<newWidth {
        let first = (y * width + taps.starts[x]) * channels
        for c in 0..<channels {
          result[(y * newWidth + x) * channels + c] = taps.sum(samples, x, first + c, channels)
        }
      }
    }
    return Image(width: newWidth, height: height, channels: channels, samples: result)
  }

  private func resampledColumns(to newHeight: Int, _ filter: ResizeFilter) -> Image {
    let taps = ResamplingTaps(from: height, to: newHeight, filter)
    let rowLength = width * channels
    var result = [UInt8](repeating: 0, count: rowLength * newHeight)
    for y in 0..<newHeight {
      let first = taps.starts[y] * rowLength
      for x in 0..<rowLength {
        result[y * rowLength + x] = taps.sum(samples, y, first + x, rowLength)
      }
    }
    return Image(width: width, height: newHeight, channels: channels, samples: result)
  }
}

/// The samples that make each output sample along one direction, with their weights in fixed point.
private struct ResamplingTaps {
  /// First input sample of each output sample.
  private(set) var starts: [Int] = []
  private var weights: [[Int]] = []

  private static let precision = 22

  init(from size: Int, to newSize: Int, _ filter: ResizeFilter) {
    let scale = Double(size) / Double(newSize)
    let stretch = max(1, scale)
    let support = filter.support * stretch
    for i in 0..<newSize {
      let centre = (Double(i) + 0.5) * scale
      let start = max(0, Int(centre - support + 0.5))
      let end = min(size, Int(centre + support + 0.5))
      let raw = (start..<end).map { filter.weight((Double($0) - centre + 0.5) / stretch) }
      let total = raw.reduce(0, +)
      starts.append(start)
      weights.append(raw.map { Self.fixed(total == 0 ? $0 : $0 / total) })
    }
  }

  /// Weighted sum of samples that lie `step` apart, rounded and clamped.
  func sum(_ samples: [UInt8], _ output: Int, _ first: Int, _ step: Int) -> UInt8 {
    var total = 1 << (Self.precision - 1)
    var slot = first
    for weight in weights[output] {
      total += weight * Int(samples[slot])
      slot += step
    }
    return UInt8(clamping: total >> Self.precision)
  }

  /// Rounded half away from zero.
  private static func fixed(_ weight: Double) -> Int {
    Int((weight * Double(1 << precision)).rounded(.toNearestOrAwayFromZero))
  }
}
