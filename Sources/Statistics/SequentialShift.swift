import Foundation
public import LinearAlgebra

/// How to watch a stream of batches for a shift from a reference.
public struct SequentialShiftSettings: Sendable, Codable, Hashable {
  /// Batches until a false alarm, on average, up to 1,000,000; more than `CumulativeSum.shortestRunLength`.
  public var runLength = 200.0
  /// k of the cumulative sum, within 0...3.
  public var allowance = 0.5
  /// Choices that each batch is held against, ≥ 1.
  public var permutations = 999
  /// Items of each half of the reference, at most.
  public var limit = 1_000
  /// σ of the Gaussian kernel, > 0; nil takes the median distance within the reference.
  public var bandwidth: Double?
  public var seed: UInt64

  public init(seed: UInt64) {
    self.seed = seed
  }
}

/// Items whose units are exchangeable.
public struct UnitItems: Sendable {
  /// Rows of each unit, by its name.
  let units: [(name: String, rows: [KernelRow])]

  /// - Parameters:
  ///   - rows: shape (n, d); finite.
  ///   - names: the unit of each row; each its own where nil, by its number.
  public init(_ rows: Matrix<Double>, units names: [String]?) {
    let members = Dictionary(grouping: 0..<rows.rows) { names?[$0] ?? "" }
    let ordered =
      names == nil
      ? (0..<rows.rows).map { ("\($0)", [$0]) }
      : members.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    units = ordered.map { name, places in
      (name, places.map { KernelRow(Array(rows.row($0))) })
    }
  }

  /// How many units.
  public var count: Int { units.count }
}

/// What a batch adds.
public struct SequentialStep: Sendable, Codable, Equatable {
  /// Unbiased, of the batch against the half of the reference that is not in the pool.
  public let mmd2: Double
  /// Uniform without a shift.
  public let pValue: Double
  /// Standard normal without a shift.
  public let score: Double
  /// The cumulative sum.
  public let accumulated: Double
  /// Whether the sum is above the threshold.
  public let isAlarm: Bool
}

/// Watches a stream of batches: each batch's squared maximum mean discrepancy from a fixed half of the
/// reference is ranked among those of as many units drawn from the batch and a pool of comparable
/// units; the normal scores of these ranks accumulate.
///
/// The pool is the other half of the reference at first. After each batch, as many units as the batch
/// had are dropped at random from both together. As long as all units are exchangeable, the scores then
/// are independent and standard normal exactly, however small the reference is and whatever its
/// distribution: the run length without a shift depends on the sum's two numbers alone. From the first
/// alarm on the pool stays as it is.
///
/// A drift that is slower than the pool's turnover, its units divided by a batch's, is taken in and
/// hardly seen.
/// Sources: Gretton et al. (2012) for the statistic; Vovk, "Testing randomness online" (2021) for
/// independent ranks; Hawkins, "Self-starting cusum charts" (1987).
public struct SequentialShift: Sendable {
  public let settings: SequentialShiftSettings
  public let chart: CumulativeSum
  public let bandwidth: Double
  private let kernel: RowKernel
  private let reference: [KernelRow]
  /// Mean kernel over pairs of different units of the fixed half.
  private let within: Double
  /// Of the pool.
  private(set) var units: KernelUnits
  public private(set) var state: State

  /// What changes with each batch.
  public struct State: Sendable, Equatable {
    /// Batches so far.
    public var batches: Int
    public var accumulated: Double
    /// The number of the first batch with an alarm, from 1.
    public var firstAlarm: Int?
    /// Rows of each unit of the pool.
    public var pool: [[[Double]]]

    public init(batches: Int, accumulated: Double, firstAlarm: Int?, pool: [[[Double]]]) {
      (self.batches, self.accumulated) = (batches, accumulated)
      (self.firstAlarm, self.pool) = (firstAlarm, pool)
    }
  }

  /// - Parameters:
  ///   - items: the reference.
  ///   - state: of an earlier stream with this reference and these settings; nil begins one.
  /// - Throws: `StatisticsError` for fewer than four units, a median distance of 0, and settings out of
  ///   range.
  public init(
    reference items: UnitItems, settings: SequentialShiftSettings, continuing state: State? = nil
  ) throws(StatisticsError) {
    try settings.require()
    try self.init(
      reference: items, settings: settings, continuing: state,
      chart: CumulativeSum(allowance: settings.allowance, runLength: settings.runLength))
  }

  /// - Parameter chart: with the settings' allowance and run length.
  init(
    reference items: UnitItems, settings: SequentialShiftSettings, continuing state: State?,
    chart: CumulativeSum
  ) throws(StatisticsError) {
    guard items.count >= 4 else {
      throw .tooFewRows(of: "the reference, in units,", found: items.count, needed: 4)
    }
    let halves = items.halved(limit: settings.limit, seed: settings.seed)
    reference = halves.fixed.flatMap { $0 }
    if let given = settings.bandwidth {
      bandwidth = given
    } else {
      bandwidth = try reference.medianDistance(seed: settings.seed)
    }
    kernel = RowKernel(bandwidth: bandwidth)
    within = Self.within(halves.fixed, kernel)
    self.chart = chart
    self.settings = settings
    self.state =
      state
      ?? State(
        batches: 0, accumulated: 0, firstAlarm: nil,
        pool: halves.pool.map { $0.map(\.numbers) })
    units = KernelUnits()
    let pool = self.state.pool.map { $0.map { KernelRow($0) } }
    units.append(pool, to: [], kernel, towards: reference)
  }

  /// Units that batches are held against.
  public var poolUnits: Int { units.count }
  /// Rows of the fixed half.
  public var referenceRows: Int { reference.count }

  /// - Precondition: at least two units, of rows as long as the reference's.
  public mutating func add(_ batch: UnitItems) -> SequentialStep {
    precondition(batch.count >= 2, "a batch of \(batch.count) units")
    let rows = batch.units.map(\.rows)
    let present = state.pool.map { $0.map { KernelRow($0) } }
    var all = units
    all.append(rows, to: present, kernel, towards: reference)
    var generator = SeededGenerator(
      seed: settings.seed, stream: "shift.online.batch", index: state.batches)
    let test = BatchTest(
      all, units: Array(0..<all.count), batch: rows.count, permutations: settings.permutations,
      using: &generator)
    state.accumulated = chart.adding(test.score, to: state.accumulated)
    state.batches += 1
    let isAlarm = state.accumulated > chart.threshold
    if isAlarm, state.firstAlarm == nil { state.firstAlarm = state.batches }
    if state.firstAlarm == nil {
      let kept = generator.choose(units.count, of: all.count)
      let numbers = state.pool + rows.map { $0.map(\.numbers) }
      state.pool = kept.map { numbers[$0] }
      all.keep(kept)
      units = all
    }
    return SequentialStep(
      mmd2: within + test.discrepancy, pValue: test.pValue, score: test.score,
      accumulated: state.accumulated, isAlarm: isAlarm)
  }

  private static func within(_ units: [[KernelRow]], _ kernel: RowKernel) -> Double {
    var sums = KernelUnits()
    sums.append(units, to: [], kernel, towards: [])
    let items = sums.sizes.reduce(0, +)
    let pairs = items * items - sums.sizes.reduce(0) { $0 + $1 * $1 }
    var sum = 0.0
    for (row, values) in sums.between.enumerated() {
      for value in values[(row + 1)...] { sum += value }
    }
    return 2 * sum / Double(pairs)
  }
}

extension SequentialShiftSettings {
  fileprivate func require() throws(StatisticsError) {
    guard (0...3).contains(allowance) else {
      throw .outOfRange(setting: "the allowance", found: "\(allowance)", expected: "from 0 to 3")
    }
    let shortest = CumulativeSum.shortestRunLength(allowance: allowance)
    guard runLength > shortest, runLength <= 1e6 else {
      throw .outOfRange(
        setting: "the run length", found: "\(runLength)",
        expected: "above \(Int(shortest.rounded(.up))), the shortest at an allowance of "
          + "\(allowance), up to 1,000,000")
    }
    guard permutations >= 1, limit >= 2 else {
      throw .outOfRange(
        setting: "the number of permutations", found: "\(permutations)", expected: "at least 1")
    }
    if let bandwidth, !(bandwidth > 0 && bandwidth.isFinite) {
      throw .outOfRange(setting: "the bandwidth", found: "\(bandwidth)", expected: "above 0")
    }
  }
}

extension UnitItems {
  /// Units in random order, by turns to the one and the other half; no more rows in each than the limit,
  /// but two units at least.
  fileprivate func halved(
    limit: Int, seed: UInt64
  ) -> (fixed: [[KernelRow]], pool: [[KernelRow]]) {
    var generator = SeededGenerator(seed: seed, stream: "shift.online.halves")
    var order = Array(units.indices)
    generator.shuffle(&order)
    let halves = [0, 1].map { half in
      order.enumerated().filter { $0.offset % 2 == half }.map { units[$0.element].rows }
        .within(limit)
    }
    return (halves[0], halves[1])
  }
}

extension [[KernelRow]] {
  fileprivate func within(_ limit: Int) -> [[KernelRow]] {
    var rows = 0
    return enumerated().prefix { place, unit in
      rows += unit.count
      return place < 2 || rows <= limit
    }.map(\.element)
  }
}

extension [KernelRow] {
  fileprivate func medianDistance(seed: UInt64) throws(StatisticsError) -> Double {
    let rows = Matrix(
      rows: count, columns: first?.numbers.count ?? 0, elements: flatMap(\.numbers))
    let median = medianPairwiseDistance(rows, seed: seed)
    guard median > 0 else { throw .zeroBandwidth }
    return median
  }
}
