/// What a classifier says of items whose class is known.
public struct ClassAnswers: Sendable {
  /// Of each item, 0..<classes.
  public let truth: [Int]
  /// Of each item; nil where the classifier says nothing, which is wrong.
  public let predictions: [Int?]
  public let classes: Int
  let scores: ClassRankings
  /// Classes that items are of.
  private let present: Int

  /// - Parameters:
  ///   - scores: of each item the classes with a score above 0, each class once; finite.
  ///   - parts: of each item the part within which scores can be compared, e.g. its fold, 0…; nil where
  ///     all can.
  public init(
    truth: [Int], predictions: [Int?], classes: Int, scores: [[ClassScore]], parts: [Int]? = nil
  ) {
    precondition(truth.count == predictions.count && truth.count == scores.count)
    (self.truth, self.predictions, self.classes) = (truth, predictions, classes)
    present = Set(truth).count
    self.scores = ClassRankings(scores, truth: truth, classes: classes, parts: parts)
  }

  /// Whether each item was foretold.
  public var correct: [Bool] { zip(predictions, truth).map { $0 == $1 } }
}

/// How much speaks for a class.
public struct ClassScore: Sendable, Hashable {
  public let label: Int
  /// > 0.
  public let score: Double

  public init(label: Int, score: Double) {
    (self.label, self.score) = (label, score)
  }
}

/// What is measured of answers. Classes without an item take no part in means over classes; a resample
/// without one of the classes that the items are of has no such mean, which would be of others.
public enum ClassMetric: String, Sendable, Codable, Hashable, CaseIterable {
  /// Items that were foretold, of all.
  case accuracy
  /// The mean over classes of the share that was foretold.
  case balancedAccuracy = "balanced_accuracy"
  /// The mean over classes of the harmonic mean of precision and recall.
  case macroF1 = "macro_f1"
  /// The mean over classes of the chance that an item of the class has a higher score for it than one
  /// of another class, ties counting half (Mann and Whitney).
  case macroAUC = "macro_auc"

  /// Whether the rule of three bounds it where nothing is wrong.
  public var isMean: Bool { self == .accuracy }
}

extension ClassAnswers {
  /// In the order of the metric's cases; NaN where no item, or for the area no pair, counts, and over
  /// classes where one of them has no item that counts.
  ///
  /// - Parameters:
  ///   - weights: how often each item counts.
  ///   - hasArea: whether the area is wanted, which takes most of the time; NaN otherwise.
  public func metrics(weights: [Int], hasArea: Bool = true) -> [Double] {
    let shares = shares(of: predictions.map { $0 ?? -1 }, weights)
    return shares + [hasArea && !shares[1].isNaN ? mean(scores.areas(weights)) : .nan]
  }

  /// All but the area, of other predictions; below 0 for none.
  func shares(of predictions: [Int], _ weights: [Int]) -> [Double] {
    var right = [Int](repeating: 0, count: classes)
    var (actual, foretold) = (right, right)
    for item in truth.indices where weights[item] > 0 {
      let (weight, label) = (weights[item], truth[item])
      actual[label] += weight
      let answer = predictions[item]
      guard answer >= 0 else { continue }
      foretold[answer] += weight
      if answer == label { right[label] += weight }
    }
    let drawn = actual.indices.filter { actual[$0] > 0 }
    let accuracy = Double(right.reduce(0, +)) / Double(actual.reduce(0, +))
    guard drawn.count == present else { return [accuracy, .nan, .nan] }
    let recall = drawn.map { Double(right[$0]) / Double(actual[$0]) }
    let f1 = drawn.map { 2 * Double(right[$0]) / Double(actual[$0] + foretold[$0]) }
    return [accuracy, mean(recall), mean(f1)]
  }
}

/// NaN of nothing.
func mean(_ values: [Double]) -> Double {
  values.isEmpty ? .nan : values.reduce(0, +) / Double(values.count)
}

extension ClassAnswers {
  /// Areas of resamples take so many steps at most, of all classes together.
  private static let areaLimit = 8_000_000_000

  /// The metrics of resamples, in the order of the metric's cases. Areas have no resamples where they
  /// would take minutes: scores times resamples above 8·10⁹.
  ///
  /// - Parameter places: those of these items among what was resampled; nil for all.
  public func samples(
    of places: [Int]? = nil, _ resamples: UnitResamples, progress: WorkProgress = { _, _ in }
  ) -> [MetricSample] {
    let isCheap = scores.count <= Self.areaLimit / resamples.count
    let found = resamples.samples(of: places, progress: progress) { weights in
      metrics(weights: weights, hasArea: isCheap)
    }
    guard !isCheap else { return found }
    let area = mean(scores.areas(Array(repeating: 1, count: truth.count)))
    return zip(ClassMetric.allCases, found).map { metric, sample in
      metric == .macroAUC ? sample.with(estimate: area) : sample
    }
  }

  /// Without what areas need.
  public var withoutScores: ClassAnswers {
    ClassAnswers(
      truth: truth, predictions: predictions, classes: classes,
      scores: Array(repeating: [], count: truth.count))
  }
}
