import Embeddings
import Foundation
import Images
import LinearAlgebra
import VectorStore

/// A picture to be decoded, and whose vectors of it are wanted.
struct PictureOrder: Sendable {
  /// A file of some image format.
  let bytes: [UInt8]
  /// The file of its mask; nil for none.
  let mask: [UInt8]?
  let encoders: [any Embeddings.Encoder]
  /// Longest side of a small picture to be made; nil for none.
  var thumbnailSide: Int?
}

/// What became of it.
struct EncodedPicture: Sendable {
  let facts: PictureFacts
  /// SHA-256 of its pixels.
  let pixels: ContentDigest
  /// By the name of the encoder.
  let vectors: [String: [Float]]
  /// A JPEG file.
  let thumbnail: [UInt8]?
  let mask: MaskFile?

  /// - Parameter encoder: one that was asked for.
  func vector(by encoder: any Embeddings.Encoder) -> [Float] { vectors[encoder.id.name] ?? [] }
}

/// What an answer says of the picture that was sent.
struct PictureFacts: Sendable, Encodable {
  let width: Int
  let height: Int
  /// SHA-256 of the pixels.
  let pixels: String
  /// What had to be decided to make the file an 8-bit picture; the first frame is taken of several.
  let notes: [DecodingNote]
}

extension PictureOrder {
  private static let jpegQuality = 85

  /// - Throws: `ImageError`; `RequestProblem` for a mask that is none; what encoders throw.
  func filled(_ options: DecodingOptions) async throws -> EncodedPicture {
    let decoded = try decodeImage(bytes, options: options)
    // Before the long work.
    let mask = try mask.map { try MaskFile($0, of: decoded.image, options.limits) }
    var vectors: [String: [Float]] = [:]
    for encoder in encoders {
      vectors[encoder.id.name] = try await encoder.encode([decoded.image]).elements
    }
    let pixels = decoded.image.digest
    return EncodedPicture(
      facts: PictureFacts(
        width: decoded.image.width, height: decoded.image.height, pixels: pixels.hex,
        notes: decoded.notes),
      pixels: pixels, vectors: vectors,
      thumbnail: try thumbnailSide.map {
        try decoded.image.fitting($0).encodedJPEG(quality: Self.jpegQuality)
      },
      mask: mask)
  }
}

extension MaskFile {
  /// - Parameter picture: whose size the mask has to have.
  fileprivate init(
    _ file: [UInt8], of picture: Image, _ limits: DecodingLimits
  ) throws(RequestProblem) {
    let (image, kept): (Image, MaskFile)
    do throws(ImageError) {
      image = try decodeMask(file, limits: limits)
      kept = try MaskFile(image)
    } catch {
      let problem = RequestProblem(error)
      throw RequestProblem(problem.code, "the mask: \(problem.message)", remedy: problem.remedy)
    }
    guard image.width == picture.width, image.height == picture.height else {
      throw RequestProblem(
        .badRequest,
        "the mask has \(image.width) × \(image.height) pixels, and the picture "
          + "\(picture.width) × \(picture.height)", remedy: "make it of the picture's size")
    }
    self = kept
  }
}
