import Foundation
import LinearAlgebra

/// Vectors in a `.safetensors` file: its only matrix of floating-point numbers, or the one that is
/// called e.g. `embeddings`; a tensor `labels` of integers beside it.
///
/// Source: huggingface.co/docs/safetensors, Format.
enum SafetensorsFile {
  private static let longestHeader = 100_000_000

  static func read(_ url: URL) throws -> ImportedVectors {
    let bytes = try readBytes(url)
    let (tensors, start) = try header(bytes, file: url.path)
    let body = bytes.dropFirst(start)
    for (name, tensor) in tensors { try tensor.check(name, held: body.count, file: url.path) }
    let (name, matrix) = try chosen(tensors, file: url.path)
    let labels = tensors.first { VectorColumn.labels.contains($0.key.lowercased()) }?.value
    return try ImportedVectors(
      matrix.vectors(in: body, file: "\(url.path): \(name)"),
      labels: labels.flatMap { $0.texts(in: body) }, file: url.path)
  }

  /// The tensors by name, and where their bytes begin.
  private static func header(
    _ bytes: Data, file: String
  ) throws(EmbeddingError) -> ([String: SafeTensor], Int) {
    let length = [UInt8](bytes.prefix(8)).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    guard bytes.count >= 8, length <= longestHeader, length <= bytes.count - 8 else {
      throw .malformed(
        file: file, finding: "declares a header of \(length) bytes in a file of \(bytes.count)",
        remedy: "it is truncated or not a safetensors file; save it again")
    }
    do {
      let entries = try JSONDecoder().decode(
        [String: SafeTensorEntry].self, from: Data(bytes.dropFirst(8).prefix(Int(length))))
      return (entries.compactMapValues(\.tensor), 8 + Int(length))
    } catch {
      throw .malformed(
        file: file, finding: "has a header that is not as it should be", remedy: "save it again")
    }
  }

  private static func chosen(
    _ tensors: [String: SafeTensor], file: String
  ) throws(EmbeddingError) -> (String, SafeTensor) {
    let matrices = tensors.filter { $0.value.isMatrix }
    if matrices.count == 1, let only = matrices.first { return (only.key, only.value) }
    if let named = matrices.first(where: { VectorColumn.vectors.contains($0.key.lowercased()) }) {
      return (named.key, named.value)
    }
    let names = tensors.keys.sorted().prefix(8).joined(separator: ", ")
    throw .malformed(
      file: file, finding: "has \(matrices.count) matrices of numbers (tensors: \(names))",
      remedy: "call the one of vectors embeddings, with shape (n, d)")
  }
}

/// One entry of the header; nil for the file's own notes.
private struct SafeTensorEntry: Decodable {
  let tensor: SafeTensor?

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: SafeTensor.CodingKeys.self)
    tensor = container.contains(.scalar) ? try SafeTensor(from: decoder) : nil
  }
}

private struct SafeTensor: Decodable {
  let scalar: String
  let shape: [Int]
  /// Begin and end, from the end of the header.
  let offsets: [Int]

  enum CodingKeys: String, CodingKey {
    case scalar = "dtype"
    case shape
    case offsets = "data_offsets"
  }

  private static let sizes = [
    "F16": 2, "BF16": 2, "F32": 4, "F64": 8, "I64": 8, "I32": 4, "I16": 2, "I8": 1, "U8": 1,
    "U16": 2, "U32": 4, "U64": 8, "BOOL": 1,
  ]

  var isMatrix: Bool {
    shape.count == 2 && shape[0] > 0 && shape[1] > 0
      && ["F16", "BF16", "F32", "F64"].contains(scalar)
  }

  /// Sizes and places, before anything is read.
  func check(_ name: String, held: Int, file: String) throws(EmbeddingError) {
    let count = shape.reduce(1 as Int?) { product, size in
      guard size >= 0, let (next, isTooLarge) = product?.multipliedReportingOverflow(by: size)
      else { return nil }
      return isTooLarge ? nil : next
    }
    guard offsets.count == 2, offsets[0] >= 0, offsets[0] <= offsets[1], offsets[1] <= held,
      let count
    else { throw refused(name, file) }
    guard let size = Self.sizes[scalar] else { return }
    let (bytes, isTooLarge) = count.multipliedReportingOverflow(by: size)
    guard !isTooLarge, bytes == offsets[1] - offsets[0] else { throw refused(name, file) }
  }

  func vectors(in body: Data, file: String) throws(EmbeddingError) -> Vectors {
    let bytes = part(of: body)
    let (rows, columns) = (shape[0], shape[1])
    return switch scalar {
    case "F64":
      .double(Matrix(rows: rows, columns: columns, elements: bytes.scalars(as: Double.self)))
    case "F32":
      .float(Matrix(rows: rows, columns: columns, elements: bytes.scalars(as: Float.self)))
    case "F16": .float(Matrix(rows: rows, columns: columns, elements: bytes.halves))
    default: .float(Matrix(rows: rows, columns: columns, elements: bytes.brainFloats))
    }
  }

  /// The numbers of a column of integers; nil for anything else.
  func texts(in body: Data) -> [String]? {
    guard shape.count == 1 else { return nil }
    let bytes = part(of: body)
    return switch scalar {
    case "I64": bytes.scalars(as: Int64.self).map { "\($0)" }
    case "I32": bytes.scalars(as: Int32.self).map { "\($0)" }
    case "U8": bytes.map { "\($0)" }
    default: nil
    }
  }

  private func part(of body: Data) -> Data {
    body.dropFirst(offsets[0]).prefix(offsets[1] - offsets[0])
  }

  private func refused(_ name: String, _ file: String) -> EmbeddingError {
    .malformed(
      file: file,
      finding:
        "tensor \(name) of shape \(shape) and type \(scalar) does not fit its place \(offsets)",
      remedy: "the file is damaged; save it again")
  }
}
