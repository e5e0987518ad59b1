import LinearAlgebra

/// The k nearest other rows of each row by Euclidean distance, exactly.
///
/// With h = ‖y‖²/2, v = x·y − h orders the neighbours y of x. A product in float is wrong by at most
/// c(‖x‖‖y‖ + h), c being about (d + 8)·2⁻²⁴; two more columns add this bound, so that one product gives
/// an upper bound of every v. Rows whose upper bound reaches the k-th greatest lower bound are
/// candidates, whose distances are taken from differences in double precision.
struct EuclideanSearch: Sendable {
  private let source: SpaceRows
  private let k: Int
  /// Shape (n, d + 2): rows in float with 1 and ‖x‖.
  private let queries: Matrix<Float>
  /// ‖y‖²/2 of each row.
  private let halves: [Double]
  /// Bound of the relative error of a product, c.
  private let error: Double

  private static let side = TileSide(rows: 512, columns: 2_048)

  init(_ source: SpaceRows, k: Int) {
    (self.source, self.k) = (source, k)
    let width = source.space.dimension + 2
    error = 1.05 * Double(width + 6) * 0x1p-24
    let blocks = Tile.split(0..<source.count, by: 1_024)
    let parts = mapOnAllCores(blocks.count) { number in
      let rows = source.doubles(blocks[number])
      let halves = (0..<rows.rows).map { Double.innerProduct(rows.row($0), rows.row($0)) / 2 }
      let floats = halves.indices.flatMap { row in
        rows.row(row).map { Float($0) } + [1, Float((2 * halves[row]).squareRoot())]
      }
      return (floats: floats, halves: halves)
    }
    queries = Matrix(rows: source.count, columns: width, elements: parts.flatMap(\.floats))
    halves = parts.flatMap(\.halves)
  }

  var scale: Double { source.scale }

  /// For each row its neighbours, nearest first.
  func result(progress: WorkProgress) -> [[NearRow]] {
    let stripes = Tile.split(0..<source.count, by: Self.side.rows)
    let tiles = Tile.split(0..<source.count, by: Self.side.columns)
    return mapOnAllCores(stripes.count, progress: progress) { number in
      let stripe = stripes[number]
      var candidates = Array(repeating: BoundedRows(limit: k), count: stripe.count)
      var products = [Float](repeating: 0, count: stripe.count * Self.side.columns)
      var found = PositionList()
      for columns in tiles {
        queries.innerProducts(
          of: stripe, with: targets(columns), of: 0..<columns.count, into: &products)
        for query in stripe {
          let start = (query - stripe.lowerBound) * columns.count
          let row = products[start..<(start + columns.count)]
          take(query, columns, row, &found, &candidates[query - stripe.lowerBound])
        }
      }
      return stripe.map { nearest($0, of: candidates[$0 - stripe.lowerBound].rows) }
    }.flatMap { $0 }
  }

  /// Rows with −h(1 − c) and c‖y‖ in the last columns.
  private func targets(_ range: Range<Int>) -> Matrix<Float> {
    let width = queries.columns
    var elements = Array(queries.elements[(range.lowerBound * width)..<(range.upperBound * width)])
    for row in range {
      let end = (row - range.lowerBound + 1) * width
      elements[end - 2] = Float(-halves[row] * (1 - error))
      elements[end - 1] = Float(error * (2 * halves[row]).squareRoot())
    }
    return Matrix(rows: range.count, columns: width, elements: elements)
  }

  private func take(
    _ query: Int, _ columns: Range<Int>, _ products: ArraySlice<Float>,
    _ found: inout PositionList, _ candidates: inout BoundedRows
  ) {
    found.find(in: products, atLeast: candidates.floor)
    for index in 0..<found.count {
      let row = columns.lowerBound + found[index]
      guard row != query else { continue }
      let upper = products[products.startIndex + found[index]]
      // The last term covers what vanishes in float.
      let slack =
        2.1 * error * (2 * (halves[query] * halves[row]).squareRoot() + halves[row]) + 1e-30
      candidates.add(Int32(row), from: Float(Double(upper) - slack).nextDown, through: upper)
    }
    candidates.prune()
  }

  private func nearest(_ query: Int, of rows: [Int32]) -> [NearRow] {
    let x = source.doubles(query..<(query + 1)).elements
    let found = rows.map { row in
      let y = source.doubles(Int(row)..<(Int(row) + 1)).elements
      var sum = 0.0
      for i in x.indices { sum += (x[i] - y[i]) * (x[i] - y[i]) }
      return NearRow(row: row, squaredDistance: sum)
    }
    return Array(found.sorted(by: NearRow.precedes).prefix(k))
  }
}

/// Rows that may be among the k greatest, by bounds of their values.
private struct BoundedRows: Sendable {
  let limit: Int
  private var bounds: [(row: Int32, low: Float, high: Float)] = []
  /// What k rows surely reach.
  private(set) var floor = -Float.infinity

  init(limit: Int) { self.limit = limit }

  var rows: [Int32] { bounds.filter { $0.high >= floor }.map(\.row) }

  mutating func add(_ row: Int32, from low: Float, through high: Float) {
    bounds.append((row, low, high))
  }

  /// Forgets rows below the floor when many are new.
  mutating func prune() {
    guard bounds.count >= (floor.isFinite ? 2 * limit + 16 : limit) else { return }
    let lows = bounds.map(\.low).sorted(by: >)
    floor = max(floor, lows[limit - 1])
    bounds.removeAll { $0.high < floor }
  }
}
