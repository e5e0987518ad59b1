/// A matrix as colours, with its rows and columns in groups.
///
/// The first row is at the top and the first column at the left.
public struct HeatMap: Sendable {
  public let title: String
  /// Rows of equal length; what is not finite is hatched as "no value".
  public let values: [[Double]]
  public let valueLabel: String
  /// Values of the first and last colour, beyond which the colour stays; nil for those of the matrix.
  public let range: ClosedRange<Double>?
  /// Groups of rows in order, and of columns alike if there are as many columns as rows.
  public let rowGroups: [GroupSpan]
  public let scale: ColorScale
  /// Cells with a dot, e.g. those that differ from chance; of the shape of the values, or empty.
  public let marks: [[Bool]]
  /// Over the columns, whose order is that of its leaves.
  public let tree: Tree?
  /// Of the tree's heights; may be empty.
  public let treeLabel: String
  /// Digits of the values written into their cells; nil writes none.
  public let digits: Int?

  private static let width = 430.0
  /// Few rows need no whole page.
  private static let largestCell = 64.0
  private static let noValue = Color(hex: 0xEFF1F3)
  /// Separators hide rows that are thinner than a few of them.
  private static let separatedSpan = 4.0

  /// - Precondition: rows of equal length; groups count all rows, or there are none; marks as many as
  ///   values, or none; one leaf of the tree a column.
  public init(
    title: String, values: [[Double]], valueLabel: String, range: ClosedRange<Double>? = nil,
    rowGroups: [GroupSpan] = [], scale: ColorScale = .sequential,
    marks: [[Bool]] = [], tree: Tree? = nil, treeLabel: String = "", digits: Int? = nil
  ) {
    precondition(Set(values.map(\.count)).count <= 1, "rows of different length")
    let grouped = rowGroups.map(\.count).reduce(0, +)
    precondition(
      rowGroups.isEmpty || grouped == values.count,
      "groups of \(grouped) rows for \(values.count) rows")
    precondition(marks.isEmpty || marks.map(\.count) == values.map(\.count), "marks of other cells")
    precondition(
      tree.map { $0.leafCount == values.first?.count } ?? true, "a tree of other columns")
    self.title = title
    self.values = values
    self.valueLabel = valueLabel
    self.range = range
    self.rowGroups = rowGroups
    self.scale = scale
    self.marks = marks
    self.tree = tree
    self.treeLabel = treeLabel
    self.digits = digits
  }

  public func figure(_ theme: Theme = .standard) -> Figure {
    guard columns > 0 else {
      let top = theme.top(of: title)
      let note = theme.note("no values", at: Point(x: Self.width / 2, y: top + 6))
      return theme.figure(Self.width, (top + 24).rounded(.up), title: title, [note])
    }
    let bar = ColorBar(
      range: range ?? colorRange, scale: scale, label: valueLabel, hasHoles: hasHoles, theme: theme)
    let axes = GroupAxes(rowGroups, hasColumns: isSquare, theme)
    let above = tree.map { TreeAbove(tree: $0, label: treeLabel, theme: theme) }
    let left = max(axes.left, above?.left ?? 0)
    let (top, side) = (theme.top(of: title), Self.width - left - bar.width)
    let cell = min(Self.largestCell, side / Double(max(columns, values.count)))
    let area = Rectangle(
      x: left, y: top + (above == nil ? 0 : TreeAbove.room), width: cell * Double(columns),
      height: cell * Double(values.count))
    let height = (area.bottom + axes.room(below: area)).rounded(.up)
    return theme.figure(
      Self.width, height, title: title,
      (above?.elements(above: area) ?? []) + matrix(area, bar) + holes(area, theme)
        + separators(axes, area) + dots(area, bar, theme) + numbers(area, bar, theme) + [
          border(area, theme)
        ]
        + axes.elements(around: area) + bar.elements(beside: area)
    ).with(numbers)
  }

  private var columns: Int { values.first?.count ?? 0 }
  private var isSquare: Bool { columns == values.count }
  var hasHoles: Bool { values.joined().contains { !$0.isFinite } }
  private var colorRange: ClosedRange<Double> { values.joined().paddedRange(by: 0) }

  private func matrix(_ area: Rectangle, _ bar: ColorBar) -> [Element] {
    let samples = values.joined().flatMap { value in
      (value.isFinite ? bar.color(of: value) : Self.noValue).bytes
    }
    let bitmap = Bitmap(width: columns, height: values.count, channels: 3, samples: samples)
    return [.picture(Picture(bitmap, in: area, isPixelated: true))]
  }

  private func separators(_ axes: GroupAxes, _ area: Rectangle) -> [Element] {
    let cuts = axes.cuts(thickerThan: Self.separatedSpan / area.height)
    let across = cuts.map { cut -> [Point] in
      let y = area.y + cut * area.height
      return [Point(x: area.x, y: y), Point(x: area.right, y: y)]
    }
    let down = (isSquare ? cuts : []).map { cut -> [Point] in
      let x = area.x + cut * area.width
      return [Point(x: x, y: area.y), Point(x: x, y: area.bottom)]
    }
    guard !cuts.isEmpty else { return [] }
    return [.path(Path(.lines(across + down), stroke: .white, lineWidth: 0.7))]
  }

  private func border(_ area: Rectangle, _ theme: Theme) -> Element {
    .path(Path(.rectangle(area), stroke: theme.soft, lineWidth: 0.5))
  }

  /// White on dark cells and dark on pale ones; below the numbers where there are any.
  private func dots(_ area: Rectangle, _ bar: ColorBar, _ theme: Theme) -> [Element] {
    let cell = area.height / Double(values.count)
    let depth = writtenNumbers(area, theme).isEmpty ? 0.5 : 0.84
    var (onDark, onPale) = ([Point](), [Point]())
    for (row, line) in marks.enumerated() {
      for (column, isMarked) in line.enumerated() where isMarked {
        let place = Point(
          x: area.x + (Double(column) + 0.5) * cell, y: area.y + (Double(row) + depth) * cell)
        let value = values[row][column]
        let color = value.isFinite ? bar.color(of: value) : Self.noValue
        if color.luminance < 0.3 { onDark.append(place) } else { onPale.append(place) }
      }
    }
    return [(onDark, Color.white), (onPale, .black)].filter { !$0.0.isEmpty }.map {
      centres, color in
      .path(Path(.marks(.circle, centres: centres, radius: min(2.4, cell / 4)), fill: color))
    }
  }
}

/// Neighbouring rows that belong together.
public struct GroupSpan: Sendable, Equatable {
  public let name: String
  /// At least 0.
  public let count: Int

  public init(name: String, count: Int) {
    precondition(count >= 0, "\(count) rows")
    self.name = name
    self.count = count
  }
}
