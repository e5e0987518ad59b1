public import LinearAlgebra

extension Matrix<Float> {
  /// The threshold between two clusters of a map's values with the least sum of squared distances to their
  /// means: k-means for k = 2 in one dimension, solved exactly, without a start or a seed.
  ///
  /// - Returns: the middle between both means, above which values belong to the upper cluster; nil where all
  ///   values are equal.
  /// - Precondition: finite values.
  /// - Complexity: O(n log n) for n pixels. Source: Fisher, "On grouping for maximum homogeneity" (1958).
  public var twoMeansThreshold: Double? {
    let sorted = elements.sorted()
    guard let first = sorted.first, let last = sorted.last, first < last else { return nil }
    let total = sorted.reduce(0.0) { $0 + Double($1) }
    var sum = 0.0
    var (best, middle) = (-Double.infinity, 0.0)
    for count in 1..<sorted.count {
      sum += Double(sorted[count - 1])
      guard sorted[count - 1] < sorted[count] else { continue }
      let (below, above) = (Double(count), Double(sorted.count - count))
      let (low, high) = (sum / below, (total - sum) / above)
      // The least spread within is the greatest between.
      let between = below * above * (high - low) * (high - low)
      if between > best { (best, middle) = (between, (low + high) / 2) }
    }
    return middle
  }
}
