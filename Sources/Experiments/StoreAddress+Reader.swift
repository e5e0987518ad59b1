public import VectorStore

extension StoreAddress {
  /// Opens the store to ask it; what is copied from a server is kept where other caches are.
  ///
  /// - Throws: `StoreError.missing`, `notAStore`, `damaged`, `server`.
  public func reader() async throws -> any ReadableStore {
    try await reader(cache: Installation.current().storeCache)
  }
}
