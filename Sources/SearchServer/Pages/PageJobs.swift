import Statistics
import Synchronization

/// Long work that pages show the outcome of: one at a time, in the background, each question once.
///
/// What was found is kept for those who ask the same; a question is told apart by its text, in which
/// stands of which state of the store it is.
final class PageJobs: Sendable {
  /// Where a question is.
  enum Answer<Value: Sendable>: Sendable {
    case found(Value)
    /// Steps of the pass that is under way; 0 of 0 before it begins.
    case working(done: Int, total: Int)
  }

  fileprivate enum State {
    case working(done: Int, total: Int)
    case found(any Sendable)
    case failed(any Error)
  }

  fileprivate struct Memory {
    var states: [String: State] = [:]
    /// Questions, the one that was asked last at the end.
    var recent: [String] = []
    var last: Task<Void, Never>?
  }

  private let memory = Mutex(Memory())
  private let threads = WorkThreads()
  /// Questions that may wait, and answers that are kept.
  private static let (longestQueue, kept) = (8, 24)
  /// For which a page waits before it shows how far the work is.
  private static let patience = 30

  /// The answer, or how far the work for it is, which is begun where nobody asked before.
  ///
  /// - Throws: `RequestProblem.overloaded` where too many questions wait; what the work throws, once: the
  ///   next who asks begins it anew.
  func answer<Value: Sendable>(
    to question: String,
    _ work: @escaping @Sendable (@escaping WorkProgress) async throws -> Value
  ) async throws -> Answer<Value> {
    try begin(question) { try await work($0) }
    for _ in 0..<Self.patience {
      switch try state(of: question) {
      case .found(let value as Value): return .found(value)
      case .working: try await Task.sleep(for: .milliseconds(40))
      default: throw CancellationError()
      }
    }
    guard case .working(let done, let total) = try state(of: question) else {
      return try await answer(to: question, work)
    }
    return .working(done: done, total: total)
  }

  private func begin(
    _ question: String,
    _ work: @escaping @Sendable (@escaping WorkProgress) async throws -> any Sendable
  ) throws {
    try memory.withLock { memory in
      memory.recent.removeAll { $0 == question }
      memory.recent.append(question)
      guard memory.states[question] == nil else { return }
      guard memory.working.count < Self.longestQueue else {
        memory.recent.removeLast()
        throw RequestProblem.overloaded
      }
      memory.forget(Self.kept)
      memory.states[question] = .working(done: 0, total: 0)
      let before = memory.last
      memory.last = Task(executorPreference: threads) {
        await before?.value
        await self.run(question, work)
      }
    }
  }

  private func run(
    _ question: String,
    _ work: @Sendable (@escaping WorkProgress) async throws -> any Sendable
  ) async {
    let state: State
    do {
      state = .found(try await work { self.advance(question, $0, $1) })
    } catch {
      state = .failed(error)
    }
    memory.withLock { $0.states[question] = state }
  }

  private func advance(_ question: String, _ done: Int, _ total: Int) {
    memory.withLock { $0.states[question] = .working(done: done, total: total) }
  }

  private func state(of question: String) throws -> State {
    try memory.withLock { memory in
      let state = memory.states[question] ?? .working(done: 0, total: 0)
      guard case .failed(let error) = state else { return state }
      memory.states[question] = nil
      throw error
    }
  }
}

extension PageJobs.Memory {
  fileprivate var working: [String] {
    states.compactMap { question, state in
      if case .working = state { question } else { nil }
    }
  }

  /// Drops answers that nobody asked for lately.
  fileprivate mutating func forget(_ kept: Int) {
    while states.count >= kept {
      let isWorking = Set(working)
      guard let oldest = recent.firstIndex(where: { !isWorking.contains($0) }) else { return }
      states[recent.remove(at: oldest)] = nil
    }
  }
}
