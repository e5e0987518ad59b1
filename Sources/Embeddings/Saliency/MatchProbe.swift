import Images
import LinearAlgebra

/// How well changed pictures match a query.
///
/// Pictures are made small first, as many are encoded: no side longer than `side`.
struct MatchProbe: Sendable {
  let encoder: any Encoder
  let query: [Float]
  /// Pictures that one task encodes.
  private static let batch = 8

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
      for start in stride(from: 0, to: count, by: Self.batch) {
        group.addTask {
          try Task.checkCancellation()
          let numbers = start..<min(start + Self.batch, count)
          let vectors = try await encoder.encode(numbers.map(picture))
          return (start, numbers.indices.map { cosine(vectors.row($0 - start), query[...]) })
        }
      }
      var found: [(start: Int, cosines: [Double])] = []
      for try await part in group { found.append(part) }
      return found.sorted { $0.start < $1.start }.flatMap(\.cosines)
    }
  }
}
