internal import COpenBLAS
internal import CSimilarity

/// Σ xᵢxᵢᵀ over rows that arrive block by block: AᵀA of all rows, without holding them at once.
public struct SumOfOuterProducts: Sendable {
  /// Only the upper triangle is kept up to date.
  private var upper: Matrix<Double>

  /// The sum over no rows.
  ///
  /// - Parameter order: length of a row.
  public init(order: Int) {
    precondition(order >= 0)
    upper = Matrix(rows: order, columns: order)
  }

  /// - Parameter block: shape (any, order).
  /// - Complexity: O(rows · order²), half of a full product. Source: BLAS `dsyrk`.
  public mutating func add(rowsOf block: Matrix<Double>) {
    precondition(block.columns == upper.columns, "rows of \(block.columns) numbers")
    guard block.rows > 0, block.columns > 0 else { return }
    BLAS.requireLoaded()
    let order = Int32(upper.columns)
    unsafe block.elements.withUnsafeBufferPointer { rows in
      unsafe upper.elements.withUnsafeMutableBufferPointer { sum in
        unsafe openblas_dsyrk_upper(
          order, Int32(block.rows), 1, rows.baseAddress, order, 1, sum.baseAddress, order)
      }
    }
  }

  /// Floats are multiplied and summed as such within the block, and their sums added as doubles.
  ///
  /// - Parameter block: shape (any, order); some thousand rows leave errors of about 10⁻⁷ of the
  ///   largest sum.
  /// - Complexity: O(rows · order²), twice as fast as of doubles. Source: BLAS `ssyrk`.
  public mutating func add(rowsOf block: Matrix<Float>) {
    precondition(block.columns == upper.columns, "rows of \(block.columns) numbers")
    guard block.rows > 0, block.columns > 0 else { return }
    BLAS.requireLoaded()
    let order = block.columns
    var products = [Float](repeating: 0, count: order * order)
    unsafe block.elements.withUnsafeBufferPointer { rows in
      unsafe products.withUnsafeMutableBufferPointer { products in
        unsafe openblas_ssyrk_upper(
          Int32(order), Int32(block.rows), rows.baseAddress, products.baseAddress)
      }
    }
    add(upper: products)
  }

  private mutating func add(upper products: [Float]) {
    let order = upper.columns
    let zeros = [Double](repeating: 0, count: order)
    unsafe products.withUnsafeBufferPointer { products in
      unsafe upper.elements.withUnsafeMutableBufferPointer { sums in
        guard let products = products.baseAddress, let sums = sums.baseAddress else { return }
        for i in 0..<order {
          let first = i * order + i
          unsafe similarity_add_offset_floats(
            products + first, zeros, 1, Int64(order - i), sums + first)
        }
      }
    }
  }

  /// Adds the sum over other rows.
  public mutating func add(_ other: SumOfOuterProducts) {
    precondition(other.upper.columns == upper.columns, "sums of order \(other.upper.columns)")
    upper = upper.plus(other.upper)
  }

  /// The sum, exactly symmetric, shape (order, order).
  public var matrix: Matrix<Double> {
    var full = upper
    for i in 0..<full.rows {
      for j in 0..<i { full.elements[i * full.columns + j] = upper.elements[j * full.columns + i] }
    }
    return full
  }
}
