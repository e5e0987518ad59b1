internal import CSimilarity

/// Inner products of queries with rows that stay in their file.
extension MappedRows {
  /// Of one query with every row, in float.
  ///
  /// - Parameters:
  ///   - query: as long as a row.
  ///   - products: at least one number a row.
  public func innerProducts(with query: [Float], into products: inout [Float]) {
    precondition(query.count == columns, "a query of \(query.count) for rows of \(columns) numbers")
    precondition(products.count >= rows, "too little room for the products")
    guard rows > 0 else { return }
    unsafe withNumbers { numbers in
      unsafe similarity_query_rows(query, numbers, Int64(rows), Int64(columns), &products)
    }
  }

  /// Of one query with some rows, in float, in their order.
  ///
  /// - Parameter chosen: which rows.
  public func innerProducts(
    with query: [Float], of chosen: [Int32], into products: inout [Float]
  ) {
    precondition(query.count == columns, "a query of \(query.count) for rows of \(columns) numbers")
    precondition(products.count >= chosen.count, "too little room for the products")
    precondition(chosen.allSatisfy { (0..<Int32(rows)).contains($0) }, "no such row")
    guard !chosen.isEmpty else { return }
    unsafe withNumbers { numbers in
      var rows = unsafe similarity_blocks(
        first: numbers, width: Int64(columns), block_rows: Int32(rows), block_stride: 0)
      unsafe similarity_query_some_rows(query, &rows, chosen, Int64(chosen.count), &products)
    }
  }

  /// Of many queries with every row, in float.
  ///
  /// - Parameters:
  ///   - queries: some rows of a matrix of as many columns.
  ///   - products: row-major, shape (queries.count, rows); may be longer.
  public func innerProducts(
    with matrix: Matrix<Float>, of queries: Range<Int>, into products: inout [Float]
  ) {
    precondition(matrix.columns == columns, "queries of \(matrix.columns) numbers for \(columns)")
    precondition(queries.lowerBound >= 0 && queries.upperBound <= matrix.rows)
    precondition(products.count >= queries.count * rows, "too little room for the products")
    guard rows > 0, !queries.isEmpty, columns > 0 else { return }
    let shape = ProductShape(
      m: queries.count, n: rows, k: columns, transposesA: false, transposesB: true)
    unsafe matrix.elements[(queries.lowerBound * columns)...].withUnsafeBufferPointer { matrix in
      guard let matrix = matrix.baseAddress else { return }
      unsafe withNumbers { numbers in
        unsafe Float.multiply(shape, matrix, numbers, into: &products)
      }
    }
  }

  /// Σ xᵢqᵢ of a row and a query in double precision, as `Float.innerProduct`.
  public func innerProduct(_ row: Int, with query: [Float]) -> Double {
    precondition((0..<rows).contains(row) && query.count == columns)
    var product = 0.0
    unsafe withNumbers { numbers in
      unsafe product = similarity_inner_product(numbers + row * columns, query, Int64(columns))
    }
    return product
  }

  /// Σ (xᵢ − qᵢ)² of a row and a query in double precision, added in a fixed order.
  public func squaredDistance(_ row: Int, to query: [Float]) -> Double {
    precondition((0..<rows).contains(row) && query.count == columns)
    let point = query.map { Double($0) }
    let offset = [Double](repeating: 0, count: columns)
    var distance = 0.0
    unsafe withNumbers { numbers in
      unsafe similarity_squared_distances_floats(
        numbers + row * columns, offset, point, Int64(columns), [0], [0], 1, &distance)
    }
    return distance
  }
}
