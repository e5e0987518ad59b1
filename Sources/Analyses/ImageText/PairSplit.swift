import Embeddings
import Statistics

/// Which pairs maps are fitted on, which choose among them, and which judge.
struct PairSplit: Sendable {
  let training: [Int]
  let validation: [Int]
  let test: [Int]
  /// For a person.
  let rule: String

  private static let folds = 5
  private static let validationNames: Set<String> = ["val", "valid", "validation", "dev"]
  private static let trainingNames: Set<String> = ["train", "training"]

  /// By the set's own splits where it has one for training and another; otherwise in fifths of whole units,
  /// three to fit, one to choose and one to judge, with labels spread evenly.
  ///
  /// - Throws: `AnalysisError` where a part would have fewer than two pairs.
  init(of items: EmbeddedItems, seed: UInt64) throws(AnalysisError) {
    let splits = items.columns["split"] ?? []
    let names = splits.map { $0?.lowercased() ?? "" }
    let isTraining = names.map(Self.trainingNames.contains)
    if isTraining.contains(true), isTraining.contains(false) {
      self = try Self.ofSplits(names, items, seed: seed)
    } else {
      self = try Self.ofFolds(items, seed: seed)
    }
    for (part, rows) in [("training", training), ("validation", validation), ("test", test)]
    where rows.count < 3 {
      throw .undefined(
        items: items.name,
        reason:
          "\(rows.count) \(part) pairs, by \(rule), where at least 3 are needed; add captioned images "
          + "of other \(items.unitNoun)s, or other splits")
    }
  }

  private init(training: [Int], validation: [Int], test: [Int], rule: String) {
    (self.training, self.validation, self.test, self.rule) = (training, validation, test, rule)
  }

  private static func ofSplits(
    _ names: [String], _ items: EmbeddedItems, seed: UInt64
  ) throws(AnalysisError) -> PairSplit {
    let training = names.indices.filter { trainingNames.contains(names[$0]) }
    let given = names.indices.filter { validationNames.contains(names[$0]) }
    let others = names.indices.filter {
      !names[$0].isEmpty && !trainingNames.contains(names[$0])
        && !validationNames.contains(names[$0])
    }
    guard given.isEmpty else {
      let validation = items.places(given, withoutUnitsOf: training)
      let test = items.places(others, withoutUnitsOf: training + given)
      return PairSplit(
        training: training, validation: validation, test: test,
        rule: "the splits of the set"
          + items.note(leftOut: given.count + others.count - validation.count - test.count))
    }
    let part = items.selecting(training, name: items.name)
    let folds = try folds(of: part, seed: seed)
    let test = items.places(others, withoutUnitsOf: training)
    return PairSplit(
      training: folds.rows(except: 0).map { training[$0] },
      validation: folds.rows(of: 0).map { training[$0] }, test: test,
      rule: "the splits of the set, a fifth of the training \(part.unitNoun)s to choose by"
        + items.note(leftOut: others.count - test.count))
  }

  private static func ofFolds(
    _ items: EmbeddedItems, seed: UInt64
  ) throws(AnalysisError) -> PairSplit {
    let folds = try folds(of: items, seed: seed)
    guard folds.count >= 3 else {
      throw .undefined(
        items: items.name,
        reason:
          "its captioned images are of \(folds.count) \(items.unitNoun)s, where at least 3 are needed to "
          + "fit, to choose and to judge by; add images of others")
    }
    let training = (2..<folds.count).flatMap { folds.rows(of: $0) }.sorted()
    return PairSplit(
      training: training, validation: folds.rows(of: 1), test: folds.rows(of: 0),
      rule:
        "whole \(items.unitNoun)s drawn by the seed: three fifths to fit, one to choose, one to judge"
    )
  }

  private static func folds(
    of items: EmbeddedItems, seed: UInt64
  ) throws(AnalysisError) -> GroupedFolds {
    try naming(items.name) { () throws(StatisticsError) in
      try GroupedFolds(
        labels: items.labels.map(numbered) ?? Array(repeating: 0, count: items.count),
        units: items.units.map(numbered), count: Self.folds, seed: seed, stream: "image-text.split")
    }
  }
}

extension EmbeddedItems {
  /// Those of some places whose unit none of others has: a patient who was fitted on judges nothing.
  fileprivate func places(_ places: [Int], withoutUnitsOf others: [Int]) -> [Int] {
    guard let units else { return places }
    let known = Set(others.map { units[$0] })
    return places.filter { !known.contains(units[$0]) }
  }

  fileprivate func note(leftOut count: Int) -> String {
    count == 0 ? "" : ", without \(count) pairs of groups that stand in two of them"
  }

  /// What is exchangeable here.
  var unitNoun: String { units == nil ? "image" : "group" }
}
