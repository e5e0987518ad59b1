import Foundation
import LinearAlgebra

/// Vectors in a JSON file, in one of three shapes: a list of objects, each with its vector; an object
/// of columns, as Chroma's `collection.get()` gives them; or an object from id to vector.
///
/// Numbers are kept in double precision.
enum VectorJSON {
  /// Whether a JSON file is anything but COCO's, which has pictures at its top.
  static func isThere(at url: URL) -> Bool {
    struct Pictures: Decodable { let images: [Picture] }
    struct Picture: Decodable {}
    guard let bytes = try? readBytes(url) else { return false }  // whoever reads it next says why
    // A list is not COCO's, and need not be read twice.
    if bytes.first(where: { !$0.isJSONBlank }) == UInt8(ascii: "[") { return true }
    return (try? JSONDecoder().decode(Pictures.self, from: bytes)) == nil
  }

  static func read(_ url: URL) throws -> ImportedVectors {
    let bytes = try readBytes(url)
    let content: Content
    do {
      content = try JSONDecoder().decode(Content.self, from: bytes)
    } catch {
      throw EmbeddingError.malformed(
        file: url.path, finding: "holds no vectors that are known (\(finding(error)))",
        remedy: "save [{\"id\": …, \"embedding\": [numbers]}, …] or {\"ids\": […], "
          + "\"embeddings\": [[numbers], …]}")
    }
    let vectors = content.vectors
    guard let dimension = vectors.first?.count, dimension > 0 else {
      throw EmbeddingError.malformed(
        file: url.path, finding: "holds no vector", remedy: "save at least one")
    }
    if let row = vectors.firstIndex(where: { $0.count != dimension }) {
      throw EmbeddingError.malformed(
        file: url.path,
        finding: "vector \(row) has \(vectors[row].count) numbers where the first has \(dimension)",
        remedy: "save vectors of one length")
    }
    return try ImportedVectors(
      .double(Matrix(rows: vectors.count, columns: dimension, elements: vectors.flatMap(\.self))),
      ids: content.ids, labels: content.labels, groups: content.groups, file: url.path)
  }

  private static func finding(_ error: any Error) -> String {
    switch error {
    case DecodingError.dataCorrupted: "not JSON"
    case DecodingError.keyNotFound, DecodingError.typeMismatch, DecodingError.valueNotFound:
      "another structure"
    default: "\(error)"
    }
  }
}

private struct Content {
  let vectors: [[Double]]
  let ids: [String]?
  let labels: [String]?
  let groups: [String]?
}

extension Content: Decodable {
  init(from decoder: any Decoder) throws {
    if let container = try? decoder.unkeyedContainer() {  // else it is an object
      try self.init(objects: container)
    } else {
      let columns = try decoder.container(keyedBy: AnyKey.self)
      if let key = columns.first(of: VectorColumn.vectors) {
        try self.init(columns, vectors: key)
      } else {
        let rows = try decoder.singleValueContainer().decode([String: [Double]].self)
        let ordered = rows.sorted { $0.key < $1.key }
        self.init(
          vectors: ordered.map(\.value), ids: ordered.map(\.key), labels: nil, groups: nil)
      }
    }
  }

  private init(objects: any UnkeyedDecodingContainer) throws {
    var container = objects
    var vectors: [[Double]] = []
    var (ids, labels, groups): ([String?], [String?], [String?]) = ([], [], [])
    while !container.isAtEnd {
      let object = try container.nestedContainer(keyedBy: AnyKey.self)
      guard let key = object.first(of: VectorColumn.vectors) else {
        throw DecodingError.keyNotFound(
          AnyKey("embedding"), .init(codingPath: object.codingPath, debugDescription: ""))
      }
      vectors.append(try object.vector(forKey: key))
      ids.append(object.text(of: VectorColumn.ids))
      labels.append(object.text(of: VectorColumn.labels))
      groups.append(object.text(of: VectorColumn.groups))
    }
    self.init(
      vectors: vectors, ids: complete(ids), labels: complete(labels), groups: complete(groups))
  }

  /// Labels and groups are columns of their own, or stand in each vector's metadata.
  private init(_ columns: KeyedDecodingContainer<AnyKey>, vectors key: AnyKey) throws {
    // Absent, null or of another kind: then there is no metadata.
    let notes = try? columns.decode([[String: ScalarText]?].self, forKey: AnyKey("metadatas"))
    func column(_ names: [String]) -> [String]? {
      let own = columns.first(of: names).flatMap {
        try? columns.decode([ScalarText].self, forKey: $0)  // null: no such column
      }
      if let own { return complete(own.map(\.text)) }
      return notes.flatMap { complete($0.map { note in note?.first(of: names) }) }
    }
    self.init(
      vectors: try columns.decode([[Double]].self, forKey: key), ids: column(VectorColumn.ids),
      labels: column(VectorColumn.labels), groups: column(VectorColumn.groups))
  }
}

/// A column without gaps, or nothing.
private func complete(_ values: [String?]) -> [String]? {
  let known = values.compactMap(\.self)
  return known.count == values.count && !known.isEmpty ? known : nil
}

private struct AnyKey: CodingKey {
  let stringValue: String
  var intValue: Int? { nil }

  init(_ name: String) { stringValue = name }
  init?(stringValue: String) { self.stringValue = stringValue }
  init?(intValue: Int) { nil }
}

/// A JSON value as the text that a table would show; lists, objects and null as none.
private struct ScalarText: Decodable {
  let text: String?

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    // Each is tried in turn: JSON does not say of what kind a value is.
    text =
      (try? container.decode(String.self)) ?? (try? container.decode(Bool.self)).map { "\($0)" }
      ?? (try? container.decode(Int.self)).map { "\($0)" }
      ?? (try? container.decode(Double.self)).map { "\($0)" }
  }
}

extension [String: ScalarText] {
  fileprivate func first(of names: [String]) -> String? {
    names.lazy.compactMap { self[$0]?.text }.first
  }
}

extension KeyedDecodingContainer<AnyKey> {
  fileprivate func first(of names: [String]) -> AnyKey? {
    names.lazy.compactMap { name in allKeys.first { $0.stringValue.lowercased() == name } }.first
  }

  /// A list of numbers, or of one such list, as MedImageInsight's endpoint gives it.
  fileprivate func vector(forKey key: AnyKey) throws -> [Double] {
    // Of another kind: then it is the list itself, or an error.
    guard let rows = try? decode([[Double]].self, forKey: key), rows.count == 1 else {
      return try decode([Double].self, forKey: key)
    }
    return rows[0]
  }

  fileprivate func text(of names: [String]) -> String? {
    first(of: names).flatMap { try? decode(ScalarText.self, forKey: $0).text }  // a list is no text
  }
}

extension UInt8 {
  fileprivate var isJSONBlank: Bool { [0x20, 0x0A, 0x0D, 0x09].contains(self) }
}
