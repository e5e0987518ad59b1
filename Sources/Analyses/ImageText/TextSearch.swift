import Embeddings
public import LinearAlgebra
public import Statistics

/// The images that fit texts best, by cosine.
///
/// - Parameters:
///   - vectors: of the texts, one a row.
///   - queries: what made them.
///   - alignment: nil where both encoders share a space.
/// - Throws: `AnalysisError` where vectors are of different lengths.
public func findImages(
  in images: EmbeddedItems, for texts: [String], _ vectors: Matrix<Float>, _ queries: TextQueries,
  alignment: LinearAlignment?, count: Int, encoder: String?
) throws(AnalysisError) -> NeighborsResult {
  if let alignment {
    let found = (images.vectors.dimension, vectors.columns)
    guard found == (alignment.images.mean.count, alignment.texts.mean.count) else {
      throw .undefined(
        items: images.name,
        reason:
          "images have \(found.0) numbers and texts \(found.1), for which these maps were not "
          + "fitted; name the encoders that they were")
    }
  }
  let ids = texts.map { SampleID.name($0) }
  return try findNeighbors(
    of: EmbeddedItems(
      name: "texts", ids: ids,
      vectors: .float(alignment.map { $0.texts.aligned(UnitRows(vectors)) } ?? vectors)),
    in: alignment.map { images.with(vectors: .float($0.images.aligned(images.unitRows))) }
      ?? images,
    count: count, encoder: encoder, texts: queries)
}

extension EmbeddedItems {
  /// The same items with other vectors.
  fileprivate func with(vectors: Vectors) -> EmbeddedItems {
    EmbeddedItems(
      name: name, ids: ids, vectors: vectors, labels: labels, units: units, parts: parts,
      digests: digests, columns: columns, gaps: gaps)
  }
}
