import Analyses
import Statistics

extension Terminal {
  /// What the test can see, and what halves of one set show.
  static func show(_ context: ShiftContext, unit: String) {
    show()
    table(
      [
        ["MMD", context.mmd.brief],
        ["normalised MMD²", context.normalizedMmd2?.brief ?? "undefined"],
      ] + context.detectableRows + context.equivalenceRows)
    show(context.selfChecks, unit: unit)
    guard !context.powerCurve.isEmpty else { return }
    show()
    table(
      [["\(unit)s of each set", "rejected", "95 % interval"]]
        + context.powerCurve.map {
          ["\($0.units)", $0.rejected.rate.brief, $0.rejected.interval.ends]
        })
  }

  private static func show(_ checks: [SiteSelfCheck], unit: String) {
    guard !checks.isEmpty else { return }
    let hasImages = checks.contains { $0.rejectedByImages != nil }
    show()
    table(
      [
        ["halves of", "\(unit)s", "rejected"] + (hasImages ? ["images permuted"] : [])
          + ["spread of MMD²", "observed / spread"]
      ]
        + checks.map { check in
          [check.name, "\(check.units)", check.rejected?.brief ?? "too few \(unit)s"]
            + (hasImages ? [check.rejectedByImages?.brief ?? "–"] : [])
            + [check.spread.brief, check.ratio?.brief ?? "undefined"]
        })
  }

  /// The items and clusters in which the sets differ most.
  static func show(_ drivers: ShiftDrivers, reference: String, candidate: String) {
    let witness = drivers.witness
    show()
    table(
      [["\(reference), least like \(candidate)", "witness"]]
        + witness.topReference.prefix(5).map { ["\($0.id)", $0.value.brief] })
    table(
      [["\(candidate), least like \(reference)", "witness"]]
        + witness.topCandidate.prefix(5).map { ["\($0.id)", $0.value.brief] })
    guard let clusters = drivers.clusters else { return }
    show()
    table(
      [
        [
          "cluster", "images", "of \(reference)", "of \(candidate)", "excess", "95 % interval",
          "p (Holm)",
        ]
      ]
        + clusters.enumerated().map { index, cluster in
          [
            "\(index + 1)", "\(cluster.size)", cluster.shareOfReference.brief,
            cluster.shareOfCandidate.brief, cluster.excess.brief, cluster.interval.ends,
            cluster.adjustedPValue.brief,
          ]
        })
  }
}

extension ShiftContext {
  fileprivate var detectableRows: [[String]] {
    guard let detectable else { return [["smallest detectable MMD²", "too few units for any"]] }
    return [
      ["smallest MMD² detected at \(Int(100 * detectable.power)) % power", detectable.mmd2.brief]
    ]
      + [
        detectable.alongObserved.map { ["… in the direction observed", $0.brief] },
        detectable.mixtureShare.map { ["… as a share of units like the candidate's", $0.brief] },
      ].compactMap { $0 }
  }

  fileprivate var equivalenceRows: [[String]] {
    guard let equivalence else { return [] }
    return [
      [
        "equivalent within \(equivalence.margin.brief)",
        equivalence.isEquivalent ? "yes" : "not shown",
      ],
      ["upper 95 % bound of MMD²", equivalence.upperBound?.brief ?? "none: too few units"],
    ]
  }
}

extension RejectionRate {
  /// "0.06 [0.0278, 0.125]".
  fileprivate var brief: String { "\(rate.brief) \(interval.ends)" }
}

extension Interval {
  fileprivate var ends: String { "[\(low.brief), \(high.brief)]" }
}
