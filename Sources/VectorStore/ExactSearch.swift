import LinearAlgebra
import Statistics

/// A row with its score in the metric of a search.
struct ScoredRow: Sendable, Equatable {
  let row: Int
  let score: Double
}

/// Compares queries with every row, or with every row of a set.
///
/// Products in float choose candidates, with room for all that rounding can do; scores in double precision,
/// whose sums have a fixed order, decide. So the answer does not depend on cores, instruction
/// sets or batches.
struct ExactSearch: Sendable {
  let rows: VectorRows
  let metric: SearchMetric
  /// Nil: all.
  let allowed: RowSet?

  /// Queries whose products are in memory at once.
  private static let batch = 128

  /// - Parameters:
  ///   - queries: shape (q, d), finite, of usable length; for the cosine not zero.
  ///   - count: k ≥ 1.
  /// - Returns: of each query the k nearest rows and all others that are as near as the last, nearest
  ///   first, ties by row; fewer where there are no more.
  /// - Complexity: O(q·n·d); one query is as fast as memory is read.
  func nearest(
    to queries: Matrix<Float>, count: Int, progress: WorkProgress = { _, _ in }
  ) -> [[ScoredRow]] {
    stride(from: 0, to: queries.rows, by: Self.batch).flatMap { first in
      let range = first..<min(first + Self.batch, queries.rows)
      defer { progress(range.upperBound, queries.rows) }
      let candidates = candidates(of: queries, range, count: count)
      return zip(range, candidates).map { query, candidates in
        ranked(candidates.rows, Array(queries.row(query)), count: count)
      }
    }
  }

  private func candidates(
    of queries: Matrix<Float>, _ range: Range<Int>, count: Int
  ) -> [CandidateRows] {
    let asked = AskedQueries(queries, range, metric)
    let blocks = VectorLayout.blocks(0..<rows.count)
    let start = SearchWorker(queries: range.count, count: count)
    let workers = onAllCores(blocks.count, each: start) { worker, number in
      worker.search(blocks[number], of: rows, allowed, for: asked)
    }
    return range.indices.map { query in
      var found = CandidateRows(limit: count)
      for worker in workers { found.add(worker.found[query - range.lowerBound]) }
      return found
    }
  }

  /// Candidates by their scores in double precision: the nearest, and all that are as near as the last.
  func ranked(_ candidates: [Int], _ query: [Float], count: Int) -> [ScoredRow] {
    let length = query.euclideanLength
    let scored = candidates.map { row in
      ScoredRow(
        row: row, score: metric.score(0, of: rows.block(row..<(row + 1)), to: query, length: length)
      )
    }
    return metric.nearest(scored, count: count)
  }
}

/// Some of the queries as a search multiplies them.
struct AskedQueries: Sendable {
  /// Of length 1 for the cosine.
  let matrix: Matrix<Float>
  let lengths: [Float]
  let metric: SearchMetric
  /// What rounding can do to Σ|xᵢyᵢ|: 2u for numbers rounded to float, d·u for sums in any order, and
  /// some for lengths and quotients; u = 2⁻²⁴.
  let rounding: Float

  init(_ queries: Matrix<Float>, _ range: Range<Int>, _ metric: SearchMetric) {
    let lengths = range.map { Array(queries.row($0)).euclideanLength }
    matrix =
      metric == .cosine
      ? Matrix(
        range.map { query in
          queries.row(query).map { Float(Double($0) / lengths[query - range.lowerBound]) }
        })
      : queries.selecting(rows: range)
    self.lengths = lengths.map { Float($0) }
    self.metric = metric
    rounding = 1.01 * Float(queries.columns + 12) * 0x1p-24
  }
}

/// What one core finds.
struct SearchWorker: Sendable {
  private(set) var found: [CandidateRows]
  private var products: [Float]

  init(queries: Int, count: Int) {
    found = Array(repeating: CandidateRows(limit: count), count: queries)
    products = Array(repeating: 0, count: queries * VectorLayout.blockRows)
  }

  /// - Parameter block: rows of one block.
  mutating func search(
    _ block: Range<Int>, of rows: VectorRows, _ allowed: RowSet?, for queries: AskedQueries
  ) {
    let chosen = allowed.map { $0.places(in: block) }
    if let chosen, chosen.isEmpty { return }
    let stored = rows.block(block)
    let lengths = rows.lengths(block)
    // A few rows are not worth the products of all.
    if let chosen, queries.matrix.rows == 1 || chosen.count < block.count / 8 {
      for query in 0..<queries.matrix.rows {
        stored.innerProducts(with: Array(queries.matrix.row(query)), of: chosen, into: &products)
        for (place, row) in chosen.enumerated() {
          take(query, block.lowerBound + Int(row), products[place], lengths[Int(row)], queries)
        }
      }
      return
    }
    multiply(stored, queries)
    for query in 0..<queries.matrix.rows {
      let start = query * block.count
      if let chosen {
        for row in chosen.lazy.map(Int.init) {
          take(query, block.lowerBound + row, products[start + row], lengths[row], queries)
        }
      } else {
        for row in 0..<block.count {
          take(query, block.lowerBound + row, products[start + row], lengths[row], queries)
        }
      }
    }
  }

  private mutating func multiply(_ stored: MappedRows, _ queries: AskedQueries) {
    if queries.matrix.rows == 1 {
      stored.innerProducts(with: queries.matrix.elements, into: &products)
    } else {
      stored.innerProducts(with: queries.matrix, of: 0..<queries.matrix.rows, into: &products)
    }
  }

  private mutating func take(
    _ query: Int, _ row: Int, _ product: Float, _ length: Float, _ queries: AskedQueries
  ) {
    switch queries.metric {
    case .cosine:
      guard length > 0 else { return }
      found[query].add(row, product / length, error: queries.rounding)
    case .dot, .hamming:
      found[query].add(row, product, error: queries.rounding * queries.lengths[query] * length)
    case .euclidean:
      // Half of what the squared distance falls short of the query's own square.
      let error = queries.rounding * (queries.lengths[query] * length + length * length)
      found[query].add(row, product - length * length / 2, error: error)
    }
  }
}
