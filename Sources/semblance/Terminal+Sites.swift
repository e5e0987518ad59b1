import Analyses
import Statistics

/// Rows of a table, beyond which the file of --json is better read.
private let listedRows = 40

extension Terminal {
  static func show(_ result: SitesResult) {
    warn(result.warnings)
    table(
      result.sites.map { site in
        let units = result.unit == "group" ? " of \(site.units) units" : ""
        let drawn = site.drawn < site.items ? ", \(site.drawn) drawn" : ""
        return [site.name, "\(site.items) vectors\(units)\(drawn)"]
      } + [
        ["rows", result.normalized ? "scaled to length 1" : "as given"],
        ["kernel", result.kernel.rawValue], ["bandwidth σ", result.bandwidth?.brief ?? "none"],
      ])
    show("every two sites", result.pairs)
    if let within = result.within { show("within \(within.column)", within.comparisons) }
    if let rest = result.rest { show("each against all others", rest) }
  }

  static func show(_ strata: [ShiftStrata]) {
    for strata in strata { show("within \(strata.column)", strata.comparisons) }
  }

  static func show(_ matched: ShiftMatched) {
    show()
    let share = matched.remainingShare.map { [["share of the unmatched MMD²", $0.brief]] } ?? []
    table(
      [
        ["matched by \(matched.column), MMD²", matched.mmd2.brief],
        ["95 % interval", matched.interval.bounds],
        ["p", "\(matched.pValue.brief) (smallest possible \(matched.smallestPValue.brief))"],
      ] + share + [
        [
          "\(matched.draws.count) draws",
          "\(matched.draws.low.brief) to \(matched.draws.high.brief)",
        ],
        [
          "items without a match",
          "\(matched.unmatchedReference) and \(matched.unmatchedCandidate)",
        ],
      ])
  }

  /// The largest discrepancies where there are many.
  private static func show(_ heading: String, _ comparisons: ShiftComparisons) {
    let shown = comparisons.tests.enumerated().sorted {
      ($1.element.mmd2Unbiased, $0.offset) < ($0.element.mmd2Unbiased, $1.offset)
    }.prefix(listedRows).map(\.element)
    show()
    table(
      [[heading, "n", "m", "MMD²", "95 % interval", "detects", "p", "Holm", "BH"]]
        + shown.map { test in
          [
            test.name, "\(test.n)", "\(test.m)", test.mmd2Unbiased.brief, test.interval.bounds,
            test.detectableMmd2.brief,
            test.pValue.brief, test.holmPValue.brief + (test.isSignificant ? " *" : "  "),
            test.benjaminiHochbergPValue.brief,
          ]
        })
    if !shown.isEmpty {
      show(
        "detects: the MMD² that the test by itself, at 5 %, finds with a chance of about 80 %")
    }
    let rest = comparisons.tests.count - shown.count
    if rest > 0 { show("… and \(rest) more, which --json lists") }
    for skipped in comparisons.skipped.prefix(5) {
      note("not compared: \(skipped.name): \(skipped.reason)")
    }
    let more = comparisons.skipped.count - 5
    if more > 0 { note("… and \(more) more that could not be compared, which --json lists") }
  }
}

extension Interval {
  fileprivate var bounds: String { "[\(low.brief), \(high.brief)]" }
}

extension ShiftComparison {
  fileprivate var name: String { stratum.map { "\($0): " + sides } ?? sides }
  private var sides: String { "\(reference) – \(candidate)" }
}

extension SkippedComparison {
  fileprivate var name: String {
    (stratum.map { "\($0): " } ?? "") + "\(reference) – \(candidate) (\(n) and \(m) items)"
  }
}
