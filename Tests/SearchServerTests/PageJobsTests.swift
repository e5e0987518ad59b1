import Synchronization
import Testing

@testable import SearchServer

@Suite struct PageJobsTests {
  private struct Trouble: Error {}

  private final class Runs: Sendable {
    let count = Atomic(0)
  }

  private func value(_ answer: PageJobs.Answer<Int>) -> Int? {
    if case .found(let value) = answer { value } else { nil }
  }

  @Test func aQuestionIsWorkedOnOnceHoweverManyAsk() async throws {
    let jobs = PageJobs()
    let runs = Runs()
    try await withThrowingTaskGroup(of: Int?.self) { group in
      for _ in 0..<20 {
        group.addTask {
          value(
            try await jobs.answer(to: "a") { _ in
              runs.count.wrappingAdd(1, ordering: .relaxed).newValue
            })
        }
      }
      for try await found in group { #expect(found == 1) }
    }
    #expect(value(try await jobs.answer(to: "b") { _ in 7 }) == 7)
  }

  @Test func whatFailedIsToldAndTriedAgain() async throws {
    let jobs = PageJobs()
    await #expect(throws: Trouble.self) {
      _ = value(try await jobs.answer(to: "a") { _ in throw Trouble() })
    }
    #expect(value(try await jobs.answer(to: "a") { _ in 3 }) == 3)
  }

  @Test func longWorkIsToldOfAndTooMuchIsRefused() async throws {
    let jobs = PageJobs()
    let (gate, open) = AsyncStream<Void>.makeStream()
    let first = try await jobs.answer(to: "slow") { progress in
      progress(2, 5)
      for await _ in gate { break }
      return 1
    }
    guard case .working(let done, let total) = first else {
      Issue.record("it ended")
      return
    }
    #expect(done == 2 && total == 5)
    try await withThrowingTaskGroup(of: Bool.self) { group in
      for number in 0..<12 {
        group.addTask {
          do {
            _ = value(try await jobs.answer(to: "\(number)") { _ in number })
            return true
          } catch is RequestProblem {
            return false
          }
        }
      }
      let admitted = try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
      #expect(admitted == 7)
    }
    open.yield()
    #expect(value(try await jobs.answer(to: "slow") { _ in 2 }) == 1)
  }
}
