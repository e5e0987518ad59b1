import Analyses
import Figures
import Statistics

extension ShiftResult {
  /// Blocks of each column within whose values the sets were compared.
  func strataBlocks(_ context: ReportContext) -> [Block] {
    (strata ?? []).flatMap { strata -> [Block] in
      let tests = strata.comparisons.tests
      let found = tests.significantCount
      let sentence =
        "Within \(strata.column), \(found.grouped) of \(tests.count.counting("stratum", plural: "strata")) "
        + "\(found == 1 ? "shows" : "show") a difference after Holm's correction over them, under the "
        + "kernel of the whole comparison. \u{201C}Detected at 80 %\u{201D} is the MMD² that a test by itself, at "
        + "5 %, finds about that often."
      return [.paragraph(sentence)]
        + strata.comparisons.blocks(sides: nil, stratum: strata.column)
        + (tests.isEmpty ? [] : [.figure(strataFigure(strata, context))])
    }
  }

  private func strataFigure(_ strata: ShiftStrata, _ context: ReportContext) -> NamedFigure {
    let chart = strata.comparisons.intervals(
      title: "Shift within \(strata.column)", first: [wholeRow("all items")]
    ) { $0.stratum ?? "" }
    return NamedFigure(
      name: context.figureName("shift-strata-\(strata.column)", encoder: encoder),
      figure: chart.figure(context.theme),
      caption: "Squared MMD of all items and within each \(strata.column); 0 is no difference.",
      alternative:
        "Intervals within \((chart.rows.count - 1).counting("stratum", plural: "strata"))")
  }

  fileprivate func wholeRow(_ name: String) -> IntervalRow {
    IntervalRow(name: name, estimate: mmd2Unbiased, low: interval.low, high: interval.high)
  }
}

extension ShiftResult {
  /// Blocks of the comparison at a common mix.
  func matchedBlocks(_ context: ReportContext) -> [Block] {
    guard let matched else { return [] }
    return [
      .paragraph(matched.sentence), .table(matched.table), .figure(matchedFigure(matched, context)),
      .paragraph(matched.method),
    ]
  }

  private func matchedFigure(_ matched: ShiftMatched, _ context: ReportContext) -> NamedFigure {
    let rows = [
      wholeRow("all items"),
      IntervalRow(
        name: "matched by \(matched.column)", estimate: matched.mmd2, low: matched.interval.low,
        high: matched.interval.high),
    ]
    let chart = IntervalPlot(
      title: "Shift with and without matching", xLabel: "squared MMD (unbiased, 95 % interval)",
      rows: rows, reference: 0)
    return NamedFigure(
      name: context.figureName("shift-matched-\(matched.column)", encoder: encoder),
      figure: chart.figure(context.theme),
      caption:
        "Squared MMD of all items, and at a common mix of \(matched.column); 0 is no difference.",
      alternative: "Matched \(matched.mmd2.significant), unmatched \(mmd2Unbiased.significant)")
  }
}

extension ShiftMatched {
  fileprivate var sentence: String {
    let share =
      remainingShare.map { ", \($0.percent) of the \(unmatchedMmd2.significant) without matching" }
      ?? "; without matching it is \(unmatchedMmd2.significant)"
    return "With each \(column) as frequent on one side as on the other, MMD² is "
      + "\(mmd2.significant) \(interval.text), p = \(pValue.significant)\(share). "
      + "\(draws.count) matched draws gave \(draws.low.significant) to \(draws.high.significant). "
      + reading
  }

  /// Nothing is attributed where nothing was found.
  private var reading: String {
    remainingShare == nil
      ? "Without a difference to begin with, matching tells nothing."
      : "What matching takes away goes with the mix of \(column); what remains does not. The share "
        + "has no interval."
  }

  fileprivate var table: Table {
    Table(
      [
        .text(column), .number("n / units"), .number("m / units"),
        .number("Share of the common mix"),
      ],
      values.prefix(60).map { value in
        [
          value.value, "\(value.rowsX.grouped) / \(value.unitsX.grouped)",
          "\(value.rowsY.grouped) / \(value.unitsY.grouped)",
          value.weight > 0 ? value.weight.percent : "not matched",
        ]
      }, caption: "The common mix of \(column)")
  }

  fileprivate var method: String {
    "The common mix takes min(n, m) items of each value that has two units on each side; "
      + "\(unmatchedReference.grouped) and \(unmatchedCandidate.grouped) items have no match. The estimate "
      + "is the mean over all such draws, Σ q_u q_v (A_uv + B_uv − 2C_uv) with q the mix and A, B, C mean "
      + "kernels of pairs of different units by their values; p permutes units within values, the "
      + "interval is a \(interval.method)."
  }
}
