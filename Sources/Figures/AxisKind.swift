import Foundation

/// How values become places along an axis.
enum AxisKind {
  case linear
  /// Equal ratios are equally far apart; only for values above 0.
  case logarithmic

  /// What is proportional to the place.
  func straightened(_ value: Double) -> Double {
    switch self {
    case .linear: value
    case .logarithmic: log10(max(value, .leastNormalMagnitude))
    }
  }

  func straightened(_ range: ClosedRange<Double>) -> ClosedRange<Double> {
    straightened(range.lowerBound)...straightened(range.upperBound)
  }

  func ticks(in range: ClosedRange<Double>, about count: Int, isWhole: Bool = false) -> Ticks {
    switch self {
    case .linear: Ticks(in: range, about: count, isWhole: isWhole)
    case .logarithmic: Ticks(logarithmicIn: range, about: count)
    }
  }
}
