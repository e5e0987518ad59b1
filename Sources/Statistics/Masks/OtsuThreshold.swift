public import LinearAlgebra

extension Matrix<Float> {
  /// The threshold that parts a map's values into two classes with the greatest variance between them; what
  /// is above it belongs to the upper class.
  ///
  /// Values are counted in 256 bins between the least and the greatest; the threshold is the centre of a bin,
  /// of equally good ones the lowest. The same as scikit-image's `threshold_otsu`, but for its sums in
  /// single precision.
  /// - Returns: nil where all values are equal, which leaves nothing to part.
  /// - Precondition: finite values.
  /// - Complexity: O(pixels). Source: Otsu, "A threshold selection method from gray-level histograms"
  ///   (1979).
  public var otsuThreshold: Double? {
    guard let histogram = MapHistogram(elements) else { return nil }
    let (counts, centres) = (histogram.counts, histogram.centres)
    let total = counts.reduce(0, +)
    let wholeSum = zip(counts, centres).reduce(0) { $0 + $1.0 * $1.1 }
    var (below, sumBelow) = (0.0, 0.0)
    var (best, bestVariance) = (0, -Double.infinity)
    for bin in 0..<(counts.count - 1) {
      below += counts[bin]
      sumBelow += counts[bin] * centres[bin]
      let above = total - below
      let difference = sumBelow / below - (wholeSum - sumBelow) / above
      let variance = below * above * difference * difference
      // Bins without pixels change nothing but the last bits of the sums.
      if variance > bestVariance * (1 + 1e-12) { (best, bestVariance) = (bin, variance) }
    }
    return centres[best]
  }
}

/// How many values lie in each of 256 equal parts of their range.
private struct MapHistogram {
  static let bins = 256

  let counts: [Double]
  let centres: [Double]

  /// Nil where there is no range.
  init?(_ values: [Float]) {
    guard let (least, greatest) = values.range, least < greatest else { return nil }
    let (low, high) = (Double(least), Double(greatest))
    let edges = (0...Self.bins).map { low + Double($0) * ((high - low) / Double(Self.bins)) }
    var counts = [Double](repeating: 0, count: Self.bins)
    for value in values {
      let share = (Double(value) - low) / (high - low)
      var bin = min(Self.bins - 1, Int(share * Double(Self.bins)))
      // Rounding may miss by one; the edges decide, and the last bin has both of its own.
      if Double(value) < edges[bin] { bin -= 1 }
      if bin < Self.bins - 1, Double(value) >= edges[bin + 1] { bin += 1 }
      counts[bin] += 1
    }
    self.counts = counts
    centres = (0..<Self.bins).map { (edges[$0] + edges[$0 + 1]) / 2 }
  }
}

extension [Float] {
  /// The least and the greatest; nil of none.
  var range: (least: Float, greatest: Float)? {
    guard var least = first else { return nil }
    var greatest = least
    for value in self {
      if value < least { least = value }
      if value > greatest { greatest = value }
    }
    return (least, greatest)
  }
}
