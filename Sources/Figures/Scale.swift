import Foundation

/// Maps values of one axis to places in a figure.
struct Scale {
  let values: ClosedRange<Double>
  /// Place of the lowest and of the highest value.
  let places: (low: Double, high: Double)

  func place(_ value: Double) -> Double {
    let width = values.upperBound - values.lowerBound
    let share = width > 0 ? (value - values.lowerBound) / width : 0.5
    return places.low + share * (places.high - places.low)
  }

  /// Round values inside the range: multiples of 1, 2 or 5 times a power of ten.
  func ticks(about count: Int) -> [Double] {
    let width = values.upperBound - values.lowerBound
    guard width > 0, width.isFinite else { return [values.lowerBound] }
    let rough = width / Double(max(1, count))
    let power = pow(10, floor(log10(rough)))
    let step = ([1, 2, 5, 10].first { $0 * power >= rough * 0.999 } ?? 10) * power
    let first = Int((values.lowerBound / step - 1e-9).rounded(.up))
    let last = Int((values.upperBound / step + 1e-9).rounded(.down))
    return first <= last ? (first...last).map { Double($0) * step } : [values.lowerBound]
  }

  /// Labels with as many digits as tell the ticks apart.
  static func labels(_ ticks: [Double]) -> [String] {
    let step = ticks.count > 1 ? ticks[1] - ticks[0] : abs(ticks.first ?? 1)
    let largest = ticks.map(abs).max() ?? 0
    if largest >= 1e5 || (largest > 0 && largest < 1e-3) {
      return ticks.map {
        $0 == 0 ? "0" : String(format: "%.3g", $0).replacingOccurrences(of: "-", with: "−")
      }
    }
    let digits = step > 0 ? max(0, Int((-log10(step) + 1e-9).rounded(.up))) : 0
    return ticks.map { tick in
      String(format: "%.\(min(digits, 6))f", tick == 0 ? 0 : tick)
        .replacingOccurrences(of: "-", with: "−")
    }
  }
}

extension Collection<Double> {
  /// Smallest to largest finite value, widened by a share of itself; a unit around a single value.
  func paddedRange(by share: Double) -> ClosedRange<Double> {
    let finite = filter(\.isFinite)
    guard let low = finite.min(), let high = finite.max() else { return 0...1 }
    guard high > low else { return (low - 0.5)...(high + 0.5) }
    let margin = (high - low) * share
    return (low - margin)...(high + margin)
  }
}
