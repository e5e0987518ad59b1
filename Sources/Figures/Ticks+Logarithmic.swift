import Foundation

extension Ticks {
  /// Powers of ten inside a range of values above 0; every second or third of many, and their
  /// doubles and halves between few.
  init(logarithmicIn range: ClosedRange<Double>, about count: Int) {
    let first = Int(log10(range.lowerBound).rounded(.up))
    let last = Int(log10(range.upperBound).rounded(.down))
    let decades = max(0, last - first + 1)
    let stride = max(1, Int((Double(decades) / Double(max(1, count))).rounded(.up)))
    let factors: [Double] = decades < 3 && stride == 1 ? [1, 2, 5] : [1]
    let powers = (first - 1...max(first - 1, last)).filter { ($0 - first) % stride == 0 }
    let values = powers.flatMap { power in factors.map { $0 * pow(10, Double(power)) } }
    self.init(logarithmic: values.filter { range.contains($0) })
  }

  /// "1", "20", "10⁴", "2×10⁵".
  static func logarithmicLabel(of value: Double) -> String {
    let exponent = Int((log10(value) + 1e-9).rounded(.down))
    if (0..<4).contains(exponent) { return plain(value, digits: 0) }
    let mantissa = plain(value / pow(10, Double(exponent)), digits: 0)
    return (mantissa == "1" ? "" : "\(mantissa)×") + "10\(superscript(exponent))"
  }
}
