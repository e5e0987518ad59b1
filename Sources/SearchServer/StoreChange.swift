import Foundation
import Images
import VectorStore

/// Something that is to be written to the store; one thing after the other, as it has one writer.
enum StoreChange: Sendable {
  case addition(StoreAddition)
  case review([ReviewStep])
}

/// What became of it.
enum ChangedStore: Sendable {
  case addition(AdditionAnswer)
  case reviewed
}

extension ReadableStore {
  /// What waits is written together: additions in one step, then what was decided.
  func changed(_ changes: [StoreChange]) async -> [Result<ChangedStore, any Error>] {
    var (additions, places) = ([StoreAddition](), [Int]())
    var answers = changes.map { _ in Result<ChangedStore, any Error>.success(.reviewed) }
    for (place, change) in changes.enumerated() {
      guard case .addition(let addition) = change else { continue }
      additions.append(addition)
      places.append(place)
    }
    if !additions.isEmpty {
      for (place, answer) in zip(places, await added(additions)) {
        answers[place] = answer.map { .addition($0) }
      }
    }
    for (place, change) in changes.enumerated() {
      if case .review(let steps) = change { answers[place] = await reviewed(steps) }
    }
    return answers
  }

  private func reviewed(_ steps: [ReviewStep]) async -> Result<ChangedStore, any Error> {
    do {
      try await address.writer().review(steps)
      return .success(.reviewed)
    } catch {
      return .failure(error)
    }
  }
}
