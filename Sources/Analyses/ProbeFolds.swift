import Embeddings
import LinearAlgebra
import Statistics

/// The items and folds of linear probes, the same for every encoder.
struct ProbeFolds {
  /// Places among the judged items, ascending.
  let places: [Int]
  /// Of the places.
  let folds: GroupedFolds
  let settings: ProbeSettings

  /// Items times numbers times labels at most, unless that leaves fewer than ten items a label: a probe
  /// of 1,280 numbers and ten labels takes a minute or two then.
  private static let productLimit = 64_000_000
  /// Numbers times labels at most.
  static let weightLimit = 400_000

  /// Nil where the weights are too many, and where no fold could be foretold.
  init?(_ items: TaskItems, _ views: [EncoderView], seed: UInt64) {
    let weights = items.names.count * (views.map(\.items.vectors.dimension).max() ?? 0)
    guard weights <= Self.weightLimit, weights > 0 else { return nil }
    settings = ProbeSettings(seed: seed)
    let limit = max(Self.productLimit / weights, 10 * items.names.count)
    let places = stratifiedSample(
      of: items.labels, units: items.units, limit: limit, seed: seed,
      stream: "encoders.probe.items")
    let labels = places.map { items.labels[$0] }
    // Only of fewer than two units there are no folds.
    let folds = try? GroupedFolds(
      labels: labels, units: items.units.map { units in places.map { units[$0] } },
      count: settings.folds, seed: seed, stream: "encoders.probe.folds")
    guard let folds, Self.hasFit(labels, folds) else { return nil }
    (self.places, self.folds) = (places, folds)
  }

  /// Whether the others of some fold have two labels.
  private static func hasFit(_ labels: [Int], _ folds: GroupedFolds) -> Bool {
    (0..<folds.count).contains { fold in
      Set(folds.rows(except: fold).map { labels[$0] }).count > 1
    }
  }

  func fit(
    _ view: EncoderView, _ items: TaskItems, _ progress: WorkProgress
  ) throws(AnalysisError) -> CrossValidatedProbe {
    let labels = places.map { items.labels[$0] }
    let units = items.units.map { units in places.map { units[$0] } }
    func fit<Scalar>(_ rows: Matrix<Scalar>) throws(StatisticsError) -> CrossValidatedProbe {
      try CrossValidatedProbe(
        of: rows, labels: labels, classes: items.names.count, units: units, folds: folds,
        settings: settings, progress: progress)
    }
    return try naming(view.name) { () throws(StatisticsError) in
      switch view.items.vectors.selecting(rows: places.map { items.rows[$0] }) {
      case .float(let matrix): return try fit(matrix)
      case .double(let matrix): return try fit(matrix)
      case .mapped(let rows): return try fit(rows.matrix(0..<rows.rows))
      }
    }
  }
}
