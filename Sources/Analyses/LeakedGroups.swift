public import Statistics

/// What leaks between sets whose items come in groups, such as patients.
public struct LeakedGroups: Sendable, Codable, Hashable {
  /// Groups of the evaluation set with a leaked item.
  public let leaked: ItemRate
  /// Of the leak rate of items, by drawing groups; nil for a single group.
  public let leakRateInterval: Interval?
  /// Draws of groups; nil where none or all leak, as nothing varies then.
  public let resamples: Int?
  /// Of these draws; nil in runs of before it was recorded.
  public let seed: UInt64?
  /// Groups that are in both sets, by name.
  public let shared: [SharedGroup]
  /// Pairs of two groups: the same images under different names, or one patient under two.
  public let pairsAcrossGroups: Int
}

/// A group that is in both sets.
public struct SharedGroup: Sendable, Codable, Hashable {
  public let group: String
  public let referenceItems: Int
  public let evaluationItems: Int
}

extension LeakedGroups {
  /// The same patient on both sides is a leak, whatever the images look like.
  var warnings: [AnalysisWarning] {
    guard let first = shared.first else { return [] }
    let images = shared.reduce(0) { $0 + $1.evaluationItems }
    return [
      AnalysisWarning(
        "groups that are in both sets: \(shared.count), the first \(first.group); they have \(images) "
          + "evaluation images",
        remedy: "split by group (semblance datasets split --group)")
    ]
  }

  /// - Parameter leaked: rows of the evaluation set.
  init(
    reference: [String], evaluation: [String], leaked: Set<Int>, pairsAcross: Int,
    seed: UInt64
  ) {
    let sizes = counts(evaluation)
    let leaks = counts(leaked.map { evaluation[$0] })
    let varies = !leaked.isEmpty && leaked.count < evaluation.count
    let names = sizes.keys.sorted()
    let known = counts(reference)
    self.init(
      leaked: ItemRate(leaks.count, of: sizes.count),
      leakRateInterval: Self.leakRateInterval(of: leaked, in: evaluation, seed: seed),
      resamples: varies && sizes.count > 1 ? Self.draws : nil, seed: seed,
      shared: names.compactMap { name in
        known[name].map {
          SharedGroup(group: name, referenceItems: $0, evaluationItems: sizes[name] ?? 0)
        }
      },
      pairsAcrossGroups: pairsAcross)
  }

  private static let draws = 999

  /// Of the leak rate of items, by drawing groups; nil for a single group.
  ///
  /// None or all found varies in no resample; then the rule of three holds, of groups.
  /// - Parameters:
  ///   - leaked: rows of the evaluation set.
  ///   - evaluation: the group of each of its rows.
  public static func leakRateInterval(
    of leaked: Set<Int>, in evaluation: [String], seed: UInt64
  ) -> Interval? {
    let (sizes, leaks) = (counts(evaluation), counts(leaked.map { evaluation[$0] }))
    let names = sizes.keys.sorted()
    guard !leaked.isEmpty else { return ItemRate(0, of: sizes.count).interval }
    guard leaks != sizes else { return ItemRate(0, of: sizes.count).interval.mirrored }
    return groupBootstrapInterval(
      of: names.map { Double(leaks[$0] ?? 0) }, over: names.map { Double(sizes[$0] ?? 0) },
      resamples: draws, seed: seed, stream: "leakage.groups")
  }
}

private func counts(_ names: [String]) -> [String: Int] {
  Dictionary(names.map { ($0, 1) }, uniquingKeysWith: +)
}

extension Interval {
  /// Of what is not of a kind.
  fileprivate var mirrored: Interval {
    Interval(low: 1 - high, high: 1 - low, level: level, method: method)
  }
}
