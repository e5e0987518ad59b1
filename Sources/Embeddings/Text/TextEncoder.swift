public import LinearAlgebra

/// Turns texts into vectors.
///
/// As `Encoder` for images: the result has shape (texts.count, dimension), is finite, keeps the order, is
/// the same twice, and does not depend on which texts share a batch.
public protocol TextEncoder: Sendable {
  var id: EncoderID { get }
  /// Numbers in each vector.
  var dimension: Int { get }
  /// What its model was trained to divide cosines by, where that is known.
  var temperature: Double? { get }
  func encode(_ texts: [String]) async throws -> Matrix<Float>
  /// What of a text the model gets to see.
  func tokens(of text: String) -> TokenizedText
}
