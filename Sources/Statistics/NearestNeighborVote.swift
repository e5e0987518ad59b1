/// What the neighbours of each item say its label is.
public struct NearestNeighborVote: Sendable, Equatable {
  /// Nil where an item has no neighbours.
  public let predictions: [Int?]
  /// Whether the prediction is the true label; false where there is none.
  public let correct: [Bool]
}

/// Majority of the k nearest neighbours; ties go to the label of larger summed cosine, then to that
/// of the nearest neighbour.
///
/// - Parameters:
///   - neighbors: for each item, most similar first.
///   - labels: of the rows that neighbours name.
///   - truth: of the items, in the order of `neighbors`.
public func nearestNeighborVote(
  neighbors: [[NearestRow]], labels: [Int], truth: [Int], k: Int
) -> NearestNeighborVote {
  precondition(neighbors.count == truth.count && k >= 1)
  let predictions = neighbors.map { winner(of: $0.prefix(k), labels) }
  return NearestNeighborVote(
    predictions: predictions, correct: zip(predictions, truth).map { $0 == $1 })
}

private func winner(of neighbors: ArraySlice<NearestRow>, _ labels: [Int]) -> Int? {
  var ballots: [Int: Ballot] = [:]
  for (rank, neighbor) in neighbors.enumerated() {
    ballots[labels[neighbor.row], default: Ballot(firstRank: rank)].add(neighbor.cosine)
  }
  return ballots.max { $0.value < $1.value }?.key
}

private struct Ballot: Comparable {
  let firstRank: Int
  private var votes = 0
  private var cosines = 0.0

  init(firstRank: Int) {
    self.firstRank = firstRank
  }

  mutating func add(_ cosine: Double) {
    votes += 1
    cosines += cosine
  }

  static func < (a: Ballot, b: Ballot) -> Bool {
    (a.votes, a.cosines, -a.firstRank) < (b.votes, b.cosines, -b.firstRank)
  }
}
