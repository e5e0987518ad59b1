/// p-values corrected for how many tests there are, so that the chance of any false rejection stays
/// below the level: reject where the corrected p is at most α.
///
/// Holds however the tests depend on each other.
/// - Parameter pValues: in [0, 1]; may be empty.
/// - Returns: in the same order, in [0, 1]; equal p-values stay equal. Lowering one p raises none.
///   Source: Holm, Scandinavian Journal of Statistics 6 (1979).
public func holmAdjusted(_ pValues: [Double]) -> [Double] {
  let order = ascending(pValues)
  var adjusted = pValues
  var largest = 0.0
  for (rank, test) in order.enumerated() {
    largest = max(largest, min(1, Double(pValues.count - rank) * pValues[test]))
    adjusted[test] = largest
  }
  return adjusted
}

/// p-values corrected so that the expected share of false ones among all rejections stays below the
/// level, for tests that are independent or positively dependent: to explore, not to confirm.
///
/// - Parameter pValues: in [0, 1]; may be empty.
/// - Returns: in the same order, in [0, 1], never above Holm's.
///   Source: Benjamini and Hochberg, JRSS B 57 (1995).
public func benjaminiHochbergAdjusted(_ pValues: [Double]) -> [Double] {
  let order = ascending(pValues)
  var adjusted = pValues
  var smallest = 1.0
  for (rank, test) in order.enumerated().reversed() {
    smallest = min(smallest, Double(pValues.count) / Double(rank + 1) * pValues[test])
    adjusted[test] = smallest
  }
  return adjusted
}

private func ascending(_ pValues: [Double]) -> [Int] {
  precondition(pValues.allSatisfy { (0...1).contains($0) }, "a p-value outside 0...1")
  return pValues.indices.sorted { (pValues[$0], $0) < (pValues[$1], $1) }
}
