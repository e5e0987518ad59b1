import Embeddings
public import Statistics

/// How alike encoders are, and how well each tells the labels apart.
public struct EncoderComparisonResult: Sendable, Codable {
  public let items: Int
  /// Neighbours that vote in `knnAccuracy`.
  public let neighbors: Int
  public let encoders: [EncoderScore]
  /// Every pair of encoders once, in the order given.
  public let pairs: [EncoderPair]
  public let warnings: [AnalysisWarning]
}

public struct EncoderScore: Sendable, Codable {
  public let name: String
  public let dimension: Int
  /// Leave-one-out accuracy of the majority of the nearest neighbours by cosine; with units known,
  /// leave-one-unit-out. Nil without labels.
  public let knnAccuracy: Double?
  public let knnAccuracyInterval: Interval?
  /// Items that could be judged: those with a vector other than zero.
  public let judged: Int
}

public struct EncoderPair: Sendable, Codable {
  public let a: String
  public let b: String
  /// Linear centred kernel alignment with the unbiased HSIC estimator; about 0 for unrelated.
  public let ckaDebiased: Double
  /// The plain estimator, which is biased upwards when dimensions are many and rows few.
  public let ckaBiased: Double
}

/// One encoder's view of the items.
public struct EncoderView: Sendable {
  public let name: String
  public let items: EmbeddedItems

  public init(name: String, items: EmbeddedItems) {
    self.name = name
    self.items = items
  }
}

/// Compares encoders on the same items in the same order.
///
/// - Throws: `AnalysisError` when the encoders do not have the same items, or fewer than four.
public func compareEncoders(
  _ views: [EncoderView], plan: EncodersPlan, seed: UInt64 = 0,
  progress: WorkProgress = { _, _ in }
) throws(AnalysisError) -> EncoderComparisonResult {
  guard let first = views.first else {
    throw .missing(what: "encoder", items: "encoders", remedy: "name at least one")
  }
  for view in views.dropFirst() where view.items.count != first.items.count {
    throw .differentItems(
      first.name, first.items.count, view.name, view.items.count)
  }
  for view in views.dropFirst() { try first.requireItems(of: view) }
  guard views.count == 1 || first.items.count >= 4 else {
    throw .tooFew(items: first.name, found: first.items.count, needed: 4)
  }
  return EncoderComparisonResult(
    items: first.items.count, neighbors: plan.neighbors,
    encoders: views.map { score($0, neighbors: plan.neighbors) },
    pairs: try pairs(of: views),
    warnings: AnalysisWarning.zeroVectors(in: views.map(\.items)))
}

extension EncoderView {
  /// Rows of arrays that came without ids are taken to be the same items.
  fileprivate func requireItems(of other: EncoderView) throws(AnalysisError) {
    for (row, (a, b)) in zip(items.ids, other.items.ids).enumerated() {
      guard case (.name, .name) = (a, b), a != b else { continue }
      throw .undefined(
        items: "\(name) and \(other.name)",
        reason: "row \(row) is \(a) in one and \(b) in the other; embed the same items in the same "
          + "order")
    }
  }
}

private func score(_ view: EncoderView, neighbors k: Int) -> EncoderScore {
  let items = view.items
  guard let labels = items.labels else {
    return EncoderScore(
      name: view.name, dimension: items.vectors.dimension, knnAccuracy: nil,
      knnAccuracyInterval: nil, judged: 0)
  }
  let exclusion: Exclusion = items.units.map { .sameUnit($0) } ?? .sameRow
  let nearest = nearestRows(
    of: items.unitRows, in: items.unitRows, count: k, excluding: exclusion)
  let truth = codes(labels)
  let vote = nearestNeighborVote(neighbors: nearest, labels: truth, truth: truth, k: k)
  let judged = vote.predictions.indices.filter { vote.predictions[$0] != nil }
  let correct = judged.count { vote.correct[$0] }
  return EncoderScore(
    name: view.name, dimension: items.vectors.dimension,
    knnAccuracy: judged.isEmpty ? nil : Double(correct) / Double(judged.count),
    knnAccuracyInterval: judged.isEmpty
      ? nil : wilsonInterval(successes: correct, trials: judged.count),
    judged: judged.count)
}

private func pairs(of views: [EncoderView]) throws(AnalysisError) -> [EncoderPair] {
  var pairs: [EncoderPair] = []
  for (i, a) in views.enumerated() {
    for b in views[(i + 1)...] {
      let alignment = try naming("\(a.name) and \(b.name)") { () throws(StatisticsError) in
        try linearCKA(a.items.vectors.doubles, b.items.vectors.doubles)
      }
      pairs.append(
        EncoderPair(
          a: a.name, b: b.name, ckaDebiased: alignment.debiased, ckaBiased: alignment.biased))
    }
  }
  return pairs
}
