public import LinearAlgebra

/// How much each pixel of a picture has to do with something.
public struct SaliencyMap: Sendable, Equatable {
  /// Shape (height, width) of the picture; finite. Greater is more; the unit is the method's.
  public let values: Matrix<Float>
  /// The part of the picture that the model sees; the rest is cropped away by its preprocessing and has the
  /// least of the values.
  public let seenRows: Range<Int>
  public let seenColumns: Range<Int>

  /// Of a picture that is seen whole.
  public init(values: Matrix<Float>) {
    self.init(values: values, seenRows: 0..<values.rows, seenColumns: 0..<values.columns)
  }

  init(values: Matrix<Float>, seenRows: Range<Int>, seenColumns: Range<Int>) {
    (self.values, self.seenRows, self.seenColumns) = (values, seenRows, seenColumns)
  }

  /// The share of the pixels that the model sees.
  public var seen: Double {
    Double(seenRows.count * seenColumns.count) / Double(width * height)
  }

  /// The values of the part that the model sees.
  public var seenValues: Matrix<Float> {
    Matrix(
      rows: seenRows.count, columns: seenColumns.count,
      elements: seenRows.flatMap { row in seenColumns.map { values[row, $0] } })
  }

  public var width: Int { values.columns }
  public var height: Int { values.rows }

  /// A grid of values over a model's input, brought to the pixels of the picture: bilinear between the
  /// centres of its cells, constant beyond the outermost that lie in the picture.
  ///
  /// - Parameters:
  ///   - grid: one cell at least.
  ///   - placement: of the picture in the input.
  ///   - width: of the picture, in pixels.
  init(grid: Matrix<Float>, _ placement: PicturePlacement, width: Int, height: Int) {
    let columns = GridSteps(
      placement.columns(width), from: placement.left, placement.width, cells: grid.columns)
    let rows = GridSteps(
      placement.rows(height), from: placement.top, placement.height, cells: grid.rows)
    var values: [Float] = []
    values.reserveCapacity(width * height)
    for row in rows.steps {
      for column in columns.steps {
        let upper = row.mix(grid[row.first, column.first], grid[row.next, column.first])
        let lower = row.mix(grid[row.first, column.next], grid[row.next, column.next])
        values.append(column.mix(upper, lower))
      }
    }
    let whole = Matrix(rows: height, columns: width, elements: values)
    self = SaliencyMap(values: whole).seen(through: placement)
  }

  /// The same of a model that sees no more of the picture than lies in its input.
  public func seen(through placement: PicturePlacement) -> SaliencyMap {
    let map = SaliencyMap(
      values: values, seenRows: PicturePlacement.seen(placement.rows(height)),
      seenColumns: PicturePlacement.seen(placement.columns(width)))
    return map.seen < 1 ? map.hidingTheRest : map
  }

  /// The same with the least of the values that are seen everywhere else.
  private var hidingTheRest: SaliencyMap {
    let least = seenValues.elements.min() ?? 0
    var hidden = Matrix<Float>(repeating: least, rows: height, columns: width)
    for row in seenRows {
      for column in seenColumns { hidden[row, column] = values[row, column] }
    }
    return SaliencyMap(values: hidden, seenRows: seenRows, seenColumns: seenColumns)
  }

  /// For a picture of another size.
  public func resized(width: Int, height: Int) -> SaliencyMap {
    guard (width, height) != (self.width, self.height) else { return self }
    let resized = SaliencyMap(grid: values, .whole, width: width, height: height).values
    func scaled(_ range: Range<Int>, _ from: Int, _ to: Int) -> Range<Int> {
      let (low, high) = (range.lowerBound * to / from, (range.upperBound * to + from - 1) / from)
      return low..<max(low, high)
    }
    return SaliencyMap(
      values: resized, seenRows: scaled(seenRows, self.height, height),
      seenColumns: scaled(seenColumns, self.width, width))
  }
}

/// Between which cells of a grid the pixels of a side lie.
private struct GridSteps {
  struct Step {
    let first: Int
    let next: Int
    /// Of the way from the first cell to the next.
    let share: Float

    func mix(_ a: Float, _ b: Float) -> Float { a + share * (b - a) }
  }

  let steps: [Step]

  /// - Parameters:
  ///   - places: of the pixels' centres in the square, in parts of it.
  ///   - start: of the side in the square; length likewise.
  init(_ places: [Double], from start: Double, _ length: Double, cells: Int) {
    let inside = Self.cells(cells, within: start, length)
    steps = places.map { place in
      let cell = min(max(place * Double(cells) - 0.5, inside.lowerBound), inside.upperBound)
      let first = min(Int(cell), max(0, cells - 2))
      return Step(
        first: first, next: min(first + 1, cells - 1), share: Float(cell - Double(first)))
    }
  }

  /// Cells whose centre lies in the picture: what the model makes of the bars beside it says nothing of it.
  /// All where there is none.
  private static func cells(
    _ count: Int, within start: Double, _ length: Double
  ) -> ClosedRange<Double> {
    let first = max(0, (start * Double(count) - 0.5).rounded(.up))
    let last = min(Double(count - 1), ((start + length) * Double(count) - 0.5).rounded(.down))
    return first <= last ? first...last : 0...Double(count - 1)
  }
}
