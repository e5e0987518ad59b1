/// Why bytes did not become a picture, in words that follow the file's name.
public enum ImageError: Error, Equatable, CustomStringConvertible {
  case empty
  case unknownFormat(firstBytes: [UInt8])
  case damaged(format: String, reason: String)
  case tooLarge(width: Int, height: Int, limits: DecodingLimits)
  /// Counted from 0.
  case missingFrame(Int, count: Int)
  /// It has alpha, which the options refuse.
  case transparent(format: String)
  case unsupported(format: String, finding: String)
  /// A mask in a form of which values come back as others.
  case lossyMask(format: String)
  case encoding(reason: String)

  public var description: String {
    switch self {
    case .empty:
      "the file is empty; fetch it again"
    case .unknownFormat(let firstBytes):
      "no format that is read (it begins with \(firstBytes.map { hexadecimal($0) }.joined(separator: " "))); "
        + "convert it or remove it"
    case .damaged(let format, let reason):
      "damaged \(format) (\(reason)); fetch it again"
    case .tooLarge(let width, let height, let limits):
      "\(width) × \(height) pixels is above the limit of \(limits.side) a side and \(limits.pixels) in "
        + "all; resize it or cut it into tiles"
    case .missingFrame(let frame, let count):
      "it has no frame \(frame), counted from 0, of \(count); check what names it"
    case .transparent(let format):
      "\(format) with transparency, which is refused; choose another alpha: under decoding:, or "
        + "remove it"
    case .unsupported(let format, let finding):
      "\(format) with \(finding) is not supported; convert it to 8-bit RGB or grey, or leave "
        + "it out"
    case .lossyMask(let format):
      "\(format) keeps no values exactly, and those of a mask are labels; save it as PNG; segment "
        + "evaluate takes it in a column map, too, of which a threshold makes a mask"
    case .encoding(let reason):
      "the picture could not be encoded (\(reason))"
    }
  }
}

/// Two digits.
private func hexadecimal(_ byte: UInt8) -> String {
  (byte < 16 ? "0" : "") + String(byte, radix: 16)
}
