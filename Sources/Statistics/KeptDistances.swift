/// Squared distances of all pairs i < j, for samples that are small enough to keep them.
struct KeptDistances: Sendable {
  let strips: PairStrips
  /// Of each tile of each strip, row-major; what is not i < j says nothing.
  let squares: [[[Double]]]
  private let largestNorm: Double

  /// Samples of more rows than this take a subsample for the median, and compute distances twice.
  static let limit = 5_000

  init(_ rows: DistanceRows, _ strips: PairStrips) {
    self.strips = strips
    largestNorm = rows.squaredNorms.max() ?? 0
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
  /// Pairs are counted in buckets up to the largest distance that the norms allow, so that only those
  /// near the middle need ordering.
  var median: Double {
    let buckets = DistanceBuckets(high: 4 * largestNorm)
    let counts = mapOnAllCores(squares.count) { self.counts(ofStrip: $0, buckets) }
      .reduce(into: [Int](repeating: 0, count: DistanceBuckets.count)) { sums, counts in
        for bucket in counts.indices { sums[bucket] += counts[bucket] }
      }
    let total = counts.reduce(0, +)
    guard total > 0 else { return 0 }
    let middle = ((total - 1) / 2, total / 2)
    let first = rank(middle.0, in: counts)
    let last = rank(middle.1, in: counts)
    var near = mapOnAllCores(squares.count) {
      self.values(ofStrip: $0, first.bucket...last.bucket, buckets)
    }.flatMap { $0 }
    let lower = selectRank(middle.0 - first.before, in: &near).squareRoot()
    let upper = selectRank(middle.1 - first.before, in: &near).squareRoot()
    return (lower + upper) / 2
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

/// Equal parts of the numbers from 0; a greater value is never in an earlier bucket.
private struct DistanceBuckets {
  static let count = 4_096
  private let factor: Double

  init(high: Double) {
    factor = min(Double(Self.count) / high, .greatestFiniteMagnitude)
  }

  /// Infinite distances come last.
  func bucket(_ value: Double) -> Int {
    let part = value * factor
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
