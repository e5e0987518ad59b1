/// What a GIF shows after some of its frames, following Pillow where the standard is silent.
struct GIFCanvas {
  private let width: Int
  private let height: Int
  /// RGBA, with a colour also where it is transparent.
  private var pixels: [UInt8]
  /// Whether the first frame has a transparent colour; if not, no later one makes a hole.
  private let hasAlpha: Bool
  private var isGrey: Bool
  /// Of the last frame that said how to clear it.
  private var disposal = 0
  /// What replaces the last frame's rectangle before the next is drawn.
  private var replacement: (columns: Range<Int>, rows: Range<Int>, pixels: [UInt8])?

  init(first frame: GIFFrame) {
    width = frame.canvasWidth
    height = frame.canvasHeight
    hasAlpha = frame.transparent != nil
    isGrey = frame.palette.isGrey
    let empty = frame.palette[frame.transparent ?? 0] + [hasAlpha ? 0 : 255]
    pixels = [UInt8](repeating: empty, count: width * height)
    disposal = frame.disposal
    paint(frame)
    // There is nothing before the first frame to restore but transparency.
    if disposal == 2 || (disposal > 2 && hasAlpha) { replacement = cleared(frame) }
  }

  mutating func draw(_ frame: GIFFrame) {
    isGrey = false
    if let replacement { put(replacement.pixels, replacement.columns, replacement.rows) }
    if frame.disposal != 0 { disposal = frame.disposal }
    replacement =
      switch disposal {
      case ...1: nil
      case 2: cleared(frame)
      default: (frame.columns, frame.rows, content(frame.columns, frame.rows))
      }
    paint(frame)
  }

  var picture: StoredPicture {
    let kept = (isGrey ? [0] : [0, 1, 2]) + (hasAlpha ? [3] : [])
    var samples: [UInt8] = []
    samples.reserveCapacity(width * height * kept.count)
    for start in stride(from: 0, to: pixels.count, by: 4) {
      for channel in kept { samples.append(pixels[start + channel]) }
    }
    return StoredPicture(width: width, height: height, channels: kept.count, samples: samples)
  }

  private mutating func paint(_ frame: GIFFrame) {
    let colors = frame.palette.colors.flatMap(\.self)
    var source = 0
    for y in frame.rows {
      for x in frame.columns {
        let index = frame.indices[source]
        source += 1
        guard index != frame.transparent else { continue }
        let (start, color) = (4 * (y * width + x), 3 * Int(index))
        for channel in 0..<3 { pixels[start + channel] = colors[color + channel] }
        pixels[start + 3] = 255
      }
    }
  }

  /// Transparent where the frame knows transparency, else the background.
  private func cleared(
    _ frame: GIFFrame
  ) -> (columns: Range<Int>, rows: Range<Int>, pixels: [UInt8]) {
    let isTransparent = hasAlpha || frame.transparent != nil
    let pixel =
      isTransparent ? frame.palette[frame.transparent ?? 0] + [0] : frame.background + [255]
    let count = frame.columns.count * frame.rows.count
    return (frame.columns, frame.rows, [UInt8](repeating: pixel, count: count))
  }

  private func content(_ columns: Range<Int>, _ rows: Range<Int>) -> [UInt8] {
    rows.flatMap { y in
      pixels[(4 * (y * width + columns.lowerBound))..<(4 * (y * width + columns.upperBound))]
    }
  }

  private mutating func put(_ content: [UInt8], _ columns: Range<Int>, _ rows: Range<Int>) {
    for (index, y) in rows.enumerated() {
      let start = 4 * (y * width + columns.lowerBound)
      let source = 4 * index * columns.count
      pixels.replaceSubrange(
        start..<(start + 4 * columns.count), with: content[source..<(source + 4 * columns.count)])
    }
  }
}

extension [UInt8] {
  /// One pixel, `count` times.
  fileprivate init(repeating pixel: [UInt8], count: Int) {
    self = []
    reserveCapacity(pixel.count * count)
    for _ in 0..<count { self += pixel }
  }
}
