import Embeddings
public import Statistics

/// How much better classifiers seem on an evaluation set for what leaked into it.
///
/// Every classifier learns from the whole reference set and is judged twice: on all evaluation
/// items, and on those without a pair in the reference set. It is a measure of these vectors, not of
/// a model that was trained otherwise.
public struct LeakageEffect: Sendable, Codable, Hashable {
  /// Evaluation items that are judged: those with a vector other than zero.
  public let items: Int
  /// Of these, the ones without a pair.
  public let leakFreeItems: Int
  /// What resamples draw: "image", or "group" where the groups of the evaluation set are known.
  public let unit: String
  /// Groups, or items, that are drawn.
  public let units: Int
  /// Judged items with a label that no reference item has; wrong under every classifier.
  public let unseenLabelItems: Int
  /// Nearest neighbours first, then the linear probe where there is one.
  public let accuracies: [AccuracyEffect]
  /// Nil where none was fitted; `remarks` say why.
  public let probe: LinearProbeFit?
  public let resamples: Int
  public let seed: UInt64
  /// What is undefined or simplified, and why; a sentence each.
  public let remarks: [String]
}

/// What judges an evaluation set by the labels of the reference set.
public enum JudgedClassifier: String, Sendable, Codable, CaseIterable {
  /// The label of the nearest reference item by cosine.
  case nearest = "1-NN"
  /// The majority among the five nearest by cosine; of labels with equally many votes the one whose
  /// voters are more similar in sum.
  case fiveNearest = "5-NN"
  /// Multinomial logistic regression on standardised vectors; see `LinearProbeFit`.
  case linearProbe = "linear probe"
}

/// The accuracy of one classifier with and without leaks.
public struct AccuracyEffect: Sendable, Codable, Hashable {
  public let classifier: JudgedClassifier
  /// Right predictions per judged item.
  public let all: Double
  /// The same of the leak-free items; nil where everything leaks.
  public let leakFree: Double?
  /// `all` − `leakFree`: what the leaks add. Exactly 0 where nothing leaks.
  public let difference: Double?
  /// Of the difference, by drawing units of the evaluation set; each resample gives both accuracies.
  /// The reference set, and so the classifier, is taken as given. Nil where nothing leaks, and where
  /// no resample differs from another.
  public let interval: Interval?
}

extension LeakageEffect {
  /// Nil where labels are not known on both sides, or where a side has no vector but zeros.
  ///
  /// - Parameter leaked: rows of the evaluation set with a pair in the reference set.
  /// - Throws: `AnalysisError.undefined` where LAPACK gave up.
  init?(
    of leaked: Set<Int>, from reference: EmbeddedItems, into evaluation: EmbeddedItems,
    seed: UInt64
  ) throws(AnalysisError) {
    guard let labels = SharedLabels(reference, evaluation) else { return nil }
    let rows = evaluation.directedRows
    guard !rows.isEmpty, !reference.directedRows.isEmpty else { return nil }
    let judged = JudgedItems(evaluation, rows: rows, leaked: leaked)
    let probe = try LinearProbe(reference, labels: labels.reference, seed: seed)
    let answers =
      nearestAnswers(reference, evaluation, labels)
      + (probe.map { [(.linearProbe, $0.isRight(on: evaluation, labels.evaluation))] } ?? [])
    let known = Set(labels.reference)
    let unseen = rows.count { !known.contains(labels.evaluation[$0]) }
    self.init(
      items: rows.count, leakFreeItems: judged.leakFree.count, unit: judged.unit,
      units: judged.unitCount, unseenLabelItems: unseen,
      accuracies: answers.map { judged.effect(of: $0.0, isRight: $0.1, seed: seed) },
      probe: probe?.fit, resamples: JudgedItems.resamples, seed: seed,
      remarks: judged.remarks + itemRemarks(zero: evaluation.count - rows.count, unseen: unseen)
        + LinearProbe.remarks(probe, reference, labels.reference))
  }
}

/// Whether the neighbours are right, for each row of the evaluation set.
private func nearestAnswers(
  _ reference: EmbeddedItems, _ evaluation: EmbeddedItems, _ labels: SharedLabels
) -> [(JudgedClassifier, [Bool])] {
  let neighbors = nearestRows(of: evaluation.unitRows, in: reference.unitRows, count: 5)
  return [(.nearest, 1), (.fiveNearest, 5)].map { classifier, k in
    let vote = nearestNeighborVote(
      neighbors: neighbors, labels: labels.reference, truth: labels.evaluation, k: k)
    return (classifier, vote.correct)
  }
}

private func itemRemarks(zero: Int, unseen: Int) -> [String] {
  [
    zero == 0 ? nil : "evaluation images with a zero vector are not judged: \(zero)",
    unseen == 0
      ? nil
      : "evaluation images with a label that no reference image has, wrong under every classifier: "
        + "\(unseen)",
  ].compactMap { $0 }
}

/// The labels of both sides as numbers, in the order of their names.
struct SharedLabels {
  let reference: [Int]
  let evaluation: [Int]

  /// Nil where a side has none.
  init?(_ a: EmbeddedItems, _ b: EmbeddedItems) {
    guard let (known, asked) = both(a.labels, b.labels) else { return nil }
    let names = Set(known).union(asked).sorted()
    let codes = Dictionary(uniqueKeysWithValues: zip(names, 0...))
    reference = known.compactMap { codes[$0] }
    evaluation = asked.compactMap { codes[$0] }
  }
}

extension EmbeddedItems {
  /// Rows with a vector other than zero, ascending.
  var directedRows: [Int] { (0..<count).filter { !unitRows.isZero($0) } }
}
