import Embeddings
public import Foundation
import Images
import LinearAlgebra

/// How far a model's vectors of three sample photographs are from those that Pillow, NumPy and
/// Python's onnxruntime give (`scripts/model-reference`).
public struct ModelVerification: Sendable, Codable {
  /// The encoder's name.
  public let encoder: String
  public let runtime: String?
  public let photos: [Photo]

  public struct Photo: Sendable, Codable {
    public let photo: String
    public let cosine: Double
    public let largestDifference: Double
    /// The largest magnitude in the reference, for scale.
    public let largestMagnitude: Double
  }

  /// Of the model's weights; decides what is tolerated.
  public let precision: String
  public var agrees: Bool { photos.allSatisfy(isClose) }

  /// Pixels are Pillow's, bit by bit, so that only the runtime's sums differ. In float32 their order
  /// moves no number by more than about 1e-5 of the largest one; a few pixels that another resize
  /// rounds otherwise moved some by a hundredth. The runtimes round 8-bit and 16-bit numbers in other
  /// places, which is more; a wrong channel order, mean or crop moves the cosine of the cat further
  /// than any of this.
  private func isClose(_ photo: Photo) -> Bool {
    let (cosine, difference) =
      switch ModelPrecision(rawValue: precision) ?? .float32 {
      case .float32: (0.999_999, 1e-4)
      case .float16: (0.999, 0.05)
      case .int8: (0.99, 0.2)
      }
    return photo.cosine >= cosine
      && photo.largestDifference <= difference * max(photo.largestMagnitude, 1e-6)
  }
}

extension Catalog {
  /// Runs a model on the sample photographs and compares the vectors with a reference.
  ///
  /// - Parameter reference: an `.npy` file of shape (3, dimension); the committed one where nil.
  /// - Throws: `SettingsError` for an unknown model or one without a reference; what encoding and
  ///   reading throw.
  public func verify(model name: String, reference: URL? = nil) async throws -> ModelVerification {
    guard try Self.knows(encoder: name, in: installation) else {
      throw SettingsError.unknownName(
        what: "encoder", found: name, known: try Self.alternatives(to: name, in: installation))
    }
    let expected = try referenceVectors(name, reference)
    let encoder = try encoder(named: name)
    let images = try SamplePhotos.all.map { try decodeImage($0.bytes).image }
    guard expected.rows == images.count, expected.columns == encoder.dimension else {
      throw SettingsError.wrongValue(
        place: reference?.path ?? "the reference of \(name)",
        found: "shape (\(expected.rows), \(expected.columns))",
        expected: "(\(images.count), \(encoder.dimension)), as scripts/model-reference writes it")
    }
    let found = try await encoder.encode(images)
    let photos = SamplePhotos.all.enumerated().map { row, photo in
      ModelVerification.Photo(
        photo.name, found: Array(found.row(row)), expected: Array(expected.row(row)))
    }
    let precision = (encoder as? OnnxEncoder)?.card.precision ?? .float32
    return ModelVerification(
      encoder: name, runtime: encoder.id.runtime, photos: photos, precision: precision.rawValue)
  }

  private func referenceVectors(_ name: String, _ file: URL?) throws -> Matrix<Double> {
    if let file { return try NumPyFile.read(file).doubles }
    guard let bytes = SamplePhotos.references[name] else {
      throw SettingsError.unreadable(
        file: "model \(name)", reason: "no reference comes with the program",
        remedy: "make one with scripts/model-reference and name it with --reference")
    }
    return try NumPyFile.read(Data(bytes), file: "the reference of \(name)").doubles
  }
}

extension ModelVerification.Photo {
  init(_ photo: String, found: [Float], expected: [Double]) {
    let found = found.map(Double.init)
    let product = zip(found, expected).reduce(0) { $0 + $1.0 * $1.1 }
    let lengths = [found, expected].map { $0.reduce(0) { $0 + $1 * $1 }.squareRoot() }
    let size = lengths[0] * lengths[1]
    self.photo = photo
    cosine = size > 0 ? min(1, max(-1, product / size)) : 0
    largestDifference = zip(found, expected).map { abs($0 - $1) }.max() ?? 0
    largestMagnitude = expected.map(abs).max() ?? 0
  }
}
