import Foundation

extension Image {
  /// With independent Gaussian noise on every sample, rounded and clamped.
  ///
  /// - Parameter deviation: in grey levels of 255; ≥ 0.
  func noised(deviation: Double, using generator: inout some RandomNumberGenerator) -> Image {
    var noisy: [UInt8] = []
    noisy.reserveCapacity(samples.count)
    for sample in samples {
      let value = (Double(sample) + deviation * generator.normal()).rounded()
      noisy.append(UInt8(min(255, max(0, value))))
    }
    return Image(width: width, height: height, channels: channels, samples: noisy)
  }
}

/// Choices that are made here, because those of the standard library may change between its versions.
extension RandomNumberGenerator {
  /// A multiple of 2⁻⁵³ in [0, 1).
  mutating func fraction() -> Double { Double(next() >> 11) * 0x1p-53 }

  /// The number or its opposite.
  mutating func signed(_ size: Double) -> Double { isHeads() ? size : -size }

  mutating func isHeads() -> Bool { next() >> 63 == 0 }

  /// A number of 0...largest; equally likely but for 2⁻⁵³.
  mutating func number(upTo largest: Int) -> Int {
    Int(fraction() * Double(largest + 1))
  }

  /// Of mean 0 and variance 1 (Box and Muller 1958).
  mutating func normal() -> Double {
    let (radius, angle) = (1 - fraction(), fraction())
    return (-2 * log(radius)).squareRoot() * cos(2 * .pi * angle)
  }
}
