/// Decodes a mask: its values as the file has them, of a PNG with a palette the numbers of the colours.
///
/// 16-bit values are taken where none is above 255. Bilevel pictures are 0 and 255.
/// - Throws: `ImageError`; what is transparent, has values that 8 bits do not hold, or is a JPEG or a lossy
///   WebP, is refused.
public func decodeMask(
  _ bytes: [UInt8], frame: Int = 0, limits: DecodingLimits = .standard
) throws(ImageError) -> Image {
  if bytes.starts(with: PNGCodec.signature),
    let numbers = try PNGCodec.decodeIndices(bytes, limits)
  {
    return numbers
  }
  if let format = lossyFormat(of: bytes) { throw .lossyMask(format: format) }
  let options = DecodingOptions(limits: limits, alpha: .refuse)
  let decoded = try decodeImage(bytes, frame: frame, options: options)
  if decoded.notes.contains(.reducedTo8Bits) {
    // High bytes were kept: where all are 0, the low ones are the values.
    guard decoded.image.samples.allSatisfy({ $0 == 0 }) else { throw .tooDeepMask }
    var exact = options
    exact.window = IntensityWindow(center: 127.5, width: 255)
    return try decodeImage(bytes, frame: frame, options: exact).image
  }
  let stretched: Set<DecodingNote> = [.stretchedToRange, .windowFromFile]
  guard stretched.isDisjoint(with: decoded.notes) else { throw .tooDeepMask }
  return decoded.image
}

/// What rings around every edge would make one value many.
private func lossyFormat(of bytes: [UInt8]) -> String? {
  switch ImageFormat(startingWith: bytes) {
  case .jpeg: "JPEG"
  case .webp where WebPCodec.isLossy(bytes): "lossy WebP"
  default: nil
  }
}

extension ImageError {
  fileprivate static let tooDeepMask = ImageError.unsupported(
    format: "a mask", finding: "values that 8 bits do not hold")
}
