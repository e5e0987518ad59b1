import Analyses
import Statistics

extension LabelMask {
  /// Longest side of a mask that a result keeps.
  private static let thumbnailSide = 256

  /// The object alone, reduced by whole pixels; where half of what becomes one belongs to it, it does.
  func thumbnail(of object: MaskObject) -> RunLengthMask {
    let full = pixels(of: object)
    let step = (max(width, height) + Self.thumbnailSide - 1) / Self.thumbnailSide
    guard step > 1 else { return RunLengthMask(full) }
    let (columns, rows) = ((width + step - 1) / step, (height + step - 1) / step)
    var inside = [Int](repeating: 0, count: columns * rows)
    var all = inside
    for y in 0..<height {
      for x in 0..<width {
        all[y / step * columns + x / step] += 1
        if full.pixels[y * width + x] { inside[y / step * columns + x / step] += 1 }
      }
    }
    return RunLengthMask(
      PixelMask(width: columns, height: rows, pixels: zip(inside, all).map { 2 * $0 >= $1 }))
  }
}
