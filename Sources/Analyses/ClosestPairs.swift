import Statistics

/// A pair of rows with its cosine; nil when their vectors are zero.
struct ClosestPair {
  let rows: RowPair
  let cosine: Double?
}

extension PairSource {
  /// The closest pair of each row of one side that has any, also where not all pairs are listed.
  ///
  /// - Parameters:
  ///   - side: a or b of a pair, by which the result is keyed. Ties go to the smaller row.
  ///   - progress: of the search for what is not listed.
  func closestPairs(
    _ found: FoundPairs, by side: KeyPath<RowPair, Int>, threshold: Double,
    progress: WorkProgress
  ) -> [Int: ClosestPair] {
    guard !found.isComplete else {
      let pairs = zip(found.rows, found.listed).map { ClosestPair(rows: $0, cosine: $1.cosine) }
      return Dictionary(pairs.map { ($0.rows[keyPath: side], $0) }) { first, _ in first }
    }
    let isFirst = side == \RowPair.a
    let (queries, others) = isFirst ? (a, b) : (b, a)
    let nearest = nearestRows(
      of: queries.unitRows, in: others.unitRows, count: 1, progress: progress)
    var closest = equalWithoutCosine(queries, others)
    for (row, neighbors) in nearest.enumerated() {
      guard let first = neighbors.first, first.cosine >= min(threshold, equalityThreshold) else {
        continue
      }
      closest[row] = (first.row, first.cosine)
    }
    return Dictionary(
      uniqueKeysWithValues: closest.map { row, match in
        let rows = isFirst ? RowPair(a: row, b: match.row) : RowPair(a: match.row, b: row)
        return (row, ClosestPair(rows: rows, cosine: match.cosine))
      })
  }

  /// Rows with a zero vector whose picture is among the others, also with a zero vector.
  private func equalWithoutCosine(
    _ queries: EmbeddedItems, _ others: EmbeddedItems
  ) -> [Int: (row: Int, cosine: Double?)] {
    guard let digests = queries.digests, let known = others.digests else { return [:] }
    let rows = Dictionary(others.unitRows.zeroRows.map { (known[$0].pixels, $0) }) { first, _ in
      first
    }
    let matches = queries.unitRows.zeroRows.compactMap { row in
      rows[digests[row].pixels].map { (row, (row: $0, cosine: Double?.none)) }
    }
    return Dictionary(uniqueKeysWithValues: matches)
  }
}
