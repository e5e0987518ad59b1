/// How a camera was held, from a picture's EXIF block (tag 0x0112; CIPA DC-008, 4.6.4).
enum EXIFOrientation: Int {
  case upright = 1
  case mirrored, upsideDown, flipped, transposed, clockwise, transversed, counterclockwise

  /// Upright when the file does not say, or says it in a way that cannot be read.
  init(jpeg bytes: [UInt8]) {
    self = Self.exifSegment(of: bytes).flatMap(Self.orientation(in:)) ?? .upright
  }

  /// Upright when the file does not say, or says it in a way that cannot be read.
  init(png bytes: [UInt8]) {
    self = Self.exifChunk(of: bytes).flatMap(Self.orientation(in:)) ?? .upright
  }

  /// The TIFF structure inside a JPEG's first APP1 segment of EXIF.
  private static func exifSegment(of bytes: [UInt8]) -> ArraySlice<UInt8>? {
    var position = 2
    while position + 4 <= bytes.count, bytes[position] == 0xFF {
      let marker = bytes[position + 1]
      // 0xFF may be repeated before a marker.
      guard marker != 0xFF else {
        position += 1
        continue
      }
      let length = Int(bytes[position + 2]) << 8 | Int(bytes[position + 3])
      let end = position + 2 + length
      guard marker != 0xDA, length >= 2, end <= bytes.count else { return nil }
      let body = bytes[(position + 4)..<end]
      if marker == 0xE1, body.starts(with: Array("Exif\0\0".utf8)) { return body.dropFirst(6) }
      position = end
    }
    return nil
  }

  /// The TIFF structure inside a PNG's eXIf chunk.
  private static func exifChunk(of bytes: [UInt8]) -> ArraySlice<UInt8>? {
    var position = PNGCodec.signature.count
    while position + 8 <= bytes.count {
      let length = bytes[position..<(position + 4)].reduce(0) { $0 << 8 | Int($1) }
      let (start, end) = (position + 8, position + 8 + length)
      guard end <= bytes.count else { return nil }
      if bytes[(position + 4)..<start].elementsEqual("eXIf".utf8) { return bytes[start..<end] }
      position = end + 4
    }
    return nil
  }

  private static func orientation(in tiff: ArraySlice<UInt8>) -> EXIFOrientation? {
    guard let reader = TIFFReader(tiff), let directory = reader.long(at: 4),
      let count = reader.short(at: directory)
    else { return nil }
    for entry in 0..<count {
      let place = directory + 2 + 12 * entry
      guard let tag = reader.short(at: place), let type = reader.short(at: place + 2) else {
        return nil
      }
      guard tag == 0x0112 else { continue }
      // 4 is a 32-bit number, which some writers use; 3 is the 16-bit number of the standard.
      let value = type == 4 ? reader.long(at: place + 8) : reader.short(at: place + 8)
      return value.flatMap(EXIFOrientation.init)
    }
    return nil
  }
}

/// Numbers of a TIFF structure in its own byte order; nil beyond its end.
private struct TIFFReader {
  private let bytes: [UInt8]
  private let isLittleEndian: Bool

  /// Nil for bytes that name no byte order.
  init?(_ tiff: ArraySlice<UInt8>) {
    bytes = Array(tiff)
    guard bytes.starts(with: Array("II".utf8)) || bytes.starts(with: Array("MM".utf8)) else {
      return nil
    }
    isLittleEndian = bytes[0] == 0x49
  }

  func short(at place: Int) -> Int? { number(at: place, count: 2) }
  func long(at place: Int) -> Int? { number(at: place, count: 4) }

  private func number(at place: Int, count: Int) -> Int? {
    guard place >= 0, place + count <= bytes.count else { return nil }
    let field = bytes[place..<(place + count)]
    return (isLittleEndian ? Array(field.reversed()) : Array(field)).reduce(0) { $0 << 8 | Int($1) }
  }
}

extension DecodedImage {
  /// The picture as it was seen when it was taken, with a note where that turned it.
  func turned(_ orientation: EXIFOrientation) -> DecodedImage {
    guard orientation != .upright else { return self }
    return DecodedImage(
      image: image.turned(orientation), notes: notes + [.orientationApplied], window: window)
  }
}

extension Image {
  /// The picture as it was seen when it was taken.
  func turned(_ orientation: EXIFOrientation) -> Image {
    let (w, h) = (width, height)
    switch orientation {
    case .upright: return self
    case .mirrored: return mapped(w, h) { x, y in (w - 1 - x, y) }
    case .upsideDown: return mapped(w, h) { x, y in (w - 1 - x, h - 1 - y) }
    case .flipped: return mapped(w, h) { x, y in (x, h - 1 - y) }
    case .transposed: return mapped(h, w) { x, y in (y, x) }
    case .clockwise: return mapped(h, w) { x, y in (y, h - 1 - x) }
    case .transversed: return mapped(h, w) { x, y in (w - 1 - y, h - 1 - x) }
    case .counterclockwise: return mapped(h, w) { x, y in (w - 1 - y, x) }
    }
  }

  /// A picture whose pixel (x, y) is this one's pixel at `source(x, y)`.
  private func mapped(
    _ newWidth: Int, _ newHeight: Int, _ source: (Int, Int) -> (Int, Int)
  ) -> Image {
    var result: [UInt8] = []
    result.reserveCapacity(samples.count)
    for y in 0..<newHeight {
      for x in 0..<newWidth {
        let (fromX, fromY) = source(x, y)
        let start = (fromY * width + fromX) * channels
        for slot in start..<(start + channels) { result.append(samples[slot]) }
      }
    }
    return Image(width: newWidth, height: newHeight, channels: channels, samples: result)
  }
}
