public import Embeddings
import Statistics

/// A cluster by some of its items, or noise.
public struct ClusterMembers: Sendable, Codable, Hashable {
  /// Nil for noise.
  public let cluster: Int?
  public let size: Int
  /// Nearest to the centre, nearest first; none of noise.
  public let nearest: [ClusterMember]
  /// At the boundary: of k-means those that another centre is nearest to besides their own, of
  /// density the least probable; none of noise, and of a cluster by itself.
  public let boundary: [ClusterMember]
  /// Drawn among all.
  public let random: [ClusterMember]

  /// All that are shown.
  public var shown: [ClusterMember] { nearest + boundary + random }
}

/// An item of a cluster.
public struct ClusterMember: Sendable, Codable, Hashable {
  public let id: SampleID
  public let label: String?
}

/// What members are chosen by.
struct MemberChoice {
  let items: EmbeddedItems
  let assignments: [Int]
  let distances: [CenterDistance?]
  /// Of clusters by density.
  let probabilities: [Double]?
  let limit: Int
  let seed: UInt64

  func members(ofClusters count: Int) -> [ClusterMembers] {
    let rows = Dictionary(grouping: assignments.indices) { assignments[$0] }
    return ((0..<count) + [-1]).compactMap { cluster in
      rows[cluster].map { members(of: cluster, $0) }
    }
  }

  private func members(of cluster: Int, _ rows: [Int]) -> ClusterMembers {
    var generator = SeededGenerator(
      seed: seed, stream: "cluster members", index: cluster + 1)
    let random = generator.choose(min(limit, rows.count), of: rows.count).map { rows[$0] }
    let isNoise = cluster < 0
    return ClusterMembers(
      cluster: isNoise ? nil : cluster, size: rows.count,
      nearest: isNoise ? [] : first(of: rows) { distances[$0]?.own },
      boundary: isNoise ? [] : first(of: rows, by: firmness), random: random.map(member))
  }

  /// Least at the boundary.
  private func firmness(of row: Int) -> Double? {
    probabilities.map { $0[row] } ?? distances[row]?.margin
  }

  /// Those of the least value; of equal ones the first by id, so that the order of items is none of
  /// it.
  private func first(of rows: [Int], by value: (Int) -> Double?) -> [ClusterMember] {
    rows.compactMap { row in value(row).map { (row: row, value: $0) } }
      .sorted { ($0.value, items.ids[$0.row]) < ($1.value, items.ids[$1.row]) }
      .prefix(limit).map { member($0.row) }
  }

  private func member(_ row: Int) -> ClusterMember {
    ClusterMember(id: items.ids[row], label: items.labels?[row])
  }
}
