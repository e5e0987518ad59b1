/// The largest picture that is decoded: beyond it lie mistakes and decompression bombs.
public struct DecodingLimits: Sendable, Equatable {
  /// Of either side.
  public let side: Int
  public let pixels: Int

  public static let standard = DecodingLimits(side: 16_384, pixels: 1 << 27)

  public init(side: Int, pixels: Int) {
    self.side = side
    self.pixels = pixels
  }

  /// Checked against the header, before anything is allocated.
  func check(_ width: Int, _ height: Int) throws(ImageError) {
    guard width <= side, height <= side, width * height <= pixels else {
      throw .tooLarge(width: width, height: height, limits: self)
    }
  }
}

/// What had to be decided to make a file an 8-bit picture.
public enum DecodingNote: String, Sendable, Codable, Hashable {
  /// Transparent pixels were laid over white.
  case alphaOverWhite
  /// 16-bit samples kept their high byte.
  case reducedTo8Bits
  /// The picture was turned as its EXIF orientation says.
  case orientationApplied
}

/// A picture and how it was resolved.
public struct DecodedImage: Sendable, Equatable {
  public let image: Image
  public let notes: [DecodingNote]

  public init(image: Image, notes: [DecodingNote] = []) {
    self.image = image
    self.notes = notes
  }
}

/// Decodes PNG or JPEG, told apart by signature and never by name.
///
/// Pixels equal Pillow's: gamma and colour profiles are ignored, alpha is laid over white, EXIF
/// orientation is applied.
/// - Throws: `ImageError`; a truncated file is damaged, whatever could be shown of it.
public func decodeImage(
  _ bytes: [UInt8], limits: DecodingLimits = .standard
) throws(ImageError) -> DecodedImage {
  guard !bytes.isEmpty else { throw .empty }
  if bytes.starts(with: PNGCodec.signature) { return try PNGCodec.decode(bytes, limits) }
  if bytes.starts(with: JPEGCodec.signature) { return try JPEGCodec.decode(bytes, limits) }
  throw .unknownFormat(firstBytes: Array(bytes.prefix(4)))
}

/// Whether bytes begin like a format that `decodeImage` reads.
public func isKnownImage(startingWith bytes: [UInt8]) -> Bool {
  bytes.starts(with: PNGCodec.signature) || bytes.starts(with: JPEGCodec.signature)
}
