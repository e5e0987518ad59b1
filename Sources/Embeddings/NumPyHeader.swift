import Foundation

/// What the head of an `.npy` file declares.
struct NumPyHeader {
  let rows: Int
  let columns: Int
  let scalarBytes: Int
  let isFortranOrder: Bool
  /// Bytes before the first number.
  let length: Int

  private static let magic: [UInt8] = [0x93] + Array("NUMPY".utf8)
  /// More numbers than this are a damaged header rather than a data set.
  private static let largestDimension = 1 << 40

  init(_ bytes: Data, file: String) throws(EmbeddingError) {
    let text: String
    (text, length) = try Self.dictionary(bytes, file: file)
    scalarBytes = try Self.scalarBytes(Self.field("descr", in: text, file: file), file: file)
    isFortranOrder = try Self.field("fortran_order", in: text, file: file) == "True"
    (rows, columns) = try Self.shape(Self.field("shape", in: text, file: file), file: file)
  }

  /// The header of a C-order float32 matrix, padded so that the numbers start at a multiple of 64.
  static func bytes(rows: Int, columns: Int) -> Data {
    var text = "{'descr': '<f4', 'fortran_order': False, 'shape': (\(rows), \(columns)), }"
    let unpadded = magic.count + 4 + text.utf8.count + 1
    text += String(repeating: " ", count: (64 - unpadded % 64) % 64) + "\n"
    let size = UInt16(text.utf8.count)
    return Data(magic + [1, 0, UInt8(size & 0xff), UInt8(size >> 8)] + Array(text.utf8))
  }

  /// The Python dictionary of the header, and where the numbers begin.
  private static func dictionary(
    _ bytes: Data, file: String
  ) throws(EmbeddingError) -> (String, Int) {
    let head = [UInt8](bytes.prefix(12))
    guard head.count >= 10, Array(head.prefix(6)) == magic else {
      throw .malformed(
        file: file, finding: "is not an .npy file", remedy: "write it with numpy.save")
    }
    let isVersion1 = head[6] == 1
    guard (1...3).contains(head[6]), isVersion1 || head.count == 12 else {
      throw .malformed(
        file: file, finding: "has .npy version \(head[6])", remedy: "write it with numpy.save")
    }
    let sizeBytes = isVersion1 ? Array(head[8..<10]) : Array(head[8..<12])
    let size = sizeBytes.reversed().reduce(0) { $0 << 8 | Int($1) }
    let start = 8 + sizeBytes.count
    guard start + size <= bytes.count else {
      throw .malformed(
        file: file, finding: "ends inside its header",
        remedy: "the file is truncated; save it again")
    }
    let text = bytes.dropFirst(start).prefix(size)
    return (String(decoding: text, as: UTF8.self), start + size)
  }

  /// The raw text of one value of the dictionary.
  private static func field(
    _ name: String, in text: String, file: String
  ) throws(EmbeddingError) -> String {
    guard let key = text.range(of: "'\(name)':") else {
      throw .malformed(
        file: file, finding: "has no '\(name)' in its header", remedy: "write it with numpy.save")
    }
    let rest = text[key.upperBound...].drop { $0 == " " }
    let end = rest.first == "(" ? rest.firstIndex(of: ")") : rest.firstIndex { ",}".contains($0) }
    return String(rest[..<(end ?? rest.endIndex)])
  }

  private static func scalarBytes(
    _ descriptor: String, file: String
  ) throws(EmbeddingError) -> Int {
    switch descriptor.trimmingCharacters(in: CharacterSet(charactersIn: "'\" ")) {
    case "<f4": return 4
    case "<f8": return 8
    default:
      throw .malformed(
        file: file, finding: "holds numbers of type \(descriptor)",
        remedy: "convert it to float32 or float64, e.g. numpy.save(path, x.astype('<f4'))")
    }
  }

  private static func shape(
    _ text: String, file: String
  ) throws(EmbeddingError) -> (rows: Int, columns: Int) {
    let sizes = text.dropFirst().split(separator: ",")
      .map { Int($0.trimmingCharacters(in: .whitespaces)) }
    guard sizes.count == 2, let rows = sizes[0], let columns = sizes[1] else {
      throw .malformed(
        file: file, finding: "has shape \(text)) of rank \(sizes.count)",
        remedy: "save a matrix with one row a sample, shape (n, d)")
    }
    guard rows >= 0, columns >= 0,
      !rows.multipliedReportingOverflow(by: columns).overflow, rows * columns < largestDimension
    else {
      throw .malformed(
        file: file, finding: "declares the shape (\(rows), \(columns))",
        remedy: "no file is that large; save it again")
    }
    guard rows > 0, columns > 0 else {
      throw .malformed(
        file: file, finding: "is empty, shape (\(rows), \(columns))",
        remedy: "save at least one row")
    }
    return (rows, columns)
  }
}
