import Foundation

extension Image {
  /// Blurred as by Pillow's `ImageFilter.GaussianBlur`: three box blurs along rows, three along
  /// columns, of a width that makes their variance the Gaussian's, each rounded to 8 bits.
  ///
  /// - Parameter radius: standard deviation in pixels; > 0.
  public func blurred(radius: Float) -> Image {
    precondition(radius > 0, "a blur of \(radius) pixels")
    let box = BlurBox(deviation: radius)
    var blurred = samples
    for _ in 0..<BlurBox.passes { blurred = box.along(.rows, of: blurred, like: self) }
    for _ in 0..<BlurBox.passes { blurred = box.along(.columns, of: blurred, like: self) }
    return Image(width: width, height: height, channels: channels, samples: blurred)
  }
}

/// A box of which the outermost pixels count in part, in fixed point of 24 bits.
///
/// Source: Gwosdek et al., "Theoretical Foundations of Gaussian Convolution by Extended Box
/// Filtering" (2011).
private struct BlurBox {
  static let passes = 3

  /// Pixels on each side that count in full.
  private let radius: Int
  private let weight: Int
  private let edgeWeight: Int

  init(deviation: Float) {
    let variance = deviation * deviation / Float(Self.passes)
    let length = Float((12 * Double(variance) + 1).squareRoot())
    let whole = Float(((Double(length) - 1) / 2).rounded(.down))
    let next = whole + 1
    let rest =
      (2 * whole + 1) * (whole * next - 3 * variance) / (6 * (variance - next * next))
    radius = Int(whole)
    weight = Int(Float(1 << 24) / ((whole + rest) * 2 + 1))
    edgeWeight = ((1 << 24) - (radius * 2 + 1) * weight) / 2
  }

  enum Direction {
    case rows, columns
  }

  func along(_ direction: Direction, of samples: [UInt8], like image: Image) -> [UInt8] {
    let row = image.width * image.channels
    var result = samples
    switch direction {
    case .rows:
      for y in 0..<image.height {
        for channel in 0..<image.channels {
          blur(samples, from: y * row + channel, by: image.channels, image.width, into: &result)
        }
      }
    case .columns:
      for start in 0..<row { blur(samples, from: start, by: row, image.height, into: &result) }
    }
    return result
  }

  /// A line of samples that lie `step` apart; what is beyond its ends is as the ends are.
  private func blur(
    _ samples: [UInt8], from start: Int, by step: Int, _ count: Int, into result: inout [UInt8]
  ) {
    func sample(_ position: Int) -> Int {
      Int(samples[start + min(max(position, 0), count - 1) * step])
    }
    var sum = (-radius - 1..<radius).reduce(0) { $0 + sample($1) }
    for position in 0..<count {
      sum += sample(position + radius) - sample(position - radius - 1)
      let edges = sample(position - radius - 1) + sample(position + radius + 1)
      result[start + position * step] = UInt8(
        (sum * weight + edges * edgeWeight + (1 << 23)) >> 24)
    }
  }
}
