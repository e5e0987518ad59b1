import Datasets
import Foundation
import Images

/// Vectors in an `.npz` file: its only matrix, or the one that is called so, and texts or integers
/// called `ids`, `labels` and `groups`.
enum VectorArchive {
  static func read(_ url: URL) throws -> ImportedVectors {
    let file = try NPZFile(url)
    let name = try matrixName(in: file, url)
    guard let matrix = try file.content(of: name) else {
      throw EmbeddingError.malformed(
        file: url.path, finding: "has no array \(name)", remedy: "save it again")
    }
    func column(_ names: [String]) throws -> [String]? {
      guard let name = file.names.first(where: { names.contains($0.lowercased()) }) else {
        return nil
      }
      return try file.content(of: name).map { try texts($0, "\(url.path): \(name)") }
    }
    return try ImportedVectors(
      NumPyFile.read(matrix, file: "\(url.path): \(name)"), ids: column(VectorColumn.ids),
      labels: column(VectorColumn.labels), groups: column(VectorColumn.groups), file: url.path)
  }

  private static func matrixName(in file: NPZFile, _ url: URL) throws(EmbeddingError) -> String {
    let names = file.names
    if names.count == 1 { return names[0] }
    if let name = names.first(where: { VectorColumn.vectors.contains($0.lowercased()) }) {
      return name
    }
    throw .malformed(
      file: url.path,
      finding: "has \(names.count) arrays (\(names.prefix(8).joined(separator: ", ")))",
      remedy: "call the one of vectors embeddings")
  }

  /// The entries of an array of one dimension, texts or integers.
  private static func texts(_ content: Data, _ place: String) throws -> [String] {
    let header: NumPyHeader
    do {
      header = try NumPyHeader(content)
    } catch {
      throw EmbeddingError.malformed(file: place, finding: error.finding, remedy: error.remedy)
    }
    let kind = header.scalar.dropFirst().first
    // Any number may stand there, also one that cannot be multiplied.
    let size = Int(header.scalar.dropFirst(2)).flatMap { $0 <= content.count ? $0 : nil } ?? 0
    let width = kind == "U" ? 4 * size : size
    let body = content.dropFirst(header.length)
    guard header.shape.count == 1 || header.shape.dropFirst().allSatisfy({ $0 == 1 }), width > 0,
      !header.scalar.hasPrefix(">"), body.count == header.count * width,
      let text = reader(of: kind, width: width)
    else {
      throw EmbeddingError.malformed(
        file: place, finding: "has shape \(header.shape) and type '\(header.scalar)'",
        remedy: "save a column of texts or integers, e.g. numpy.array(ids, dtype=str)")
    }
    let bytes = [UInt8](body)
    return (0..<header.count).map { text(bytes[($0 * width)..<(($0 + 1) * width)]) }
  }

  private static func reader(
    of kind: Character?, width: Int
  ) -> ((ArraySlice<UInt8>) -> String)? {
    switch kind {
    case "U":
      return { bytes in
        String(
          String.UnicodeScalarView(
            bytes.words(of: 4).prefix { $0 != 0 }
              .compactMap { Unicode.Scalar(UInt32($0)) }))
      }
    case "S": return { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
    case "u" where width <= 8, "b" where width == 1:
      return { String($0.words(of: width)[0]) }
    case "i" where width <= 8:
      let unused = 64 - 8 * width
      return { String(Int64(bitPattern: $0.words(of: width)[0] << unused) >> unused) }
    default: return nil
    }
  }
}

extension ArraySlice<UInt8> {
  /// Little-endian numbers of so many bytes each.
  fileprivate func words(of width: Int) -> [UInt64] {
    stride(from: startIndex, to: endIndex, by: width).map { start in
      (0..<width).reduce(0) { $0 | UInt64(self[start + $1]) << (8 * $1) }
    }
  }
}
