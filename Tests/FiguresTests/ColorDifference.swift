import Foundation

@testable import Figures

/// A colour as CIE 1976 L*a*b* under D65.
struct LabColor {
  let lightness: Double
  let a: Double
  let b: Double

  init(lightness: Double, a: Double, b: Double) {
    (self.lightness, self.a, self.b) = (lightness, a, b)
  }

  /// - Parameter light: linear red, green and blue of sRGB (IEC 61966-2-1).
  init(light: [Double]) {
    let rows = [
      [0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750],
      [0.0193339, 0.1191920, 0.9503041],
    ]
    let roots = rows.map { row in
      let share = zip(row, light).map(*).reduce(0, +) / row.reduce(0, +)
      return share > 216 / 24389 ? cbrt(share) : (24389 / 27 * share + 16) / 116
    }
    self.init(
      lightness: 116 * roots[1] - 16, a: 500 * (roots[0] - roots[1]),
      b: 200 * (roots[1] - roots[2]))
  }

  /// CIEDE2000, of which about 1 is just noticed.
  ///
  /// Source: Sharma, Wu & Dalal, "The CIEDE2000 color-difference formula", Color Research and
  /// Application 30 (2005), equations 2 to 22.
  func difference(from other: LabColor) -> Double {
    let chroma = (hypot(a, b) + hypot(other.a, other.b)) / 2
    let stretch = 1 + 0.5 * (1 - Self.saturation(chroma))
    let first = Polar(a: stretch * a, b: b)
    let second = Polar(a: stretch * other.a, b: other.b)
    let hue = first.meanHue(with: second)
    let meanLightness = (lightness + other.lightness) / 2
    let meanChroma = (first.chroma + second.chroma) / 2
    let fromGrey = (meanLightness - 50) * (meanLightness - 50)
    let hueWeight =
      1 - 0.17 * cosine(hue - 30) + 0.24 * cosine(2 * hue) + 0.32 * cosine(3 * hue + 6)
      - 0.2 * cosine(4 * hue - 63)
    let ofLightness =
      (other.lightness - lightness) / (1 + 0.015 * fromGrey / (20 + fromGrey).squareRoot())
    let ofChroma = (second.chroma - first.chroma) / (1 + 0.045 * meanChroma)
    let ofHue = first.hueDifference(to: second) / (1 + 0.015 * meanChroma * hueWeight)
    let turn = 30 * exp(-(hue - 275) * (hue - 275) / 625)
    let rotation = -sin(2 * turn * .pi / 180) * 2 * Self.saturation(meanChroma)
    return
      (ofLightness * ofLightness + ofChroma * ofChroma + ofHue * ofHue
      + rotation * ofChroma * ofHue).squareRoot()
  }

  private static func saturation(_ chroma: Double) -> Double {
    (pow(chroma, 7) / (pow(chroma, 7) + pow(25, 7))).squareRoot()
  }

  private func cosine(_ degrees: Double) -> Double { cos(degrees * .pi / 180) }
}

/// Chroma and hue, in degrees from 0 to 360.
private struct Polar {
  let chroma: Double
  let hue: Double

  init(a: Double, b: Double) {
    chroma = hypot(a, b)
    let angle = atan2(b, a) * 180 / .pi
    hue = angle < 0 ? angle + 360 : angle
  }

  func hueDifference(to other: Polar) -> Double {
    guard chroma * other.chroma > 0 else { return 0 }
    let around = (other.hue - hue + 540).truncatingRemainder(dividingBy: 360) - 180
    return 2 * (chroma * other.chroma).squareRoot() * sin(around / 2 * .pi / 180)
  }

  func meanHue(with other: Polar) -> Double {
    let sum = hue + other.hue
    guard chroma * other.chroma > 0 else { return sum }
    guard abs(hue - other.hue) > 180 else { return sum / 2 }
    return (sum + (sum < 360 ? 360 : -360)) / 2
  }
}
