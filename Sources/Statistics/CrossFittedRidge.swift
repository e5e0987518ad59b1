import LinearAlgebra

/// Ridge regressions of many labellings at once on rows cut into folds: each fold is scored by what
/// the rows of all others were fitted to.
///
/// Scores are those of β = (XᵀX + λI)⁻¹Xᵀy with X and y less their means over the rows fitted to. They
/// lack the constant, which is the same for all rows of a fold. A matrix is factored once a fold, of
/// the smaller of rows and columns, and serves all labellings.
/// Source: Hastie, Tibshirani and Friedman, "The Elements of Statistical Learning", section 3.4.
struct CrossFittedRidge: Sendable {
  private let rows: Matrix<Double>
  private let folds: [Range<Int>]
  private let fits: [Fit]

  private enum Fit: Sendable {
    /// Of XᵀX + λI, with the mean of the rows fitted to.
    case columns(CholeskyFactor, mean: [Double])
    /// Of XXᵀ + λI, with the inner products of rows fitted to (down) and rows to score (across).
    case rows(CholeskyFactor, products: Matrix<Double>)
  }

  /// - Parameters:
  ///   - rows: shape (n, d), those of a fold together, in the order of the folds.
  ///   - folds: that cover all rows, at least two.
  ///   - penalty: λ > 0.
  init(
    _ rows: Matrix<Double>, folds: [Range<Int>], penalty: Double
  ) throws(StatisticsError) {
    precondition(penalty > 0 && folds.count >= 2)
    (self.rows, self.folds) = (rows, folds)
    let fitted = rows.rows - (folds.map(\.count).min() ?? 0)
    let found =
      fitted < rows.columns
      ? Self.fitRows(rows, folds, penalty) : Self.fitColumns(rows, folds, penalty)
    fits = try unwrapped(found)
  }

  /// - Parameter labels: for each fold shape (labellings, rows of the fold).
  /// - Returns: for each fold the scores of its rows, of the same shape.
  func scores(of labels: [Matrix<Double>]) -> [Matrix<Double>] {
    let sums = zip(folds, labels).map { fold, labels in rows.weightedSums(of: fold, by: labels) }
    let totals = labels.map(\.rowSums)
    return folds.indices.map { fold in
      switch fits[fold] {
      case .columns(let factor, let mean):
        let (sum, total) = (sums.sum(except: fold), totals.sum(except: fold))
        let slopes = factor.solving(rows: sum.minusOuterProduct(total, mean))
        return slopes.innerProducts(with: rows, of: folds[fold])
      case .rows(let factor, let products):
        return factor.solving(rows: labels.joined(except: fold).minusRowMeans).times(products)
      }
    }
  }

  private static func fitColumns(
    _ rows: Matrix<Double>, _ folds: [Range<Int>], _ penalty: Double
  ) -> [Result<Fit, LinearAlgebraError>] {
    let parts = mapOnAllCores(folds.count) { fold in
      var sum = SumOfOuterProducts(order: rows.columns)
      let part = rows.selecting(rows: folds[fold])
      sum.add(rowsOf: part)
      return (square: sum.matrix, sum: part.columnSums)
    }
    return mapOnAllCores(folds.count) { fold in
      let count = Double(rows.rows - folds[fold].count)
      let mean = parts.map(\.sum).sum(except: fold).map { $0 / count }
      let square = parts.map(\.square).sum(except: fold)
      return Result { () throws(LinearAlgebraError) in
        let centred = square.minusOuterProduct(mean.map { $0 * count }, mean)
        return .columns(try CholeskyFactor(of: centred.addingToDiagonal(penalty)), mean: mean)
      }
    }
  }

  private static func fitRows(
    _ rows: Matrix<Double>, _ folds: [Range<Int>], _ penalty: Double
  ) -> [Result<Fit, LinearAlgebraError>] {
    mapOnAllCores(folds.count) { fold in
      let others = (0..<rows.rows).filter { !folds[fold].contains($0) }
      let fitted = rows.selecting(rows: others)
      let centred = fitted.centringColumns
      let square = centred.timesTransposed(centred).addingToDiagonal(penalty)
      let products = centred.timesTransposed(rows.selecting(rows: folds[fold]))
      return Result { () throws(LinearAlgebraError) in
        .rows(try CholeskyFactor(of: square), products: products)
      }
    }
  }
}

private func unwrapped<Value>(
  _ results: [Result<Value, LinearAlgebraError>]
) throws(StatisticsError) -> [Value] {
  var values: [Value] = []
  for result in results {
    switch result {
    case .success(let value): values.append(value)
    case .failure(let error): throw .linearAlgebra(error)
    }
  }
  return values
}

extension [Matrix<Double>] {
  fileprivate func sum(except fold: Int) -> Matrix<Double> {
    var sum = [Double](repeating: 0, count: self[0].elements.count)
    for (number, part) in enumerated() where number != fold {
      let elements = part.elements
      for k in sum.indices { sum[k] += elements[k] }
    }
    return Matrix(rows: self[0].rows, columns: self[0].columns, elements: sum)
  }

  /// Side by side.
  fileprivate func joined(except fold: Int) -> Matrix<Double> {
    let parts = enumerated().filter { $0.offset != fold }.map(\.element)
    return Matrix((0..<self[0].rows).map { row in parts.flatMap { $0.row(row) } })
  }
}

extension [[Double]] {
  fileprivate func sum(except fold: Int) -> [Double] {
    enumerated().filter { $0.offset != fold }.map(\.element).reduce(
      [Double](repeating: 0, count: self[0].count)
    ) { zip($0, $1).map(+) }
  }
}

extension Matrix<Double> {
  fileprivate var rowSums: [Double] { (0..<rows).map { row($0).reduce(0, +) } }

  fileprivate var minusRowMeans: Matrix {
    minusOuterProduct(
      rowSums.map { $0 / Double(columns) }, Array(repeating: 1, count: columns))
  }

  fileprivate func minusOuterProduct(_ down: [Double], _ across: [Double]) -> Matrix {
    var values = elements
    let (rows, columns) = (rows, columns)
    for i in 0..<rows {
      for j in 0..<columns { values[i * columns + j] -= down[i] * across[j] }
    }
    return Matrix(rows: rows, columns: columns, elements: values)
  }

  func addingToDiagonal(_ value: Double) -> Matrix {
    var sums = elements
    for i in 0..<rows { sums[i * columns + i] += value }
    return Matrix(rows: rows, columns: columns, elements: sums)
  }

  fileprivate func weightedSums(of range: Range<Int>, by weights: Matrix) -> Matrix {
    var sums = [Double](repeating: 0, count: weights.rows * columns)
    weightedSums(of: range, by: weights.elements, count: weights.rows, into: &sums)
    return Matrix(rows: weights.rows, columns: columns, elements: sums)
  }

  fileprivate func innerProducts(with other: Matrix, of range: Range<Int>) -> Matrix {
    var products = [Double](repeating: 0, count: rows * range.count)
    innerProducts(of: 0..<rows, with: other, of: range, into: &products)
    return Matrix(rows: rows, columns: range.count, elements: products)
  }
}
