public import Foundation
import Images
public import LinearAlgebra

/// NumPy's `.npy` format, for matrices of float32 or float64.
///
/// Source: NumPy Enhancement Proposal 1 (format versions 1.0, 2.0 and 3.0).
public enum NumPyFile {
  /// Reads a matrix of shape (n, d) with only finite numbers, none absurdly large or small.
  ///
  /// Accepts little-endian `f2`, `f4` and `f8`, in C or Fortran order; half precision is widened.
  /// Large files of `f4` in C order stay on disk and are mapped into memory; they must not change
  /// meanwhile.
  /// - Throws: `EmbeddingError` that names the file, what was found and the remedy.
  public static func read(_ url: URL) throws(EmbeddingError) -> Vectors {
    // No size is known of what is no regular file, and such is read.
    let size = (try? url.resourceValues(forKeys: [.fileSizeKey]).fileSize) ?? 0
    let bytes = try readBytes(url, isMapped: size >= mappedSize)
    return try read(bytes, file: url.path, mappingFrom: mappedSize)
  }

  /// Files of so many bytes and more are mapped: a copy of smaller ones costs nothing that matters.
  static let mappedSize = 1 << 30

  /// The same for an array that is part of a file.
  ///
  /// - Parameter file: how errors call it.
  public static func read(_ bytes: Data, file: String) throws(EmbeddingError) -> Vectors {
    try read(bytes, file: file, mappingFrom: .max)
  }

  static func read(
    _ bytes: Data, file: String, mappingFrom size: Int
  ) throws(EmbeddingError) -> Vectors {
    let layout = try NumPyMatrixLayout(bytes, file: file)
    let vectors = try values(in: bytes, layout, file: file, mappingFrom: size)
    try vectors.requireUsable(file: file)
    return vectors
  }

  /// A float32 matrix as the content of a file of version 1.0, C order.
  public static func data(of matrix: Matrix<Float>) -> Data {
    var data = NumPyHeader.bytes(rows: matrix.rows, columns: matrix.columns)
    data.reserveCapacity(data.count + matrix.elements.count * 4)
    unsafe matrix.elements.withUnsafeBytes { unsafe data.append(contentsOf: $0) }
    return data
  }

  /// Writes a float32 matrix, version 1.0, C order, row by row, so that it need not be in memory.
  ///
  /// - Parameter fill: is given a function that writes one row, and calls it for every row in any
  ///   order.
  public static func write(
    rows: Int, columns: Int, to url: URL,
    fill: ((_ row: Int, _ vector: [Float]) throws -> Void) throws -> Void
  ) throws {
    let header = NumPyHeader.bytes(rows: rows, columns: columns)
    try header.write(to: url)
    let file = try FileHandle(forWritingTo: url)
    defer { try? file.close() }  // Writing has succeeded or failed by then.
    try fill { row, vector in
      precondition(vector.count == columns)
      try file.seek(toOffset: UInt64(header.count + row * columns * 4))
      try file.write(contentsOf: unsafe vector.withUnsafeBytes { unsafe Data($0) })
    }
  }

  private static func values(
    in bytes: Data, _ layout: NumPyMatrixLayout, file: String, mappingFrom size: Int
  ) throws(EmbeddingError) -> Vectors {
    let (rows, columns) = (layout.rows, layout.columns)
    let expected = rows * columns * layout.scalarBytes
    let found = bytes.count - layout.length
    guard found == expected else {
      throw .malformed(
        file: file,
        finding: "holds \(found) bytes of numbers where shape (\(rows), \(columns)) "
          + "needs \(expected)",
        remedy: found < expected
          ? "the file is truncated or was still being written; save it again"
          : "something follows the array; save it alone with numpy.save")
    }
    if bytes.count >= size, layout.scalarBytes == 4, !layout.isFortranOrder, layout.length % 4 == 0
    {
      return .mapped(MappedRows(bytes, offset: layout.length, rows: rows, columns: columns))
    }
    let body = bytes.dropFirst(layout.length)
    return switch layout.scalarBytes {
    case 2: .float(layout.matrix(of: body.halves))
    case 4: .float(layout.matrix(of: body.scalars(as: Float.self)))
    default: .double(layout.matrix(of: body.scalars(as: Double.self)))
    }
  }
}

/// A matrix of floating-point numbers as its header declares it.
private struct NumPyMatrixLayout {
  let rows: Int
  let columns: Int
  let scalarBytes: Int
  let isFortranOrder: Bool
  let length: Int

  init(_ bytes: Data, file: String) throws(EmbeddingError) {
    let header: NumPyHeader
    do {
      header = try NumPyHeader(bytes)
    } catch {
      throw .malformed(file: file, finding: error.finding, remedy: error.remedy)
    }
    scalarBytes = try Self.scalarBytes(header.scalar, file: file)
    isFortranOrder = header.isFortranOrder
    length = header.length
    (rows, columns) = try Self.matrix(header.shape, file: file)
  }

  private static func scalarBytes(_ type: String, file: String) throws(EmbeddingError) -> Int {
    switch type {
    case "<f2": return 2
    case "<f4": return 4
    case "<f8": return 8
    default:
      throw .malformed(
        file: file, finding: "holds numbers of type '\(type)'",
        remedy: "convert it to float32 or float64, e.g. numpy.save(path, x.astype('<f4'))")
    }
  }

  private static func matrix(
    _ shape: [Int], file: String
  ) throws(EmbeddingError) -> (rows: Int, columns: Int) {
    let text = "(\(shape.map(String.init).joined(separator: ", ")))"
    guard shape.count == 2 else {
      throw .malformed(
        file: file, finding: "has shape \(text) of rank \(shape.count)",
        remedy: "save a matrix with one row a sample, shape (n, d)")
    }
    guard shape[0] > 0, shape[1] > 0 else {
      throw .malformed(
        file: file, finding: "is empty, shape \(text)", remedy: "save at least one row")
    }
    return (shape[0], shape[1])
  }

  /// - Precondition: rows · columns scalars.
  func matrix<Scalar: MatrixScalar>(of scalars: [Scalar]) -> Matrix<Scalar> {
    isFortranOrder
      ? Matrix(rows: columns, columns: rows, elements: scalars).transposed
      : Matrix(rows: rows, columns: columns, elements: scalars)
  }
}

extension Data {
  /// Little-endian numbers, as many as there are whole ones.
  func scalars<Scalar: BitwiseCopyable>(as type: Scalar.Type) -> [Scalar] {
    let count = self.count / MemoryLayout<Scalar>.size
    return unsafe [Scalar](unsafeUninitializedCapacity: count) { buffer, initialized in
      _ = unsafe copyBytes(to: buffer)
      initialized = count
    }
  }

  /// Numbers of half precision.
  var halves: [Float] { scalars(as: UInt16.self).map { Float(Float16(bitPattern: $0)) } }

  /// The upper halves of numbers of single precision.
  var brainFloats: [Float] {
    scalars(as: UInt16.self).map { Float(bitPattern: UInt32($0) << 16) }
  }
}

/// The bytes of a file.
///
/// - Parameter isMapped: whether they stay on disk until they are read; the file must not change.
func readBytes(_ url: URL, isMapped: Bool = false) throws(EmbeddingError) -> Data {
  do {
    return try Data(contentsOf: url, options: isMapped ? .alwaysMapped : [])
  } catch {
    throw .unreadable(file: url.path, reason: reason(of: error))
  }
}
