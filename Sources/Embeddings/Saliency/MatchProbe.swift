import Images
import LinearAlgebra

/// How well changed pictures match a query.
struct MatchProbe: Sendable {
  let encoder: any Encoder
  let query: [Float]
  /// Pictures that one task encodes.
  private static let batch = 8
  /// Tasks at once, each with its pictures in memory.
  static let room = 16

  /// - Throws: `EmbeddingError.modelMismatch` for a query of another dimension.
  init(_ encoder: any Encoder, query: [Float]) throws(EmbeddingError) {
    guard encoder.dimension == query.count else {
      throw .modelMismatch(
        name: encoder.id.name,
        finding: "its vectors have \(encoder.dimension) numbers and the query \(query.count)")
    }
    (self.encoder, self.query) = (encoder, query)
  }

  /// The cosine of each picture with the query, in order.
  ///
  /// - Parameter picture: makes them by number, 0..<count, several at once.
  func cosines(
    _ count: Int, of picture: @escaping @Sendable (Int) -> Image
  ) async throws -> [Double] {
    try await withThrowingTaskGroup(of: (start: Int, cosines: [Double]).self) { group in
      var found: [(start: Int, cosines: [Double])] = []
      for start in stride(from: 0, to: count, by: Self.batch) {
        if start >= Self.room * Self.batch, let part = try await group.next() { found.append(part) }
        group.addTask {
          try Task.checkCancellation()
          let numbers = start..<min(start + Self.batch, count)
          let vectors = try await encoder.encode(numbers.map(picture))
          return (start, numbers.indices.map { cosine(vectors.row($0 - start), query[...]) })
        }
      }
      for try await part in group { found.append(part) }
      return found.sorted { $0.start < $1.start }.flatMap(\.cosines)
    }
  }
}
