import Synchronization
import VectorStore

/// What pages know of the store's last state, so that not each has to ask.
final class PageMemory: Sendable {
  let jobs = PageJobs()
  let sessions = PageSessions()
  private let choices = Mutex<StoreChoices?>(nil)

  func choices(of store: any ReadableStore) async throws -> StoreChoices {
    let version = try await store.version()
    if let known = choices.withLock({ $0 }), known.version == version { return known }
    let found = try await StoreChoices(store, version)
    choices.withLock { $0 = found }
    return found
  }
}
