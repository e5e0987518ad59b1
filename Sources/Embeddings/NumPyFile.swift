public import Foundation
public import LinearAlgebra

/// NumPy's `.npy` format, for matrices of float32 or float64.
///
/// Source: NumPy Enhancement Proposal 1 (format versions 1.0, 2.0 and 3.0).
public enum NumPyFile {
  /// Reads a matrix of shape (n, d) with only finite numbers, none absurdly large or small.
  ///
  /// Accepts little-endian `f4` and `f8`, in C or Fortran order.
  /// - Throws: `EmbeddingError` that names the file, what was found and the remedy.
  public static func read(_ url: URL) throws(EmbeddingError) -> Vectors {
    try vectors(in: try readBytes(url), file: url.path)
  }

  /// The matrix in a file's bytes, as `read(_:)`.
  ///
  /// - Parameter file: what errors call it.
  public static func vectors(in bytes: Data, file: String) throws(EmbeddingError) -> Vectors {
    let header = try NumPyHeader(bytes, file: file)
    let vectors = try values(in: bytes, header, file: file)
    if let bad = vectors.firstNonFinite {
      throw .notFinite(file: file, row: bad.row, column: bad.column, rows: bad.rows)
    }
    if let extreme = vectors.firstExtreme {
      throw .malformed(
        file: file,
        finding: "row \(extreme.row) holds \(extreme.size), whose powers no double can hold",
        remedy: "divide all vectors by one number, e.g. numpy.abs(x).max()")
    }
    return vectors
  }

  /// A float32 matrix as a file of version 1.0, C order.
  public static func data(of matrix: Matrix<Float>) -> Data {
    var data = NumPyHeader.bytes(rows: matrix.rows, columns: matrix.columns)
    data.reserveCapacity(data.count + matrix.elements.count * 4)
    unsafe matrix.elements.withUnsafeBytes { unsafe data.append(contentsOf: $0) }
    return data
  }

  private static func readBytes(_ url: URL) throws(EmbeddingError) -> Data {
    do {
      return try Data(contentsOf: url, options: .mappedIfSafe)
    } catch {
      throw .unreadable(file: url.path, reason: reason(of: error))
    }
  }

  private static func values(
    in bytes: Data, _ header: NumPyHeader, file: String
  ) throws(EmbeddingError) -> Vectors {
    let expected = header.rows * header.columns * header.scalarBytes
    let found = bytes.count - header.length
    guard found == expected else {
      throw .malformed(
        file: file,
        finding: "holds \(found) bytes of numbers where shape (\(header.rows), \(header.columns)) "
          + "needs \(expected)",
        remedy: found < expected
          ? "the file is truncated or was still being written; save it again"
          : "something follows the array; save it alone with numpy.save")
    }
    let body = bytes.dropFirst(header.length)
    return header.scalarBytes == 4
      ? .float(header.matrix(of: Float.self, from: body))
      : .double(header.matrix(of: Double.self, from: body))
  }
}

extension NumPyHeader {
  /// - Precondition: `body` holds exactly rows · columns scalars.
  fileprivate func matrix<Scalar: MatrixScalar>(
    of scalar: Scalar.Type, from body: Data
  ) -> Matrix<Scalar> {
    let count = rows * columns
    let elements = unsafe [Scalar](unsafeUninitializedCapacity: count) { buffer, initialized in
      _ = unsafe body.copyBytes(to: buffer)
      initialized = count
    }
    return isFortranOrder
      ? Matrix(rows: columns, columns: rows, elements: elements).transposed
      : Matrix(rows: rows, columns: columns, elements: elements)
  }
}
