/// How a camera was held, from a JPEG's EXIF block (tag 0x0112; CIPA DC-008, 4.6.4).
enum EXIFOrientation: Int {
  case upright = 1
  case mirrored, upsideDown, flipped, transposed, clockwise, transversed, counterclockwise

  /// Upright when the file does not say, or says it in a way that cannot be read.
  init(jpeg bytes: [UInt8]) {
    self = Self.exifBlock(of: bytes).flatMap(Self.orientation(in:)) ?? .upright
  }

  /// The TIFF structure inside the first APP1 segment.
  private static func exifBlock(of bytes: [UInt8]) -> ArraySlice<UInt8>? {
    var position = 2
    while position + 4 <= bytes.count, bytes[position] == 0xFF {
      let marker = bytes[position + 1]
      let length = Int(bytes[position + 2]) << 8 | Int(bytes[position + 3])
      let end = position + 2 + length
      guard marker != 0xDA, length >= 2, end <= bytes.count else { return nil }
      let body = bytes[(position + 4)..<end]
      if marker == 0xE1, body.starts(with: Array("Exif\0\0".utf8)) { return body.dropFirst(6) }
      position = end
    }
    return nil
  }

  private static func orientation(in tiff: ArraySlice<UInt8>) -> EXIFOrientation? {
    let reader = TIFFReader(bytes: Array(tiff))
    guard let directory = reader.long(at: 4), let count = reader.short(at: directory) else {
      return nil
    }
    for entry in 0..<count {
      let place = directory + 2 + 12 * entry
      guard let tag = reader.short(at: place) else { return nil }
      if tag == 0x0112 { return reader.short(at: place + 8).flatMap(EXIFOrientation.init) }
    }
    return nil
  }
}

/// Numbers of a TIFF structure in its own byte order; nil beyond its end.
private struct TIFFReader {
  let bytes: [UInt8]

  private var isLittleEndian: Bool { bytes.first == 0x49 }

  func short(at place: Int) -> Int? { number(at: place, count: 2) }
  func long(at place: Int) -> Int? { number(at: place, count: 4) }

  private func number(at place: Int, count: Int) -> Int? {
    guard place >= 0, place + count <= bytes.count else { return nil }
    let field = bytes[place..<(place + count)]
    return (isLittleEndian ? Array(field.reversed()) : Array(field)).reduce(0) { $0 << 8 | Int($1) }
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
        result += samples[start..<(start + channels)]
      }
    }
    return Image(width: newWidth, height: newHeight, channels: channels, samples: result)
  }
}
