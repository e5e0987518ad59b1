public import Images
public import LinearAlgebra

/// Turns images into vectors. Knows nothing of splits, labels or tasks.
///
/// Every encoder keeps this contract, which one test checks for all of them: the result has shape
/// (images.count, dimension), is finite, keeps the order, is the same twice, and does not depend
/// on which images share a batch.
public protocol Encoder: Sendable {
  var id: EncoderID { get }
  /// Numbers in each vector.
  var dimension: Int { get }
  func encode(_ images: [Image]) async throws -> Matrix<Float>
  /// Where an image lies in what the encoder looks at; whole, unless it crops.
  func placement(of image: Image) -> PicturePlacement
}

extension Encoder {
  public func placement(of image: Image) -> PicturePlacement { .whole }
}

/// Everything that decides the numbers an encoder gives: two equal ids give equal vectors.
public struct EncoderID: Sendable, Hashable, Codable {
  /// The name used in plans, e.g. "efficientnet-lite0".
  public let name: String
  /// SHA-256 of the weights, hexadecimal; nil for encoders without any.
  public let weights: String?
  /// What is done to an image before it is encoded, in words.
  public let preprocessing: String
  /// The inference library, its version and the precision; nil where none is used.
  public let runtime: String?
  /// Which output of a model is taken, and how it is pooled; nil where no model is used.
  public let output: String?

  public init(
    name: String, weights: String?, preprocessing: String, runtime: String?, output: String? = nil
  ) {
    self.name = name
    self.weights = weights
    self.preprocessing = preprocessing
    self.runtime = runtime
    self.output = output
  }

  /// Whether vectors of both can be compared: all but the runtime is the same.
  public func givesVectors(like other: EncoderID) -> Bool {
    name == other.name && weights == other.weights && preprocessing == other.preprocessing
      && output == other.output
  }

  /// One line that differs whenever the vectors may.
  public var key: String {
    ([name, weights ?? "-", preprocessing, runtime ?? "-"] + (output.map { [$0] } ?? []))
      .joined(separator: "|")
  }
}
