public import Foundation
public import Images
public import LinearAlgebra
public import Statistics

/// A store that is asked, wherever it lies.
///
/// Each question is answered from one state of the store, the last that was committed when it was asked.
/// Thread-safe.
public protocol ReadableStore: BrowsableStore {
  var address: StoreAddress { get }

  /// The nearest items of each of many queries.
  ///
  /// - Parameter queries: shape (q, d), q ≥ 1.
  /// - Throws: `StoreError.refused` for a query that does not fit the encoder, a zero vector where the
  ///   cosine is asked for, an unknown encoder or column, a graph that is not there.
  func search(
    all queries: Matrix<Float>, _ settings: SearchSettings, progress: @escaping WorkProgress
  ) async throws -> [SearchAnswer]

  /// Nil for an id that no item has.
  func item(_ id: String) async throws -> StoredItem?

  /// The items for which a filter holds, by id.
  ///
  /// - Throws: `StoreError.refused` for a column that no item has.
  func items(where filter: ItemFilter, from offset: Int, limit: Int) async throws -> [StoredItem]

  /// How many items a filter holds for.
  func count(where filter: ItemFilter) async throws -> Int

  /// Ids of the items with these pixels for which a filter holds, ascending.
  func ids(of pixels: ContentDigest, where filter: ItemFilter) async throws -> [String]

  /// The encoders whose vectors the store has, in the order in which they came.
  func encoders() async throws -> [StoredEncoder]

  /// The vector of an item; nil for an id that no item has, and for an item that the encoder has not seen.
  ///
  /// - Parameter encoder: nil where the store has but one.
  func vector(of id: String, encoder: String?) async throws -> [Float]?

  /// Hands over the vectors of an encoder with their items, as of one state of the store.
  ///
  /// - Parameter encoder: nil where the store has but one.
  func withVectors<Value: Sendable>(
    of encoder: String?, _ body: @escaping @Sendable (StoredVectors) throws -> Value
  ) async throws -> Value

  /// A small picture of an item as a JPEG file; nil for an id that no item has, and for an item without.
  func thumbnail(of id: String) async throws -> Data?

  func statistics() async throws -> StoreStatistics

  /// Reads everything and holds it against its checksums.
  func verify(progress: @escaping WorkProgress) async throws -> StoreVerification
}

extension ReadableStore {
  /// The nearest items of a query.
  public func search(_ query: [Float], _ settings: SearchSettings) async throws -> SearchAnswer {
    try await search(all: Matrix([query]), settings)[0]
  }

  /// The nearest items of each of many queries.
  public func search(
    all queries: Matrix<Float>, _ settings: SearchSettings
  ) async throws -> [SearchAnswer] {
    try await search(all: queries, settings) { _, _ in }
  }
}
