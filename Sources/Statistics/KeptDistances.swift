/// Squared distances of all pairs i < j, for samples that are small enough to keep them.
struct KeptDistances: Sendable {
  let strips: PairStrips
  /// Of each tile of each strip, row-major; what is not i < j says nothing.
  let squares: [[[Double]]]

  /// Samples of more rows than this take a subsample for the median, and compute distances twice.
  static let limit = 5_000

  init(_ rows: DistanceRows, _ strips: PairStrips) {
    self.strips = strips
    squares = mapOnAllCores(strips.strips.count) { number in
      strips.strips[number].tiles.map { tile in
        var squares = [Double](repeating: 0, count: tile.count)
        rows.squaredDistances(tile, into: &squares)
        return squares
      }
    }
  }

  /// The median distance, the mean of the two middle ones of an even number; 0 without pairs.
  ///
  /// Pairs are counted in buckets between the smallest and the largest, so that only those of the
  /// middle ones need sorting.
  var median: Double {
    let bounds = mapOnAllCores(squares.count) { self.extremes(ofStrip: $0) }.compactMap { $0 }
    guard let low = bounds.map(\.low).min(), let high = bounds.map(\.high).max() else {
      return 0
    }
    guard low < high else { return low.squareRoot() }
    let buckets = DistanceBuckets(low: low, high: high)
    let counts = mapOnAllCores(squares.count) { self.counts(ofStrip: $0, buckets) }
      .reduce(into: [Int](repeating: 0, count: DistanceBuckets.count)) { sums, counts in
        for bucket in counts.indices { sums[bucket] += counts[bucket] }
      }
    let total = counts.reduce(0, +)
    let middle = ((total - 1) / 2)...(total / 2)
    let first = rank(middle.lowerBound, in: counts)
    let last = rank(middle.upperBound, in: counts)
    let middleValues = mapOnAllCores(squares.count) {
      self.values(ofStrip: $0, first.bucket...last.bucket, buckets)
    }.flatMap { $0 }.sorted()
    let lower = middleValues[middle.lowerBound - first.before]
    let upper = middleValues[middle.upperBound - first.before]
    return (lower.squareRoot() + upper.squareRoot()) / 2
  }

  /// The bucket of a rank, and how many values come before that bucket.
  private func rank(_ rank: Int, in counts: [Int]) -> (bucket: Int, before: Int) {
    var before = 0
    for bucket in counts.indices {
      if rank < before + counts[bucket] { return (bucket, before) }
      before += counts[bucket]
    }
    preconditionFailure("rank \(rank) of \(before)")
  }

  private func extremes(ofStrip number: Int) -> (low: Double, high: Double)? {
    var (low, high) = (Double.infinity, -Double.infinity)
    for (tile, squares) in zip(strips.strips[number].tiles, squares[number]) {
      for i in tile.rows {
        for k in tile.places(after: i) {
          low = min(low, squares[k])
          high = max(high, squares[k])
        }
      }
    }
    return low <= high ? (low, high) : nil
  }

  private func counts(ofStrip number: Int, _ buckets: DistanceBuckets) -> [Int] {
    var counts = [Int](repeating: 0, count: DistanceBuckets.count)
    for (tile, squares) in zip(strips.strips[number].tiles, squares[number]) {
      for i in tile.rows {
        for k in tile.places(after: i) { counts[buckets.bucket(squares[k])] += 1 }
      }
    }
    return counts
  }

  private func values(
    ofStrip number: Int, _ wanted: ClosedRange<Int>, _ buckets: DistanceBuckets
  ) -> [Double] {
    var values: [Double] = []
    for (tile, squares) in zip(strips.strips[number].tiles, squares[number]) {
      for i in tile.rows {
        for k in tile.places(after: i) where wanted.contains(buckets.bucket(squares[k])) {
          values.append(squares[k])
        }
      }
    }
    return values
  }
}

/// Equal parts of a range; a greater value is never in an earlier bucket.
private struct DistanceBuckets {
  static let count = 4_096
  private let low: Double
  private let factor: Double

  init(low: Double, high: Double) {
    self.low = low
    factor = min(Double(Self.count) / (high - low), .greatestFiniteMagnitude)
  }

  /// Infinite distances come last.
  func bucket(_ value: Double) -> Int {
    let part = (value - low) * factor
    return part < Double(Self.count) ? Int(part) : Self.count - 1
  }
}

extension Tile {
  /// Places in the tile of the pairs i < j of a row.
  func places(after row: Int) -> Range<Int> {
    let start = (row - rows.lowerBound) * columns.count
    let skipped = min(max(0, row + 1 - columns.lowerBound), columns.count)
    return (start + skipped)..<(start + columns.count)
  }
}
