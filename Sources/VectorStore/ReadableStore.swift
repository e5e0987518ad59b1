public import Foundation
public import Images
public import LinearAlgebra
public import Statistics

/// A store that is asked, wherever it lies.
///
/// Each question is answered from one state of the store, the last that was committed when it was asked.
/// Thread-safe.
public protocol ReadableStore: Sendable {
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

  /// The same, counted no further than a limit.
  ///
  /// - Throws: `StoreError.refused` for a column that no item has.
  func count(where filter: ItemFilter, atMost limit: Int) async throws -> Int

  /// The items for which a filter holds, by id, from behind an id on; a page costs as much wherever it
  /// begins.
  ///
  /// - Parameters:
  ///   - id: nil for the beginning; need not be of an item.
  ///   - limit: ≥ 1.
  /// - Throws: `StoreError.refused` for a column that no item has.
  func items(where filter: ItemFilter, after id: String?, limit: Int) async throws -> [StoredItem]

  /// The items before an id, those next to it, by id.
  ///
  /// - Throws: `StoreError.refused` for a column that no item has.
  func items(where filter: ItemFilter, before id: String, limit: Int) async throws -> [StoredItem]

  /// The items with these ids, in their order; those that no item has are left out.
  func items(_ ids: [String]) async throws -> [StoredItem]

  /// The different values of a column, those of most items first, ties by value; nothing and "" are none.
  ///
  /// - Parameter limit: of values that are told.
  func values(of column: String, limit: Int) async throws -> [(value: String, items: Int)]

  /// Further columns that items have, ascending.
  func columns() async throws -> [String]

  /// What tells states of the store apart.
  func version() async throws -> StoreVersion

  /// What people decided of look-alikes, all that still holds.
  func reviews() async throws -> StoreReviews

  /// Labels that were accepted and still stand, by id, from behind an id on.
  func acceptedLabels(after id: String?, limit: Int) async throws -> [AcceptedLabel]

  /// How many these are.
  func acceptedLabelCount() async throws -> Int

  /// The label of an item where somebody accepted it; nil where it came with the item, or there is none.
  func acceptedLabel(of id: String) async throws -> AcceptedLabel?

  /// Items with their vectors.
  ///
  /// - Parameters:
  ///   - encoder: nil where the store has but one.
  ///   - limit: of items, ≥ 1; the same seed draws the same of one state of the store.
  /// - Throws: `StoreError.refused` for an unknown encoder or column.
  func sample(
    of encoder: String?, where filter: ItemFilter, limit: Int, seed: UInt64
  ) async throws -> StoreSample

  /// Ids of the items with these pixels for which a filter holds, ascending.
  func ids(of pixels: ContentDigest, where filter: ItemFilter) async throws -> [String]

  /// The encoders whose vectors the store has, in the order in which they came.
  func encoders() async throws -> [StoredEncoder]

  /// The vector of an item; nil for an id that no item has, and for an item that the encoder has not seen.
  ///
  /// - Parameter encoder: nil where the store has but one.
  func vector(of id: String, encoder: String?) async throws -> [Float]?

  /// The vectors of an encoder with their items, as of one state of the store.
  ///
  /// - Parameter encoder: nil where the store has but one.
  func vectors(of encoder: String?) async throws -> StoredVectors

  /// A small picture of an item as a JPEG file; nil for an id that no item has, and for an item without.
  func thumbnail(of id: String) async throws -> Data?

  /// The mask of an item's picture by a method as a PNG file; nil for an id that no item has, and for an
  /// item without.
  func mask(of id: String, by method: String) async throws -> Data?

  /// Which masks items have of the pictures that they have now, by method and id, ascending.
  func storedMasks() async throws -> [StoredMask]

  /// The run lengths of masks, by the digests of their pixels (`MaskRuns`); those of which the store has
  /// none are left out.
  func maskRuns(_ digests: [ContentDigest]) async throws -> [ContentDigest: String]

  /// Masks as PNG files, by the digests of their pixels; those that the store has not are left out.
  func masks(_ digests: [ContentDigest]) async throws -> [ContentDigest: Data]

  func statistics() async throws -> StoreStatistics

  /// Reads everything and holds it against its checksums.
  func verify(progress: @escaping WorkProgress) async throws -> StoreVerification
}

extension ReadableStore {
  /// The mask that others are held against.
  public func mask(of id: String) async throws -> Data? {
    try await mask(of: id, by: MaskMethodName.truth)
  }

  /// The first labels that were accepted and still stand, by id.
  public func acceptedLabels(limit: Int) async throws -> [AcceptedLabel] {
    try await acceptedLabels(after: nil, limit: limit)
  }

  /// Some of all items, with their vectors.
  public func sample(
    of encoder: String?, limit: Int, seed: UInt64
  ) async throws -> StoreSample {
    try await sample(of: encoder, where: .all, limit: limit, seed: seed)
  }

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
