import LinearAlgebra

/// The directions in which rows vary most, found on a sample: from them folds of any smaller width
/// are made.
struct FoldBasis: Sendable {
  private let directions: Matrix<Float>
  private let center: [Float]

  /// - Parameters:
  ///   - sample: directions, shape (m, d).
  ///   - count: directions wanted; fewer where d is smaller.
  init(of sample: Matrix<Float>, count: Int) {
    let middle = sample.mean
    center = middle
    var centered = sample
    centered.subtractFromEachRow(middle)
    directions = Self.mainDirections(of: centered, count: min(count, sample.columns))
  }

  /// The first directions, or all where there are fewer, shape (count, d).
  func directions(_ count: Int) -> Matrix<Float> {
    directions.selecting(rows: 0..<min(count, directions.rows))
  }

  /// Rows that are not folded.
  var whole: Fold { .whole(center: center) }

  /// - Parameter width: dimension of the image, at least 1.
  func fold(width: Int, restCenter: Double = 0) -> Fold {
    Fold(
      directions: directions.selecting(rows: 0..<min(width - 1, directions.rows)), center: center,
      restCenter: restCenter)
  }

  /// The widest fold.
  var largestWidth: Int { directions.rows + 1 }

  /// Two rounds of subspace iteration: any directions give a correct fold, so that better ones would
  /// only save candidates. Source: Halko, Martinsson and Tropp, SIAM Review 53 (2011), algorithm 4.4.
  private static func mainDirections(of sample: Matrix<Float>, count: Int) -> Matrix<Float> {
    var generator = SeededGenerator(seed: 0, stream: "fold")
    let start = (0..<(count * sample.columns)).map { _ in Float(generator.uniformFraction()) - 0.5 }
    var directions = Matrix(rows: count, columns: sample.columns, elements: start)
    for _ in 0..<2 { directions = orthonormal(turned(directions, by: sample)) }
    return contracted(directions)
  }

  /// The directions times SᵀS of the sample S, by parts of its rows.
  private static func turned(
    _ directions: Matrix<Float>, by sample: Matrix<Float>
  ) -> Matrix<Float> {
    let (length, count) = (256, directions.rows)
    let parts = mapOnAllCores((sample.rows + length - 1) / length) { part in
      let range = (part * length)..<min((part + 1) * length, sample.rows)
      var products = [Float](repeating: 0, count: count * range.count)
      var sums = [Float](repeating: 0, count: count * sample.columns)
      directions.innerProducts(of: 0..<count, with: sample, of: range, into: &products)
      sample.weightedSums(of: range, by: products, count: count, into: &sums)
      return sums
    }
    var total = [Float](repeating: 0, count: count * sample.columns)
    for part in parts {
      for k in total.indices { total[k] += part[k] }
    }
    return Matrix(rows: count, columns: sample.columns, elements: total)
  }

  /// The principal axes of the rows, by falling variance; rows of zeros where there are fewer.
  private static func orthonormal(_ rows: Matrix<Float>) -> Matrix<Float> {
    let largest = rows.elements.reduce(0) { max($0, abs($1)) }
    guard largest > 0 else { return rows }
    let scaled = Matrix<Float>(
      rows: rows.rows, columns: rows.columns, elements: rows.elements.map { $0 / largest })
    let products = scaled.timesTransposed(scaled)
    let squares = Matrix<Double>(
      rows: rows.rows, columns: rows.rows, elements: products.elements.map(Double.init))
    // Any directions will do, also none: without them, the fold is of length alone.
    guard let eigen = try? SymmetricEigen(of: squares) else {
      return Matrix(rows: rows.rows, columns: rows.columns)
    }
    var axes = Matrix<Float>(rows: rows.rows, columns: rows.rows)
    for i in 0..<axes.rows where eigen.values[i] > 1e-6 * eigen.values[0] {
      let factor = 1 / eigen.values[i].squareRoot()
      for k in 0..<axes.columns { axes[i, k] = Float(eigen.vectors[i, k] * factor) }
    }
    return axes.times(scaled)
  }

  /// The directions, shortened until no singular value is above 1: the square of the largest is at
  /// most the largest sum of magnitudes in a row of QQᵀ. Rounding the result moves it by at most
  /// 2⁻²⁴√p.
  private static func contracted(_ directions: Matrix<Float>) -> Matrix<Float> {
    let exact = Matrix<Double>(
      rows: directions.rows, columns: directions.columns,
      elements: directions.elements.map(Double.init))
    let products = exact.timesTransposed(exact)
    let bound = (0..<products.rows).reduce(1.0) { bound, i in
      max(bound, products.row(i).reduce(0) { $0 + abs($1) })
    }
    let margin = 0x1p-22 * Double(directions.rows).squareRoot()
    let factor = (1 - margin) / bound.squareRoot()
    return Matrix(
      rows: exact.rows, columns: exact.columns, elements: exact.elements.map { Float($0 * factor) })
  }
}

extension Matrix<Float> {
  /// Of all rows; zeros when there is none.
  fileprivate var mean: [Float] {
    var mean = [Float](repeating: 0, count: columns)
    let weights = [Float](repeating: 1 / Float(Swift.max(1, rows)), count: rows)
    weightedSums(of: 0..<rows, by: weights, count: 1, into: &mean)
    return mean
  }
}
