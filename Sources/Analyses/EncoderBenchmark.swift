import LinearAlgebra
import Statistics

/// The benchmark of one encoder.
struct EncoderBenchmark {
  let plan: ShiftBenchmarkPlan
  let vectors: ShiftBenchmarkVectors
  let items: ShiftBenchmarkItems
  let source: DetectionSource
  let sampling: DetectionSampling
  let conditions: [ShiftCondition]

  init(
    _ plan: ShiftBenchmarkPlan, _ vectors: ShiftBenchmarkVectors, _ items: ShiftBenchmarkItems
  ) throws(AnalysisError) {
    let (count, smallest) = (vectors.originals.rows, plan.sizes.min() ?? 0)
    guard count >= max(4, 2 * smallest) else {
      throw .tooFew(items: items.name, found: count, needed: max(4, 2 * smallest))
    }
    source = try naming("\(items.name) (\(vectors.encoder))") { () throws(StatisticsError) in
      try DetectionSource(
        vectors.originals, scaling: plan.scaling, components: plan.components, units: items.units)
    }
    let marked = Set((items.isKnockedOut ?? []).indices.filter { items.isKnockedOut?[$0] ?? false })
    sampling = DetectionSampling(count: count, units: items.units, marked: marked)
    conditions = plan.conditions(hasLabels: items.isKnockedOut != nil)
    (self.plan, self.vectors, self.items) = (plan, vectors, items)
  }

  /// In the order of the conditions, sizes and tests.
  func rates(_ progress: WorkProgress) -> [DetectionRate] {
    let draws = conditions.map(draws)
    let total = draws.reduce(0) { $0 + $1.count }
    var done = 0
    var rates: [[DetectionRate]] = Array(repeating: [], count: conditions.count)
    for (altered, members) in groups {
      let pool = source.pool(altered: altered.map(rows))
      for index in members {
        let before = done
        let found = pool.pValues(of: draws[index].map(\.draw), settings) { part, _ in
          progress(before + part, total)
        }
        rates[index] = self.rates(of: conditions[index], draws[index].map(\.size), found)
        done += draws[index].count
      }
    }
    return rates.flatMap { $0 }
  }

  private var settings: DetectionSettings {
    DetectionSettings(
      detectors: plan.detectors, permutations: plan.permutations, seed: plan.seed,
      stream: "benchmark.shift")
  }

  /// Conditions that need the same altered versions, in the order of the first.
  private var groups: [(altered: AlteredRows?, conditions: [Int])] {
    let needed = conditions.map(AlteredRows.init)
    let distinct = needed.reduce(into: [AlteredRows?]()) {
      if !$0.contains($1) { $0.append($1) }
    }
    return distinct.map { rows in
      (rows, needed.indices.filter { needed[$0] == rows })
    }
  }

  private func rows(_ altered: AlteredRows) -> Matrix<Float> {
    switch altered {
    case .by(let alteration): vectors.altered[alteration] ?? vectors.originals
    case .mixed(let strength): mixture(strength)
    }
  }

  /// Of each image the version by an alteration drawn for it.
  private func mixture(_ strength: ShiftStrength) -> Matrix<Float> {
    let choices = ImageAlteration.Kind.allCases.compactMap {
      vectors.altered[ImageAlteration($0, strength)]
    }
    var generator = SeededGenerator(
      seed: plan.seed, stream: "benchmark.shift.mixture.\(strength.rawValue)")
    let rows = (0..<vectors.originals.rows).flatMap { row in
      Array(choices[generator.uniform(below: choices.count)].row(row))
    }
    return Matrix(
      rows: vectors.originals.rows, columns: vectors.originals.columns, elements: rows)
  }

  /// Of all sizes by turns, so that progress is even; sizes that cannot always be drawn have none.
  private func draws(for condition: ShiftCondition) -> [(size: Int, draw: DetectionDraw)] {
    let count = plan.repetitions(of: condition.shift)
    let bySize = plan.sizes.sorted().compactMap { size -> (Int, [DetectionDraw])? in
      var draws: [DetectionDraw] = []
      for repetition in 0..<count {
        var generator = SeededGenerator(
          seed: plan.seed, stream: "benchmark.shift.draw.\(size)", index: repetition)
        guard let draw = sampling.draw(size, condition.scheme, using: &generator) else {
          return nil
        }
        draws.append(draw)
      }
      return (size, draws)
    }
    return (0..<count).flatMap { repetition in bySize.map { ($0.0, $0.1[repetition]) } }
  }

  private func rates(
    of condition: ShiftCondition, _ sizes: [Int], _ pValues: [[Double]]
  ) -> [DetectionRate] {
    Set(sizes).sorted().flatMap { size in
      let tested = zip(sizes, pValues).filter { $0.0 == size }.map(\.1)
      return plan.detectors.enumerated().map { index, test in
        DetectionRate(
          condition, n: size, test, detections: tested.count { $0[index] <= plan.level },
          of: tested.count)
      }
    }
  }
}

/// Which altered versions a condition takes; nil where none.
private enum AlteredRows: Hashable {
  case by(ImageAlteration)
  case mixed(ShiftStrength)

  init?(_ condition: ShiftCondition) {
    switch (condition.shift, condition.strength) {
    case (.geometryAndKnockOut, _):
      self = .by(ImageAlteration(.geometry, .medium))
    case (.mixed, .some(let strength)): self = .mixed(strength)
    default:
      guard let kind = condition.shift.alteration, let strength = condition.strength else {
        return nil
      }
      self = .by(ImageAlteration(kind, strength))
    }
  }
}
