import Foundation

/// Round values along an axis, with labels that tell them apart.
struct Ticks {
  /// Ascending multiples of `step` inside the range.
  let values: [Double]
  /// 1, 2 or 5 times a power of ten.
  let step: Double
  private let isLogarithmic: Bool

  /// - Parameters:
  ///   - count: how many are wanted; the nearest that round steps allow is taken, the finer of two.
  ///     The one value of a range without width; none where doubles cannot tell ticks apart.
  ///   - isWhole: whether only whole numbers are wanted.
  init(in range: ClosedRange<Double>, about count: Int, isWhole: Bool = false) {
    isLogarithmic = false
    let width = range.upperBound - range.lowerBound
    let largest = max(abs(range.lowerBound), abs(range.upperBound))
    guard width > max(1e-300, 1e-12 * largest), width.isFinite else {
      (values, step) = (range.lowerBound == range.upperBound ? [range.lowerBound] : [], 0)
      return
    }
    let power = Int(log10(width / Double(max(1, count))).rounded(.down))
    let steps = (power - 1...power + 1).flatMap(Self.steps).filter {
      $0.isFinite && (!isWhole || $0 >= 1)
    }
    let found = steps.map { (step: $0, values: Self.multiples(of: $0, in: range)) }
    let best = found.min {
      abs($0.values.count - count) < abs($1.values.count - count)
    }
    values = best?.values ?? Self.multiples(of: 1, in: range)
    step = best?.step ?? 1
  }

  /// Ticks of an axis of ratios, which have no step.
  init(logarithmic values: [Double]) {
    (self.values, step, isLogarithmic) = (values, 0, true)
  }

  private static func steps(ofPower power: Int) -> [Double] {
    [1, 2, 5].map { $0 * pow(10, Double(power)) }
  }

  private static func multiples(of step: Double, in range: ClosedRange<Double>) -> [Double] {
    // A hair more than the range, so that a bound like 0.3 = 3 · 0.1 counts as inside.
    let first = (range.lowerBound / step - 1e-9).rounded(.up)
    let last = (range.upperBound / step + 1e-9).rounded(.down)
    guard first <= last, last - first < 1_000 else { return [] }
    return (0...Int(last - first)).map { index in
      let tick = (first + Double(index)) * step
      return min(max(tick, range.lowerBound), range.upperBound)
    }
  }

  /// With a true minus sign and just the digits that the step needs; as powers of ten where plain
  /// numbers would be long.
  var labels: [String] { values.map(label) }

  /// Any value of the axis, in the form of its labels.
  func label(of value: Double) -> String {
    if isLogarithmic { return Self.logarithmicLabel(of: value) }
    let largest = values.map(abs).max() ?? 0
    guard value != 0, max(largest, step) > 0 else { return "0" }
    // One tick alone is labelled to three digits.
    let finest = Self.exponent(of: step > 0 ? step : largest / 100)
    let exponent = Self.exponent(of: largest > 0 ? largest : step)
    if exponent >= 5 || finest <= -5 {
      return Self.scientific(value, exponent: exponent, digits: min(15, max(0, exponent - finest)))
    }
    return Self.plain(value, digits: max(0, -finest))
  }

  /// Of the leading digit.
  private static func exponent(of value: Double) -> Int {
    Int((log10(value) + 1e-9).rounded(.down))
  }

  /// Fixed digits after the point, minus as U+2212; never "−0".
  static func plain(_ value: Double, digits: Int) -> String {
    let text = String(format: "%.\(digits)f", value)
    let isZero = !text.contains { "123456789".contains($0) }
    return (isZero ? String(text.drop { $0 == "-" }) : text)
      .replacingOccurrences(of: "-", with: "−")
  }

  private static func scientific(_ value: Double, exponent: Int, digits: Int) -> String {
    guard value != 0 else { return "0" }
    let mantissa = plain(value / pow(10, Double(exponent)), digits: digits)
    return "\(mantissa)×10\(superscript(exponent))"
  }

  static func superscript(_ exponent: Int) -> String {
    let raised: [Character: Character] = [
      "-": "⁻", "0": "⁰", "1": "¹", "2": "²", "3": "³", "4": "⁴", "5": "⁵", "6": "⁶", "7": "⁷",
      "8": "⁸", "9": "⁹",
    ]
    return String(String(exponent).map { raised[$0] ?? $0 })
  }
}
