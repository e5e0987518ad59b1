import Foundation
import LinearAlgebra
import Statistics

/// What `References/make_map_references.py` wrote.
struct MapReferences: Decodable {
  let rows: [[Double]]
  let plane: [[Double]]
  /// Row, column and value; of 15 neighbours and perplexity 5.
  let affinities: [[Double]]
  /// Of 10 neighbours, the row itself among them.
  let fuzzyEuclidean: [[Double]]
  let fuzzyCosine: [[Double]]
  let curves: [Curve]
  let trustworthiness: [Trustworthiness]
  let digits: DigitMaps

  struct Curve: Decodable {
    let leastDistance: Double
    let a: Double
    let b: Double
  }

  struct Trustworthiness: Decodable {
    let k: Int
    let metric: String
    let value: Double
  }

  struct DigitMaps: Decodable {
    let divergence: Double
    let tsneTrustworthiness: Double
    let umapTrustworthiness: [Double]
  }

  static func load() throws -> MapReferences {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return try decoder.decode(
      MapReferences.self, from: try References.bytes("map-references.json"))
  }

  func space(_ metric: String) -> NeighborSpace {
    let matrix = Matrix(rows)
    return metric == "cosine" ? .cosine(UnitRows(matrix)) : .euclidean(.doubles(matrix))
  }

  var points: [SIMD2<Double>] { plane.map { SIMD2($0[0], $0[1]) } }
}

extension WeightedGraph {
  /// The largest difference from links as row, column and value; a missing link has weight 0.
  func largestDifference(from links: [[Double]]) -> Double {
    var wanted: [[Int]: Double] = [:]
    for link in links { wanted[[Int(link[0]), Int(link[1])]] = link[2] }
    var largest = 0.0
    for row in 0..<count {
      for link in self.links(of: row) {
        largest = max(largest, abs(link.weight - (wanted[[row, link.row]] ?? 0)))
        wanted[[row, link.row]] = nil
      }
    }
    return max(largest, wanted.values.map { abs($0) }.max() ?? 0)
  }
}
