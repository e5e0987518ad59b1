import Embeddings
import LinearAlgebra
import Statistics

extension ZeroShotResult {
  /// Resamples with all classes that an interval of a mean over classes needs.
  private static let leastValidShare = 0.9

  /// - Parameters:
  ///   - aligned: the images in the space of the prompts.
  ///   - side: how prompts come there; nil where they are there.
  /// - Throws: `AnalysisError` where no image has a label among the classes.
  init(
    images: EmbeddedItems, aligned: UnitRows, prompts: PromptSet, vectors: PromptVectors,
    side: AlignedSide?, plan: ImageTextPlan, seed: UInt64
  ) throws(AnalysisError) {
    let judge = try ZeroShotJudge(images, aligned, prompts, by: side)
    let resamples = UnitResamples(
      of: judge.units, items: judge.truth.count, count: plan.resamples, seed: seed,
      stream: "image-text.zero-shot")
    let found = judge.answers(vectors.classes)
    let samples = found.samples(resamples)
    let balanced = samples[ClassMetric.balancedAccuracy.place]
    items = judge.truth.count
    confusion = found.confusion
    let counts = confusion.map { $0.reduce(0, +) }
    let majority = Double(counts.max() ?? 0) / Double(items)
    self.majority = majority
    otherLabels = judge.otherLabels
    classesOfOneUnit = judge.classesOfOneUnit
    let hasMeans = classesOfOneUnit == 0 && balanced.validShare >= Self.leastValidShare
    let chances = [
      ClassMetric.accuracy: majority, .balancedAccuracy: 1 / Double(judge.names.count),
    ]
    let named = zip(ClassMetric.allCases, samples).filter { $0.0 != .macroAUC }
    metrics = named.map { metric, sample in
      let interval =
        metric == .accuracy || hasMeans
        ? sample.interval(unit: images.unitNoun, isMean: metric.isMean) : nil
      return Metric(
        name: metric, value: sample.estimate, interval: interval, chance: chances[metric])
    }
    classes = prompts.classes.enumerated().map { label, item in
      let recall = found.recall(of: label, resamples)
      return Class(
        name: item.name, prompts: item.prompts, items: counts[label],
        recall: recall?.estimate, interval: recall?.interval(unit: images.unitNoun, isMean: true))
    }
    nonsense = Nonsense(of: vectors.nonsense, against: balanced.estimate) { classes in
      judge.answers(classes).metrics(weights: judge.truth.map { _ in 1 }, hasArea: false)[
        ClassMetric.balancedAccuracy.place]
    }
  }
}

/// Images whose class is known, and what prompts make of them.
private struct ZeroShotJudge {
  /// Of the classes.
  let names: [String]
  /// Of each image its class.
  let truth: [Int]
  /// Of each image; nil where every image is one.
  let units: [String]?
  /// Labels that are no class.
  let otherLabels: [String]
  private let images: UnitRows
  private let side: AlignedSide?

  /// - Throws: `AnalysisError` where no image has a label among the classes.
  init(
    _ items: EmbeddedItems, _ aligned: UnitRows, _ prompts: PromptSet, by side: AlignedSide?
  ) throws(AnalysisError) {
    let known = items.knownLabels
    let names = prompts.classes.map(\.name)
    let rows = known.indices.filter {
      !items.unitRows.isZero($0) && (known[$0].map(names.contains) ?? false)
    }
    otherLabels = Set(known.compactMap(\.self)).subtracting(names).sorted()
    guard !rows.isEmpty else {
      throw .undefined(
        items: items.name,
        reason: "no image has one of the labels \(names.prefix(5).joined(separator: ", ")); "
          + (otherLabels.isEmpty
            ? "it has no others" : "it has \(otherLabels.prefix(5).joined(separator: ", ")), …"))
    }
    truth = rows.map { row in names.firstIndex { $0 == known[row] } ?? 0 }
    units = items.units.map { units in rows.map { units[$0] } }
    images = UnitRows(aligned.unit(0..<aligned.count).selecting(rows: rows))
    (self.names, self.side) = (names, side)
  }

  /// Classes whose images are all of one unit.
  var classesOfOneUnit: Int {
    let units = units ?? truth.indices.map(String.init)
    return Dictionary(grouping: truth.indices, by: { truth[$0] }).values
      .count { places in Set(places.map { units[$0] }).count < 2 }
  }

  /// - Parameter classes: vectors of the prompts of each.
  func answers(_ classes: [Matrix<Float>]) -> ClassAnswers {
    ClassAnswers(
      truth: truth, predictions: ZeroShotClassifier(classes, by: side).predictions(of: images),
      classes: names.count, scores: truth.map { _ in [] })
  }
}

extension ClassAnswers {
  /// Of each class down, how many items were given each across.
  fileprivate var confusion: [[Int]] {
    var counts = [[Int]](repeating: Array(repeating: 0, count: classes), count: classes)
    for (label, given) in zip(truth, predictions) {
      if let given { counts[label][given] += 1 }
    }
    return counts
  }

  /// The share of a class that was recognised; nil without items of it.
  fileprivate func recall(of label: Int, _ resamples: UnitResamples) -> MetricSample? {
    let places = truth.indices.filter { truth[$0] == label }
    guard !places.isEmpty else { return nil }
    return resamples.samples(of: places) { weights in
      let all = weights.reduce(0, +)
      let right = zip(places, weights).reduce(0) {
        $0 + (predictions[$1.0] == label ? $1.1 : 0)
      }
      return [all > 0 ? Double(right) / Double(all) : .nan]
    }[0]
  }
}

extension ClassMetric {
  /// Among the values that answers have.
  fileprivate var place: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}

extension ZeroShotResult.Nonsense {
  /// - Returns: nil without draws.
  fileprivate init?(
    of draws: [PromptVectors.Draw], against value: Double,
    _ metric: ([Matrix<Float>]) -> Double
  ) {
    guard let first = draws.first else { return nil }
    values = draws.map { metric($0.classes) }
    mean = values.reduce(0, +) / Double(values.count)
    highest = values.max() ?? 0
    pValue = Double(1 + values.count { $0 >= value }) / Double(1 + values.count)
    example = Array(first.words.prefix(5))
  }
}
