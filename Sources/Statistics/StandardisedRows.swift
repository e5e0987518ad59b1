import LinearAlgebra

/// Rows with every column brought to mean 0 and variance 1; a column that does not vary becomes 0.
struct StandardisedRows: Sendable {
  /// Shape (n, d).
  let rows: Matrix<Double>

  /// - Parameter values: shape (n, d), n ≥ 1; finite.
  init(_ values: Matrix<Double>) {
    let stored = StoredRows.doubles(values)
    let mean = stored.columnMeans
    let centred = stored.rows(0..<values.rows, minus: mean)
    var squares = [Double](repeating: 0, count: values.columns)
    for i in 0..<values.rows {
      for (j, value) in centred.row(i).enumerated() { squares[j] += value * value }
    }
    let scales = zip(squares, mean).map { square, mean in
      let deviation = (square / Double(values.rows)).squareRoot()
      return deviation > 1e-12 * abs(mean) ? 1 / deviation : 0
    }
    var elements = centred.elements
    for i in 0..<values.rows {
      for j in scales.indices { elements[i * values.columns + j] *= scales[j] }
    }
    rows = Matrix(rows: values.rows, columns: values.columns, elements: elements)
  }

  /// The share of the identity that Ledoit and Wolf mix into a covariance to make it most exact,
  /// δ in (1 − δ)S + δμI; within [0, 1], and 0 for one column. No label enters it.
  ///
  /// Source: Ledoit and Wolf, "A well-conditioned estimator for large-dimensional covariance
  /// matrices" (2004), lemma 3.3.
  var shrinkage: Double {
    let n = Double(rows.rows)
    let squares = (0..<rows.rows).map { Double.innerProduct(rows.row($0), rows.row($0)) }
    let trace = squares.reduce(0, +) / n
    let norm = squaredNormOfCovariance
    let spread = norm - trace * trace / Double(max(1, rows.columns))
    let error = (squares.reduce(0) { $0 + $1 * $1 } / n - norm) / n
    return spread > 1e-12 * norm ? min(1, max(0, error / spread)) : 0
  }

  /// ‖S‖² = ‖ZᵀZ‖² / n² = ‖ZZᵀ‖² / n².
  private var squaredNormOfCovariance: Double {
    let square =
      rows.rows < rows.columns ? rows.timesTransposed(rows) : rows.transposedTimes(rows)
    let n = Double(rows.rows)
    return square.elements.reduce(0) { $0 + $1 * $1 } / (n * n)
  }
}
