public import Images
public import LinearAlgebra

/// How often each colour occurs in an image: a baseline that sees no shapes.
///
/// Each channel is cut into N bins of equal width, bin ⌊x · N / 256⌋ for a sample x; the vector has
/// the fraction of pixels in each of the N³ combinations, at (first · N + second) · N + third. Grey
/// counts as three equal channels. The numbers sum to 1.
public struct ColourHistogramEncoder: Encoder {
  public let space: ColourSpace
  /// N, of each channel.
  public let bins: Int

  /// - Precondition: 2 ≤ bins ≤ 16.
  public init(space: ColourSpace, bins: Int = 8) {
    precondition((2...16).contains(bins))
    self.space = space
    self.bins = bins
  }

  public var dimension: Int { bins * bins * bins }

  public var id: EncoderID {
    EncoderID(
      name: "histogram-\(space.rawValue)-\(bins)", weights: nil,
      preprocessing: "\(space.rawValue.uppercased()), \(bins) equal bins a channel, jointly",
      runtime: nil)
  }

  public func encode(_ images: [Image]) -> Matrix<Float> {
    Matrix(rows: images.count, columns: dimension, elements: images.flatMap(histogram))
  }

  private func histogram(_ image: Image) -> [Float] {
    let samples = image.rgb.samples
    var counts = [Int](repeating: 0, count: dimension)
    for pixel in stride(from: 0, to: samples.count, by: 3) {
      let (r, g, b) = (samples[pixel], samples[pixel + 1], samples[pixel + 2])
      let (x, y, z) = space == .rgb ? (r, g, b) : Self.hsv(r, g, b)
      counts[(bin(x) * bins + bin(y)) * bins + bin(z)] += 1
    }
    let pixels = Float(samples.count / 3)
    return counts.map { Float($0) / pixels }
  }

  private func bin(_ sample: UInt8) -> Int { Int(sample) * bins / 256 }

  /// Hue, saturation and value, each 0…255, as Pillow's `convert("HSV")`; hue 0 for greys.
  private static func hsv(_ r: UInt8, _ g: UInt8, _ b: UInt8) -> (UInt8, UInt8, UInt8) {
    let (high, low) = (max(r, g, b), min(r, g, b))
    guard high > low else { return (0, 0, high) }
    let range = Float(high - low)
    func share(_ channel: UInt8) -> Float { Float(high - channel) / range }
    // Pillow computes with its C compiler's double where a constant stands, and stores floats.
    let sector: Float =
      if r == high {
        share(b) - share(g)
      } else if g == high {
        Float(2 + Double(share(r)) - Double(share(b)))
      } else {
        Float(4 + Double(share(g)) - Double(share(r)))
      }
    let hue = Float((Double(sector) / 6 + 1).truncatingRemainder(dividingBy: 1))
    let saturation = range / Float(high)
    return (UInt8(Double(hue) * 255), UInt8(Double(saturation) * 255), high)
  }
}

/// In which channels colours are counted.
public enum ColourSpace: String, Sendable, CaseIterable {
  case rgb, hsv
}
