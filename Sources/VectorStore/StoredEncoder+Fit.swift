import Embeddings
import Foundation
import LinearAlgebra

extension [StoredEncoder] {
  /// - Parameters:
  ///   - name: nil where the store has but one.
  ///   - store: as it may be shown.
  /// - Throws: `StoreError.refused` where it has none of that name, or several and none is named.
  func named(_ name: String?, in store: String) throws(StoreError) -> StoredEncoder {
    let names = map(\.name).joined(separator: ", ")
    if let name {
      if let encoder = first(where: { $0.name == name }) { return encoder }
      throw .refused(
        subject: store, finding: "the store has no vectors of encoder \(name)",
        remedy: isEmpty ? "add images" : "choose from \(names)")
    }
    guard count == 1 else {
      throw .refused(
        subject: store,
        finding: isEmpty ? "the store is empty" : "the store has vectors of \(count) encoders",
        remedy: isEmpty ? "add images" : "choose one of \(names)")
    }
    return self[0]
  }

  /// - Throws: `StoreError.refused` for an item without id or with a NUL in a text, and for a vector that
  ///   is none.
  func requireUsable(_ new: NewItem, in store: String) throws(StoreError) {
    guard !new.item.id.isEmpty else {
      throw .refused(subject: store, finding: "an item without id", remedy: "name it")
    }
    for text in new.item.texts { try text.requireNoNUL(of: new.item.id) }
    for (name, vector) in new.vectors {
      let encoder = try named(name, in: store)
      guard let finding = encoder.problem(of: vector) else { continue }
      throw .refused(
        subject: "vector of \(new.item.id)", finding: finding,
        remedy:
          "give finite numbers, as many as the others have, of a length from 1e-15 to 1e15 or 0")
    }
  }
}

extension StoredItem {
  /// All that databases keep as texts.
  fileprivate var texts: [String] {
    [id] + [split, label, site, group].compactMap(\.self) + attributes.keys + attributes.values
  }
}

extension String {
  /// SQLite hands texts back up to a NUL, and PostgreSQL takes none with one.
  func requireNoNUL(of item: String) throws(StoreError) {
    guard utf8.contains(0) else { return }
    throw .refused(
      subject: "item \(item)", finding: "a text with a NUL character, which databases do not keep",
      remedy: "take it out")
  }
}

extension StoredEncoder {
  fileprivate func problem(of vector: [Float]) -> String? {
    if vector.count != dimension { return "\(vector.count) numbers where \(name) has \(dimension)" }
    if !vector.allSatisfy(\.isFinite) { return "a number that is NaN or infinite" }
    return vector.hasUsableLength ? nil : "a length of \(vector.euclideanLength)"
  }

  func requireQueries(
    _ queries: Matrix<Float>, _ metric: SearchMetric
  ) throws(StoreError) {
    guard queries.columns == dimension else {
      throw .refused(
        subject: "query of \(queries.columns) numbers",
        finding: "vectors of \(name) have \(dimension)", remedy: "give a vector of \(name)")
    }
    for query in 0..<queries.rows {
      let vector = Array(queries.row(query))
      guard vector.allSatisfy(\.isFinite), vector.hasUsableLength else {
        throw .refused(
          subject: "query \(query)",
          finding: "a number that is not finite, or a length of \(vector.euclideanLength)",
          remedy: "give finite numbers of a length from 1e-15 to 1e15 or 0")
      }
      guard metric != .hamming || SearchMetric.hashes.contains(name) else {
        throw .refused(
          subject: "search by hamming", finding: "\(name) gives no bits",
          remedy: "add images with --encoder phash, and ask for that")
      }
      guard metric != .cosine || vector.contains(where: { $0 != 0 }) else {
        throw .refused(
          subject: "query \(query)", finding: "a vector of zeros has no cosine with any other",
          remedy: "ask by --metric euclidean, or look whether the image is blank")
      }
    }
  }

  func requireLike(_ other: EncoderID, _ dimension: Int) throws(StoreError) {
    guard id.givesVectors(like: other) else {
      throw .refused(
        subject: "encoder \(name)",
        finding: "the store has vectors of one with other weights, preprocessing or output",
        remedy: "use that one, or build another store")
    }
    guard self.dimension == dimension else {
      throw .refused(
        subject: "encoder \(name)",
        finding: "vectors of \(dimension) numbers, and the store has such of \(self.dimension)",
        remedy: "name another encoder, or build another store")
    }
  }
}
