import LinearAlgebra

/// Rows found on a walk through a graph, nearest first, at most as many as the walk is wide.
struct GraphBeam: Sendable {
  private let width: Int
  /// The bits of a distance, then a row, then whether the walk has left from it; ascending, so that ties
  /// stand by row.
  private var entries: [UInt64] = []
  /// Before it, the walk has left from all.
  private var next = 0

  init(width: Int) {
    self.width = width
    entries.reserveCapacity(width + 1)
  }

  var rows: [Int32] { entries.map(Self.row) }
  var isFull: Bool { entries.count == width }

  /// Whether a row at this distance would be taken.
  func takes(distance: Float) -> Bool {
    guard isFull, let last = entries.last else { return true }
    return UInt64(distance.bitPattern) <= last >> 32
  }

  /// Rows with their distances.
  var found: [GraphNeighbor] {
    entries.map(Self.neighbor)
  }

  /// - Parameter distance: ≥ 0, whose bits are in the order of the numbers.
  mutating func insert(_ row: Int32, distance: Float) {
    let entry = UInt64(distance.bitPattern) << 32 | UInt64(row) << 1
    if entries.count == width {
      guard let last = entries.last, entry < last else { return }
      entries.removeLast()
    }
    let place = place(of: entry)
    entries.insert(entry, at: place)
    next = min(next, place)
  }

  /// The nearest row from which the walk has not left, and from which it leaves now.
  mutating func leaveNearest() -> GraphNeighbor? {
    while next < entries.count {
      let entry = entries[next]
      next += 1
      guard entry & 1 == 0 else { continue }
      entries[next - 1] |= 1
      return Self.neighbor(entry)
    }
    return nil
  }

  /// The number of entries before it, by a bisection that the CPU need not guess at.
  private func place(of entry: UInt64) -> Int {
    var (first, count) = (0, entries.count)
    while count > 1 {
      let half = count / 2
      first = entries[first + half - 1] < entry ? first + half : first
      count -= half
    }
    return count == 1 && entries[first] < entry ? first + 1 : first
  }

  private static func neighbor(_ entry: UInt64) -> GraphNeighbor {
    GraphNeighbor(row: row(entry), distance: Float(bitPattern: UInt32(entry >> 32)))
  }

  private static func row(_ entry: UInt64) -> Int32 { Int32(entry >> 1 & 0x7FFF_FFFF) }
}

/// A row near another.
struct GraphNeighbor: Sendable, Equatable {
  let row: Int32
  /// 1 − cosine, in float, ≥ 0.
  let distance: Float

  /// Nearest first, ties by row.
  static func precedes(_ a: GraphNeighbor, _ b: GraphNeighbor) -> Bool {
    (a.distance, a.row) < (b.distance, b.row)
  }
}

/// What a walk through a graph looks for.
enum GraphAim: Sendable {
  /// A vector of length 1.
  case vector([Float], CosineRows)
  /// One of the rows, by their rounded numbers.
  case row(Int32, RoundedRows)

  /// - Parameter distances: at least as many as there are rows.
  fileprivate func distances(
    to rows: [Int32], _ products: inout [Int32], into distances: inout [Float]
  ) {
    switch self {
    case .vector(let vector, let space): space.distances(of: vector, to: rows, into: &distances)
    case .row(let row, let space):
      space.cosineDistances(of: Int(row), to: rows[...], &products, into: &distances)
    }
  }
}

/// What a walk through a graph needs of its own.
struct GraphWalker: Sendable {
  private var visited: [UInt64]
  private var touched: [Int32] = []
  private var places: [Int32] = []
  private var products: [Int32] = []
  private var distances: [Float] = []

  /// - Parameter count: rows are below it.
  init(count: Int) {
    visited = Array(repeating: 0, count: (count + 63) / 64)
  }

  /// Starts anew.
  mutating func forget() {
    for row in touched { visited[Int(row >> 6)] = 0 }
    touched.removeAll(keepingCapacity: true)
  }

  /// - Returns: false where the walk has been there.
  private mutating func visit(_ row: Int32) -> Bool {
    let (word, bit) = (Int(row >> 6), UInt64(1) << UInt64(row & 63))
    guard visited[word] & bit == 0 else { return false }
    visited[word] |= bit
    touched.append(row)
    return true
  }

  /// Hands over the rows that the walk has not seen yet.
  mutating func look(
    at rows: ArraySlice<Int32>, for aim: GraphAim, _ take: (Int32, _ distance: Float) -> Void
  ) {
    places.removeAll(keepingCapacity: true)
    for row in rows {
      if row < 0 { break }
      if visit(row) { places.append(row) }
    }
    if distances.count < places.count { distances = Array(repeating: 0, count: 2 * places.count) }
    aim.distances(to: places, &products, into: &distances)
    for (place, row) in places.enumerated() { take(row, distances[place]) }
  }
}

/// Rows that are compared by the cosine, in float.
struct CosineRows: Sendable {
  let rows: BlockedRows
  /// 1 / length; 0 for rows of zeros.
  let inverseLengths: [Float]

  /// A row scaled to length 1.
  func unit(_ row: Int32) -> [Float] {
    rows.row(Int(row)).map { $0 * inverseLengths[Int(row)] }
  }

  fileprivate func distances(
    of vector: [Float], to others: [Int32], into distances: inout [Float]
  ) {
    rows.innerProducts(with: vector, of: others, into: &distances)
    for (place, row) in others.enumerated() {
      distances[place] = max(0, 1 - distances[place] * inverseLengths[Int(row)])
    }
  }
}
