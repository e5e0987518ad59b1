/// Values over a picture, drawn in colours from pale to dark.
public struct PixelHeat: Sendable, Equatable {
  public let width: Int
  public let height: Int
  /// width · height of them in [0, 1], rows from the top; others are clamped.
  public let levels: [Float]
  /// The part of the picture that has values.
  public let seenRows: Range<Int>
  public let seenColumns: Range<Int>

  /// The share of the colours; the rest is the picture.
  private static let share = 0.65
  /// Slanted lines of what has no value, over a side.
  private static let lines = 24

  /// - Precondition: width, height ≥ 1; as many levels as they make.
  public init(
    width: Int, height: Int, levels: [Float], seenRows: Range<Int>, seenColumns: Range<Int>
  ) {
    precondition(
      width >= 1 && height >= 1 && levels.count == width * height, "\(levels.count) levels")
    (self.width, self.height, self.levels) = (width, height, levels)
    (self.seenRows, self.seenColumns) = (seenRows, seenColumns)
  }

  /// The colours mixed with the picture in grey; what has no value is dark, with slanted lines.
  ///
  /// - Parameter picture: of any size; levels are bilinear between the centres of their pixels.
  public func drawn(over picture: Bitmap) -> Bitmap {
    let columns = Self.steps(picture.width, of: width)
    let rows = Self.steps(picture.height, of: height)
    let step = max(3, max(picture.width, picture.height) / Self.lines)
    var samples: [UInt8] = []
    samples.reserveCapacity(3 * picture.width * picture.height)
    for (y, row) in rows.enumerated() {
      for (x, column) in columns.enumerated() {
        let grey = picture.grey(x, y)
        let color =
          seenRows.contains(row.nearest) && seenColumns.contains(column.nearest)
          ? color(row, column) : (x + y) % step == 0 ? .white : .black
        for part in [color.red, color.green, color.blue] {
          samples.append(UInt8((255 * (grey + Self.share * (part - grey))).rounded()))
        }
      }
    }
    return Bitmap(width: picture.width, height: picture.height, channels: 3, samples: samples)
  }

  private static let colors = (0...255).map { ColorScale.sequential.color(at: Double($0) / 255) }

  private func color(_ row: Step, _ column: Step) -> Color {
    Self.colors[Int((255 * min(1, max(0, level(row, column)))).rounded())]
  }

  private func level(_ row: Step, _ column: Step) -> Double {
    func across(_ row: Int) -> Double {
      let (left, right) = (levels[row * width + column.first], levels[row * width + column.next])
      return Double(left) + column.share * Double(right - left)
    }
    let (upper, lower) = (across(row.first), across(row.next))
    return upper + row.share * (lower - upper)
  }

  /// Between which levels of a side a pixel of the picture lies.
  private struct Step {
    let first: Int
    let next: Int
    /// Of the way from the first to the next.
    let share: Double

    var nearest: Int { share < 0.5 ? first : next }
  }

  private static func steps(_ pixels: Int, of levels: Int) -> [Step] {
    (0..<pixels).map { pixel in
      let place = (Double(pixel) + 0.5) * Double(levels) / Double(pixels) - 0.5
      let clamped = min(max(0, place), Double(levels - 1))
      let first = Int(clamped)
      return Step(
        first: first, next: min(first + 1, levels - 1), share: clamped - Double(first))
    }
  }
}

extension Bitmap {
  /// In [0, 1].
  fileprivate func grey(_ x: Int, _ y: Int) -> Double {
    let start = (y * width + x) * channels
    guard channels == 3 else { return Double(samples[start]) / 255 }
    let (red, green) = (Double(samples[start]), Double(samples[start + 1]))
    return (0.299 * red + 0.587 * green + 0.114 * Double(samples[start + 2])) / 255
  }
}
