/// Heights on a grid, of which lines of equal height are wanted.
public struct HeightField: Sendable {
  /// Ascending, two at least.
  public let x: [Double]
  /// Ascending, two at least.
  public let y: [Double]
  /// A row of x for each y, all finite.
  public let heights: [Double]

  /// - Precondition: a height for each x and y, two of each at least.
  public init(x: [Double], y: [Double], heights: [Double]) {
    precondition(x.count >= 2 && y.count >= 2, "a grid of \(x.count) by \(y.count)")
    precondition(heights.count == x.count * y.count, "\(heights.count) heights")
    (self.x, self.y, self.heights) = (x, y, heights)
  }

  /// Lines of one height, by marching squares: each crosses the edges of the grid where linear
  /// interpolation has the height. Closed lines end where they begin; lines that leave the grid end at
  /// its border.
  ///
  /// In a cell whose opposite corners are above, the mean of its four corners decides whether these are
  /// joined. Source: Lorensen and Cline (1987) in two dimensions.
  public func lines(at level: Double) -> [[Point]] {
    ContourTrace(self, level).lines
  }
}

/// The lines of one height, as crossings of edges and the cells that join them.
private struct ContourTrace {
  private let field: HeightField
  private let level: Double
  /// The crossings that each is joined to, two at most.
  private var joined: [Edge: [Edge]] = [:]

  /// From a corner of the grid to the next in x or in y.
  private struct Edge: Hashable, Comparable {
    let row: Int
    let column: Int
    let isHorizontal: Bool

    static func < (a: Edge, b: Edge) -> Bool {
      (a.row, a.column, a.isHorizontal ? 0 : 1) < (b.row, b.column, b.isHorizontal ? 0 : 1)
    }
  }

  init(_ field: HeightField, _ level: Double) {
    (self.field, self.level) = (field, level)
    for row in 0..<(field.y.count - 1) {
      for column in 0..<(field.x.count - 1) {
        for (a, b) in segments(row, column) {
          joined[a, default: []].append(b)
          joined[b, default: []].append(a)
        }
      }
    }
  }

  /// Open lines first, then closed ones, each from its first crossing.
  var lines: [[Point]] {
    var visited: Set<Edge> = []
    let edges = joined.keys.sorted()
    let ends = edges.filter { joined[$0]?.count == 1 }
    return (ends + edges).compactMap { start in
      guard !visited.contains(start) else { return nil }
      var line = [start]
      visited.insert(start)
      while let last = line.last, let next = joined[last]?.first(where: { !visited.contains($0) }) {
        line.append(next)
        visited.insert(next)
      }
      if line.count > 2, let last = line.last, joined[last]?.contains(start) == true {
        line.append(start)
      }
      return line.map(place)
    }
  }

  /// The pairs of edges that lines in a cell join.
  private func segments(_ row: Int, _ column: Int) -> [(Edge, Edge)] {
    let corners = [(0, 0), (0, 1), (1, 1), (1, 0)].map { height(row + $0.0, column + $0.1) }
    let sides = [
      Edge(row: row, column: column, isHorizontal: true),
      Edge(row: row, column: column + 1, isHorizontal: false),
      Edge(row: row + 1, column: column, isHorizontal: true),
      Edge(row: row, column: column, isHorizontal: false),
    ]
    // Side k lies between corners k and k + 1.
    let crossed = (0..<4).filter { isAbove(corners[$0]) != isAbove(corners[($0 + 1) % 4]) }
    if crossed.count == 2 { return [(sides[crossed[0]], sides[crossed[1]])] }
    guard crossed.count == 4 else { return [] }
    let centre = corners.reduce(0) { $0 + $1 / 4 }
    return isAbove(centre) == isAbove(corners[0])
      ? [(sides[0], sides[1]), (sides[2], sides[3])] : [(sides[3], sides[0]), (sides[1], sides[2])]
  }

  private func isAbove(_ height: Double) -> Bool { height >= level }

  private func height(_ row: Int, _ column: Int) -> Double {
    field.heights[row * field.x.count + column]
  }

  private func place(_ edge: Edge) -> Point {
    let (row, column) = (edge.row, edge.column)
    let next = edge.isHorizontal ? (row, column + 1) : (row + 1, column)
    let (low, high) = (height(row, column), height(next.0, next.1))
    let share = (level - low) / (high - low)
    return Point(
      x: field.x[column] + share * (field.x[next.1] - field.x[column]),
      y: field.y[row] + share * (field.y[next.0] - field.y[row]))
  }
}
