import Foundation
import LinearAlgebra
import PostgreSQL

extension ServerSearch {
  /// Rows that are fetched beside those that are asked for, before it is known whether they matter.
  private static let spare = 32

  /// The nearest rows by pgvector, which compares every row in single precision: of those it finds
  /// nearest, double precision decides here, and more are fetched until none that was left out can be
  /// as near as the last, whatever rounding did.
  func compareThere(_ query: [Float], _ session: isolated ServerSession) throws -> [ScoredRow] {
    try session.query("SET LOCAL enable_indexscan = off")
    defer { _ = try? session.query("SET LOCAL enable_indexscan = on") }
    let length = query.euclideanLength
    var count = settings.count + Self.spare
    while true {
      let fetched = try fetch(query, length, count, session)
      let scored = fetched.scored(encoder, settings.metric, query, length)
      let found = settings.metric.nearest(scored, count: settings.count)
      guard fetched.count == count, let last = fetched.last else { return found }
      let reachable = bestScore(behind: last.number(1), length)
      if found.count >= settings.count,
        settings.metric.isNearer(found[settings.count - 1].score, reachable)
      {
        return found
      }
      count *= 4
    }
  }

  /// Row, what it is sorted by, and vector.
  private func fetch(
    _ query: [Float], _ length: Double, _ count: Int, _ session: isolated ServerSession
  ) throws -> ServerRows {
    var values: [ServerValue?] = [.vector(query), .integer(count)]
    let order: String
    switch settings.metric {
    case .cosine: order = "r.vector <=> $1::vector"
    case .euclidean: order = "r.vector <-> $1::vector"
    case .dot, .hamming:
      // What a row can reach depends on its length.
      values.append(.number(rounding * length))
      order = "(r.vector <#> $1::vector) - $3 * r.length"
    }
    var conditions = settings.metric == .cosine ? ["r.length > 0"] : []
    if !settings.filter.conditions.isEmpty {
      conditions.append("r.row IN (\(Self.rows(settings.filter, encoder, &values)))")
    }
    return try session.query(
      """
      SELECT r.row, \(order), r.vector FROM \(encoder.table) r
      \(conditions.isEmpty ? "" : "WHERE " + conditions.joined(separator: " AND "))
      ORDER BY 2 LIMIT $2
      """, all: values)
  }

  /// What rounding can do to a sum of d products relative to the product of lengths, as in the embedded
  /// search.
  private var rounding: Double { 1.01 * Double(encoder.stored.dimension + 12) * 0x1p-24 }

  /// The best score that rows can have which pgvector sorts behind one.
  private func bestScore(behind order: Double, _ length: Double) -> Double {
    switch settings.metric {
    // One sum of products and two of squares.
    case .cosine: 1 - order + 3 * rounding
    case .euclidean: order * (1 - rounding)
    case .dot: -order
    case .hamming: (Double(encoder.stored.dimension) + order) / 2
    }
  }
}

extension ServerRows {
  /// Scores in double precision of rows whose third column is the vector.
  func scored(
    _ encoder: ServerEncoder, _ metric: SearchMetric, _ query: [Float], _ length: Double
  ) -> [ScoredRow] {
    guard !isEmpty else { return [] }
    let bytes = reduce(into: Data()) { $0 += Data(littleEndian: encoder.vector($1, 2)[...]) }
    let vectors = MappedRows(bytes, offset: 0, rows: count, columns: encoder.stored.dimension)
    return enumerated().map { place, row in
      ScoredRow(
        row: row.integer(0), score: metric.score(place, of: vectors, to: query, length: length))
    }
  }
}
