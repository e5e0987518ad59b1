/// A format that is read, told by a file's first bytes and never by its name.
public enum ImageFormat: String, Sendable, Codable, CaseIterable {
  case png, jpeg, dicom

  /// Bytes at a file's start that tell any format.
  public static let signatureLength = 160

  /// Nil when the bytes begin like none.
  public init?(startingWith bytes: [UInt8]) {
    if bytes.starts(with: PNGCodec.signature) {
      self = .png
    } else if bytes.starts(with: JPEGCodec.signature) {
      self = .jpeg
    } else if DICOMCodec.isDICOM(startingWith: bytes) {
      self = .dicom
    } else {
      return nil
    }
  }

  /// Throws for bytes that begin like no known format.
  init(of bytes: [UInt8]) throws(ImageError) {
    guard !bytes.isEmpty else { throw .empty }
    guard let format = Self(startingWith: bytes) else {
      throw .unknownFormat(firstBytes: Array(bytes.prefix(4)))
    }
    self = format
  }
}

/// Decodes a picture of any format that is read.
///
/// Pixels equal Pillow's and pydicom's: gamma and colour profiles are ignored, alpha is laid over
/// white, EXIF orientation is applied, medical pictures are windowed.
/// - Parameter frame: from 0, of a file that holds several pictures.
/// - Throws: `ImageError`; a truncated file is damaged, whatever could be shown of it.
public func decodeImage(
  _ bytes: [UInt8], frame: Int = 0, options: DecodingOptions = .standard
) throws(ImageError) -> DecodedImage {
  switch try ImageFormat(of: bytes) {
  case .png: try PNGCodec.decode(bytes, options.limits)
  case .jpeg: try JPEGCodec.decode(bytes, options.limits)
  case .dicom: try DICOMCodec.decode(bytes, frame: frame, options)
  }
}

/// How many pictures a file holds.
public func frameCount(
  of bytes: [UInt8], options: DecodingOptions = .standard
) throws(ImageError) -> Int {
  switch try ImageFormat(of: bytes) {
  case .png, .jpeg: 1
  case .dicom: try DICOMCodec.frameCount(bytes, options)
  }
}

/// Whether bytes begin like a format that `decodeImage` reads.
public func isKnownImage(startingWith bytes: [UInt8]) -> Bool {
  ImageFormat(startingWith: bytes) != nil
}
