import Foundation

/// The smallest threshold that at most a share of some cosines reach.
///
/// - Parameters:
///   - rate: in [0, 1].
///   - cosines: within [−1, 1]; at least one.
/// - Returns: rounded up to three digits of 1 − threshold, so that what a report prints is what was
///   used; 1, which only equal rows reach, where nothing below it will do.
public func smallestThreshold(reachedByAtMost rate: Double, of cosines: [Double]) -> Double {
  precondition((0...1).contains(rate) && !cosines.isEmpty)
  let allowed = Int(rate * Double(cosines.count) + 1e-9)
  let descending = cosines.sorted(by: >)
  guard allowed < descending.count else { return -1 }
  let refused = descending[allowed]
  guard refused < equalityThreshold else { return 1 }
  return threshold(above: refused)
}

private func threshold(above cosine: Double) -> Double {
  let unit = pow(10, floor(log10(1 - cosine)) - 2)
  var steps = floor((1 - cosine) / unit)
  while decimal(1 - steps * unit, unit: unit) <= cosine { steps -= 1 }
  return decimal(1 - steps * unit, unit: unit)
}

/// The number that the decimal digits down to a unit say.
private func decimal(_ number: Double, unit: Double) -> Double {
  let digits = max(0, Int(-log10(unit).rounded()))
  return Double(String(format: "%.\(digits)f", number)) ?? number
}
