import Embeddings
public import LinearAlgebra
public import Statistics

/// Images told apart by what prompts say of classes, without any training on labels.
///
/// A class is the mean of the vectors of its prompts, each of length 1 (Radford et al. 2021, section 3.1.4); an
/// image is given the class of the highest cosine.
public struct ZeroShotResult: Sendable, Codable {
  /// Images with a label among the classes.
  public let items: Int
  /// Labels that no class is named for, whose images were left out.
  public let otherLabels: [String]
  public let classes: [Class]
  /// Classes whose images are all of one unit: means over classes have no interval then, as resamples are
  /// without them, or have them as they are.
  public let classesOfOneUnit: Int
  public let metrics: [Metric]
  /// Share of images of the most frequent class.
  public let majority: Double
  /// What meaningless words in place of the classes' names reach; nil where prompts are not of templates.
  public let nonsense: Nonsense?
  /// Of each class down, how many images were given each across.
  public let confusion: [[Int]]

  public struct Class: Sendable, Codable {
    public let name: String
    public let prompts: [String]
    public let items: Int
    /// Share that was recognised; nil without images.
    public let recall: Double?
    public let interval: Interval?
  }

  public struct Metric: Sendable, Codable {
    public let name: ClassMetric
    public let value: Double
    public let interval: Interval?
    /// One over the number of classes.
    public let chance: Double?
  }

  public struct Nonsense: Sendable, Codable {
    /// Balanced accuracy of each draw of words.
    public let values: [Double]
    public let mean: Double
    public let highest: Double
    /// That the classes' own names do no better than such words.
    public let pValue: Double
    /// Of the first draw.
    public let example: [String]
  }
}

/// Vectors of the prompts of classes, and of the same prompts with nonsense in place of the classes' names.
public struct PromptVectors: Sendable {
  /// One a class in the plan's order, of its prompts.
  public let classes: [Matrix<Float>]
  /// One a draw.
  public let nonsense: [Draw]

  public struct Draw: Sendable {
    public let words: [String]
    public let classes: [Matrix<Float>]

    public init(words: [String], classes: [Matrix<Float>]) {
      (self.words, self.classes) = (words, classes)
    }
  }

  public init(classes: [Matrix<Float>], nonsense: [Draw]) {
    (self.classes, self.nonsense) = (classes, nonsense)
  }
}

extension PromptSet {
  /// Draws of words without a meaning.
  public static let nonsenseDraws = 20

  /// The same prompts about other things.
  ///
  /// - Returns: nil where a class's prompts do not name it.
  public func renamed(to words: [String]) -> PromptSet? {
    precondition(words.count == classes.count)
    var renamed: [Class] = []
    for (item, word) in zip(classes, words) {
      guard let subject = item.subject else { return nil }
      renamed.append(
        Class(
          name: item.name, subject: word,
          prompts: item.prompts.map {
            $0.split(separator: subject, omittingEmptySubsequences: false).joined(separator: word)
          }))
    }
    return PromptSet(classes: renamed)
  }

  /// Words that can be spoken and mean nothing, as many as there are classes.
  public func nonsenseWords(_ draw: Int, seed: UInt64) -> [String] {
    var generator = SeededGenerator(seed: seed, stream: "image-text.nonsense", index: draw)
    let (consonants, vowels) = (Array("bdfgklmnprstvz"), Array("aeiou"))
    return classes.map { _ in
      String(
        (0..<3).flatMap { _ in
          [
            consonants[generator.uniform(below: consonants.count)],
            vowels[generator.uniform(below: vowels.count)],
          ]
        })
    }
  }
}

/// Images told by the nearest class.
struct ZeroShotClassifier {
  /// Of length 1, one a row.
  private let classes: Matrix<Float>

  /// - Parameters:
  ///   - prompts: vectors of the prompts of each class.
  ///   - side: how texts come into the common space; nil where they are there.
  init(_ prompts: [Matrix<Float>], by side: AlignedSide?) {
    let means = prompts.map { rows -> [Float] in
      let given = UnitRows(rows)
      let unit = UnitRows(side.map { $0.aligned(given) } ?? rows).unit(0..<rows.rows)
      var sum = [Double](repeating: 0, count: unit.columns)
      for row in 0..<unit.rows {
        for (place, value) in unit.row(row).enumerated() { sum[place] += Double(value) }
      }
      return sum.map(Float.init)
    }
    classes = UnitRows(Matrix(means)).unit(0..<prompts.count)
  }

  /// Of each image with each class.
  func cosines(of images: UnitRows) -> [[Float]] {
    (0..<images.count).map { images.unit($0..<($0 + 1)).timesTransposed(classes).elements }
  }

  /// The class of each image; of equally near ones the first.
  func predictions(of images: UnitRows) -> [Int] {
    cosines(of: images).map { cosines in
      let best = cosines.max() ?? 0
      return cosines.firstIndex(of: best) ?? 0
    }
  }
}

extension ZeroShotResult {
  /// Resamples with all classes that an interval of a mean over classes needs.
  private static let leastValidShare = 0.9

  /// - Throws: `AnalysisError` where no image has a label among the classes.
  init(
    images: EmbeddedItems, aligned: UnitRows, prompts: PromptSet, vectors: PromptVectors,
    side: AlignedSide?, plan: ImageTextPlan, seed: UInt64
  ) throws(AnalysisError) {
    let names = prompts.classes.map(\.name)
    let known =
      (images.columns["label"] ?? images.labels.map { $0.map { $0 } })
      ?? Array(repeating: nil, count: images.count)
    let rows = known.indices.filter {
      !images.unitRows.isZero($0) && (known[$0].map(names.contains) ?? false)
    }
    guard !rows.isEmpty else {
      let labels = Set(known.compactMap(\.self)).sorted().prefix(5).joined(separator: ", ")
      throw .undefined(
        items: images.name,
        reason: "no image has one of the labels \(names.prefix(5).joined(separator: ", ")); "
          + (labels.isEmpty ? "it has no labels" : "its labels are \(labels), …"))
    }
    let judged = UnitRows(aligned.unit(0..<aligned.count).selecting(rows: rows))
    let truth = rows.map { row in names.firstIndex { $0 == known[row] } ?? 0 }
    func answers(_ classes: [Matrix<Float>]) -> ClassAnswers {
      ClassAnswers(
        truth: truth,
        predictions: ZeroShotClassifier(classes, by: side).predictions(of: judged),
        classes: names.count, scores: truth.map { _ in [] })
    }
    let found = answers(vectors.classes)
    let units = images.units.map { units in rows.map { units[$0] } }
    let resamples = UnitResamples(
      of: units, items: rows.count, count: plan.resamples, seed: seed,
      stream: "image-text.zero-shot")
    let samples = found.samples(resamples)
    items = rows.count
    otherLabels = Set(known.compactMap(\.self)).subtracting(names).sorted()
    let unitOfItem = units ?? rows.map(String.init)
    let unitsOfClass = Dictionary(grouping: truth.indices, by: { truth[$0] }).values.map { places in
      Set(places.map { unitOfItem[$0] }).count
    }
    classesOfOneUnit = unitsOfClass.count { $0 < 2 }
    let hasMeans = classesOfOneUnit == 0 && samples[1].validShare >= Self.leastValidShare
    metrics = zip(ClassMetric.allCases, samples).filter { $0.0 != .macroAUC }.map {
      metric, sample in
      Metric(
        name: metric, value: sample.estimate,
        interval: metric == .accuracy || hasMeans
          ? sample.interval(unit: images.unitNoun, isMean: metric.isMean) : nil,
        chance: metric == .balancedAccuracy ? 1 / Double(names.count) : nil)
    }
    let counts = names.indices.map { label in truth.count { $0 == label } }
    majority = Double(counts.max() ?? 0) / Double(rows.count)
    confusion = names.indices.map { label in
      names.indices.map { given in
        zip(truth, found.predictions).count { $0 == label && $1 == given }
      }
    }
    let correct = found.correct
    classes = prompts.classes.indices.map { label in
      let places = truth.indices.filter { truth[$0] == label }
      let sample = resamples.samples(of: places) { weights in
        let all = weights.reduce(0, +)
        let right = zip(places, weights).reduce(0) { $0 + (correct[$1.0] ? $1.1 : 0) }
        return [all > 0 ? Double(right) / Double(all) : .nan]
      }[0]
      return Class(
        name: names[label], prompts: prompts.classes[label].prompts, items: places.count,
        recall: places.isEmpty ? nil : sample.estimate,
        interval: places.isEmpty ? nil : sample.interval(unit: images.unitNoun, isMean: true))
    }
    let balanced = samples[1].estimate
    nonsense = Self.nonsense(vectors.nonsense, against: balanced) { classes in
      answers(classes).metrics(weights: truth.map { _ in 1 }, hasArea: false)[1]
    }
  }

  private static func nonsense(
    _ draws: [PromptVectors.Draw], against value: Double, _ metric: ([Matrix<Float>]) -> Double
  ) -> Nonsense? {
    guard let first = draws.first else { return nil }
    let values = draws.map { metric($0.classes) }
    return Nonsense(
      values: values, mean: values.reduce(0, +) / Double(values.count),
      highest: values.max() ?? 0,
      pValue: Double(1 + values.count { $0 >= value }) / Double(1 + values.count),
      example: Array(first.words.prefix(5)))
  }
}
