/// Lends each caller a worker that no other caller has: a session and the thread that it works on.
actor SessionPool<Worker: Actor> {
  private var idle: [Worker]
  /// How many workers may still be opened.
  private var room: Int
  private var waiting: [CheckedContinuation<Worker, Never>] = []
  private nonisolated let open: @Sendable () throws -> Worker

  init(_ first: Worker, room: Int, open: @escaping @Sendable () throws -> Worker) {
    idle = [first]
    self.room = room
    self.open = open
  }

  nonisolated func withWorker<Result: Sendable>(
    _ body: @Sendable (Worker) async throws -> Result
  ) async throws -> Result {
    let worker = try await borrow() ?? open()
    do {
      let result = try await body(worker)
      await giveBack(worker)
      return result
    } catch {
      await giveBack(worker)
      throw error
    }
  }

  /// Nil where the caller is to open another one, which takes a while and is done beside the others'
  /// work.
  private func borrow() async -> Worker? {
    if let worker = idle.popLast() { return worker }
    if room > 0 {
      room -= 1
      return nil
    }
    return await withCheckedContinuation { waiting.append($0) }
  }

  private func giveBack(_ worker: Worker) {
    if waiting.isEmpty {
      idle.append(worker)
    } else {
      waiting.removeFirst().resume(returning: worker)
    }
  }
}
