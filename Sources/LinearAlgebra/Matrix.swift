/// A dense matrix, row-major, shape (rows, columns).
///
/// Row i of an embedding matrix is the vector of sample i. Either dimension may be zero.
public struct Matrix<Scalar: MatrixScalar>: Sendable, Equatable {
  public let rows: Int
  public let columns: Int
  /// rows · columns scalars; element (i, j) is at i · columns + j.
  public internal(set) var elements: [Scalar]

  /// - Precondition: `elements.count == rows * columns`.
  public init(rows: Int, columns: Int, elements: [Scalar]) {
    precondition(
      elements.count == rows * columns,
      "a (\(rows), \(columns)) matrix needs \(rows * columns) elements, not \(elements.count)")
    self.rows = rows
    self.columns = columns
    self.elements = elements
  }

  public init(repeating value: Scalar = 0, rows: Int, columns: Int) {
    self.init(
      rows: rows, columns: columns, elements: Array(repeating: value, count: rows * columns))
  }

  /// - Precondition: all rows have the same length.
  public init(_ rowVectors: [[Scalar]]) {
    self.init(
      rows: rowVectors.count, columns: rowVectors.first?.count ?? 0,
      elements: rowVectors.flatMap { $0 })
  }

  public subscript(row: Int, column: Int) -> Scalar {
    get { elements[row * columns + column] }
    set { elements[row * columns + column] = newValue }
  }

  /// The scalars of one row, without a copy.
  public func row(_ index: Int) -> ArraySlice<Scalar> {
    elements[(index * columns)..<((index + 1) * columns)]
  }

  /// The given rows in the given order, shape (indices.count, columns).
  public func selecting(rows indices: some Collection<Int>) -> Matrix {
    var selected: [Scalar] = []
    selected.reserveCapacity(indices.count * columns)
    for index in indices { selected.append(contentsOf: row(index)) }
    return Matrix(rows: indices.count, columns: columns, elements: selected)
  }

  /// Some columns of some rows, each row times a factor in double precision, rounded to float.
  ///
  /// - Parameter factors: one for every row of the matrix.
  /// - Returns: shape (rows.count, columns.count).
  public func scaled(
    rows range: Range<Int>, columns: Range<Int>, by factors: [Double]
  ) -> Matrix<Float> {
    precondition(factors.count == rows && range.upperBound <= rows)
    precondition(columns.upperBound <= self.columns)
    var result = Matrix<Float>(rows: range.count, columns: columns.count)
    guard !range.isEmpty, !columns.isEmpty else { return result }
    unsafe elements.withUnsafeBufferPointer { source in
      unsafe result.elements.withUnsafeMutableBufferPointer { target in
        guard let source = source.baseAddress, let target = target.baseAddress else { return }
        for row in range {
          unsafe Scalar.scale(
            source + row * self.columns + columns.lowerBound, count: columns.count,
            by: factors[row], into: target + (row - range.lowerBound) * columns.count)
        }
      }
    }
    return result
  }

  /// The rows of both, shape (rows + other.rows, columns).
  ///
  /// - Precondition: equal columns.
  public func stacked(above other: Matrix) -> Matrix {
    precondition(columns == other.columns, "\(columns) columns cannot stand above \(other.columns)")
    return Matrix(rows: rows + other.rows, columns: columns, elements: elements + other.elements)
  }

  public var transposed: Matrix {
    var result = Matrix(rows: columns, columns: rows)
    for i in 0..<rows {
      for j in 0..<columns { result[j, i] = self[i, j] }
    }
    return result
  }

  /// The same values in another precision.
  public func converted<Other: MatrixScalar>(to type: Other.Type = Other.self) -> Matrix<Other> {
    Matrix<Other>(rows: rows, columns: columns, elements: elements.map { Other($0) })
  }
}

extension Matrix {
  /// The sum of two matrices of one shape.
  public func plus(_ other: Matrix) -> Matrix {
    precondition(rows == other.rows && columns == other.columns, "different shapes")
    return Matrix(
      rows: rows, columns: columns, elements: zip(elements, other.elements).map { $0 + $1 })
  }
}

extension Matrix<Float> {
  /// Takes a vector from every row.
  ///
  /// - Precondition: one number for each column.
  public mutating func subtractFromEachRow(_ vector: [Float]) {
    precondition(vector.count == columns, "\(vector.count) numbers for \(columns) columns")
    for row in 0..<rows {
      for column in 0..<columns { elements[row * columns + column] -= vector[column] }
    }
  }
}
