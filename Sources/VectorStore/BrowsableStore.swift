public import LinearAlgebra

/// What a browser asks of a store: a page at a time, or some of it, and what people decided.
public protocol BrowsableStore: Sendable {
  /// The items for which a filter holds, by id, from behind an id on; a page costs as much wherever it
  /// begins.
  ///
  /// - Parameters:
  ///   - id: nil for the beginning; need not be of an item.
  ///   - limit: ≥ 1.
  /// - Throws: `StoreError.refused` for a column that no item has.
  func items(where filter: ItemFilter, after id: String?, limit: Int) async throws -> [StoredItem]

  /// The items before an id, those next to it, by id.
  func items(where filter: ItemFilter, before id: String, limit: Int) async throws -> [StoredItem]

  /// The items with these ids, in their order; those that no item has are left out.
  func items(_ ids: [String]) async throws -> [StoredItem]

  /// How many items a filter holds for, counted no further than a limit.
  func count(where filter: ItemFilter, atMost limit: Int) async throws -> Int

  /// The different values of a column, those of most items first, ties by value; nothing and "" are none.
  ///
  /// - Parameter limit: of values that are told.
  func values(of column: String, limit: Int) async throws -> [(value: String, items: Int)]

  /// Further columns that items have, ascending.
  func columns() async throws -> [String]

  /// Of the last state.
  func version() async throws -> StoreVersion

  /// Items with their vectors in memory, some of too many.
  ///
  /// - Parameters:
  ///   - encoder: nil where the store has but one.
  ///   - limit: of items, ≥ 1; the same seed draws the same of one state of the store.
  /// - Throws: `StoreError.refused` for an unknown encoder or column.
  func sample(
    of encoder: String?, where filter: ItemFilter, limit: Int, seed: UInt64
  ) async throws -> StoreSample

  /// What people decided of look-alikes, all that still holds.
  func reviews() async throws -> StoreReviews

  /// Labels that were accepted and still stand, by id, from behind an id on.
  func acceptedLabels(after id: String?, limit: Int) async throws -> [AcceptedLabel]

  /// How many these are.
  func acceptedLabelCount() async throws -> Int

  /// The label of an item where somebody accepted it; nil where it came with the item, or there is none.
  func acceptedLabel(of id: String) async throws -> AcceptedLabel?
}

extension BrowsableStore {
  /// All labels that were accepted and still stand, by id.
  public func acceptedLabels() async throws -> [AcceptedLabel] {
    try await acceptedLabels(after: nil, limit: .max)
  }
}

/// A state of a store.
public struct StoreVersion: Sendable, Hashable {
  /// Changes whenever anything does.
  public let commits: Int
  /// Stays where only reviews and accepted labels changed.
  public let content: Int
}

/// Items of a store with their vectors in memory: all for which a filter holds, or some drawn at random.
public struct StoreSample: Sendable {
  public let encoder: StoredEncoder
  /// By id.
  public let items: [StoredItem]
  /// Shape (items.count, d).
  public let vectors: Matrix<Float>
  /// Of which these were drawn.
  public let total: Int
}
