public import Statistics

/// One of several tests under one kernel, with p-values corrected over all of them.
public struct ShiftComparison: Sendable, Codable, Hashable {
  public let reference: String
  public let candidate: String
  /// The value that all items compared have; nil where they are not told apart.
  public let stratum: String?
  /// Items compared of each.
  public let n: Int
  public let m: Int
  public let unitsReference: Int
  public let unitsCandidate: Int
  /// Units in both, left out.
  public let excludedUnits: Int
  /// Unbiased squared maximum mean discrepancy; may be negative.
  public let mmd2Unbiased: Double
  /// √max(0, MMD²).
  public let mmd: Double
  /// Of the squared discrepancy.
  public let interval: Interval
  public let pValue: Double
  public let smallestPValue: Double
  /// MMD² that this test by itself, at 5 %, finds with a chance of about 80 %.
  public let detectableMmd2: Double
  /// Corrected so that the chance of any false finding stays below the level.
  public internal(set) var holmPValue: Double
  /// Corrected so that the share of false findings stays below the level; to explore.
  public internal(set) var benjaminiHochbergPValue: Double

  public var isSignificant: Bool { holmPValue <= 0.05 }
}

/// A comparison that the data do not allow.
public struct SkippedComparison: Sendable, Codable, Hashable {
  public let reference: String
  public let candidate: String
  public let stratum: String?
  public let n: Int
  public let m: Int
  public let reason: String
}

/// Several tests whose p-values are corrected together.
public struct ShiftComparisons: Sendable, Codable, Hashable {
  public let tests: [ShiftComparison]
  public let skipped: [SkippedComparison]

  /// Those that no shift, however large, would make significant after Holm's correction: with every
  /// p-value as small as units and permutations allow. Lowering a p-value raises no corrected one.
  public var hopeless: [ShiftComparison] {
    let best = holmAdjusted(tests.map(\.smallestPValue))
    return zip(tests, best).filter { $0.1 > 0.05 }.map(\.0)
  }

  /// How many permutations the correction needs so that one test can be significant.
  public var neededPermutations: Int { 20 * tests.count - 1 }
}

extension ShiftComparisons {
  /// Warns of corrections that leave no chance.
  ///
  /// - Parameter question: what the tests are of, e.g. "pairs of sites".
  func warnings(_ question: String, permutations: Int) -> [AnalysisWarning] {
    let hopeless = hopeless
    guard let first = hopeless.first else { return [] }
    let finding =
      "\(question): in \(hopeless.count) of \(tests.count) tests Holm's corrected p cannot be 0.05 or "
      + "less, whatever the shift, because \(first.reference) and \(first.candidate)"
      + (first.stratum.map { " within \($0)" } ?? "")
      + " cannot have a p-value below \(first.smallestPValue.short)"
    let isOfUnits = hopeless.contains { $0.smallestPValue > 1.0001 / Double(permutations + 1) }
    let remedies = [
      permutations < neededPermutations
        ? "take at least \(neededPermutations) permutations (--permutations)" : nil,
      isOfUnits ? "add units to the sites that have few" : nil,
    ].compactMap { $0 }
    return [AnalysisWarning(finding, remedy: remedies.joined(separator: ", and "))]
  }
}
