public import Images
import LinearAlgebra
public import Statistics

/// The cosine of what a network makes of each place with the query.
///
/// Of a vision transformer the tokens of patches, of a convolutional network the last feature map, whose
/// mean is its embedding (Zhou et al., "Learning deep features for discriminative localization", 2016, with
/// the query in place of a class's weights).
public struct PatchSimilarity: SaliencyMethod {
  private let extractor: FeatureExtractor
  private let alignment: AlignedSide?

  /// - Parameter alignment: the map into the space of the query, where it is not the model's own.
  public init(_ extractor: FeatureExtractor, alignment: AlignedSide? = nil) {
    (self.extractor, self.alignment) = (extractor, alignment)
  }

  public var summary: String {
    "cosine of \(extractor.summary)\(alignment.map { ", \($0.summary)," } ?? "") with the query"
  }

  public func map(of image: Image, query: [Float]) async throws -> SaliencyMap {
    let grid = try await extractor.features(of: image)
    guard grid.channels == alignment?.map.rows ?? query.count else {
      throw EmbeddingError.modelMismatch(
        name: extractor.card.name,
        finding: "\"\(extractor.tensor)\" has \(grid.channels) channels and vectors "
          + "\(alignment?.map.rows ?? query.count) numbers; name the tensor before the pooling with --feature-map"
      )
    }
    let vectors = alignment?.aligned(UnitRows(grid.vectors)) ?? grid.vectors
    let cosines = (0..<vectors.rows).map { Float(cosine(vectors.row($0), query[...])) }
    return SaliencyMap(
      grid: Matrix(rows: grid.rows, columns: grid.columns, elements: cosines),
      extractor.placement(of: image), width: image.width, height: image.height)
  }
}

/// In double precision; 0 where one is zero.
func cosine(_ a: ArraySlice<Float>, _ b: ArraySlice<Float>) -> Double {
  var (product, squareA, squareB) = (0.0, 0.0, 0.0)
  for (x, y) in zip(a, b) {
    product += Double(x) * Double(y)
    squareA += Double(x) * Double(x)
    squareB += Double(y) * Double(y)
  }
  guard squareA > 0, squareB > 0 else { return 0 }
  return max(-1, min(1, product / (squareA * squareB).squareRoot()))
}
