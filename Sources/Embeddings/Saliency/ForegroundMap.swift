public import Images

/// What a network takes for the foreground of a picture, whatever is asked for: its only channel, in the
/// network's unit, which is mostly a probability.
public struct ForegroundMap: SaliencyMethod {
  private let extractor: FeatureExtractor

  /// - Throws: `EmbeddingError.modelMismatch` for a model of several channels.
  public init(_ extractor: FeatureExtractor) throws(EmbeddingError) {
    guard extractor.card.dimension == 1 else {
      throw .modelMismatch(
        name: extractor.card.name,
        finding: "a foreground has one channel, and its card says \(extractor.card.dimension)")
    }
    self.extractor = extractor
  }

  public var summary: String { "foreground by \(extractor.id.key)" }

  public func map(of image: Image, query: [Float]) async throws -> SaliencyMap {
    let grid = try await extractor.features(of: image)
    return SaliencyMap(
      grid: grid.channel(0), extractor.placement(of: image), width: image.width,
      height: image.height)
  }
}
