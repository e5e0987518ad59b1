public import LinearAlgebra

/// Median Euclidean distance over all pairs of rows, the usual bandwidth of a Gaussian kernel.
///
/// - Parameters:
///   - rows: shape (n, d), n ≥ 2.
///   - limit: with more rows than this, a seeded sample of so many is taken.
/// - Returns: 0 when more than half of the pairs are equal.
/// - Complexity: O(min(n, limit)²·d) time, O(min(n, limit)²) memory.
public func medianPairwiseDistance(
  _ rows: Matrix<Double>, subsampleAbove limit: Int = 5_000, seed: UInt64
) -> Double {
  precondition(rows.rows >= 2)
  var generator = SeededGenerator(seed: seed, stream: "median distance")
  let sampled =
    rows.rows > limit
    ? rows.selecting(rows: generator.sample(limit, of: rows.rows)) : rows
  var squared: [Double] = []
  squared.reserveCapacity(sampled.rows * (sampled.rows - 1) / 2)
  DistanceTiles(sampled).forEachRow { row, distances in
    squared += distances.dropFirst(row + 1)
  }
  let middle = squared.count / 2
  let upper = selected(middle, of: &squared).squareRoot()
  guard squared.count.isMultiple(of: 2) else { return upper }
  let lower = (squared[..<middle].max() ?? 0).squareRoot()
  return (lower + upper) / 2
}

/// The value at a position of the sorted order; smaller values then stand before it (quickselect).
private func selected(_ position: Int, of values: inout [Double]) -> Double {
  var low = 0
  var high = values.count - 1
  while low < high {
    let pivot = values[low + (high - low) / 2]
    var (i, j) = (low, high)
    while i <= j {
      while values[i] < pivot { i += 1 }
      while values[j] > pivot { j -= 1 }
      if i <= j {
        values.swapAt(i, j)
        i += 1
        j -= 1
      }
    }
    if position <= j {
      high = j
    } else if position >= i {
      low = i
    } else {
      break
    }
  }
  return values[position]
}
