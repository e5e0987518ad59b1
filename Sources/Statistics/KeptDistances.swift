import LinearAlgebra

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
  /// A sample of the pairs says between which two values the middle most likely is, so that only those
  /// between need ordering; should it be wrong, all are ordered.
  var median: Double {
    let sample = self.sample.sorted()
    guard !sample.isEmpty else { return 0 }
    let near = quantile(0.475, ofSorted: sample)...quantile(0.525, ofSorted: sample)
    return median(within: near) ?? median(within: 0 ... .infinity) ?? 0
  }

  /// Nil where the middle is not there.
  private func median(within range: ClosedRange<Double>) -> Double? {
    let parts = mapOnAllCores(squares.count) { self.part(ofStrip: $0, within: range) }
    let total = parts.reduce(0) { $0 + $1.total }
    let below = parts.reduce(0) { $0 + $1.below }
    var inside = parts.flatMap(\.inside)
    let ranks = ((total - 1) / 2 - below, total / 2 - below)
    guard ranks.0 >= 0, ranks.1 < inside.count else { return nil }
    let lower = selectRank(ranks.0, in: &inside).squareRoot()
    let upper = selectRank(ranks.1, in: &inside).squareRoot()
    return (lower + upper) / 2
  }

  /// Some ten thousand of the squared distances, evenly spread.
  var sample: [Double] {
    let count = strips.pairCount
    let step = max(1, count / 10_000)
    var values: [Double] = []
    for (strip, squares) in zip(strips.strips, squares) {
      for (tile, squares) in zip(strip.tiles, squares) {
        for i in tile.rows {
          let places = tile.places(after: i)
          let first = places.lowerBound + i * 7_919 % step
          for k in stride(from: first, to: places.upperBound, by: step) {
            values.append(squares[k])
          }
        }
      }
    }
    return values
  }

  private func part(
    ofStrip number: Int, within range: ClosedRange<Double>
  ) -> (total: Int, below: Int, inside: [Double]) {
    var (total, below) = (0, 0)
    var inside: [Double] = []
    for (tile, squares) in zip(strips.strips[number].tiles, squares[number]) {
      for i in tile.rows {
        let places = tile.places(after: i)
        total += places.count
        below += squares.append(places, between: range, to: &inside)
      }
    }
    return (total, below, inside)
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
