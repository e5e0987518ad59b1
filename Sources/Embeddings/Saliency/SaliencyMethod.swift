public import Images

/// A way to tell which places of a picture make it match a query.
public protocol SaliencyMethod: Sendable {
  /// All that decides the numbers, in words.
  var summary: String { get }

  /// - Parameter query: an embedding in the space of the method's encoder; not zero.
  /// - Returns: of the image's size.
  /// - Throws: what the encoder throws; `EmbeddingError` for a query of another dimension.
  func map(of image: Image, query: [Float]) async throws -> SaliencyMap
}
