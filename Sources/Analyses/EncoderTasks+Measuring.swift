import Embeddings
import LinearAlgebra
import Statistics

/// Items that are queries of retrieval at most.
private let queryLimit = 5_000

/// The tasks put to all encoders.
struct EncoderTaskRun {
  let views: [EncoderView]
  let items: TaskItems
  /// Without numbers of neighbours that not every item has.
  let plan: EncodersPlan
  let seed: UInt64
  let resamples: UnitResamples

  init(_ joined: JoinedEncoders, _ items: TaskItems, _ plan: EncodersPlan, seed: UInt64) {
    var plan = plan
    plan.neighbors = plan.neighbors.filter { $0 <= items.reachable }
    (views, self.items, self.plan, self.seed) = (joined.views, items, plan, seed)
    resamples = UnitResamples(
      of: items.unitNames, items: items.count, count: plan.resamples, seed: seed,
      stream: "encoders.bootstrap")
  }

  /// What all encoders do, in their order.
  func measure(_ progress: @escaping WorkProgress) throws(AnalysisError) -> MeasuredTasks {
    let probe = plan.probe ? ProbeFolds(items, views, seed: seed) : nil
    let queries = plan.retrieval ? retrievalQueries : nil
    let votes = plan.metrics.votes
    let each =
      (votes.isEmpty ? 0 : 1 + votes.count) + (probe == nil ? 0 : Stages.ofProbe)
      + (queries == nil ? 0 : 1)
    var measured = MeasuredTasks(probe: probe, queries: queries)
    for (place, view) in views.enumerated() {
      var stage = Stages(first: place * each, of: each * views.count)
      var encoder = MeasuredEncoder()
      measureVotes(votes, of: view, &encoder, &stage, progress)
      if let probe {
        try measureProbe(probe, of: view, &encoder, stage.next(steps: Stages.ofProbe, progress))
      }
      if let queries { measureRetrieval(queries, of: view, &encoder, stage.next(progress)) }
      measured.encoders.append(encoder)
    }
    return measured
  }

  private func measureVotes(
    _ votes: [EncoderTask], of view: EncoderView, _ encoder: inout MeasuredEncoder,
    _ stage: inout Stages, _ progress: @escaping WorkProgress
  ) {
    guard let most = plan.neighbors.max(), !votes.isEmpty else { return }
    let rows = items.unitRows(of: view)
    let nearest = nearestRows(
      of: rows, in: rows, count: NeighborVotes.neighborsNeeded(for: most),
      excluding: items.unitNames.map { .sameUnit($0) } ?? .sameRow, progress: stage.next(progress))
    for task in votes {
      guard case .neighbors(let k, let weighting) = task else { continue }
      let votes = NeighborVotes(
        neighbors: nearest, labels: items.labels, classes: items.names.count, k: k,
        weighting: weighting)
      encoder.add(
        votes.answers, to: task, votes.samples(resamples, progress: stage.next(progress)))
    }
  }

  private func measureProbe(
    _ probe: ProbeFolds, of view: EncoderView, _ encoder: inout MeasuredEncoder,
    _ progress: @escaping WorkProgress
  ) throws(AnalysisError) {
    let found = try probe.fit(view, items, progress)
    encoder.probe = found
    encoder.add(
      found.answers, to: .probe, found.answers.samples(of: probe.places, resamples))
  }

  private func measureRetrieval(
    _ queries: [Int], of view: EncoderView, _ encoder: inout MeasuredEncoder,
    _ progress: @escaping WorkProgress
  ) {
    let found = retrievalScores(
      of: queries, in: items.unitRows(of: view), labels: items.labels, units: items.units,
      progress: progress)
    // The same for every encoder: it follows from labels and units.
    encoder.withoutRelevant = found.scores.count { $0 == nil }
    guard encoder.withoutRelevant < queries.count else { return }
    let samples = found.samples(resamples, ranks: RetrievalMeasure.allCases.compactMap(\.rank))
    for (measure, sample) in zip(RetrievalMeasure.allCases, samples) {
      encoder.samples[.init(task: .retrieval, measure: .retrieval(measure))] = sample
    }
  }

  private var retrievalQueries: [Int] {
    stratifiedSample(
      of: items.labels, units: items.units, limit: queryLimit, seed: seed,
      stream: "encoders.retrieval.queries")
  }
}

/// What was measured, before encoders are compared.
struct MeasuredTasks {
  let probe: ProbeFolds?
  let queries: [Int]?
  var encoders: [MeasuredEncoder] = []
}

/// Of one encoder.
struct MeasuredEncoder {
  var samples: [EncoderMetricName: MetricSample] = [:]
  /// Without scores, which take room.
  var answers: [EncoderTask: ClassAnswers] = [:]
  var probe: CrossValidatedProbe?
  var withoutRelevant = 0

  /// - Parameter found: of the answers, in the order of the metric's cases.
  mutating func add(_ answers: ClassAnswers, to task: EncoderTask, _ found: [MetricSample]) {
    for (metric, sample) in zip(ClassMetric.allCases, found) {
      samples[EncoderMetricName(task: task, measure: .classes(metric))] = sample
    }
    self.answers[task] = answers.withoutScores
  }
}

extension [EncoderMetricName] {
  /// The tasks of neighbours among them, each once.
  fileprivate var votes: [EncoderTask] {
    reduce(into: []) { tasks, name in
      if case .neighbors = name.task, tasks.last != name.task { tasks.append(name.task) }
    }
  }
}

/// Steps of work of about equal length, for progress over all.
private struct Stages {
  /// A probe of 60,000 images takes as long as the votes of nine numbers of neighbours.
  static let ofProbe = 9

  private var number: Int
  private let count: Int

  init(first: Int, of count: Int) {
    (number, self.count) = (first, count)
  }

  /// Progress of the next step, or of work as long as several, in thousandths of a step.
  mutating func next(steps: Int = 1, _ progress: @escaping WorkProgress) -> WorkProgress {
    defer { number += steps }
    return { [number, count] done, total in
      progress(1_000 * number + 1_000 * steps * done / Swift.max(1, total), 1_000 * count)
    }
  }
}
