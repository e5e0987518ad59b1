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
      (votes.isEmpty ? 0 : 1 + votes.count) + (probe == nil ? 0 : 1)
      + (queries == nil ? 0 : 1)
    var measured = MeasuredTasks(probe: probe, queries: queries)
    for (place, view) in views.enumerated() {
      var stage = Stages(first: place * each, of: each * views.count)
      var encoder = MeasuredEncoder()
      measureVotes(votes, of: view, &encoder, &stage, progress)
      if let probe { try measureProbe(probe, of: view, &encoder, stage.next(progress)) }
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
      of: rows, in: rows, count: most,
      excluding: items.unitNames.map { .sameUnit($0) } ?? .sameRow, progress: stage.next(progress))
    for task in votes {
      guard case .neighbors(let k, let weighting) = task else { continue }
      let answers = ClassAnswers(
        neighbors: nearest, labels: items.labels, classes: items.names.count, k: k,
        weighting: weighting)
      encoder.add(answers, to: task, of: nil, resamples, stage.next(progress))
    }
  }

  private func measureProbe(
    _ probe: ProbeFolds, of view: EncoderView, _ encoder: inout MeasuredEncoder,
    _ progress: @escaping WorkProgress
  ) throws(AnalysisError) {
    let found = try probe.fit(view, items, progress)
    encoder.probe = found
    encoder.add(found.answers, to: .probe, of: probe.places, resamples) { _, _ in }
  }

  private func measureRetrieval(
    _ queries: [Int], of view: EncoderView, _ encoder: inout MeasuredEncoder,
    _ progress: @escaping WorkProgress
  ) {
    let scores = retrievalScores(
      of: queries, in: items.unitRows(of: view), labels: items.labels, units: items.units,
      progress: progress)
    // The same for every encoder: it follows from labels and units.
    let judged = scores.indices.filter { scores[$0] != nil }
    let found = scores.compactMap { $0 }
    encoder.withoutRelevant = queries.count - judged.count
    let samples = resamples.samples(of: judged.map { queries[$0] }) { weights in
      let all = Double(weights.reduce(0, +))
      return RetrievalMeasure.allCases.map { measure in
        zip(found, weights).reduce(0) { $0 + measure.value($1.0) * Double($1.1) } / all
      }
    }
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

  /// - Parameter places: of the items that were asked; nil for all.
  mutating func add(
    _ answers: ClassAnswers, to task: EncoderTask, of places: [Int]?, _ resamples: UnitResamples,
    _ progress: @escaping WorkProgress
  ) {
    for (metric, sample) in zip(
      ClassMetric.allCases, answers.samples(of: places, resamples, progress: progress))
    {
      samples[EncoderMetricName(task: task, measure: .classes(metric))] = sample
    }
    self.answers[task] = answers.withoutScores
  }
}

extension RetrievalMeasure {
  fileprivate func value(_ score: RetrievalScore) -> Double {
    rank.map { score.firstRank <= $0 ? 1 : 0 } ?? score.averagePrecision
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
  private var number: Int
  private let count: Int

  init(first: Int, of count: Int) {
    (number, self.count) = (first, count)
  }

  /// Progress of the next step, in thousandths.
  mutating func next(_ progress: @escaping WorkProgress) -> WorkProgress {
    defer { number += 1 }
    return { [number, count] done, total in
      progress(1_000 * number + 1_000 * done / Swift.max(1, total), 1_000 * count)
    }
  }
}
