import LinearAlgebra
import VectorStore

/// A vector that is looked for, and how.
struct StoreQuery: Sendable {
  let vector: [Float]
  let settings: SearchSettings

  /// Of questions that one pass over the vectors answers.
  fileprivate struct Kind: Hashable {
    let count: Int
    let encoder: String?
    let metric: SearchMetric
    let filter: ItemFilter
    let method: SearchMethod
  }

  fileprivate var kind: Kind {
    Kind(
      count: settings.count, encoder: settings.encoder, metric: settings.metric,
      filter: settings.filter, method: settings.method)
  }
}

extension ReadableStore {
  /// Answers to queries, those of a kind by one pass over the vectors.
  func answers(to queries: [StoreQuery]) async -> [Result<SearchAnswer, any Error>] {
    var answers: [Int: Result<SearchAnswer, any Error>] = [:]
    for (_, places) in Dictionary(grouping: queries.indices, by: { queries[$0].kind }) {
      do {
        let vectors = Matrix(places.map { queries[$0].vector })
        let found = try await search(all: vectors, queries[places[0]].settings)
        for (place, answer) in zip(places, found) { answers[place] = .success(answer) }
      } catch {
        for place in places { answers[place] = .failure(error) }
      }
    }
    return queries.indices.map { answers[$0] ?? .failure(CancellationError()) }
  }
}
