/// A kind of file, told by its first bytes and never by its name.
public enum ImageFormat: String, Sendable, Codable, CaseIterable {
  // DICOM before TIFF, as which the first bytes of a DICOM file may be disguised.
  case png, jpeg, dicom, webp, tiff, gif, bmp, nifti

  /// Bytes at a file's start that tell any format.
  public static let signatureLength = 1024

  /// - Parameter bytes: a file, or at least its first `signatureLength` bytes if it has so many.
  public init?(startingWith bytes: [UInt8]) {
    guard let format = Self.allCases.first(where: { $0.isFormat(of: bytes) }) else { return nil }
    self = format
  }

  private func isFormat(of bytes: [UInt8]) -> Bool {
    switch self {
    case .png: bytes.starts(with: PNGCodec.signature)
    case .jpeg: bytes.starts(with: JPEGCodec.signature)
    case .dicom: DICOMCodec.isDICOM(startingWith: bytes)
    case .webp: WebPCodec.isFormat(of: bytes)
    case .tiff: TIFFCodec.signatures.contains { bytes.starts(with: $0) }
    case .gif: GIFCodec.signatures.contains { bytes.starts(with: $0) }
    case .bmp: BMPCodec.isFormat(of: bytes)
    case .nifti: NIfTIHeader.isNIfTI(startingWith: bytes)
    }
  }

  func decode(
    _ bytes: [UInt8], frame: Int, _ options: DecodingOptions
  ) throws(ImageError) -> DecodedImage {
    switch self {
    case .png:
      try requireOnly(frame)
      return try PNGCodec.decode(bytes, options)
    case .jpeg:
      try requireOnly(frame)
      return try JPEGCodec.decode(bytes, options)
    case .dicom: return try DICOMCodec.decode(bytes, frame: frame, options)
    case .webp: return try WebPCodec.decode(bytes, frame: frame, options)
    case .tiff: return try TIFFCodec.decode(bytes, frame: frame, options)
    case .gif: return try GIFCodec.decode(bytes, frame: frame, options)
    case .bmp:
      try requireOnly(frame)
      return try BMPCodec.decode(bytes, options)
    case .nifti: return try NIfTICodec.decode(bytes, frame: frame, options)
    }
  }

  private func requireOnly(_ frame: Int) throws(ImageError) {
    guard frame == 0 else { throw .missingFrame(frame, count: 1) }
  }

  /// Whether files of the format can hold more than one picture.
  public var mayHoldSeveral: Bool {
    switch self {
    case .png, .jpeg, .bmp: false
    case .dicom, .webp, .tiff, .gif, .nifti: true
    }
  }

  func frameCount(
    of bytes: [UInt8], _ options: DecodingOptions
  ) throws(ImageError) -> Int {
    switch self {
    case .png, .jpeg, .bmp: 1
    case .dicom: try DICOMCodec.frameCount(bytes, options)
    case .webp: try WebPCodec.frameCount(bytes, options)
    case .tiff: try TIFFCodec.frameCount(bytes)
    case .gif: try GIFCodec.frameCount(bytes, options)
    case .nifti: try NIfTICodec.frameCount(bytes, options)
    }
  }
}

/// Changes whenever any file comes to be decoded to other pixels or notes, so that what was kept of it
/// is not believed any longer. A test over all reference pictures fails until it does.
public let decoderVersion = 3

/// Decodes a picture of any format that is read.
///
/// Pixels equal Pillow's, pydicom's and nibabel's: gamma and colour profiles are ignored, EXIF orientation is
/// applied, medical pictures are windowed.
/// - Parameter frame: page, frame or slice, from 0, of a file that holds several pictures.
/// - Throws: `ImageError`; a truncated file is damaged, whatever could be shown of it.
public func decodeImage(
  _ bytes: [UInt8], frame: Int = 0, options: DecodingOptions = .standard
) throws(ImageError) -> DecodedImage {
  try format(of: bytes).decode(bytes, frame: frame, options)
}

/// How many pictures a file holds: pages of a TIFF, frames of an animation, slices; mostly 1.
///
/// - Throws: `ImageError` for what is no image.
public func frameCount(
  of bytes: [UInt8], options: DecodingOptions = .standard
) throws(ImageError) -> Int {
  try format(of: bytes).frameCount(of: bytes, options)
}

private func format(of bytes: [UInt8]) throws(ImageError) -> ImageFormat {
  guard !bytes.isEmpty else { throw .empty }
  guard let format = ImageFormat(startingWith: bytes) else {
    throw .unknownFormat(firstBytes: Array(bytes.prefix(4)))
  }
  return format
}

/// Whether bytes begin like a format that `decodeImage` reads.
///
/// - Parameter bytes: the first `ImageFormat.signatureLength` of a file, or all that it has.
public func isKnownImage(startingWith bytes: [UInt8]) -> Bool {
  ImageFormat(startingWith: bytes) != nil
}
