import LinearAlgebra

/// Means over squares of a picture, by sums over everything above and to the left.
struct BoxMean {
  private let rows: Int
  private let columns: Int
  /// Shape (rows + 1, columns + 1).
  private let sums: [Double]

  /// - Parameter values: row by row.
  init(rows: Int, columns: Int, _ values: (Int) -> Double) {
    var sums = [Double](repeating: 0, count: (rows + 1) * (columns + 1))
    for row in 0..<rows {
      var line = 0.0
      for column in 0..<columns {
        line += values(row * columns + column)
        sums[(row + 1) * (columns + 1) + column + 1] = sums[row * (columns + 1) + column + 1] + line
      }
    }
    (self.rows, self.columns, self.sums) = (rows, columns, sums)
  }

  /// Over the square that reaches `radius` pixels to each side, as far as it lies in the picture.
  func mean(row: Int, column: Int, radius: Int) -> Double {
    let (top, bottom) = (max(0, row - radius), min(rows, row + radius + 1))
    let (left, right) = (max(0, column - radius), min(columns, column + radius + 1))
    let width = columns + 1
    let sum =
      sums[bottom * width + right] - sums[top * width + right] - sums[bottom * width + left]
      + sums[top * width + left]
    return sum / Double((bottom - top) * (right - left))
  }

  /// The mean around every pixel, row by row.
  func means(radius: Int) -> [Double] {
    (0..<(rows * columns)).map {
      mean(row: $0 / columns, column: $0 % columns, radius: radius)
    }
  }
}
