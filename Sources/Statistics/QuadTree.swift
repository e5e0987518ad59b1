/// Points of a plane in cells, each cut into four: a cell far away acts as one point (Barnes and Hut,
/// Nature 324 (1986)).
struct QuadTree: Sendable {
  /// A cell with points in it.
  private struct Cell: Sendable {
    /// The mean of its points.
    var centre: SIMD2<Double>
    var count: Double
    /// 0 of a cell that is not cut.
    let squaredWidth: Double
    /// The cell after all within this one.
    var next: Int
    let places: Range<Int>
  }

  /// Points sorted so that those near each other are near in memory.
  let points: [SIMD2<Double>]
  /// The point at each place.
  let order: [Int]
  /// Each before the cells within it.
  private var cells: [Cell] = []

  /// Halvings of the square around all points; points in one cell then are as one.
  private static let depth = 21

  /// - Parameter points: finite, at most 2²¹.
  init(_ points: [SIMD2<Double>]) {
    precondition(points.count <= 1 << 21, "\(points.count) points are too many")
    let low = points.reduce(SIMD2(repeating: .infinity)) { pointwiseMin($0, $1) }
    let high = points.reduce(SIMD2(repeating: -.infinity)) { pointwiseMax($0, $1) }
    let width = points.isEmpty ? 0 : (high - low).max()
    let step = width > 0 ? Double((1 << Self.depth) - 1) / width : 0
    // 42 bits of the cell and 21 of the point.
    let keys = points.indices.map { i in
      let cell = (points[i] - low) * step
      return (spread(UInt64(cell.x)) | spread(UInt64(cell.y)) << 1) << 21 | UInt64(i)
    }.sorted()
    order = keys.map { Int($0 & 0x1F_FFFF) }
    self.points = order.map { points[$0] }
    cells.reserveCapacity(2 * points.count)
    if !points.isEmpty { add(0..<points.count, keys.map { $0 >> 21 }, depth: 0, width: width) }
  }

  /// - Returns: the sum of the points of the new cell.
  @discardableResult
  private mutating func add(
    _ places: Range<Int>, _ codes: [UInt64], depth: Int, width: Double
  ) -> SIMD2<Double> {
    var (depth, width) = (depth, width)
    let (first, last) = (codes[places.lowerBound], codes[places.upperBound - 1])
    // Cells with all points in one quarter are skipped.
    while depth < Self.depth, first >> shift(depth) == last >> shift(depth) {
      (depth, width) = (depth + 1, width / 2)
    }
    let isWhole = places.count == 1 || depth == Self.depth
    let number = cells.count
    cells.append(
      Cell(
        centre: .zero, count: Double(places.count), squaredWidth: isWhole ? 0 : width * width,
        next: 0, places: places))
    let sum =
      isWhole
      ? places.reduce(SIMD2.zero) { $0 + points[$1] }
      : quarters(of: places, codes, depth).reduce(SIMD2.zero) {
        $0 + add($1, codes, depth: depth + 1, width: width / 2)
      }
    cells[number].centre = sum / Double(places.count)
    cells[number].next = cells.count
    return sum
  }

  private func shift(_ depth: Int) -> UInt64 { UInt64(2 * (Self.depth - 1 - depth)) }

  private func quarters(of places: Range<Int>, _ codes: [UInt64], _ depth: Int) -> [Range<Int>] {
    var quarters: [Range<Int>] = []
    var start = places.lowerBound
    while start < places.upperBound {
      let quarter = codes[start] >> shift(depth)
      var (low, high) = (start + 1, places.upperBound)
      while low < high {
        let middle = (low + high) / 2
        if codes[middle] >> shift(depth) == quarter { low = middle + 1 } else { high = middle }
      }
      quarters.append(start..<low)
      start = low
    }
    return quarters
  }

  /// What all other points do to one: Σ q and Σ q²(y − y′) with q = 1/(1 + ‖y − y′‖²).
  ///
  /// - Parameters:
  ///   - place: of the point in `points`.
  ///   - squaredAngle: a cell acts as one point where its squared width is at most this share of its
  ///     squared distance; below 0.5. Every point acts by itself at 0.
  func repulsion(
    at place: Int, squaredAngle: Double
  ) -> (force: SIMD2<Double>, total: Double) {
    let point = points[place]
    var (force, total) = (SIMD2<Double>.zero, 0.0)
    var number = 0
    while number < cells.count {
      let cell = cells[number]
      let offset = point - cell.centre
      let squaredDistance = offset.x * offset.x + offset.y * offset.y
      guard cell.squaredWidth <= squaredAngle * squaredDistance else {
        number += 1
        continue
      }
      let isOwn = cell.squaredWidth == 0 && cell.places.contains(place)
      let count = isOwn ? cell.count - 1 : cell.count
      let q = 1 / (1 + squaredDistance)
      total += count * q
      force += count * q * q * offset
      number = cell.next
    }
    return (force, total)
  }
}

/// The lower 21 bits with a 0 after each.
private func spread(_ bits: UInt64) -> UInt64 {
  var x = bits & 0x1F_FFFF
  x = (x | x << 16) & 0x1F_0000_FFFF
  x = (x | x << 8) & 0x00FF_00FF_00FF_00FF
  x = (x | x << 4) & 0x0F0F_0F0F_0F0F_0F0F
  x = (x | x << 2) & 0x3333_3333_3333_3333
  x = (x | x << 1) & 0x5555_5555_5555_5555
  return x
}
