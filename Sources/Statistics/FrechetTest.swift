public import LinearAlgebra

/// The Fréchet distance of two samples in a space of few columns, with a p-value by relabelling whole
/// units.
public struct FrechetTest: Sendable, Codable, Equatable {
  /// Of the columns given.
  public let distance: Double
  /// (1 + relabellings at least as far apart) / (1 + relabellings).
  public let pValue: Double
  /// The smallest p-value that these units and permutations can give.
  public let smallestPValue: Double

  /// - Parameters:
  ///   - columns: shape (n + m, c), one row for each row of the samples, e.g. scores along the first
  ///     principal components of both together, which no label enters.
  ///   - settings: permutations and seed.
  ///   - progress: is told of relabellings, eight at a time.
  /// - Throws: `StatisticsError` where LAPACK gives up.
  /// - Complexity: O(permutations·(n·c² + c³)).
  public init(
    _ columns: Matrix<Double>, of samples: TwoSamples, settings: ShiftSettings,
    progress: WorkProgress = { _, _ in }
  ) throws(StatisticsError) {
    precondition(columns.rows == samples.count)
    let labels = UnitRelabellings(
      samples, permutations: settings.permutations, seed: settings.seed,
      stream: "frechet.permutation")
    let whole = MomentSums(columns)
    let parts = Tile.split(0..<labels.count, by: 8)
    let found = mapOnAllCores(parts.count, progress: progress) { part in
      parts[part].map { index in
        let isX = labels.isX(index)
        let x = MomentSums(columns.selecting(rows: isX.indices.filter { isX[$0] }))
        return try? frechetDistance(x.moments, (whole - x).moments)  // told below, once
      }
    }.flatMap { $0 }
    let distances = found.compactMap { $0 }
    guard distances.count == found.count else {
      throw .linearAlgebra(.noConvergence(routine: "dsyevd", info: 1))
    }
    distance = distances[0]
    // Roots of eigenvalues that are 0 but for rounding err by 10⁻⁸ of the largest.
    pValue = labels.pValue(of: distances, size: 1e4 * whole.moments.covariance.trace)
    smallestPValue = labels.smallestPValue
  }
}

/// Sums over rows that are near their mean, from which those of other rows can be taken.
private struct MomentSums {
  let count: Int
  let sum: [Double]
  let squares: Matrix<Double>

  init(_ rows: Matrix<Double>) {
    var squares = SumOfOuterProducts(order: rows.columns)
    squares.add(rowsOf: rows)
    count = rows.rows
    sum = StoredRows.doubles(rows).columnMeans.map { $0 * Double(rows.rows) }
    self.squares = squares.matrix
  }

  private init(count: Int, sum: [Double], squares: Matrix<Double>) {
    (self.count, self.sum, self.squares) = (count, sum, squares)
  }

  static func - (whole: MomentSums, part: MomentSums) -> MomentSums {
    MomentSums(
      count: whole.count - part.count, sum: zip(whole.sum, part.sum).map { $0 - $1 },
      squares: Matrix(
        rows: whole.squares.rows, columns: whole.squares.columns,
        elements: zip(whole.squares.elements, part.squares.elements).map { $0 - $1 }))
  }

  /// A relabelling may leave a single row to a side, whose covariance is 0.
  var moments: NormalMoments {
    let mean = sum.map { $0 / Double(count) }
    var scatter = squares.elements
    for i in mean.indices {
      for j in mean.indices { scatter[i * mean.count + j] -= sum[i] * mean[j] }
    }
    return NormalMoments(
      mean: mean,
      scatter: Matrix(rows: mean.count, columns: mean.count, elements: scatter), count: count)
  }
}
