import Foundation

/// From pixels of a picture to be made to places in the one it is made of:
/// (x, y) ↦ (xx·x + xy·y + x₀, yx·x + yy·y + y₀), the middle of the first pixel being (½, ½).
struct AffineMap {
  private let xx: Double
  private let xy: Double
  private let yx: Double
  private let yy: Double
  private let start: (x: Double, y: Double)

  /// A rotation counterclockwise about the middle. Pillow rounds sine and cosine to 15 digits, so
  /// that right angles are right.
  init(degrees: Double, width: Int, height: Int) {
    let angle = -degrees.truncatingRemainder(dividingBy: 360) * .pi / 180
    let cosine = (cos(angle) * 1e15).rounded() / 1e15
    let sine = (sin(angle) * 1e15).rounded() / 1e15
    let (x, y) = (Double(width) / 2, Double(height) / 2)
    (xx, xy, yx, yy) = (cosine, sine, -sine, cosine)
    start = (x - cosine * x - sine * y, y + sine * x - cosine * y)
  }

  /// A rotation and a zoom about the middle, then a shift.
  ///
  /// - Parameters:
  ///   - zoom: of both sides; above 1 the picture's things are larger.
  ///   - shift: in shares of the sides, to the right and down.
  init(
    degrees: Double, zoom: (x: Double, y: Double), shift: (x: Double, y: Double), width: Int,
    height: Int
  ) {
    let angle = degrees * .pi / 180
    let (x, y) = (Double(width) / 2, Double(height) / 2)
    (xx, xy) = (cos(angle) / zoom.x, -sin(angle) / zoom.x)
    (yx, yy) = (sin(angle) / zoom.y, cos(angle) / zoom.y)
    let middle = (x: x + shift.x * Double(width), y: y + shift.y * Double(height))
    start = (x - xx * middle.x - xy * middle.y, y - yx * middle.x - yy * middle.y)
  }

  func source(_ x: Int, _ y: Int) -> (x: Double, y: Double) {
    let (x, y) = (Double(x) + 0.5, Double(y) + 0.5)
    return (xx * x + xy * y + start.x, yx * x + yy * y + start.y)
  }
}

extension Image {
  /// What is seen beyond the edges of a picture.
  enum Surroundings {
    case black
    /// The nearest pixel of the picture.
    case edge
  }

  /// Of the same size, bilinear, rounded down as Pillow's `Image.transform` does.
  func transformed(by map: AffineMap, beyond: Surroundings) -> Image {
    var made = [UInt8](repeating: 0, count: samples.count)
    for y in 0..<height {
      for x in 0..<width {
        let source = map.source(x, y)
        guard beyond == .edge || contains(source) else { continue }
        let taps = BilinearTaps(source, width, height)
        let start = (y * width + x) * channels
        for channel in 0..<channels { made[start + channel] = value(taps, channel) }
      }
    }
    return Image(width: width, height: height, channels: channels, samples: made)
  }

  private func contains(_ place: (x: Double, y: Double)) -> Bool {
    place.x >= 0 && place.x < Double(width) && place.y >= 0 && place.y < Double(height)
  }

  private func value(_ taps: BilinearTaps, _ channel: Int) -> UInt8 {
    func sample(_ x: Int, _ y: Int) -> Double {
      Double(samples[(y * width + x) * channels + channel])
    }
    func along(_ y: Int) -> Double {
      sample(taps.left, y) * (1 - taps.dx) + sample(taps.right, y) * taps.dx
    }
    return UInt8(along(taps.top) * (1 - taps.dy) + along(taps.bottom) * taps.dy)
  }
}

/// The four pixels around a place; those beyond an edge are the edge's.
private struct BilinearTaps {
  let left: Int
  let right: Int
  let top: Int
  let bottom: Int
  let dx: Double
  let dy: Double

  init(_ place: (x: Double, y: Double), _ width: Int, _ height: Int) {
    let (x, y) = (place.x - 0.5, place.y - 0.5)
    let (column, row) = (Int(x.rounded(.down)), Int(y.rounded(.down)))
    (dx, dy) = (x - x.rounded(.down), y - y.rounded(.down))
    (left, right) = (column.clamped(below: width), (column + 1).clamped(below: width))
    (top, bottom) = (row.clamped(below: height), (row + 1).clamped(below: height))
  }
}

extension Int {
  fileprivate func clamped(below count: Int) -> Int { Swift.min(count - 1, Swift.max(0, self)) }
}
