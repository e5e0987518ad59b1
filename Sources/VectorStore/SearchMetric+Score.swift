import LinearAlgebra
import Statistics

extension SearchMetric {
  /// In double precision, from the numbers as they are stored.
  ///
  /// - Parameter length: of the query.
  func score(_ row: Int, of stored: MappedRows, to query: [Float], length: Double) -> Double {
    switch self {
    case .dot: return stored.innerProduct(row, with: query)
    // Of d bits, those that agree are one more in the product, the others one less.
    case .hamming: return (Double(query.count) - stored.innerProduct(row, with: query)) / 2
    case .euclidean: return stored.squaredDistance(row, to: query).squareRoot()
    case .cosine:
      let squares =
        Float.innerProduct(query[...], query[...]) * stored.innerProduct(row, stored, row)
      return min(1, max(-1, stored.innerProduct(row, with: query) / squares.squareRoot()))
    }
  }

  /// Of scored rows the k nearest and all others that are as near as the last, nearest first, ties by row.
  func nearest(_ rows: [ScoredRow], count: Int) -> [ScoredRow] {
    let sorted = rows.sorted { a, b in
      a.score == b.score ? a.row < b.row : isNearer(a.score, b.score)
    }
    guard sorted.count > count else { return sorted }
    let last = sorted[count - 1].score
    return Array(sorted.prefix { !isNearer(last, $0.score) })
  }
}
