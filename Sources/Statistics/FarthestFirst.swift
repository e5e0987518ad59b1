import LinearAlgebra

/// Rows chosen one after the other, each the one whose nearest among those chosen before is farthest:
/// greedy k-centre. Whatever is chosen otherwise, the farthest row is at least half as far from its
/// nearest chosen one.
///
/// - Parameters:
///   - rows: candidates, by their directions. Rows of zeros are never chosen.
///   - centers: what is chosen already, e.g. labelled items; may be none, and then the first row chosen
///     is the one nearest to the mean direction.
///   - count: how many to choose; fewer where there are not so many with a direction.
///   - progress: is told of the rows chosen.
/// - Returns: places in the order of choice, with the cosine to the nearest chosen before; nil for the
///   first without centres. Ties go to the first row.
/// - Complexity: O(n·d·(centers + count)) on all cores. Source: Gonzalez (1985); Sener and Savarese,
///   "Active learning for convolutional neural networks: a core-set approach" (2018), algorithm 1.
public func farthestFirst(
  of rows: UnitRows, from centers: UnitRows?, count: Int, progress: WorkProgress = { _, _ in }
) -> [(row: Int, cosine: Double?)] {
  var search = FarthestFirst(rows)
  if let centers { search.add(centers) }
  var chosen: [(row: Int, cosine: Double?)] = []
  progress(0, count)
  while chosen.count < count, let next = search.next {
    chosen.append((next, search.nearestCosine(of: next)))
    search.choose(next)
    progress(chosen.count, count)
  }
  return chosen
}

private struct FarthestFirst {
  private let unit: Matrix<Float>
  private let blocks: [Range<Int>]
  /// Greatest cosine to what is chosen; NaN for rows that cannot be chosen any more.
  private var nearest: [Float]
  private var isFirst = true

  private static let centersAtOnce = 512

  init(_ rows: UnitRows) {
    unit = rows.unit(0..<rows.count)
    blocks = stride(from: 0, to: rows.count, by: 4_096).map {
      $0..<min($0 + 4_096, rows.count)
    }
    nearest = (0..<rows.count).map { rows.isZero($0) ? .nan : -2 }
  }

  /// Nil where all are chosen.
  var next: Int? {
    guard isFirst else { return nearest.indices.filter { !nearest[$0].isNaN }.min(by: precedes) }
    let cosines = greatestProducts(with: mean)
    return nearest.indices.filter { !nearest[$0].isNaN }
      .min { (-cosines[$0], $0) < (-cosines[$1], $1) }
  }

  private func precedes(_ i: Int, _ j: Int) -> Bool { (nearest[i], i) < (nearest[j], j) }

  func nearestCosine(of row: Int) -> Double? {
    nearest[row] < -1.5 ? nil : min(1, max(-1, Double(nearest[row])))
  }

  mutating func choose(_ row: Int) {
    add(unit.selecting(rows: [row]))
    nearest[row] = .nan
  }

  mutating func add(_ centers: UnitRows) {
    for start in stride(from: 0, to: centers.count, by: Self.centersAtOnce) {
      let range = start..<min(start + Self.centersAtOnce, centers.count)
      let directed = range.filter { !centers.isZero($0) }
      if !directed.isEmpty { add(centers.unit(selecting: directed)) }
    }
  }

  /// - Parameter centers: shape (any, d), each of length 1.
  private mutating func add(_ centers: Matrix<Float>) {
    isFirst = false
    for (row, cosine) in greatestProducts(with: centers).enumerated() where cosine > nearest[row] {
      nearest[row] = cosine
    }
  }

  /// Of every row the greatest inner product with some directions.
  private func greatestProducts(with directions: Matrix<Float>) -> [Float] {
    let width = directions.rows
    return mapOnAllCores(blocks.count) { number in
      let block = blocks[number]
      var products = [Float](repeating: 0, count: block.count * width)
      unit.innerProducts(of: block, with: directions, of: 0..<width, into: &products)
      return block.indices.map { row in
        let start = (row - block.lowerBound) * width
        return products[start..<(start + width)].max() ?? -2
      }
    }.flatMap { $0 }
  }

  /// Of all rows, shape (1, d); not of length 1.
  private var mean: Matrix<Float> {
    var sums = [Double](repeating: 0, count: unit.columns)
    for row in 0..<unit.rows {
      for (column, value) in unit.row(row).enumerated() { sums[column] += Double(value) }
    }
    let share = 1 / Double(max(1, unit.rows))
    return Matrix(rows: 1, columns: sums.count, elements: sums.map { Float($0 * share) })
  }
}
