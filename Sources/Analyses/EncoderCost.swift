/// What an encoder costs. Times and memory are of the machine at hand, and differ from run to run.
public struct EncoderCost: Sendable, Codable, Hashable {
  public let encoder: String
  /// Decoded pictures that were encoded one after the other, after a first one that is not timed.
  public let images: Int
  /// Of encoding alone, with preparation of the pixels, without decoding files.
  public let imagesPerSecond: Double
  /// Of a vector as stored, in float32.
  public let vectorBytes: Int
  /// Of the model's file; nil for encoders without weights.
  public let modelBytes: Int?
  /// How far the resident memory of the program rose while the encoder was loaded and used; nil where the
  /// system does not say.
  public let peakBytes: Int?

  public init(
    encoder: String, images: Int, imagesPerSecond: Double, vectorBytes: Int, modelBytes: Int?,
    peakBytes: Int?
  ) {
    (self.encoder, self.images, self.imagesPerSecond) = (encoder, images, imagesPerSecond)
    (self.vectorBytes, self.modelBytes, self.peakBytes) = (vectorBytes, modelBytes, peakBytes)
  }
}
