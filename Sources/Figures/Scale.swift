/// Maps values of one axis to places in a figure.
struct Scale {
  let values: ClosedRange<Double>
  /// Place of the lowest and of the highest value.
  let places: (low: Double, high: Double)
  var kind = AxisKind.linear

  /// The middle for every value of an axis without width.
  func place(_ value: Double) -> Double {
    let share = kind.straightened(values).share(of: kind.straightened(value))
    return places.low + share * (places.high - places.low)
  }
}

extension ClosedRange<Double> {
  /// Where a value lies, 0 at the lower and 1 at the upper bound; 0.5 in a range without width.
  ///
  /// Halves keep the widest ranges from overflowing.
  func share(of value: Double) -> Double {
    let half = upperBound / 2 - lowerBound / 2
    return half > 0 ? (value / 2 - lowerBound / 2) / half : 0.5
  }
}

extension Collection<Double> {
  /// Smallest to largest finite value, widened on both sides by a share of itself.
  ///
  /// A single value gets room on both sides; without any it is 0 to 1.
  func paddedRange(by share: Double) -> ClosedRange<Double> {
    let finite = filter(\.isFinite)
    guard let low = finite.min(), let high = finite.max() else { return 0...1 }
    // Narrower than this, places would be rounding errors of the values.
    let resolution = 1e-12 * Swift.max(abs(low), abs(high))
    guard high - low > resolution else {
      let room = low == 0 ? 0.5 : abs(low) * 0.5
      return (low - room)...(high + room)
    }
    let margin = (high / 2 - low / 2) * share * 2
    let limit = Double.greatestFiniteMagnitude
    return Swift.max(-limit, low - margin)...Swift.min(limit, high + margin)
  }
}
