/// Work that waits for its turn and is done several at a time.
///
/// Whoever is free takes what waits, up to a batch; so a service that is asked little answers at once,
/// and one that is asked much does together what is cheaper together.
actor BatchQueue<Input: Sendable, Output: Sendable> {
  typealias Work = @Sendable ([Input]) async -> [Result<Output, any Error>]

  private struct Entry {
    let input: Input
    let deadline: ContinuousClock.Instant
    let answer: CheckedContinuation<Output, any Error>
  }

  private var waiting: [Entry] = []
  private var working = 0
  private let capacity: Int
  private let batch: Int
  private let workers: Int
  private let timeout: Duration
  private let executor: WorkThreads?
  private nonisolated let work: Work

  /// - Parameters:
  ///   - capacity: how many may wait, ≥ 1.
  ///   - batch: how many are done at a time, ≥ 1.
  ///   - workers: batches that are done side by side, ≥ 1.
  ///   - timeout: for which one waits at most for its work to begin.
  ///   - executor: on which the work is done, where it would keep the threads of others busy.
  ///   - work: gives an answer for each, in order.
  init(
    capacity: Int, batch: Int, workers: Int, timeout: Duration, executor: WorkThreads? = nil,
    work: @escaping Work
  ) {
    (self.capacity, self.batch, self.workers) = (capacity, batch, workers)
    (self.timeout, self.executor, self.work) = (timeout, executor, work)
  }

  /// How many wait.
  var count: Int { waiting.count }

  /// - Throws: `RequestProblem.overloaded` at once where as many wait as may, and for one whose turn
  ///   did not come in time; what the work throws.
  func answer(to input: Input) async throws -> Output {
    guard waiting.count < capacity else { throw RequestProblem.overloaded }
    return try await withCheckedThrowingContinuation { answer in
      waiting.append(
        Entry(input: input, deadline: .now.advanced(by: timeout), answer: answer))
      guard working < workers else { return }
      working += 1
      Task(executorPreference: executor) { await self.run() }
    }
  }

  private func run() async {
    while let entries = next() {
      let answers = await work(entries.map(\.input))
      for (entry, answer) in zip(entries, answers) { entry.answer.resume(with: answer) }
    }
    working -= 1
  }

  private func next() -> [Entry]? {
    let now = ContinuousClock.now
    for entry in waiting where entry.deadline < now {
      entry.answer.resume(throwing: RequestProblem.overloaded)
    }
    waiting.removeAll { $0.deadline < now }
    guard !waiting.isEmpty else { return nil }
    let entries = Array(waiting.prefix(batch))
    waiting.removeFirst(entries.count)
    return entries
  }
}
