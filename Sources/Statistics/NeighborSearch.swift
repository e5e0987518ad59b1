import LinearAlgebra

/// The search behind `nearestRows`.
struct NeighborSearch: Sendable {
  private let queries: UnitRows
  private let rows: UnitRows
  private let k: Int
  private let excludesSelf: Bool
  /// Unit number of every query and of every row, where units are excluded.
  private let units: (queries: [Int], rows: [Int])?
  private let slack: Double

  init(queries: UnitRows, rows: UnitRows, k: Int, excluding: Exclusion) {
    (self.queries, self.rows, self.k) = (queries, rows, k)
    slack = UnitRows.roundingSlack(dimension: rows.dimension)
    (excludesSelf, units) =
      switch excluding {
      case .none: (false, nil)
      case .sameRow: (true, nil)
      case .sameUnit(let names):
        (true, (queries: numbered(names), rows: numbered(names)))
      case .units(let ofQueries, let ofRows): (false, (ofQueries, ofRows))
      }
    precondition(!excludesSelf || queries.count == rows.count, "queries are not the rows")
    precondition(
      units.map { $0.queries.count == queries.count && $0.rows.count == rows.count } ?? true)
  }

  /// By the method that suits the rows.
  func result(progress: WorkProgress = { _, _ in }) -> [[NearestRow]] {
    guard k > 0, rows.count > 0 else { return Array(repeating: [], count: queries.count) }
    let seeds = NeighborSeeds(of: rows)
    let method = JoinMethod.cheapest(queries, rows) { sample in
      seeds.greatestProducts(of: sample, 0..<sample.count, rank: k) { _, _ in true }
        .map(distance)
    }
    return switch method {
    case .products: products(side: TileSide(rows: 512, columns: 2_048), progress: progress)
    case .folded(let method): folded(method, seeds, progress: progress)
    }
  }

  /// All inner products in float; those within rounding of the k-th greatest are candidates.
  func products(
    side: TileSide, progress: WorkProgress = { _, _ in }
  ) -> [[NearestRow]] {
    let stripes = Tile.between(0..<queries.count, 0..<1, side: side).map(\.rows)
    return mapInParts("neighbours", stripes.count, progress: progress) { number in
      var best = emptyLists(stripes[number])
      var products = [Float](repeating: 0, count: side.rows * side.columns)
      var found = PositionList()
      for tile in Tile.between(stripes[number], 0..<rows.count, side: side) {
        queries.innerProducts(tile, with: rows, into: &products)
        for query in tile.rows {
          let place = query - tile.rows.lowerBound
          let start = place * tile.columns.count
          take(
            query, tile.columns, products[start..<(start + tile.columns.count)], &found,
            &best[place])
        }
      }
      return best.map(\.rows)
    }.flatMap { $0 }
  }

  /// Takes the neighbours that one row of a tile holds, computing a cosine only where it can matter.
  private func take(
    _ query: Int, _ columns: Range<Int>, _ products: ArraySlice<Float>, _ found: inout PositionList,
    _ best: inout BestRows
  ) {
    guard !queries.isZero(query) else { return }
    // Below either bound there are k better ones.
    let known = best.leastCosine.map { Float($0 - slack).nextDown } ?? -.infinity
    let inTile = best.isFull ? -.infinity : kthGreatest(query, columns, products)
    found.find(in: products, atLeast: max(known, (inTile - Float(2 * slack).nextUp).nextDown))
    for index in 0..<found.count {
      let row = columns.lowerBound + found[index]
      let greatest = min(1, Double(products[products.startIndex + found[index]]) + slack)
      guard isCandidate(row, query), best.hasRoom(for: NearestRow(row: row, cosine: greatest)),
        let cosine = queries.cosine(query, rows, row)
      else { continue }
      best.add(NearestRow(row: row, cosine: cosine))
    }
  }

  /// Of the float products of the candidates; -∞ when there are fewer than k.
  private func kthGreatest(
    _ query: Int, _ columns: Range<Int>, _ products: ArraySlice<Float>
  ) -> Float {
    var best = BestRows(limit: k)
    var floor = -Float.infinity
    for (product, row) in zip(products, columns) where product > floor && isCandidate(row, query) {
      best.add(NearestRow(row: row, cosine: Double(product)))
      floor = best.leastCosine.map { Float($0) } ?? floor
    }
    return floor
  }

  /// Rows whose folds are as close as the k-th nearest found so far are candidates. The first bound
  /// is that of the seeds.
  func folded(
    _ method: FoldMethod, _ seeds: NeighborSeeds, progress: WorkProgress = { _, _ in }
  ) -> [[NearestRow]] {
    let foldedQueries = FoldedRows(queries, method)
    let foldedRows = FoldedRows(rows, method)
    let stripes = FoldedRows.ranges(of: queries.count).flatMap(FoldedRows.stripes)
    let blocks = FoldedRows.ranges(of: rows.count)
    return mapInParts("neighbours", stripes.count, progress: progress) { number in
      let stripe = stripes[number]
      var best = emptyLists(stripe)
      let seeded = seeds.greatestProducts(of: queries, stripe, rank: k, isCandidate)
      var places = PlaceList()
      for block in blocks {
        let radii = zip(best, seeded).map { distance(max($0.leastCosine ?? -2, $1)) }
        foldedQueries.forEachCandidate(
          stripe, within: radii, of: foldedRows, block, &places
        ) { query, row in
          guard isCandidate(row, query), let cosine = queries.cosine(query, rows, row) else {
            return
          }
          best[query - stripe.lowerBound].add(NearestRow(row: row, cosine: cosine))
        }
      }
      return best.map(\.rows)
    }.flatMap { $0 }
  }

  private func emptyLists(_ stripe: Range<Int>) -> [BestRows] {
    Array(repeating: BestRows(limit: k), count: stripe.count)
  }

  /// The distance of two directions of a cosine, with room for its rounding.
  private func distance(_ cosine: Double) -> Double {
    max(0, 2 - 2 * cosine + 1e-11).squareRoot()
  }

  private func isCandidate(_ row: Int, _ query: Int) -> Bool {
    if rows.isZero(row) || (excludesSelf && row == query) { return false }
    guard let units else { return true }
    return units.rows[row] != units.queries[query]
  }
}

/// Some rows from all over a set: the k-th nearest of them bounds the k-th nearest of all.
struct NeighborSeeds: Sendable {
  private let places: [Int]
  private let rows: Matrix<Float>
  private let slack: Double

  init(of rows: UnitRows) {
    let count = min(rows.count, 2_048)
    places = (0..<count).map { $0 * rows.count / count }
    self.rows = rows.unit(selecting: places)
    slack = UnitRows.roundingSlack(dimension: rows.dimension)
  }

  /// Of each query the cosine that at least `rank` candidates surely reach; −2 where there are fewer.
  func greatestProducts(
    of queries: UnitRows, _ range: Range<Int>, rank: Int,
    _ isCandidate: (_ row: Int, _ query: Int) -> Bool
  ) -> [Double] {
    guard rank <= places.count else { return Array(repeating: -2, count: range.count) }
    let products = queries.unit(range).timesTransposed(rows)
    return range.map { query in
      var greatest = GreatestNumbers(limit: rank)
      for (place, product) in zip(places, products.row(query - range.lowerBound))
      where product > greatest.least && isCandidate(place, query) { greatest.add(product) }
      return greatest.isFull ? Double(greatest.least) - slack : -2
    }
  }
}

/// The greatest of the numbers seen so far, ascending.
private struct GreatestNumbers {
  let limit: Int
  private var numbers: [Float] = []

  init(limit: Int) { self.limit = limit }

  var isFull: Bool { numbers.count == limit }

  /// What a number has to exceed to be among them.
  var least: Float { isFull ? numbers[0] : -.infinity }

  mutating func add(_ number: Float) {
    if isFull { numbers.removeFirst() }
    numbers.insert(number, at: numbers.firstIndex { $0 > number } ?? numbers.endIndex)
  }
}

/// The first rows in order, of those seen so far.
private struct BestRows: Sendable {
  let limit: Int
  private(set) var rows: [NearestRow] = []

  init(limit: Int) { self.limit = limit }

  var isFull: Bool { rows.count == limit }

  /// Of a full list.
  var leastCosine: Double? { isFull ? rows.last?.cosine : nil }

  func hasRoom(for row: NearestRow) -> Bool {
    guard isFull, let last = rows.last else { return true }
    return NearestRow.precedes(row, last)
  }

  mutating func add(_ row: NearestRow) {
    guard hasRoom(for: row) else { return }
    rows.insert(row, at: place(of: row))
    if rows.count > limit { rows.removeLast() }
  }

  /// The number of rows that precede it, by bisection.
  private func place(of row: NearestRow) -> Int {
    var (low, high) = (0, rows.count)
    while low < high {
      let middle = (low + high) / 2
      if NearestRow.precedes(rows[middle], row) { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
