import Analyses
import Embeddings
import Foundation
import Hummingbird
import Statistics
import VectorStore

/// What long work is asked of: vectors of an encoder, of the items that a filter lets through.
struct PageQuestion: Sendable {
  let encoder: any Embeddings.Encoder
  let filter: ItemFilter
  /// Of the items that are looked at; of more, so many are drawn, or none is looked at.
  let limit: Int

  /// Bytes of vectors that are in memory.
  private static let memory = 1 << 30
  static let seed: UInt64 = 2_026

  init(_ encoder: any Embeddings.Encoder, _ filter: ItemFilter, limit: Int) {
    (self.encoder, self.filter) = (encoder, filter)
    self.limit = min(limit, Self.memory / (4 * max(1, encoder.dimension)))
  }

  /// Told apart from others.
  fileprivate var key: String {
    ([encoder.id.name] + filter.conditions.map { "\($0.column.count) \($0)" })
      .map { "\($0.utf8.count):\($0)" }.joined()
  }
}

/// What long work gave.
enum PageOutcome<Value: Sendable>: Sendable {
  case found(Value)
  /// What has to be asked of these items is not defined, and why.
  case undefined(String)
}

extension SearchService {
  /// The outcome of long work on all items that a question is of, or nil with a page that says how far
  /// it is.
  ///
  /// - Parameter name: of the work, with whatever else it depends on.
  /// - Throws: where these are too many.
  func outcome<Value: Sendable>(
    _ name: String, of question: PageQuestion, at page: Page, _ title: String,
    _ work: @escaping @Sendable (EmbeddedItems, @escaping WorkProgress) throws -> Value
  ) async throws -> (outcome: PageOutcome<Value>?, waiting: Response?) {
    try await requireFew(question)
    let store = store
    return try await outcome(name, ofSome: [question], at: page, title) { samples, progress in
      try work(samples[0].items(named: store.address.name), progress)
    }
  }

  /// The same of some items of each question, drawn where there are more than its limit.
  func outcome<Value: Sendable>(
    _ name: String, ofSome questions: [PageQuestion], at page: Page, _ title: String,
    _ work: @escaping @Sendable ([StoreSample], @escaping WorkProgress) throws -> Value
  ) async throws -> (outcome: PageOutcome<Value>?, waiting: Response?) {
    let (store, version) = (store, try await store.version())
    let keys = questions.map { "\($0.key.utf8.count):\($0.key)" }.joined()
    let answer = try await pages.jobs.answer(
      to: "\(version.content) \(name) \(keys)"
    ) { progress in
      var samples: [StoreSample] = []
      for question in questions {
        samples.append(
          try await store.sample(
            of: question.encoder.id.name, where: question.filter, limit: question.limit,
            seed: PageQuestion.seed))
      }
      do {
        return PageOutcome.found(try work(samples, progress))
      } catch let error as AnalysisError {
        return PageOutcome<Value>.undefined("\(error)")
      }
    }
    switch answer {
    case .found(let outcome): return (outcome, nil)
    case .working(let done, let total): return (nil, progressPage(done, total, page, title))
    }
  }

  /// - Throws: where more items are asked about than can be at once.
  private func requireFew(_ question: PageQuestion) async throws {
    let count = try await store.count(where: question.filter, atMost: question.limit + 1)
    guard count > question.limit else { return }
    throw RequestProblem(
      .tooLarge, "more than \(question.limit.grouped) items are too many to be compared here",
      remedy: "filter them, e.g. by split or group, or export the store and use the command line")
  }

  private func progressPage(_ done: Int, _ total: Int, _ page: Page, _ title: String) -> Response {
    var frame = frame(title, at: page)
    frame.refresh = 2
    let view = ProgressView(frame: frame, done: done, total: max(1, total), isUnderWay: total > 0)
    return .html(templates.html(view, by: .progress))
  }
}

/// In templates.
private struct ProgressView {
  let frame: PageFrame
  let done: Int
  let total: Int
  let isUnderWay: Bool
}
