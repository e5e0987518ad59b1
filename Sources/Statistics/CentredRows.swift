import LinearAlgebra

/// Rows in double precision with the mean of each column taken away.
struct CentredRows {
  let rows: Matrix<Double>
  let mean: [Double]

  init<Scalar: MatrixScalar>(_ original: Matrix<Scalar>) {
    var sums = [Double](repeating: 0, count: original.columns)
    for i in 0..<original.rows {
      for (j, value) in original.row(i).enumerated() { sums[j] += Double(value) }
    }
    let mean = sums.map { $0 / Double(max(1, original.rows)) }
    var elements: [Double] = []
    elements.reserveCapacity(original.elements.count)
    for i in 0..<original.rows {
      for (value, centre) in zip(original.row(i), mean) { elements.append(Double(value) - centre) }
    }
    rows = Matrix(rows: original.rows, columns: original.columns, elements: elements)
    self.mean = mean
  }

  /// Σ‖row‖², the total variance times n.
  var totalSquares: Double {
    rows.elements.isEmpty ? 0 : Double.innerProduct(rows.elements[...], rows.elements[...])
  }
}
