/// Labels foretold by the labels of neighbours.
public struct KNearestVote: Sendable, Equatable {
  /// One for each query; nil for a query without neighbours.
  public let predictions: [Int?]
  /// One for each query; a query without prediction is wrong.
  public let correct: [Bool]

  /// The part of the queries that is right; nil when there is no query.
  public var accuracy: Double? {
    guard !correct.isEmpty else { return nil }
    return Double(correct.count { $0 }) / Double(correct.count)
  }
}

/// Majority vote of the k nearest neighbours, each with one vote.
///
/// - Parameters:
///   - neighbors: of each query, nearest first, as `nearestRows` gives them.
///   - labels: of the rows among which the neighbours are.
///   - truth: of the queries.
///   - k: ≥ 1; a query with fewer neighbours asks those it has.
/// - Returns: of labels with equally many votes the one whose voters are more similar in sum, and
///   of those the one with the nearer first voter.
public func nearestNeighborVote(
  neighbors: [[NearestRow]], labels: [Int], truth: [Int], k: Int
) -> KNearestVote {
  precondition(k >= 1, "\(k) neighbours")
  precondition(neighbors.count == truth.count, "\(neighbors.count) queries, \(truth.count) truths")
  let predictions = neighbors.map { majority($0.prefix(k), labels) }
  return KNearestVote(
    predictions: predictions, correct: zip(predictions, truth).map { $0 == $1 })
}

private func majority(_ neighbors: ArraySlice<NearestRow>, _ labels: [Int]) -> Int? {
  var ballots: [Int: Ballot] = [:]
  for (rank, neighbor) in neighbors.enumerated() {
    ballots[labels[neighbor.row], default: Ballot(firstRank: rank)].add(neighbor.cosine)
  }
  return ballots.max { $0.value < $1.value }?.key
}

/// The votes for a label. First ranks differ, so no two labels tie.
private struct Ballot: Comparable {
  let firstRank: Int
  var votes = 0
  var similarity = 0.0

  init(firstRank: Int) { self.firstRank = firstRank }

  mutating func add(_ cosine: Double) {
    votes += 1
    similarity += cosine
  }

  static func < (a: Ballot, b: Ballot) -> Bool {
    (a.votes, a.similarity, b.firstRank) < (b.votes, b.similarity, a.firstRank)
  }
}
