import Foundation
import LinearAlgebra

/// Mean and spread of every column of some rows.
struct Standardization: Sendable {
  let mean: [Double]
  /// Standard deviation, or 1 for a column whose variance is no more than rounding.
  let deviation: [Double]
  /// 0 for such a column, else 1.
  let presence: [Double]

  init(of rows: StoredRows) {
    let mean = rows.columnMeans
    var squares = [Double](repeating: 0, count: mean.count)
    for range in SoftmaxLoss.blocks(0..<rows.count) {
      let values = rows.rows(range, minus: mean).elements
      for (i, value) in values.enumerated() { squares[i % squares.count] += value * value }
    }
    let n = Double(rows.count)
    self.mean = mean
    let variances = squares.map { $0 / n }
    presence = zip(variances, mean).map { variance, mean in
      let rounding = n * Double.ulpOfOne * (variance + n * Double.ulpOfOne * mean * mean)
      return variance <= rounding ? 0 : 1
    }
    deviation = zip(variances, presence).map { $1 == 0 ? 1 : $0.squareRoot() }
  }

  /// Of columns that are to stay as they are, which have mean 0.
  init(unchanged columns: Int) {
    mean = Array(repeating: 0, count: columns)
    (deviation, presence) = (mean.map { _ in 1 }, mean.map { _ in 1 })
  }

  /// Of standardised columns, over all rows, shape (d, d).
  func covariance(of rows: StoredRows) -> Matrix<Double> {
    // The root of the share, since the sum is of squares.
    let scale = deviation.map { $0 * Double(rows.count).squareRoot() }
    let parts = SoftmaxLoss.mapParts(of: rows.count) { range in
      var sum = SumOfOuterProducts(order: rows.dimension)
      for block in SoftmaxLoss.blocks(range) {
        sum.add(rowsOf: rows.rows(block, minus: mean).dividingColumns(by: scale))
      }
      return sum
    }
    var sum = SumOfOuterProducts(order: rows.dimension)
    for part in parts { sum.add(part) }
    return sum.matrix
  }
}

/// The mean cross-entropy of softmax classes over rows, plus penalty/2 times the squared weights of
/// standardised columns.
struct SoftmaxLoss: Sendable {
  let rows: StoredRows
  let standard: Standardization
  /// Of each row, 0..<classes.
  let codes: [Int]
  let classes: Int
  let penalty: Double

  /// Rows that are brought to double precision at once; few enough for a core's cache.
  static func blocks(_ range: Range<Int>) -> [Range<Int>] {
    stride(from: range.lowerBound, to: range.upperBound, by: 256).map {
      $0..<min($0 + 256, range.upperBound)
    }
  }

  /// Value and derivatives at some weights.
  struct Slope: Sendable {
    var value: Double
    /// Row-major, shape (classes, columns).
    var weights: [Double]
    /// One a class.
    var intercepts: [Double]

    static func += (sum: inout Slope, part: Slope) {
      sum.value += part.value
      for i in sum.weights.indices { sum.weights[i] += part.weights[i] }
      for i in sum.intercepts.indices { sum.intercepts[i] += part.intercepts[i] }
    }
  }

  /// - Parameter weights: of columns less their mean, not divided by their deviation; the derivatives
  ///   are those of such weights.
  func slope(weights: Matrix<Double>, intercepts: [Double]) -> Slope {
    let parts = Self.mapParts(of: rows.count) { slope(of: $0, weights, intercepts) }
    var sum = penaltySlope(weights)
    for part in parts { sum += part }
    return sum
  }

  /// The values of a function of ranges of rows, in order. Their number does not depend on that of
  /// threads, so that sums over them are the same.
  static func mapParts<Value: Sendable>(
    of count: Int, _ value: @Sendable (Range<Int>) -> Value
  ) -> [Value] {
    let length = max(256, (count + 7) / 8)
    return mapOnAllCores((count + length - 1) / length) { part in
      value(part * length..<min((part + 1) * length, count))
    }
  }

  private func slope(
    of range: Range<Int>, _ weights: Matrix<Double>, _ intercepts: [Double]
  ) -> Slope {
    var sum = zeroSlope
    for block in Self.blocks(range) {
      let centred = rows.rows(block, minus: standard.mean)
      let scores = centred.timesTransposed(weights).adding(toEachRow: intercepts)
      let (value, residuals) = residuals(scores, block)
      sum += Slope(
        value: value, weights: residuals.transposedTimes(centred).elements,
        intercepts: residuals.columnSums)
    }
    return sum
  }

  /// The loss of some rows, and its derivative by every score: probability less truth, by n.
  private func residuals(
    _ scores: Matrix<Double>, _ block: Range<Int>
  ) -> (value: Double, residuals: Matrix<Double>) {
    let share = 1 / Double(rows.count)
    var value = 0.0
    var elements = scores.elements
    for (place, row) in block.enumerated() {
      let range = place * classes..<(place + 1) * classes
      let own = range.lowerBound + codes[row]
      let score = elements[own]
      value += share * (softmax(&elements, range) - score)
      for i in range { elements[i] *= share }
      elements[own] -= share
    }
    return (value, Matrix(rows: block.count, columns: classes, elements: elements))
  }

  private var zeroSlope: Slope {
    Slope(
      value: 0, weights: Array(repeating: 0, count: classes * rows.dimension),
      intercepts: Array(repeating: 0, count: classes))
  }

  private func penaltySlope(_ weights: Matrix<Double>) -> Slope {
    let standardized = weights.multiplyingColumns(by: standard.deviation)
    let square = Double.innerProduct(standardized.elements[...], standardized.elements[...])
    var slope = zeroSlope
    slope.value = penalty / 2 * square
    slope.weights =
      standardized.multiplyingColumns(by: standard.deviation.map { $0 * penalty }).elements
    return slope
  }
}

/// Turns scores into exp(scores) / Σ exp(scores), without overflow.
///
/// - Returns: log Σ exp(scores).
func softmax(_ scores: inout [Double], _ range: Range<Int>) -> Double {
  var greatest = -Double.infinity
  for i in range { greatest = max(greatest, scores[i]) }
  var sum = 0.0
  for i in range {
    scores[i] = exp(scores[i] - greatest)
    sum += scores[i]
  }
  for i in range { scores[i] /= sum }
  return greatest + log(sum)
}

extension Matrix<Double> {
  func multiplyingColumns(by factors: [Double]) -> Matrix {
    let (rows, columns) = (rows, columns)
    var scaled = elements
    for i in 0..<rows {
      for j in 0..<columns { scaled[i * columns + j] *= factors[j] }
    }
    return Matrix(rows: rows, columns: columns, elements: scaled)
  }

  func dividingColumns(by divisors: [Double]) -> Matrix {
    multiplyingColumns(by: divisors.map { 1 / $0 })
  }

  func adding(toEachRow vector: [Double]) -> Matrix {
    let (rows, columns) = (rows, columns)
    var sums = elements
    for i in 0..<rows {
      for j in 0..<columns { sums[i * columns + j] += vector[j] }
    }
    return Matrix(rows: rows, columns: columns, elements: sums)
  }

  /// Less the mean of each column.
  var centringColumns: Matrix {
    adding(toEachRow: columnSums.map { -$0 / Double(rows) })
  }

  var columnSums: [Double] {
    let (rows, columns, elements) = (rows, columns, elements)
    var sums = [Double](repeating: 0, count: columns)
    for i in 0..<rows {
      for j in 0..<columns { sums[j] += elements[i * columns + j] }
    }
    return sums
  }
}
