import Foundation

extension Image {
  /// Rotated counterclockwise about its middle, of the same size, bilinear, as by Pillow's
  /// `Image.rotate`; what comes into view is black.
  public func rotated(degrees: Double) -> Image {
    let rotation = Rotation(degrees: degrees, width: width, height: height)
    var turned = [UInt8](repeating: 0, count: samples.count)
    for y in 0..<height {
      for x in 0..<width {
        let source = rotation.source(x, y)
        guard contains(source) else { continue }
        let taps = BilinearTaps(source, width, height)
        let start = (y * width + x) * channels
        for channel in 0..<channels { turned[start + channel] = value(taps, channel) }
      }
    }
    return Image(width: width, height: height, channels: channels, samples: turned)
  }

  private func contains(_ place: (x: Double, y: Double)) -> Bool {
    place.x >= 0 && place.x < Double(width) && place.y >= 0 && place.y < Double(height)
  }

  /// Rounded down, as Pillow does.
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

/// From pixels of the rotated picture to places in the one it is made of.
private struct Rotation {
  private let cosine: Double
  private let sine: Double
  private let shift: (x: Double, y: Double)

  /// Pillow rounds sine and cosine to 15 digits, so that right angles are right.
  init(degrees: Double, width: Int, height: Int) {
    let angle = -degrees.truncatingRemainder(dividingBy: 360) * .pi / 180
    cosine = (cos(angle) * 1e15).rounded() / 1e15
    sine = (sin(angle) * 1e15).rounded() / 1e15
    let (x, y) = (Double(width) / 2, Double(height) / 2)
    shift = (x - cosine * x - sine * y, y + sine * x - cosine * y)
  }

  func source(_ x: Int, _ y: Int) -> (x: Double, y: Double) {
    let (x, y) = (Double(x) + 0.5, Double(y) + 0.5)
    return (cosine * x + sine * y + shift.x, -sine * x + cosine * y + shift.y)
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
    (left, right) = (max(0, column), min(width - 1, column + 1))
    (top, bottom) = (max(0, row), min(height - 1, row + 1))
  }
}
