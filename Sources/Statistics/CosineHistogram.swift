public import LinearAlgebra

/// How the cosines of many pairs are distributed.
public struct CosineHistogram: Sendable, Codable {
  /// Ascending, over [−1, 1]; one more than there are counts.
  public let edges: [Double]
  /// Pairs in [edges[i], edges[i + 1]); the last bin includes 1.
  public let counts: [Int]
  /// Of the cosines; 0 when there are no pairs.
  public let mean: Double
  public let minimum: Double
  public let maximum: Double
}

/// The cosines of all pairs of one set, each pair once. Zero rows are left out.
///
/// - Complexity: O(n²·d).
public func cosineHistogram(within rows: UnitRows, bins: Int = 100) -> CosineHistogram {
  histogram(CosineTiles(within: rows), bins)
}

/// The cosines of all pairs of a row of x and a row of y. Zero rows are left out.
public func cosineHistogram(
  between x: UnitRows, and y: UnitRows, bins: Int = 100
) -> CosineHistogram {
  histogram(CosineTiles(between: x, and: y), bins)
}

private func histogram(_ tiles: CosineTiles, _ bins: Int) -> CosineHistogram {
  precondition(bins >= 1)
  let hasZeros = !tiles.x.zeroRows.isEmpty || !tiles.y.zeroRows.isEmpty
  var tally = Tally(bins: bins)
  tiles.forEachStrip { row, column, cosines in
    guard hasZeros else { return tally.add(cosines) }
    guard !tiles.x.isZero(row) else { return }
    for (offset, value) in cosines.enumerated() where !tiles.y.isZero(column + offset) {
      tally.add(CollectionOfOne(value))
    }
  }
  return tally.histogram
}

/// Counts, sum and range of a stream of cosines.
private struct Tally {
  private var counts: [Int]
  private var sum = 0.0
  private var minimum: Float = 1
  private var maximum: Float = -1

  init(bins: Int) {
    counts = Array(repeating: 0, count: bins)
  }

  mutating func add(_ cosines: some Sequence<Float>) {
    let scale = Float(counts.count) / 2
    for value in cosines {
      let clamped = max(-1, min(1, value))
      counts[min(counts.count - 1, Int((clamped + 1) * scale))] += 1
      sum += Double(clamped)
      minimum = min(minimum, clamped)
      maximum = max(maximum, clamped)
    }
  }

  var histogram: CosineHistogram {
    let total = counts.reduce(0, +)
    return CosineHistogram(
      edges: (0...counts.count).map { 2 * Double($0) / Double(counts.count) - 1 }, counts: counts,
      mean: total == 0 ? 0 : sum / Double(total), minimum: total == 0 ? 0 : Double(minimum),
      maximum: total == 0 ? 0 : Double(maximum))
  }
}

/// All cosines of a small set, shape (n, n); symmetric, with 1 on the diagonal.
///
/// - Precondition: no zero rows.
public func cosineMatrix(_ rows: UnitRows) -> Matrix<Double> {
  precondition(rows.zeroRows.isEmpty, "a zero row has no cosine")
  var matrix = Matrix<Double>(rows: rows.count, columns: rows.count)
  for i in 0..<rows.count {
    matrix[i, i] = 1
    for j in 0..<i {
      let cosine = rows.cosine(i, rows, j) ?? 0
      matrix[i, j] = cosine
      matrix[j, i] = cosine
    }
  }
  return matrix
}
