import Analyses
import Embeddings
import Statistics

extension LeakageResult {
  var picturedSamples: [String] { pairs.picturedSamples }

  func section(_ context: ReportContext) -> Section {
    Section(
      AnalysisHeading.leakage.text(encoder: encoder),
      warnings.blocks + [.paragraph(verdict), .table(countTable)]
        + pairs.blocks(
          context, figure: context.figureName("leakage-closest-pairs", encoder: encoder)))
  }

  private var verdict: String {
    let rate =
      "\(leakedItems.grouped) of \(evaluationItems.counting("\(evaluation) image")) "
      + "(\(leakRate.percent), \(leakRateInterval.name) \(leakRateInterval.percentText), "
      + "\(leakRateInterval.method))"
    return "\(rate) have at least one image of \(reference) at cosine ≥ \(threshold) or with equal "
      + "pixels. The threshold is the plan's; a pair above it is similar, and whether it is a "
      + "duplicate is for the eye to say."
  }

  private var countTable: Table {
    let rows = evidenceCounts.map {
      ["pairs with evidence \($0.evidence.rawValue)", $0.pairs.grouped]
    }
    let conflicts = labelConflicts.map { [["pairs whose labels differ", $0.grouped]] } ?? []
    return Table(
      [.text("Across \(reference) and \(evaluation)"), .number("Count")],
      [["pairs", pairCount.grouped]] + rows + conflicts)
  }
}

extension DuplicatesResult {
  var picturedSamples: [String] { pairs.picturedSamples }

  func section(_ context: ReportContext) -> Section {
    Section(
      AnalysisHeading.duplicates.text(encoder: encoder),
      warnings.blocks + [.paragraph(verdict)]
        + pairs.blocks(
          context, figure: context.figureName("duplicates-closest-pairs", encoder: encoder))
        + (groups.isEmpty ? [] : [.table(groupTable)]))
  }

  private var verdict: String {
    "\(pairCount.counting("pair")) among \(items.counting("image")), within and across parts, at "
      + "cosine ≥ \(threshold) or with equal pixels; they form \(groupCount.counting("group"))."
  }

  private var groupTable: Table {
    Table(
      [
        .text("Largest groups"), .number("Members"), .number("Weakest link"),
        .number("Strongest link"),
      ],
      groups.prefix(5).map { group in
        [
          group.members.prefix(3).map(\.description).joined(separator: ", ")
            + (group.members.count > 3 ? ", …" : ""),
          group.members.count.grouped, group.weakestLink.formatted(digits: 4),
          group.strongestLink.formatted(digits: 4),
        ]
      })
  }
}
