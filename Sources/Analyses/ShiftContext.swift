import Embeddings
public import Statistics

/// What surrounds the test of two sets: how large its estimate is beside what one set shows by itself,
/// and what a test of this size can see at all.
public struct ShiftContext: Sendable, Codable, Hashable {
  /// √max(0, MMD²).
  public let mmd: Double
  /// MMD²/(‖μx‖² + ‖μy‖²), the norms of the mean embeddings by unbiased means over pairs: 0 for equal
  /// distributions, 1 where no item of one set is like any of the other; slightly negative as the
  /// estimate may be. Nil where items are alike in neither set, and for a kernel that may be negative.
  public let normalizedMmd2: Double?
  /// What the following was computed on: both sets, or whole units drawn of large ones.
  public let sample: ComparedItems
  /// At or below which p rejects: 0.05.
  public let level: Double
  /// One for each set, the reference first.
  public let selfChecks: [SiteSelfCheck]
  /// Nil where so few units cannot give a p at or below the level.
  public let detectable: DetectableShiftAndShares?
  /// How often smaller samples of these sets are rejected, by size; empty for sets of too few units.
  public let powerCurve: [PowerRate]
  /// Nil without a margin: nothing is claimed then.
  public let equivalence: Equivalence?
}

/// How many items and units of two sets something was computed on.
public struct ComparedItems: Sendable, Codable, Hashable {
  public let reference: Int
  public let candidate: Int
  public let unitsReference: Int
  public let unitsCandidate: Int

  init(_ pair: ShiftPair) {
    (reference, candidate) = (pair.reference.count, pair.candidate.count)
    (unitsReference, unitsCandidate) = (pair.unitCountX, pair.unitCountY)
  }
}

/// How often a test rejected.
public struct RejectionRate: Sendable, Codable, Hashable {
  public let rejections: Int
  public let tests: Int
  public let rate: Double
  /// Wilson's, 95 %.
  public let interval: Interval

  init(_ rejections: Int, of tests: Int) {
    (self.rejections, self.tests) = (rejections, tests)
    rate = Double(rejections) / Double(tests)
    interval = wilsonInterval(successes: rejections, trials: tests)
  }
}

/// What the test says of random halves of one set, where there is nothing to find.
public struct SiteSelfCheck: Sendable, Codable, Hashable {
  public let name: String
  public let items: Int
  public let units: Int
  public let permutations: Int
  /// Units permuted whole: about the level, by construction. Nil where halves have too few units for
  /// any p at or below the level.
  public let rejected: RejectionRate?
  /// The same halves with single images permuted; nil where every unit is one image. Far above the
  /// level where images of a unit are alike.
  public let rejectedByImages: RejectionRate?
  /// Root of the mean square of the unbiased MMD² over the splits, of half the units each.
  public let spread: Double
  /// The observed MMD² over that; nil where the spread is 0.
  public let ratio: Double?
}

/// The shift that a test of this size finds with a stated chance.
public struct DetectableShiftAndShares: Sendable, Codable, Hashable {
  /// MMD² above which this test rejects.
  public let criticalValue: Double
  /// MMD² found with the stated chance, wherever the sets may differ.
  public let mmd2: Double
  /// The chance, 0.8.
  public let power: Double
  /// MMD² found with that chance in the direction of the observed difference; nil where none was found.
  public let alongObserved: Double?
  /// The least share of units like the candidate's, the others being like the reference's, that is found
  /// with that chance: the root of `alongObserved` over the observed MMD², as the MMD² of such a
  /// mixture is the share's square of the whole. Nil where no difference was found, and above 1.
  public let mixtureShare: Double?
}

/// How often smaller samples are rejected.
public struct PowerRate: Sendable, Codable, Hashable {
  /// Drawn of each set.
  public let units: Int
  public let rejected: RejectionRate
}

/// Whether two sets differ by less than a margin.
public struct Equivalence: Sendable, Codable, Hashable {
  /// Of MMD², as the user gave it.
  public let margin: Double
  /// Below which MMD² lies with a confidence of 95 %, wherever the sets may differ; nil where units are
  /// too few for any bound.
  public let upperBound: Double?
  /// Whether the bound is below the margin.
  public let isEquivalent: Bool
}

/// Images permuted that reject so many times the level are no chance.
private let alarmingTimes = 4.0

/// - Parameter test: of the pair, whose bandwidth and estimate are used.
func shiftContext(
  _ pair: ShiftPair, _ test: ShiftTest, _ plan: ShiftPlan, seed: UInt64,
  _ progress: @escaping WorkProgress
) -> ShiftContext {
  let sample = pair.subsample(HeldKernel.limit, seed: seed, stream: "shift.context")
  let rows = sample.rows()
  let kernel = HeldKernel(
    rows.x, rows.y, unitsX: sample.unitsX, unitsY: sample.unitsY, kernel: test.kernel,
    bandwidth: test.bandwidth)
  let settings = SelfCheckSettings(seed: seed)
  let checks = zip(SampleSide.allCases, [pair.reference.name, pair.candidate.name])
  let norms = kernel.squaredNorms
  let shift = kernel.detectableShift(
    of: WholeSamples(test),
    settings: DetectableShiftSettings(permutations: plan.permutations, seed: seed),
    progress: progress)
  return ShiftContext(
    mmd: max(0, test.mmd2Unbiased).squareRoot(),
    // Of a kernel that may be negative the ratio says nothing.
    normalizedMmd2: plan.kernel.hasBandwidth && norms > 0 ? test.mmd2Unbiased / norms : nil,
    sample: ComparedItems(sample), level: settings.level,
    selfChecks: checks.compactMap { side, name in
      kernel.selfCheck(of: side, settings: settings, progress: progress).map {
        SiteSelfCheck(name, $0, observed: test.mmd2Unbiased)
      }
    },
    detectable: shift.map { DetectableShiftAndShares($0, test) },
    powerCurve: kernel.powerCurve(PowerCurveSettings(seed: seed), progress: progress).map {
      PowerRate(units: $0.units, rejected: RejectionRate($0.rejections, of: $0.repetitions))
    },
    equivalence: plan.margin.map { Equivalence(margin: $0, upperBound: shift?.upperBound) })
}

extension ShiftContext {
  /// What of it a reader must know.
  var warnings: [AnalysisWarning] {
    selfChecks.compactMap { check in
      guard let images = check.rejectedByImages, images.interval.low > alarmingTimes * level
      else { return nil }
      return AnalysisWarning(
        "\(check.name): \(images.rejections) of \(images.tests) random halves by unit would be called "
          + "different if single images were permuted, since images of a unit are alike",
        remedy: "take units, never images, as independent in whatever is computed of them")
    }
  }
}

extension SiteSelfCheck {
  fileprivate init(_ name: String, _ check: SelfCheck, observed: Double) {
    self.init(
      name: name, items: check.rows, units: check.units, permutations: check.permutations,
      rejected: check.rejections.map { RejectionRate($0, of: check.splits) },
      rejectedByImages: check.rejectionsOfRows.map { RejectionRate($0, of: check.splits) },
      spread: check.spread, ratio: check.spread > 0 ? observed / check.spread : nil)
  }
}

extension DetectableShiftAndShares {
  fileprivate init(_ shift: DetectableShift, _ test: ShiftTest) {
    let along = test.pValue <= shift.level ? shift.alongObserved : nil
    let share = along.map { ($0 / test.mmd2Unbiased).squareRoot() }
    self.init(
      criticalValue: test.null.criticalValue, mmd2: shift.leastFavourable, power: shift.power,
      alongObserved: along, mixtureShare: share.flatMap { $0 <= 1 ? $0 : nil })
  }
}

extension Equivalence {
  fileprivate init(margin: Double, upperBound: Double?) {
    self.init(
      margin: margin, upperBound: upperBound,
      isEquivalent: upperBound.map { $0 < margin } ?? false)
  }
}

extension WholeSamples {
  fileprivate init(_ test: ShiftTest) {
    self.init(unitsX: test.unitsX, unitsY: test.unitsY, discrepancy: test.mmd2Unbiased)
  }
}
