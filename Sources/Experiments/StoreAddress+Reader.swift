public import VectorStore

extension StoreAddress {
  /// Opens the store to ask it; what is copied from a server is kept where other caches are.
  ///
  /// - Parameter progress: is told of such copying.
  /// - Throws: `StoreError.missing`, `notAStore`, `damaged`, `server`.
  public func reader(
    progress: @escaping ProgressHandler = { _ in }
  ) async throws -> any ReadableStore {
    let phase = Phase.copy(store: name)
    return try await reader(cache: Installation.current().storeCache) { done, total in
      progress(
        done < total
          ? .advanced(phase, done: done, total: total)
          : .finished(phase, summary: "\(total) vector\(total == 1 ? "" : "s")"))
    }
  }
}
