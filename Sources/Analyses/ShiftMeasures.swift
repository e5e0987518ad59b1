import Embeddings
import LinearAlgebra
import Statistics

/// The measures beside the discrepancy under the kernel of the test: by other kernels, MMD-FUSE,
/// classifier two-sample test, Fréchet distance, kernel inception distance, Kolmogorov–Smirnov tests
/// of components, precision, recall, density and coverage.
///
/// What cannot be measured of a pair is a row without estimate that says why.
/// - Parameter limit: of rows of both sets together, beyond which a sample of whole units is measured,
///   but for the Fréchet distance, which is of all.
func shiftMeasures(
  _ pair: ShiftPair, _ plan: ShiftPlan, seed: UInt64, limit: Int = 10_000,
  _ progress: @escaping WorkProgress = { _, _ in }
) -> [ShiftMeasure] {
  let measurement = ShiftMeasurement(pair, plan, seed: seed, limit: limit, progress)
  let kernels = ShiftMeasureKind.kernels.filter { $0.kernel != plan.kernel }
  return measurement.attempt(kernels.map(\.kind)) { () throws(StatisticsError) in
    try measurement.otherKernels(than: plan.kernel)
  }
    + measurement.attempt([.mmdFuse], measurement.fuse)
    + measurement.attempt([.classifierAUC], measurement.classifier)
    + measurement.attempt([.frechetDistance], measurement.frechet)
    + measurement.attempt([.kernelInceptionDistance], measurement.kernelInception)
    + measurement.attempt([.componentKolmogorovSmirnov], measurement.components)
    + measurement.attempt([.precision, .recall, .density, .coverage], measurement.overlap)
}

/// A pair with what all measures of it share.
struct ShiftMeasurement {
  private let whole: ShiftPair
  /// What is measured.
  let pair: ShiftPair
  private let samples: Result<TwoSamples, StatisticsError>
  private let principal: Result<PrincipalComponents, StatisticsError>
  let settings: ShiftSettings
  let progress: WorkProgress

  private static let componentsOfFrechet = 64
  private static let componentsTested = 32

  init(
    _ pair: ShiftPair, _ plan: ShiftPlan, seed: UInt64, limit: Int,
    _ progress: @escaping WorkProgress
  ) {
    let part = pair.subsample(limit, seed: seed, stream: "measures.sample")
    let samples = Result { () throws(StatisticsError) in
      let (x, y) = part.rows()
      return try TwoSamples(x, y, unitsX: part.unitsX, unitsY: part.unitsY)
    }
    principal = samples.flatMap { samples in
      Result { () throws(StatisticsError) in
        try BLAS.atOneThread { _ throws(StatisticsError) in
          try PrincipalComponents(
            of: samples.rows,
            count: min(Self.componentsOfFrechet, min(samples.rows.rows, samples.rows.columns)))
        }
      }
    }
    (whole, self.pair, self.samples, self.progress) = (pair, part, samples, progress)
    settings = ShiftSettings(
      permutations: plan.permutations, resamples: plan.resamples, bandwidth: plan.bandwidth,
      seed: seed)
  }

  /// Rows of what throws say that it was not measured.
  func attempt(
    _ kinds: [ShiftMeasureKind], _ rows: () throws(StatisticsError) -> [ShiftMeasure]
  ) -> [ShiftMeasure] {
    do {
      return try rows()
    } catch {
      let warning = AnalysisWarning(
        "not measured: \(error)", remedy: "the other measures stand without it")
      return kinds.map { ShiftMeasure($0, nil, pair, of: rowsText, warnings: [warning]) }
    }
  }

  func classifier() throws(StatisticsError) -> [ShiftMeasure] {
    let test = try ClassifierTest(try samples.get(), settings: settings, progress: progress)
    var row = ShiftMeasure(
      .classifierAUC, test.area, pair, of: "\(test.folds) folds of \(rowsText)",
      warnings: warningsOfFewUnits)
    row.valueWithoutShift = 0.5
    (row.pValue, row.smallestPValue) = (test.pValue, test.smallestPValue)
    row.interval = test.interval
    return [row]
  }

  func frechet() throws(StatisticsError) -> [ShiftMeasure] {
    let (samples, principal) = (try samples.get(), try principal.get())
    let test = try FrechetTest(
      principal.scores, of: samples, settings: settings, progress: progress)
    let distance = try BLAS.atOneThread { _ throws(StatisticsError) in
      try frechetDistance(whole.storedX, whole.storedY, scaling: whole.scaling)
    }
    let text =
      "all \(whole.rowCount) rows; p: the first "
      + "\(principal.scores.columns) principal components of \(rowsText)"
    var row = ShiftMeasure(.frechetDistance, distance, whole, of: text, warnings: warningsOfBias)
    (row.pValue, row.smallestPValue) = (test.pValue, test.smallestPValue)
    return [row]
  }

  /// Blocks for the estimate that others report; p and interval are of all rows at once.
  func kernelInception() throws(StatisticsError) -> [ShiftMeasure] {
    let distance = try KernelInceptionDistance(
      try samples.get(), seed: settings.seed, progress: progress)
    var polynomial = settings
    polynomial.kernel = .polynomial
    let test = try shiftTest(
      pair.storedX, pair.storedY, scaling: pair.scaling, unitsX: pair.unitsX, unitsY: pair.unitsY,
      settings: polynomial, progress: progress)
    let blocks = distance.blocks == 1 ? "1 block" : "\(distance.blocks) blocks"
    var row = ShiftMeasure(
      .kernelInceptionDistance, distance.mean, pair,
      of: "\(blocks) of \(distance.blockSize) rows a side; p and interval: \(rowsText) at once")
    (row.valueWithoutShift, row.spread) = (0, distance.spread)
    (row.pValue, row.smallestPValue) = (test.pValue, test.smallestPValue)
    row.interval = test.interval
    return [row]
  }

  func components() throws(StatisticsError) -> [ShiftMeasure] {
    let tests = ComponentDifferences(
      try principal.get(), of: try samples.get(), count: Self.componentsTested)
    guard let strongest = tests.strongest else { throw .noVariance(of: pair.names) }
    let means = (try samples.get()).hasUnits ? "means of units along " : ""
    var row = ShiftMeasure(
      .componentKolmogorovSmirnov, strongest.statistic, pair,
      of: "\(means)\(tests.components.count) principal components of \(rowsText); "
        + "number \(strongest.component); p: times \(tests.components.count)")
    (row.pValue, row.smallestPValue) = (strongest.adjustedPValue, tests.smallestPValue)
    row.components = tests.components
    return [row]
  }

  func overlap() throws(StatisticsError) -> [ShiftMeasure] {
    let test = try ManifoldOverlapTest(try samples.get(), settings: settings, progress: progress)
    let values: [(ShiftMeasureKind, Double, Interval, Double?)] = [
      (.precision, test.overlap.precision, test.precision, nil),
      (.recall, test.overlap.recall, test.recall, nil),
      (.density, test.overlap.density, test.density, pair.hasUnits ? nil : 1),
      (.coverage, test.overlap.coverage, test.coverage, test.coverageWithoutShift),
    ]
    return values.map { kind, value, interval, expected in
      var row = ShiftMeasure(
        kind, value, pair, of: "k = \(test.overlap.neighbors), \(rowsText)",
        warnings: warningsOfFewUnits)
      (row.interval, row.valueWithoutShift) = (interval, expected)
      return row
    }
  }

  var rowsText: String { rowsText(of: pair) }

  func rowsText(of part: ShiftPair) -> String {
    part.rowCount == whole.rowCount
      ? "all \(whole.rowCount) rows"
      : "a sample of \(part.rowCount) of \(whole.rowCount) rows"
  }

  private var warningsOfFewUnits: [AnalysisWarning] {
    let fewest = min(pair.unitCountX, pair.unitCountY)
    guard fewest < 10 else { return [] }
    return [
      AnalysisWarning(
        "an interval from \(fewest) units tends to be too narrow", remedy: "add units")
    ]
  }

  private var warningsOfBias: [AnalysisWarning] {
    let (rows, dimension) = (
      min(whole.reference.count, whole.candidate.count), whole.reference.vectors.dimension
    )
    guard rows <= dimension else { return [] }
    return [
      AnalysisWarning(
        "the estimate is biased upward by much, as covariances of \(dimension) numbers come from "
          + "\(rows) rows",
        remedy: "compare it only with values of as many rows, and go by its p")
    ]
  }
}

extension ShiftPair {
  /// Of both sets.
  fileprivate var rowCount: Int { reference.count + candidate.count }
}
