import Embeddings
import Statistics

extension EncoderTasks {
  /// Nil where the items have no labels, or nothing to foretell; `warnings` say why.
  init?(
    of joined: JoinedEncoders, plan: EncodersPlan, seed: UInt64,
    warnings: inout [AnalysisWarning], progress: @escaping WorkProgress
  ) throws(AnalysisError) {
    guard let items = TaskItems(joined) else { return nil }
    if let refusal = items.refusal {
      warnings.append(refusal)
      return nil
    }
    let run = EncoderTaskRun(joined, items, plan, seed: seed)
    let asked = run.plan.metrics
    guard !asked.isEmpty else { return nil }
    let measured = try run.measure(progress)
    let names = asked.filter { name in measured.encoders.allSatisfy { $0.samples[name] != nil } }
    guard !names.isEmpty else { return nil }
    let main = try Self.main(plan.sortBy, among: names)
    let metrics = names.map { run.compare($0, measured) }
    warnings += items.remarks(plan) + run.remarks(measured)
    self.init(
      items: items.count, unit: items.unit, units: items.unitCount,
      labels: zip(items.names, items.sizes).map { ClassSize(label: $0, items: $1) },
      resamples: plan.resamples, seed: seed, level: EncodersPlan.level,
      smallestPValue: MetricSample.smallestPValue(
        units: items.unitCount, resamples: plan.resamples),
      probe: run.probe(measured), retrieval: run.retrieval(measured), metrics: metrics,
      sortedBy: main, series: nil, classes: [])
    guard let sorted = self.main else { return }
    series = plan.series ? EncoderSeries(sorted) : nil
    classes = run.classes(measured, by: sorted)
  }

  /// What encoders are sorted by where nobody says so.
  private static func main(
    _ wanted: String?, among names: [EncoderMetricName]
  ) throws(AnalysisError) -> EncoderMetricName {
    if let wanted {
      if let found = names.first(where: { $0.description == wanted }) { return found }
      throw .missing(
        what: "metric \(wanted)", items: "encoders",
        remedy: "sort by one of " + names.map(\.description).joined(separator: ", "))
    }
    let balanced = names.filter { $0.measure == .classes(.balancedAccuracy) }
    let preferred =
      balanced.first { $0.task == .probe }
      ?? balanced.last { if case .neighbors(let k, .softmax) = $0.task { k <= 20 } else { false } }
    return preferred ?? names[0]
  }
}

extension EncoderTaskRun {
  /// All encoders, and every two of them, by one metric.
  fileprivate func compare(
    _ name: EncoderMetricName, _ measured: MeasuredTasks
  ) -> EncoderMetric {
    EncoderMetric(
      name, names: views.map(\.name), measured.encoders.compactMap { $0.samples[name] },
      isMean: name.isMean, unit: items.unit)
  }

  fileprivate func probe(_ measured: MeasuredTasks) -> EncoderProbe? {
    guard let folds = measured.probe else { return nil }
    return EncoderProbe(
      items: folds.places.count, availableItems: items.count, folds: folds.folds.count,
      innerFolds: folds.settings.innerFolds, grid: folds.settings.inversePenalties,
      encoders: zip(views, measured.encoders).compactMap { view, encoder in
        encoder.probe.map {
          EncoderProbe.Fit(
            encoder: view.name, inversePenalties: $0.inversePenalties, unconverged: $0.unconverged)
        }
      })
  }

  fileprivate func retrieval(_ measured: MeasuredTasks) -> EncoderRetrieval? {
    measured.queries.map {
      EncoderRetrieval(
        queries: $0.count, availableItems: items.count,
        withoutRelevant: measured.encoders.first?.withoutRelevant ?? 0)
    }
  }

  /// What was left out or stopped early.
  fileprivate func remarks(_ measured: MeasuredTasks) -> [AnalysisWarning] {
    let unsampled = plan.metrics.filter { name in
      measured.encoders.contains { $0.samples[name].map(\.isWithoutResamples) ?? false }
    }
    let pairs = views.count * (views.count - 1) / 2
    let smallest = MetricSample.smallestPValue(units: items.unitCount, resamples: plan.resamples)
    let unconverged = measured.encoders.reduce(0) { $0 + ($1.probe?.unconverged ?? 0) }
    return [
      plan.probe && measured.probe == nil
        ? AnalysisWarning(
          "no linear probe: more than \(ProbeFolds.weightLimit) weights, or no fold whose others have "
            + "two labels", remedy: "compare by neighbours, or give fewer labels") : nil,
      unconverged > 0
        ? AnalysisWarning(
          "\(unconverged.counting("linear probe")) stopped before convergence",
          remedy: "look for numbers of very different size in the vectors") : nil,
      unsampled.isEmpty
        ? nil
        : AnalysisWarning(
          "\(unsampled.map(\.description).joined(separator: ", ")) of \(items.count) items have neither "
            + "interval nor p: "
            + (unsampled.allSatisfy(\.isArea)
              ? "areas of \(plan.resamples) resamples would take minutes each"
              : "some labels are so rare that no resample has all of them"),
          remedy: unsampled.allSatisfy(\.isArea)
            ? "go by accuracies, which have both, or draw fewer resamples"
            : "go by accuracies, which have both, or join the rare labels"),
      pairs > 0 && Double(pairs) * smallest > EncodersPlan.level
        ? AnalysisWarning(
          "no difference can be significant: of \(pairs) pairs each needs p ≤ "
            + "\(EncodersPlan.level / Double(pairs)), and \(items.unitCount) \(items.unit)s with "
            + "\(plan.resamples) resamples give \(smallest) at best",
          remedy: "compare fewer encoders, draw more resamples, or add \(items.unit)s") : nil,
    ].compactMap { $0 }
  }
}

extension EncoderMetricName {
  fileprivate var isArea: Bool { measure == .classes(.macroAUC) }
}

extension MetricSample {
  /// An estimate that nothing is known of besides.
  fileprivate var isWithoutResamples: Bool { estimate.isFinite && !hasResamples }
}

extension Double {
  /// Nil where it is none.
  var finite: Double? { isFinite ? self : nil }
}
