extension Matrix {
  /// A·B, shape (rows, other.columns).
  public func times(_ other: Matrix) -> Matrix {
    precondition(columns == other.rows, "inner dimensions \(columns) and \(other.rows)")
    return product(
      other,
      ProductShape(
        m: rows, n: other.columns, k: columns, transposesA: false, transposesB: false))
  }

  /// A·Bᵀ: the inner products of all rows of both, shape (rows, other.rows).
  public func timesTransposed(_ other: Matrix) -> Matrix {
    precondition(columns == other.columns, "rows of \(columns) and \(other.columns) numbers")
    return product(
      other,
      ProductShape(m: rows, n: other.rows, k: columns, transposesA: false, transposesB: true))
  }

  /// Aᵀ·B, shape (columns, other.columns).
  public func transposedTimes(_ other: Matrix) -> Matrix {
    precondition(rows == other.rows, "inner dimensions \(rows) and \(other.rows)")
    return product(
      other,
      ProductShape(
        m: columns, n: other.columns, k: rows, transposesA: true, transposesB: false))
  }

  /// Inner products of a range of rows with a range of rows of another matrix.
  ///
  /// - Parameter tile: row-major, shape (range.count, otherRange.count); at least that long, so
  ///   that one buffer serves tiles of every size.
  public func innerProducts(
    of range: Range<Int>, with other: Matrix, of otherRange: Range<Int>, into tile: inout [Scalar]
  ) {
    precondition(columns == other.columns, "rows of \(columns) and \(other.columns) numbers")
    precondition(range.upperBound <= rows && otherRange.upperBound <= other.rows)
    precondition(tile.count >= range.count * otherRange.count, "the tile is too small")
    guard !range.isEmpty, !otherRange.isEmpty else { return }
    let shape = ProductShape(
      m: range.count, n: otherRange.count, k: columns, transposesA: false, transposesB: true)
    Self.multiply(
      shape, elements[(range.lowerBound * columns)...],
      other.elements[(otherRange.lowerBound * columns)...], into: &tile)
  }

  /// Weighted sums of a range of rows: weights·rows.
  ///
  /// - Parameters:
  ///   - weights: row-major, shape (count, range.count); may be longer.
  ///   - count: how many sums.
  ///   - sums: row-major, shape (count, columns); may be longer, is overwritten.
  public func weightedSums(
    of range: Range<Int>, by weights: [Scalar], count: Int, into sums: inout [Scalar]
  ) {
    precondition(range.lowerBound >= 0 && range.upperBound <= rows)
    precondition(weights.count >= count * range.count, "too few weights")
    precondition(sums.count >= count * columns, "too little room for the sums")
    let shape = ProductShape(
      m: count, n: columns, k: range.count, transposesA: false, transposesB: false)
    Self.multiply(shape, weights[...], elements[(range.lowerBound * columns)...], into: &sums)
  }

  /// Inner products of all rows of two buffers, which serve matrices of every size.
  ///
  /// - Parameters:
  ///   - a: row-major, shape (rows, length); may be longer.
  ///   - b: row-major, shape (otherRows, length); may be longer.
  ///   - products: row-major, shape (rows, otherRows); may be longer, is overwritten.
  public static func innerProducts(
    of a: [Scalar], rows: Int, with b: [Scalar], rows otherRows: Int, length: Int,
    into products: inout [Scalar]
  ) {
    precondition(a.count >= rows * length && b.count >= otherRows * length, "too few numbers")
    precondition(products.count >= rows * otherRows, "too little room for the products")
    let shape = ProductShape(
      m: rows, n: otherRows, k: length, transposesA: false, transposesB: true)
    multiply(shape, a[...], b[...], into: &products)
  }

  private func product(_ other: Matrix, _ shape: ProductShape) -> Matrix {
    var result = Matrix(rows: shape.m, columns: shape.n)
    Self.multiply(shape, elements[...], other.elements[...], into: &result.elements)
    return result
  }

  /// An empty sum leaves `c` at zero, which BLAS does not promise for k = 0.
  private static func multiply(
    _ shape: ProductShape, _ a: ArraySlice<Scalar>, _ b: ArraySlice<Scalar>, into c: inout [Scalar]
  ) {
    guard shape.m > 0, shape.n > 0, shape.k > 0 else {
      for i in 0..<(shape.m * shape.n) { c[i] = 0 }
      return
    }
    unsafe a.withUnsafeBufferPointer { a in
      unsafe b.withUnsafeBufferPointer { b in
        unsafe c.withUnsafeMutableBufferPointer { c in
          guard let a = a.baseAddress, let b = b.baseAddress, let c = c.baseAddress else { return }
          unsafe Scalar.multiply(shape, a, b, into: c)
        }
      }
    }
  }
}
