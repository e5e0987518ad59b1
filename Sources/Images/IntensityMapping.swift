import Foundation

/// From intensities to grey levels, 0 to 255.
enum IntensityMapping {
  /// PS3.3, C.11.2.1.2.1: the window covers `width` whole numbers.
  case linear(center: Double, width: Double)
  /// PS3.3, C.11.2.1.3.2: from center − width/2 to center + width/2.
  case exact(center: Double, width: Double)
  /// PS3.3, C.11.2.1.3.1.
  case sigmoid(center: Double, width: Double)
  /// From black to white; all black when both are equal.
  case range(low: Double, high: Double)

  /// The values that become black to white; nil when there is no room between them.
  var window: IntensityWindow? {
    switch self {
    case .linear(let center, let width), .exact(let center, let width),
      .sigmoid(let center, let width):
      IntensityWindow(center: center, width: width)
    case .range(let low, let high):
      high > low && (high - low).isFinite
        ? IntensityWindow(center: low + (high - low) / 2, width: high - low) : nil
    }
  }

  func level(_ value: Double) -> UInt8 {
    switch self {
    case .linear(let center, let width):
      Self.level(
        width > 1 ? (value - center + 0.5) / (width - 1) + 0.5 : (value > center - 0.5 ? 1 : 0))
    case .exact(let center, let width): Self.level((value - center) / width + 0.5)
    case .sigmoid(let center, let width): Self.level(1 / (1 + exp(-4 * (value - center) / width)))
    case .range(let low, let high): Self.level(high > low ? (value - low) / (high - low) : 0)
    }
  }

  /// The nearest level of a fraction of white; not-a-number is black.
  private static func level(_ fraction: Double) -> UInt8 {
    guard fraction > 0 else { return 0 }
    return UInt8((min(1, fraction) * 255).rounded())
  }
}
