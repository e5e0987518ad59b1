internal import CSimilarity
public import Foundation

/// Rows of floats in a file that is mapped into memory: read where they are needed, never held.
///
/// The file must stay as it is while they are used.
public struct MappedRows: Sendable, Equatable {
  public let rows: Int
  public let columns: Int
  private let bytes: Data
  private let offset: Int

  /// - Parameters:
  ///   - bytes: a mapped file; from `offset` on it holds rows · columns little-endian floats.
  ///   - offset: a multiple of 4.
  public init(_ bytes: Data, offset: Int, rows: Int, columns: Int) {
    precondition(offset % 4 == 0 && rows >= 0 && columns >= 0)
    precondition(bytes.count - offset >= rows * columns * 4, "the file is too short")
    (self.bytes, self.offset, self.rows, self.columns) = (bytes, offset, rows, columns)
  }

  /// Copies of some rows.
  public func matrix(_ range: Range<Int>) -> Matrix<Float> {
    scaled(rows: range, columns: 0..<columns) { _ in 1 }
  }

  /// A copy of one row.
  public func row(_ index: Int) -> [Float] { matrix(index..<(index + 1)).elements }

  /// Copies of rows in the given order.
  public func selecting(rows indices: some Collection<Int>) -> Matrix<Float> {
    Matrix(rows: indices.count, columns: columns, elements: indices.flatMap { row($0) })
  }

  /// Some columns of some rows, each row times a factor in double precision, rounded to float.
  public func scaled(
    rows range: Range<Int>, columns: Range<Int>, by factor: (_ row: Int) -> Double
  ) -> Matrix<Float> {
    precondition(range.lowerBound >= 0 && range.upperBound <= rows)
    precondition(columns.lowerBound >= 0 && columns.upperBound <= self.columns)
    var elements = [Float](repeating: 0, count: range.count * columns.count)
    guard !elements.isEmpty else {
      return Matrix(rows: range.count, columns: columns.count, elements: elements)
    }
    unsafe elements.withUnsafeMutableBufferPointer { target in
      guard let target = target.baseAddress else { return }
      unsafe withNumbers { numbers in
        for row in range {
          unsafe Float.scale(
            numbers + row * self.columns + columns.lowerBound, count: columns.count,
            by: factor(row), into: target + (row - range.lowerBound) * columns.count)
        }
      }
    }
    return Matrix(rows: range.count, columns: columns.count, elements: elements)
  }

  /// Σ xᵢyᵢ of two rows in double precision, as `Float.innerProduct`.
  public func innerProduct(_ row: Int, _ other: MappedRows, _ otherRow: Int) -> Double {
    precondition(columns == other.columns, "rows of \(columns) and \(other.columns) numbers")
    precondition((0..<rows).contains(row) && (0..<other.rows).contains(otherRow))
    var product = 0.0
    unsafe withNumbers { x in
      unsafe other.withNumbers { y in
        unsafe product = similarity_inner_product(
          x + row * columns, y + otherRow * columns, Int64(columns))
      }
    }
    return product
  }

  func withRow<Value>(_ row: Int, _ body: (UnsafePointer<Float>) -> Value) -> Value {
    unsafe bytes.withUnsafeBytes { raw in
      // Rows without columns are nowhere, and none of their numbers is read.
      guard let base = raw.baseAddress else { preconditionFailure("rows of no columns") }
      return unsafe body(
        (base + offset).assumingMemoryBound(to: Float.self) + row * columns)
    }
  }

  func withNumbers(_ body: (UnsafePointer<Float>) -> Void) {
    unsafe bytes.withUnsafeBytes { raw in
      guard let base = raw.baseAddress else { return }
      unsafe body((base + offset).assumingMemoryBound(to: Float.self))
    }
  }
}
