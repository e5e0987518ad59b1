public import LinearAlgebra

/// Which given labels are likely wrong, by probabilities of labels that were learned from other items.
///
/// An item is confidently of a label where its probability of it reaches the mean probability of that
/// label among the items that were given it; of several such labels the most probable one counts. The
/// confident joint counts items by given and confident label. Its rows brought to the counts of given
/// labels, what lies off the diagonal is the share of wrong labels. As in cleanlab, of every label one item
/// at least is taken to be right.
///
/// Source: Northcutt, Jiang and Chuang, "Confident learning: estimating uncertainty in dataset labels"
/// (2021), eqs 1–3.
public struct ConfidentLearning: Sendable {
  /// Of each label the mean probability of it among the items given it; nil for a label of no item.
  public let thresholds: [Double?]
  /// Of each item the label that it confidently has; nil where none reaches its threshold.
  public let confidentLabels: [Int?]
  /// Of each item the probability of its given label.
  public let selfConfidences: [Double]
  /// Of each item (1 + p(given) − greatest p of another)/2: below ½ where another label is more
  /// probable.
  public let normalizedMargins: [Double]
  /// Of each item its most probable label; of equally probable ones the smallest.
  public let predictions: [Int]
  private let labels: [Int]

  /// - Parameters:
  ///   - labels: given, numbers of 0..<K.
  ///   - probabilities: shape (n, K), K ≥ 2, of items that nothing was learned from.
  public init(labels: [Int], probabilities: Matrix<Double>) {
    precondition(labels.count == probabilities.rows && probabilities.columns >= 2)
    self.labels = labels
    var sums = [Double](repeating: 0, count: probabilities.columns)
    var counts = [Int](repeating: 0, count: probabilities.columns)
    for (row, label) in labels.enumerated() {
      sums[label] += probabilities[row, label]
      counts[label] += 1
    }
    let thresholds = zip(sums, counts).map { $1 == 0 ? nil : $0 / Double($1) }
    self.thresholds = thresholds
    let judged = labels.indices.map { row in
      JudgedLabel(labels[row], Array(probabilities.row(row)), thresholds)
    }
    confidentLabels = judged.map(\.confident)
    selfConfidences = labels.indices.map { probabilities[$0, labels[$0]] }
    normalizedMargins = zip(judged, selfConfidences).map { (1 + $1 - $0.greatestOther) / 2 }
    predictions = judged.map(\.predicted)
  }

  /// Items whose confident label is another than the given one, which is not the most probable either.
  public var suspects: [Int] {
    labels.indices.filter { row in
      guard let confident = confidentLabels[row] else { return false }
      return confident != labels[row] && predictions[row] != labels[row]
    }
  }

  /// Shape (K, K): items by given (row) and confident (column) label.
  public var confidentJoint: [[Int]] {
    var joint = [[Int]](
      repeating: [Int](repeating: 0, count: thresholds.count), count: thresholds.count)
    for (given, confident) in zip(labels, confidentLabels) {
      if let confident { joint[given][confident] += 1 }
    }
    return joint
  }

  /// The estimated share of items with a wrong label.
  public var noiseRate: Double { Self.noiseRate(of: confidentTallies(of: labels.indices)) }

  /// The same when whole units are drawn with replacement: the spread that comes from which items there
  /// are, with probabilities and thresholds as they are.
  ///
  /// - Parameter units: of each item, any numbers; nil where every item is a unit of its own.
  /// - Returns: the interval of `expandedPercentiles`, and by the rule of three where no item is confident
  ///   of another label; nil for fewer than two units, and where no resample differs.
  public func noiseRateInterval(
    units: [Int]?, resamples: Int = 999, seed: UInt64, stream: String
  ) -> Interval? {
    let items = Dictionary(grouping: labels.indices) { units?[$0] ?? $0 }
      .sorted { $0.key < $1.key }.map(\.value)
    guard items.count >= 2 else { return nil }
    let tallies = items.map { confidentTallies(of: $0).sorted { $0.key < $1.key } }
    let rates = mapOnAllCores(resamples) { index in
      var generator = SeededGenerator(seed: seed, stream: stream, index: index)
      var sum = [Int: LabelTally](minimumCapacity: thresholds.count)
      for _ in tallies.indices {
        for (label, tally) in tallies[generator.uniform(below: tallies.count)] {
          sum[label, default: LabelTally()] += tally
        }
      }
      return Self.noiseRate(of: sum)
    }.sorted()
    let unit = units == nil ? "image" : "group"
    guard rates.last != 0 else {
      return Interval(
        low: 0, high: zeroEventsUpperBound(trials: items.count), level: 0.95,
        method: "rule of three over \(unit)s")
    }
    let ends = expandedPercentiles(ofSorted: rates, units: items.count, level: 0.95)
    guard ends.low < ends.high else { return nil }
    return Interval(
      low: ends.low, high: ends.high, level: 0.95,
      method: "\(unit) bootstrap, expanded percentile")
  }

  /// Items of a given label: all, those that are confident of it, and of another.
  private struct LabelTally: Sendable {
    var all = 0
    var same = 0
    var other = 0

    static func += (sum: inout LabelTally, part: LabelTally) {
      sum.all += part.all
      sum.same += part.same
      sum.other += part.other
    }
  }

  private func confidentTallies(of rows: some Sequence<Int>) -> [Int: LabelTally] {
    var tallies: [Int: LabelTally] = [:]
    for row in rows {
      let confident = confidentLabels[row]
      tallies[labels[row], default: LabelTally()] += LabelTally(
        all: 1, same: confident == labels[row] ? 1 : 0,
        other: confident.map { $0 == labels[row] ? 0 : 1 } ?? 0)
    }
    return tallies
  }

  /// Each given label's items times the share of other labels among its confident ones; of every label one
  /// item at least is taken to be right.
  private static func noiseRate(of tallies: [Int: LabelTally]) -> Double {
    let total = tallies.values.reduce(0) { $0 + $1.all }
    let wrong = tallies.sorted { $0.key < $1.key }.reduce(0.0) { sum, entry in
      let confident = max(1, entry.value.same) + entry.value.other
      return sum + Double(entry.value.all) * Double(entry.value.other) / Double(confident)
    }
    return total == 0 ? 0 : wrong / Double(total)
  }
}

/// What the probabilities of an item say of its label.
private struct JudgedLabel {
  let confident: Int?
  let predicted: Int
  /// Of the labels that it was not given.
  let greatestOther: Double

  init(_ given: Int, _ probabilities: [Double], _ thresholds: [Double?]) {
    // The mean of equal numbers may be a rounding above them.
    let reached = probabilities.indices.filter { label in
      thresholds[label].map { probabilities[label] >= $0 - 1e-9 } ?? false
    }
    confident = reached.max { (probabilities[$0], $1) < (probabilities[$1], $0) }
    predicted =
      probabilities.indices.max { (probabilities[$0], $1) < (probabilities[$1], $0) } ?? given
    greatestOther =
      probabilities.indices.filter { $0 != given }.map { probabilities[$0] }.max() ?? 0
  }
}
