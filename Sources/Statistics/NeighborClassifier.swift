import Foundation

/// How much the vote of a neighbour weighs.
public enum VoteWeighting: String, Sendable, Codable, Hashable, CaseIterable {
  /// exp(cosine / .07), as DINO's k-NN (Caron et al. 2021; Wu et al. 2018).
  case softmax
  /// One vote each.
  case uniform

  /// Of the softmax.
  public static let temperature = 0.07

  func weight(_ cosine: Double, nearest: Double) -> Double {
    switch self {
    // Less the nearest's, which changes no share and cannot overflow.
    case .softmax: exp((cosine - nearest) / Self.temperature)
    case .uniform: 1
    }
  }
}

extension ClassAnswers {
  /// What the k nearest neighbours of each item say, a score being a class's share of the votes.
  ///
  /// Of classes with equal votes the one whose voters are more similar in sum is foretold, and of those
  /// the one with the nearer first voter. An item with fewer neighbours asks those it has, one without
  /// gets no answer.
  /// - Parameters:
  ///   - neighbors: of each item, nearest first, of the same set.
  ///   - labels: of each item, 0..<classes.
  ///   - k: ≥ 1.
  public init(
    neighbors: [[NearestRow]], labels: [Int], classes: Int, k: Int, weighting: VoteWeighting
  ) {
    precondition(k >= 1 && neighbors.count == labels.count)
    let votes = mapOnAllCores(neighbors.count) { item in
      Votes(neighbors[item].prefix(k), labels, weighting)
    }
    self.init(
      truth: labels, predictions: votes.map(\.winner), classes: classes, scores: votes.map(\.shares)
    )
  }
}

/// The votes of some neighbours.
private struct Votes: Sendable {
  let winner: Int?
  let shares: [ClassScore]

  init(_ neighbors: ArraySlice<NearestRow>, _ labels: [Int], _ weighting: VoteWeighting) {
    // In the order of first voters.
    var ballots: [(label: Int, votes: Double, similarity: Double)] = []
    let nearest = neighbors.first?.cosine ?? 0
    for neighbor in neighbors {
      let label = labels[neighbor.row]
      let vote = weighting.weight(neighbor.cosine, nearest: nearest)
      if let place = ballots.firstIndex(where: { $0.label == label }) {
        ballots[place].votes += vote
        ballots[place].similarity += neighbor.cosine
      } else {
        ballots.append((label, vote, neighbor.cosine))
      }
    }
    let all = ballots.reduce(0) { $0 + $1.votes }
    shares = ballots.map { ClassScore(label: $0.label, score: $0.votes / all) }
    winner =
      ballots.reduce(nil as (label: Int, votes: Double, similarity: Double)?) { best, ballot in
        guard let best else { return ballot }
        return (best.votes, best.similarity) < (ballot.votes, ballot.similarity) ? ballot : best
      }?.label
  }
}
