import LinearAlgebra

/// What a map in the plane keeps of the neighbours of its rows.
public struct MapQuality: Sendable, Codable, Hashable {
  /// Neighbours that were looked at, k.
  public let neighbors: Int
  /// Rows whose neighbours were looked at.
  public let queries: Int
  /// In [0, 1]: 1 where no row has a neighbour in the map that is none of its k nearest; one far away
  /// costs more. Venna and Kaski, ICANN (2001). Nil where 2·n ≤ 3·k + 1.
  public let trustworthiness: Double?
  /// The share of the k nearest in the map that are among the k nearest rows.
  public let neighborsKept: Double
}

/// For each query whether the majority of its k nearest by the vectors, and by a map, has its label.
public struct MapVotes: Sendable {
  public let byVectors: [Bool]
  /// Of each map.
  public let byMaps: [[Bool]]
}

/// Labels that neighbours are to foretell.
public struct MapLabels: Sendable {
  let labels: [Int]
  let units: [Int]?

  /// - Parameters:
  ///   - labels: of all rows.
  ///   - units: of all rows; those of a query's own unit have no vote.
  public init(labels: [Int], units: [Int]? = nil) {
    (self.labels, self.units) = (labels, units)
  }
}

/// Measures maps against the rows that they are of.
///
/// - Parameters:
///   - maps: one point a row each.
///   - k: in 1..<n.
///   - queries: rows; all of them, or some drawn at random.
/// - Returns: exact over the queries; ties by row. Votes are nil without labels.
/// - Complexity: O(queries·n·d) time.
public func mapQuality(
  of maps: [[SIMD2<Double>]], in space: NeighborSpace, k: Int, queries: [Int],
  labels: MapLabels? = nil, progress: WorkProgress = { _, _ in }
) -> (qualities: [MapQuality], votes: MapVotes?) {
  precondition(k >= 1 && k < space.count && !queries.isEmpty)
  let study = MapStudy(rows: SpaceRows(space), maps: maps, k: k, labels: labels)
  let blocks = Tile.split(queries.indices, by: 128)
  let parts = mapOnAllCores(blocks.count, progress: progress) { number in
    study.findings(of: Array(queries[blocks[number]]))
  }.flatMap { $0 }
  let qualities = maps.indices.map { map in
    quality(parts.map { $0.maps[map] }, k: k, rows: space.count)
  }
  guard labels != nil else { return (qualities, nil) }
  let votes = MapVotes(
    byVectors: parts.map(\.isRight),
    byMaps: maps.indices.map { map in parts.map { $0.maps[map].isRight } })
  return (qualities, votes)
}

private func quality(_ found: [MapStudy.MapFinding], k: Int, rows: Int) -> MapQuality {
  let count = Double(found.count * k)
  let room = 2 * rows - 3 * k - 1
  let excess = Double(found.reduce(0) { $0 + $1.excess })
  return MapQuality(
    neighbors: k, queries: found.count,
    trustworthiness: room > 0 ? max(0, min(1, 1 - 2 * excess / (count * Double(room)))) : nil,
    neighborsKept: Double(found.reduce(0) { $0 + $1.kept }) / count)
}

/// Neighbours of queries among all rows, and in maps.
private struct MapStudy: Sendable {
  let rows: SpaceRows
  let maps: [[SIMD2<Double>]]
  let k: Int
  let labels: MapLabels?

  struct Finding: Sendable {
    var isRight = false
    var maps: [MapFinding] = []
  }

  struct MapFinding: Sendable {
    /// Σ (rank − k) over neighbours in the map that are none of the k nearest rows.
    var excess = 0
    var kept = 0
    var isRight = false
  }

  func findings(of queries: [Int]) -> [Finding] {
    let distances = squaredDistances(of: queries)
    return queries.indices.map { place in
      let (query, row) = (queries[place], distances.row(place))
      let byRows = ranked(query, Array(row))
      var finding = Finding(isRight: isRight(query, Array(row)))
      finding.maps = maps.map { map in
        let toOthers = map.map { point -> Double in
          let offset = point - map[query]
          return offset.x * offset.x + offset.y * offset.y
        }
        return self.finding(query, row, byRows, toOthers)
      }
      return finding
    }
  }

  private func finding(
    _ query: Int, _ distances: ArraySlice<Double>, _ byRows: [NearRow], _ toOthers: [Double]
  ) -> MapFinding {
    let nearest = Set(byRows.map(\.row))
    var found = MapFinding(isRight: isRight(query, toOthers))
    for neighbor in ranked(query, toOthers) {
      guard !nearest.contains(neighbor.row) else {
        found.kept += 1
        continue
      }
      let own = NearRow(
        row: neighbor.row, squaredDistance: distances[distances.startIndex + Int(neighbor.row)])
      found.excess += max(1, rank(of: own, query, distances) - k)
    }
    return found
  }

  /// From 1 for the nearest.
  private func rank(of row: NearRow, _ query: Int, _ distances: ArraySlice<Double>) -> Int {
    var nearer = 0
    for (other, distance) in distances.enumerated()
    where distance <= row.squaredDistance && other != query && other != Int(row.row) {
      if distance < row.squaredDistance || other < Int(row.row) { nearer += 1 }
    }
    return nearer + 1
  }

  /// The k nearest others, of other units where these are given.
  private func ranked(
    _ query: Int, _ distances: [Double], units: [Int]? = nil
  ) -> [NearRow] {
    var few = NearestFew(limit: k)
    for other in distances.indices where other != query {
      if let farthest = few.farthest, distances[other] >= farthest { continue }
      if let units, units[other] == units[query] { continue }
      few.add(NearRow(row: Int32(other), squaredDistance: distances[other]))
    }
    return few.rows
  }

  /// By the label of most of the k nearest of other units, of equally many that of the nearer first.
  private func isRight(_ query: Int, _ distances: [Double]) -> Bool {
    guard let labels else { return false }
    let few = ranked(query, distances, units: labels.units)
    let voters = few.map { labels.labels[Int($0.row)] }
    let counts = Dictionary(grouping: voters) { $0 }.mapValues(\.count)
    let most = counts.values.max() ?? 0
    return voters.first { counts[$0] == most } == labels.labels[query]
  }

  /// Shape (queries, n).
  private func squaredDistances(of queries: [Int]) -> Matrix<Double> {
    let asked = Matrix(
      rows: queries.count, columns: rows.space.dimension,
      elements: queries.flatMap { rows.doubles($0..<($0 + 1)).elements })
    let norms = asked.squaredLengths
    var distances = Matrix<Double>(rows: queries.count, columns: rows.count)
    for tile in Tile.split(0..<rows.count, by: 1_024) {
      let others = rows.doubles(tile)
      let othersNorms = others.squaredLengths
      let products = asked.timesTransposed(others)
      for i in queries.indices {
        for (place, j) in tile.enumerated() {
          distances[i, j] = max(0, norms[i] + othersNorms[place] - 2 * products[i, place])
        }
      }
    }
    return distances
  }
}

extension Matrix<Double> {
  fileprivate var squaredLengths: [Double] {
    (0..<rows).map { Double.innerProduct(row($0), row($0)) }
  }
}
