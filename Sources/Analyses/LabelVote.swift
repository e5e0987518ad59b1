import Embeddings
public import Statistics

/// How good the labels are that nearest neighbours suggest, judged on items with a label: each by
/// neighbours of other units only.
public struct LabelVote: Sendable, Codable, Hashable {
  /// Neighbours that vote.
  public let neighbors: Int
  /// A neighbour at cosine c has weight exp(c/temperature).
  public let temperature: Double
  /// Items that have a neighbour of another unit.
  public let judged: Int
  /// Of all suggestions, however doubtful.
  public let accuracy: Double
  public let interval: Interval
  /// Mean distance of confidence and accuracy, weighted by items; Guo et al. (2017), eq. 3.
  public let expectedCalibrationError: Double
  /// Mean confidence less accuracy; positive where confidences promise too much.
  public let calibrationBias: Double
  public let reliability: [ReliabilityBin]
  /// By descending confidence; `chosen` among them.
  public let curve: [CoveragePoint]
  /// What the threshold was to reach; nil where the threshold was given.
  public let requiredAccuracy: Double?
  /// The least confidence of a suggestion; nil where none reaches the required accuracy.
  public let confidence: Double?
  /// What that confidence does.
  public let chosen: CoveragePoint?
  public let labels: [LabelVoteOfLabel]
}

/// Suggestions of at least some confidence.
public struct CoveragePoint: Sendable, Codable, Hashable {
  public let confidence: Double
  public let accepted: Int
  /// Of all judged items.
  public let coverage: Double
  /// Of the accepted ones.
  public let accuracy: Double
  public let interval: Interval
}

/// Suggestions of about equal confidence.
public struct ReliabilityBin: Sendable, Codable, Hashable {
  public let low: Double
  public let high: Double
  public let items: Int
  /// Mean of the confidences.
  public let confidence: Double
  public let accuracy: Double
  public let interval: Interval
}

/// Suggestions for the items of one label.
public struct LabelVoteOfLabel: Sendable, Codable, Hashable {
  public let label: String
  public let judged: Int
  /// Of its items, those that were suggested this label.
  public let recall: Double
  public let interval: Interval
  /// Of its items, those whose suggestion is confident enough.
  public let coverage: Double
  /// Of confident suggestions of this label, the right ones; nil where there is none.
  public let precision: Double?
  /// The label that its items are suggested most often instead; nil where none is.
  public let mistakenFor: String?
}

/// The votes on items with a label.
struct JudgedVotes {
  /// Rows with a vote.
  let rows: [Int]
  let votes: [WeightedVote]
  let isRight: [Bool]
  let labelled: LabelledItems
  private let rates: UnitRates

  /// - Throws: `AnalysisError` for a single label or unit.
  init(
    _ labelled: LabelledItems, _ neighbors: [[NearestRow]], _ plan: LabelsPlan, seed: UInt64
  ) throws(AnalysisError) {
    self.labelled = labelled
    let votes = neighbors.map { WeightedVote($0.prefix(plan.neighbors), labels: labelled.codes) }
    let rows = votes.indices.filter { votes[$0] != nil }
    guard !rows.isEmpty else {
      throw .tooFew(items: labelled.items.name, found: rows.count, needed: 1)
    }
    self.rows = rows
    self.votes = votes.compactMap(\.self)
    isRight = zip(rows, self.votes).map { labelled.codes[$0] == $1.first.label }
    let units = labelled.units
    rates = UnitRates(
      units: units.map { units in rows.map { units[$0] } }, seed: seed, stream: "labels.vote",
      resamples: plan.resamples)
  }

  private var confidences: [Double] { votes.map(\.first.share) }

  func result(_ plan: LabelsPlan) -> LabelVote {
    let calibration = ConfidenceCalibration(confidences: confidences, isRight: isRight)
    let selective = SelectivePrediction(confidences: confidences, isRight: isRight)
    let threshold = plan.confidence ?? selective.confidence(forAccuracy: plan.accuracy)
    let chosen = threshold.flatMap { accepted($0).isEmpty ? nil : point($0) }
    let all = Array(rows.indices)
    return LabelVote(
      neighbors: plan.neighbors, temperature: WeightedVote.standardTemperature,
      judged: rows.count, accuracy: rate(all), interval: interval(all),
      expectedCalibrationError: calibration.expectedError, calibrationBias: calibration.bias,
      reliability: calibration.bins.map(reliability),
      curve: curve(selective, through: chosen),
      requiredAccuracy: plan.confidence == nil ? plan.accuracy : nil, confidence: threshold,
      chosen: chosen,
      labels: labelled.names.indices.compactMap { ofLabel($0, threshold ?? .infinity) })
  }

  private func curve(
    _ selective: SelectivePrediction, through chosen: CoveragePoint?
  ) -> [CoveragePoint] {
    let parts = selective.confidences(parts: 20).map(point)
    guard let chosen, !parts.contains(where: { $0.accepted == chosen.accepted }) else {
      return parts
    }
    return (parts + [chosen]).sorted { $0.accepted < $1.accepted }
  }

  private func accepted(_ confidence: Double) -> [Int] {
    rows.indices.filter { votes[$0].first.share >= confidence }
  }

  /// Different units among suggestions of at least some confidence.
  func units(ofAtLeast confidence: Double) -> Int {
    let places = accepted(confidence)
    guard let units = labelled.units else { return places.count }
    return Set(places.map { units[rows[$0]] }).count
  }

  private func rate(_ places: [Int]) -> Double {
    Double(places.count { isRight[$0] }) / Double(max(1, places.count))
  }

  private func interval(_ places: [Int]) -> Interval {
    rates.interval(among: places) { isRight[$0] }
  }

  private func point(_ confidence: Double) -> CoveragePoint {
    let places = accepted(confidence)
    return CoveragePoint(
      confidence: confidence, accepted: places.count,
      coverage: Double(places.count) / Double(rows.count), accuracy: rate(places),
      interval: interval(places))
  }

  private func reliability(_ bin: ConfidenceBin) -> ReliabilityBin {
    ReliabilityBin(
      low: bin.low, high: bin.high, items: bin.items.count,
      confidence: bin.items.reduce(0) { $0 + votes[$1].first.share } / Double(bin.items.count),
      accuracy: rate(bin.items), interval: interval(bin.items))
  }

  /// Nil for a label without a judged item.
  private func ofLabel(_ label: Int, _ threshold: Double) -> LabelVoteOfLabel? {
    let places = rows.indices.filter { labelled.codes[rows[$0]] == label }
    guard !places.isEmpty else { return nil }
    let confident = places.count { votes[$0].first.share >= threshold }
    let suggested = accepted(threshold).filter { votes[$0].first.label == label }
    let wrong = Dictionary(
      places.filter { !isRight[$0] }.map { (votes[$0].first.label, 1) }, uniquingKeysWith: +)
    return LabelVoteOfLabel(
      label: labelled.names[label], judged: places.count, recall: rate(places),
      interval: interval(places), coverage: Double(confident) / Double(places.count),
      precision: suggested.isEmpty ? nil : rate(suggested),
      mistakenFor: wrong.max { ($0.value, $1.key) < ($1.value, $0.key) }.map {
        labelled.names[$0.key]
      })
  }
}
