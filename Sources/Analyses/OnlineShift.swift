import Embeddings
import LinearAlgebra
public import Statistics

/// Watches a stream of batches for a shift from a reference.
///
/// Units named in the reference, such as patients, are exchangeable whole, and so batches have to name
/// theirs; items of units that were seen before are left out. Zero vectors are left out where rows are
/// scaled to length 1. A batch with fewer than two units left says nothing and is skipped.
public struct OnlineShift: Sendable {
  private let reference: EmbeddedItems
  private let identity: OnlineShiftIdentity
  private let encoder: String?
  private var sequential: SequentialShift
  private var batches: [OnlineBatch]
  private var seenUnits: Set<String>
  private var measured: MeasuredRunLength?
  private var warnings: [AnalysisWarning]

  /// - Parameters:
  ///   - identity: of the stream, with its plan.
  ///   - state: to go on with; nil begins a stream.
  /// - Throws: `AnalysisError` for fewer than four units in the reference, vectors that are mostly
  ///   equal, and a state that is damaged or of another stream.
  public init(
    reference: EmbeddedItems, identity: OnlineShiftIdentity, encoder: String? = nil,
    continuing state: OnlineShiftState? = nil
  ) throws(AnalysisError) {
    try Self.require(state, of: identity)
    let plan = identity.plan
    let usable = reference.usable(plan)
    let units = UnitItems(usable.vectors.stored.matrix(plan.scaling), units: usable.units)
    sequential = try naming(reference.name) { () throws(StatisticsError) in
      try SequentialShift(
        reference: units, settings: plan.settings, continuing: state?.sequential)
    }
    (self.reference, self.identity, self.encoder) = (usable, identity, encoder)
    batches = state?.batches ?? []
    measured = state?.measuredRunLength
    seenUnits = Set(usable.units ?? []).union(state?.seenUnits ?? [])
    warnings =
      AnalysisWarning.gaps(of: [reference])
      + (plan.normalized ? AnalysisWarning.zeroVectors(in: [reference]) : [])
  }

  private static func require(
    _ state: OnlineShiftState?, of identity: OnlineShiftIdentity
  ) throws(AnalysisError) {
    guard let state else { return }
    if let other = state.identity.difference(from: identity) {
      throw .undefined(
        items: "the state",
        reason: "it is of a stream with \(other.what) \(other.here), and this one has "
          + "\(other.there); take the same \(other.what), or another state file")
    }
    guard state.sequential != nil else {
      throw .undefined(
        items: "the state", reason: "its pool is damaged; take a copy of it, or begin anew")
    }
  }

  /// Whether run lengths are still to be measured: only before the first batch is the pool the
  /// reference's.
  public var isNew: Bool { batches.isEmpty && measured == nil }

  /// Simulates streams without a shift out of the reference's units.
  ///
  /// - Parameters:
  ///   - streams: 0 measures nothing.
  ///   - batchUnits: of the batches to come; 50 at most are taken, since the law does not depend on it.
  public mutating func measureRunLength(
    streams: Int, batchUnits: Int, progress: WorkProgress = { _, _ in }
  ) {
    guard streams > 0 else { return }
    let units = min(50, max(2, batchUnits))
    let permutations = min(99, identity.plan.settings.permutations)
    let lengths = sequential.simulatedRunLengths(
      streams, batch: units, permutations: permutations, progress: progress)
    measured = MeasuredRunLength(
      lengths, batchUnits: units, permutations: permutations)
  }

  /// - Throws: `AnalysisError` for vectors of another dimension, and a batch without groups where the
  ///   reference has them.
  public mutating func add(_ batch: EmbeddedItems) throws(AnalysisError) {
    try reference.requireDimension(of: batch)
    let direct = batch.usable(identity.plan)
    let own = try ownItems(of: direct)
    let zeros = batch.count - direct.count
    let units = own.units.map { Set($0).count } ?? own.count
    guard units >= 2 else {
      skip(
        batch.name, items: own.count, units: units, repeated: direct.count - own.count,
        zeros: zeros,
        because: "\(units == 0 ? "no" : "only one") new \(unit) in it")
      return
    }
    warn(of: own, units: units)
    let step = sequential.add(
      UnitItems(own.vectors.stored.matrix(identity.plan.scaling), units: own.units))
    seenUnits.formUnion(own.units ?? [])
    batches.append(
      OnlineBatch(
        name: batch.name, items: own.count, units: units,
        repeatedItems: direct.count - own.count, zeroVectors: zeros, skipped: nil,
        mmd2: step.mmd2, pValue: step.pValue, score: step.score, accumulated: step.accumulated,
        isAlarm: step.isAlarm))
  }

  /// A batch of which nothing can be read.
  public mutating func skip(_ name: String, because reason: String) {
    skip(name, items: 0, units: 0, repeated: 0, zeros: 0, because: reason)
  }

  private mutating func skip(
    _ name: String, items: Int, units: Int, repeated: Int, zeros: Int, because reason: String
  ) {
    let sum = sequential.state.accumulated
    batches.append(
      OnlineBatch(
        name: name, items: items, units: units, repeatedItems: repeated, zeroVectors: zeros,
        skipped: reason, mmd2: nil, pValue: nil, score: nil, accumulated: sum,
        isAlarm: sum > sequential.chart.threshold))
    warnings.append(
      AnalysisWarning(
        "\(name) is skipped: \(reason)", remedy: "see that the batch is whole, or make it larger"))
  }

  private func ownItems(of batch: EmbeddedItems) throws(AnalysisError) -> EmbeddedItems {
    guard reference.units != nil else { return batch.withoutUnits }
    guard let units = batch.units else {
      throw .missing(
        what: "group of every image, as the reference has them", items: batch.name,
        remedy: "name the groups of the batch, or leave those of the reference out")
    }
    let own = units.indices.filter { !seenUnits.contains(units[$0]) }
    return own.count == batch.count ? batch : batch.selecting(own, name: batch.name)
  }

  private mutating func warn(of batch: EmbeddedItems, units: Int) {
    let known = Set(reference.digests?.map(\.pixels) ?? [])
    let copies = batch.digests?.count { known.contains($0.pixels) } ?? 0
    if copies > 0 {
      warnings.append(
        AnalysisWarning(
          "\(batch.name) has \(copies) images of the reference, with which it is not comparable",
          remedy: "leave them out of the batch or of the reference"))
    }
    if sequential.poolUnits < 2 * units,
      !warnings.contains(where: { $0.finding.hasPrefix("the reference's pool") })
    {
      warnings.append(
        AnalysisWarning(
          "the reference's pool has \(sequential.poolUnits) \(unit)s for batches of \(units), so that "
            + "shifts are hardly seen",
          remedy: "give a larger reference, or smaller batches"))
    }
  }

  private var unit: String { reference.units == nil ? "image" : "group" }

  /// To go on with the next batch.
  public var state: OnlineShiftState {
    OnlineShiftState(
      identity, sequential.state, batches: batches, measured: measured, seenUnits: seenUnits)
  }

  public var result: OnlineShiftResult {
    let (settings, chart) = (identity.plan.settings, sequential.chart)
    return OnlineShiftResult(
      encoder: encoder, reference: reference.name, referenceItems: sequential.referenceRows,
      poolUnits: sequential.poolUnits, unit: unit, normalized: identity.plan.normalized,
      bandwidth: sequential.bandwidth, permutations: settings.permutations, seed: settings.seed,
      allowance: chart.allowance, threshold: chart.threshold, runLength: settings.runLength,
      measuredRunLength: measured,
      expectedDelays: [0.5, 1, 2, 3].map {
        ExpectedDelay(shift: $0, batches: chart.runLength(mean: $0))
      },
      batches: batches, firstAlarm: batches.firstIndex(where: \.isAlarm),
      warnings: warnings + runLengthWarnings)
  }

  private var runLengthWarnings: [AnalysisWarning] {
    guard let measured, !measured.interval.contains(identity.plan.settings.runLength) else {
      return []
    }
    return [
      AnalysisWarning(
        "simulated streams ran for \(measured.mean) batches until a false alarm, not "
          + "\(identity.plan.settings.runLength)",
        remedy: "simulate more streams (--streams), and report it if it stays")
    ]
  }
}

extension MeasuredRunLength {
  /// Run lengths are about geometric; their mean is about normal.
  init(_ lengths: [Int], batchUnits: Int, permutations: Int) {
    let count = Double(lengths.count)
    let mean = lengths.reduce(0.0) { $0 + Double($1) } / count
    let squares = lengths.reduce(0.0) { $0 + (Double($1) - mean) * (Double($1) - mean) }
    let error = lengths.count > 1 ? (squares / (count - 1) / count).squareRoot() : mean
    self.init(
      mean: mean,
      interval: Interval(
        low: max(0, mean - 1.959964 * error), high: mean + 1.959964 * error, level: 0.95,
        method: "normal"),
      streams: lengths.count, batchUnits: batchUnits, permutations: permutations)
  }
}

extension Interval {
  fileprivate func contains(_ value: Double) -> Bool { low <= value && value <= high }
}

extension EmbeddedItems {
  /// Without zero vectors where rows are scaled.
  fileprivate func usable(_ plan: OnlineShiftPlan) -> EmbeddedItems {
    guard plan.normalized, !unitRows.zeroRows.isEmpty else { return self }
    let zeros = Set(unitRows.zeroRows)
    return selecting((0..<count).filter { !zeros.contains($0) }, name: name)
  }

  fileprivate var withoutUnits: EmbeddedItems {
    guard units != nil else { return self }
    return EmbeddedItems(
      name: name, ids: ids, vectors: vectors, labels: labels, parts: parts, digests: digests,
      columns: columns)
  }
}
