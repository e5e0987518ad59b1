/// The nearest neighbours of items and their votes, which are counted again when items are drawn.
///
/// An item plays two parts: its label is foretold, and it foretells others. Resamples that took the
/// neighbours as given would vary too little: two equally good encoders were told apart in 10 % of
/// simulations at 5 %. So a neighbour has as many votes as it was drawn, and one that was not has none; those
/// further away take its place.
public struct NeighborVotes: Sendable {
  public let answers: ClassAnswers
  private let k: Int
  /// Where the neighbours of each item start.
  private let starts: [Int]
  private let rows: [Int32]
  private let votes: [Double]
  private let cosines: [Float]

  /// Neighbours that each item should have for k of them to vote in a resample.
  public static func neighborsNeeded(for k: Int) -> Int {
    k + Int((4 * Double(k).squareRoot()).rounded(.up)) + 4
  }

  /// - Parameters:
  ///   - neighbors: of each item, nearest first, of the same set; some more than k.
  ///   - labels: of each item, 0..<classes.
  ///   - k: ≥ 1.
  public init(
    neighbors: [[NearestRow]], labels: [Int], classes: Int, k: Int, weighting: VoteWeighting
  ) {
    answers = ClassAnswers(
      neighbors: neighbors, labels: labels, classes: classes, k: k, weighting: weighting)
    let kept = neighbors.map { $0.prefix(Self.neighborsNeeded(for: k)) }
    var starts = [0]
    for list in kept { starts.append(starts[starts.count - 1] + list.count) }
    (self.k, self.starts) = (k, starts)
    rows = kept.flatMap { $0.map { Int32($0.row) } }
    cosines = kept.flatMap { $0.map { Float($0.cosine) } }
    votes = kept.flatMap { list in
      list.map { weighting.weight($0.cosine, nearest: list.first?.cosine ?? 0) }
    }
  }

  /// The metrics of resamples, in the order of the metric's cases; areas have resamples only where they
  /// take seconds.
  ///
  /// - Parameter areaLimit: steps of areas at most, of all classes and resamples together.
  public func samples(
    _ resamples: UnitResamples, areaLimit: Int = 50_000_000,
    progress: WorkProgress = { _, _ in }
  ) -> [MetricSample] {
    let isCheap = answers.scores.count <= areaLimit / resamples.count
    let found = resamples.samples(progress: progress) { weights in
      let drawn = drawn(weights, hasShares: isCheap)
      let shares = answers.shares(of: drawn.predictions, weights)
      let area =
        isCheap && !shares[1].isNaN
        ? mean(
          ClassRankings(
            drawn.shares, truth: answers.truth, classes: answers.classes, parts: nil
          ).areas(weights)) : .nan
      return shares + [area]
    }
    let asFound = resamples.samples { answers.metrics(weights: $0, hasArea: isCheap) }
    let whole = answers.metrics(weights: Array(repeating: 1, count: answers.truth.count))
    return zip(found, zip(asFound, whole)).map { $0.searching(asFound: $1.0.with(estimate: $1.1)) }
  }

  private func drawn(
    _ weights: [Int], hasShares: Bool
  ) -> (predictions: [Int], shares: [[ClassScore]]) {
    var predictions = [Int](repeating: -1, count: answers.truth.count)
    var shares = hasShares ? predictions.map { _ in [ClassScore]() } : []
    var ballots = Ballots(classes: answers.classes)
    for item in predictions.indices where weights[item] > 0 {
      var left = k
      for place in starts[item]..<starts[item + 1] where left > 0 {
        let weight = min(left, weights[Int(rows[place])])
        guard weight > 0 else { continue }
        left -= weight
        ballots.add(
          answers.truth[Int(rows[place])], Double(weight) * votes[place],
          Double(weight) * Double(cosines[place]))
      }
      predictions[item] = ballots.winner
      if hasShares { shares[item] = ballots.shares }
      ballots.clear()
    }
    return (predictions, shares)
  }
}

/// Votes by class, to be used again and again.
private struct Ballots {
  private var votes: [Double]
  private var similarity: [Double]
  /// Classes with votes, in the order of their first.
  private var voted: [Int] = []

  init(classes: Int) {
    votes = Array(repeating: 0, count: classes)
    similarity = votes
  }

  mutating func add(_ label: Int, _ vote: Double, _ cosine: Double) {
    if votes[label] == 0 { voted.append(label) }
    votes[label] += vote
    similarity[label] += cosine
  }

  /// Below 0 without votes.
  var winner: Int {
    var best = voted.first ?? -1
    for label in voted.dropFirst()
    where (votes[best], similarity[best]) < (votes[label], similarity[label]) { best = label }
    return best
  }

  var shares: [ClassScore] {
    let all = voted.reduce(0) { $0 + votes[$1] }
    return voted.map { ClassScore(label: $0, score: votes[$0] / all) }
  }

  mutating func clear() {
    for label in voted { (votes[label], similarity[label]) = (0, 0) }
    voted.removeAll(keepingCapacity: true)
  }
}
