/// How a camera was held, from a picture's EXIF block (tag 0x0112; CIPA DC-008, 4.6.4).
enum EXIFOrientation: Int {
  case upright = 1
  case mirrored, upsideDown, flipped, transposed, clockwise, transversed, counterclockwise

  /// Upright when the block is missing, does not say, or says it in a way that cannot be read.
  ///
  /// - Parameter block: a TIFF structure, with or without "Exif" and two zeros in front.
  init(exif block: ArraySlice<UInt8>?) {
    let label = Array("Exif\0\0".utf8)
    let tiff = block.map { $0.starts(with: label) ? $0.dropFirst(label.count) : $0 }
    self = tiff.flatMap(Self.orientation(in:)) ?? .upright
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
