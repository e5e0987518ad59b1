public import Embeddings
public import Statistics

/// Which classes one encoder foretells better than another, and examples.
public struct EncoderClasses: Sendable, Codable {
  public let a: String
  public let b: String
  /// What the labels are foretold by, e.g. "linear probe".
  public let task: String
  /// By label.
  public let classes: [Row]
  /// Items that a foretells and b does not, and the reverse; how many and some, drawn by the seed.
  public let onlyA: Examples
  public let onlyB: Examples

  public struct Row: Sendable, Codable {
    public let label: String
    /// Items of the label.
    public let items: Int
    /// Shares of them that are foretold.
    public let recallA: Double
    public let recallB: Double
    /// Of a less b.
    public let difference: Double
    public let interval: Interval?
    public let pValue: Double
    /// Corrected over the labels (Holm).
    public let adjustedPValue: Double
  }

  public struct Examples: Sendable, Codable {
    public let count: Int
    /// Ascending id.
    public let shown: [Example]
  }

  public struct Example: Sendable, Codable {
    public let id: SampleID
    public let label: String
    /// What the encoder that is wrong says; nil for nothing.
    public let wrong: String?
  }
}

extension EncoderTaskRun {
  /// Encoders beside the best that are shown class by class.
  private static let others = 3
  /// Items shown of each kind.
  private static let examples = 12

  /// The best encoder against the next ones; none of a single encoder or without answers.
  func classes(_ measured: MeasuredTasks, by metric: EncoderMetric) -> [EncoderClasses] {
    let ranking = metric.ranking
    guard let best = ranking.first, let task = classTask(metric.name, measured) else { return [] }
    return ranking.dropFirst().prefix(Self.others).compactMap { other in
      guard let a = measured.encoders[best].answers[task],
        let b = measured.encoders[other].answers[task]
      else { return nil }
      return compare(
        (views[best].name, a), (views[other].name, b), task,
        places: task == .probe ? measured.probe?.places : nil)
    }
  }

  /// That of the metric where it foretells labels.
  private func classTask(_ main: EncoderMetricName, _ measured: MeasuredTasks) -> EncoderTask? {
    if main.task != .retrieval { return main.task }
    return measured.probe == nil
      ? plan.neighbors.last.map { .neighbors(k: $0, weighting: .softmax) } : .probe
  }

  private func compare(
    _ a: (name: String, answers: ClassAnswers), _ b: (name: String, answers: ClassAnswers),
    _ task: EncoderTask, places: [Int]?
  ) -> EncoderClasses {
    let rows = classRecalls(
      of: a.answers, and: b.answers, resamples: resamples, places: places, unit: items.unit)
    return EncoderClasses(
      a: a.name, b: b.name, task: task.title,
      classes: rows.map { row in
        EncoderClasses.Row(
          label: items.names[row.label], items: row.items, recallA: row.a, recallB: row.b,
          difference: row.difference.difference, interval: row.difference.interval,
          pValue: row.difference.pValue, adjustedPValue: row.adjustedPValue)
      },
      onlyA: examples(right: a, wrong: b, places), onlyB: examples(right: b, wrong: a, places))
  }

  private func examples(
    right: (name: String, answers: ClassAnswers), wrong: (name: String, answers: ClassAnswers),
    _ places: [Int]?
  ) -> EncoderClasses.Examples {
    let (isRight, isOther) = (right.answers.correct, wrong.answers.correct)
    let found = isRight.indices.filter { isRight[$0] && !isOther[$0] }
    var generator = SeededGenerator(
      seed: seed, stream: "encoders.examples.\(right.name).\(wrong.name)")
    let chosen = generator.choose(min(Self.examples, found.count), of: found.count)
    return EncoderClasses.Examples(
      count: found.count,
      shown: chosen.map { number in
        let place = found[number]
        return EncoderClasses.Example(
          id: items.ids[places?[place] ?? place], label: items.names[right.answers.truth[place]],
          wrong: wrong.answers.predictions[place].map { items.names[$0] })
      })
  }
}
