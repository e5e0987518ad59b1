import Foundation

/// A label and the part of the votes that it has.
public struct LabelShare: Sendable, Hashable {
  public let label: Int
  /// In (0, 1].
  public let share: Double
}

/// What the nearest neighbours of an item say of its label, each with a weight that grows with its
/// similarity.
///
/// A neighbour at cosine c has weight exp(c/τ); the share of a label is its part of all weights.
/// Source: Wu, Xiong, Yu and Lin, "Unsupervised feature learning via non-parametric instance
/// discrimination" (2018), section 3.4, where τ = 0.07.
public struct WeightedVote: Sendable, Equatable {
  /// Of the labels of the neighbours, greatest first; of equal ones that of the nearer first voter.
  /// They sum to 1.
  public let shares: [LabelShare]

  public static let standardTemperature = 0.07

  /// Nil without neighbours.
  ///
  /// - Parameters:
  ///   - neighbors: nearest first, as `nearestRows` gives them.
  ///   - labels: of the rows among which the neighbours are.
  ///   - temperature: τ > 0.
  public init?(
    _ neighbors: some Collection<NearestRow>, labels: [Int],
    temperature: Double = standardTemperature
  ) {
    precondition(temperature > 0, "a temperature of \(temperature)")
    guard let nearest = neighbors.first else { return nil }
    var found: [LabelShare] = []
    for neighbor in neighbors {
      // Relative to the nearest, so that nothing overflows.
      let weight = exp((neighbor.cosine - nearest.cosine) / temperature)
      let label = labels[neighbor.row]
      if let place = found.firstIndex(where: { $0.label == label }) {
        found[place] = LabelShare(label: label, share: found[place].share + weight)
      } else {
        found.append(LabelShare(label: label, share: weight))
      }
    }
    let total = found.reduce(0) { $0 + $1.share }
    shares = found.indices.sorted { (found[$1].share, $0) < (found[$0].share, $1) }.map {
      LabelShare(label: found[$0].label, share: found[$0].share / total)
    }
  }

  /// The label with the greatest share.
  public var first: LabelShare { shares[0] }

  /// Nil where all neighbours agree.
  public var second: LabelShare? { shares.count > 1 ? shares[1] : nil }

  /// 0 for a label that no neighbour has.
  public func share(of label: Int) -> Double {
    shares.first { $0.label == label }?.share ?? 0
  }
}
