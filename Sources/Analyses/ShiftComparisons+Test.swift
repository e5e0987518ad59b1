import Foundation
import Statistics

/// Two sets to be compared among others.
struct ComparisonRequest: Sendable {
  let reference: EmbeddedItems
  let candidate: EmbeddedItems
  var stratum: String?
}

/// Compares every pair of sets under one kernel, and corrects the p-values over all of them.
///
/// Pairs that cannot be tested, as with fewer than two items or units a side, are listed with the
/// reason. Every pair takes the same
/// seed, so that its numbers do not depend on what else is compared.
/// - Parameters:
///   - settings: with a bandwidth.
///   - progress: is told of all pairs together.
func compareAll(
  _ requests: [ComparisonRequest], scaling: RowScaling, settings: ShiftSettings,
  progress: @escaping WorkProgress
) -> ShiftComparisons {
  var found: [ShiftComparison] = []
  var skipped: [SkippedComparison] = []
  for (number, request) in requests.enumerated() {
    do {
      let pair = try ShiftPair(request.reference, request.candidate, scaling: scaling)
      let test = try shiftTest(
        pair.storedX, pair.storedY, scaling: scaling, unitsX: pair.unitsX, unitsY: pair.unitsY,
        settings: settings, progress: part(number, of: requests.count, progress))
      found.append(ShiftComparison(request, pair, test))
    } catch {
      skipped.append(SkippedComparison(request, reason: "\(error)"))
    }
  }
  return ShiftComparisons(tests: found.corrected, skipped: skipped)
}

extension [ShiftComparison] {
  /// With p-values corrected over all of them.
  fileprivate var corrected: [ShiftComparison] {
    let holm = holmAdjusted(map(\.pValue))
    let exploratory = benjaminiHochbergAdjusted(map(\.pValue))
    var tests = self
    for index in indices {
      tests[index].holmPValue = holm[index]
      tests[index].benjaminiHochbergPValue = exploratory[index]
    }
    return tests
  }
}

extension ShiftComparison {
  /// Not corrected yet.
  fileprivate init(_ request: ComparisonRequest, _ pair: ShiftPair, _ test: ShiftTest) {
    (reference, candidate) = (request.reference.name, request.candidate.name)
    stratum = request.stratum
    (n, m) = (test.n, test.m)
    (unitsReference, unitsCandidate) = (test.unitsX, test.unitsY)
    excludedUnits = pair.excludedUnits.count
    mmd2Unbiased = test.mmd2Unbiased
    mmd = max(0, test.mmd2Unbiased).squareRoot()
    interval = test.interval
    (pValue, smallestPValue) = (test.pValue, test.smallestPValue)
    detectableMmd2 = test.null.detectable
    (holmPValue, benjaminiHochbergPValue) = (test.pValue, test.pValue)
  }
}

extension SkippedComparison {
  fileprivate init(_ request: ComparisonRequest, reason: String) {
    self.init(
      reference: request.reference.name, candidate: request.candidate.name,
      stratum: request.stratum, n: request.reference.count, m: request.candidate.count,
      reason: reason)
  }
}

extension Double {
  /// A few digits for a sentence.
  var short: String { String(format: "%.3g", self) }
}

/// Progress of one of several pieces of work, as a share of all.
func part(
  _ number: Int, of count: Int, _ progress: @escaping WorkProgress
) -> WorkProgress {
  let steps = 1_000
  return { done, total in
    progress(number * steps + steps * done / max(1, total), count * steps)
  }
}
