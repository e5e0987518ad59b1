import Analyses
import Embeddings
import Statistics

extension LeakageResult {
  var picturedSamples: [String] { pairs.picturedSamples }

  func section(_ context: ReportContext) -> Section {
    Section(
      AnalysisHeading.leakage.text(encoder: encoder),
      warnings.blocks + [.paragraph(verdict), .table(countTable)] + groupBlocks
        + [.paragraph(keepRule)] + (effect?.blocks(evaluation) ?? [])
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
    let conflicts = [
      labelConflicts.map { ["pairs whose labels differ", $0.grouped] },
      conflictingSets.map { ["sets of look-alikes whose labels differ", $0.text] },
    ].compactMap { $0 }
    return Table(
      [.text("Across \(reference) and \(evaluation)"), .number("Count")],
      [["pairs", "\(pairCount.grouped) (\(pairRate.percent) of all)"]] + rows + conflicts)
  }

  /// What leaks by groups, where the items have groups.
  private var groupBlocks: [Block] {
    guard let groups else { return [] }
    let table = Table(
      [.text("By groups"), .number("Count")],
      [
        ["\(evaluation) groups with a leaked image", groups.leaked.text],
        [
          "leak rate of images, drawing groups",
          groups.leakRateInterval.map { "\(leakRate.percent) \($0.percentText), \($0.method)" }
            ?? "one group: no interval",
        ],
        ["groups in both sets", groups.shared.count.grouped],
        ["pairs of two groups", groups.pairsAcrossGroups.grouped],
      ])
    guard !groups.shared.isEmpty else { return [.table(table)] }
    return [.table(table), .table(groups.sharedTable)]
  }

  private var keepRule: String {
    "Of each pair the image of \(evaluation) stays and the image of \(reference) goes: "
      + "\(removalCount.counting("image")) of \(reference) to remove."
  }
}

extension LeakedGroups {
  fileprivate var sharedTable: Table {
    Table(
      [.text("Group in both sets"), .number("Reference images"), .number("Evaluation images")],
      shared.prefix(10).map {
        [$0.group, $0.referenceItems.grouped, $0.evaluationItems.grouped]
      })
  }
}

extension DuplicatesResult {
  var picturedSamples: [String] { pairs.picturedSamples }

  func section(_ context: ReportContext) -> Section {
    Section(
      AnalysisHeading.duplicates.text(encoder: encoder),
      warnings.blocks + [.paragraph(verdict)] + truthTable + [.paragraph(keepRule)]
        + pairs.blocks(
          context, figure: context.figureName("duplicates-closest-pairs", encoder: encoder))
        + (groups.isEmpty ? [] : [.table(groupTable)]))
  }

  private var verdict: String {
    "\(pairCount.counting("pair")) among \(items.counting("image")), within and across parts, at "
      + "cosine ≥ \(threshold) or with equal pixels; they form \(groupCount.counting("group"))."
  }

  /// What labels and groups say of the look-alikes, where there are any.
  private var truthTable: [Block] {
    let rows = [
      labelConflicts.map { ["pairs whose labels differ", $0.grouped] },
      conflictingSets.map { ["groups of look-alikes whose labels differ", $0.text] },
      pairsAcrossUnits.map { ["pairs of two patients or other units", $0.grouped] },
      scatteredUnits.map {
        [
          "units with an image farther from its others than cosine "
            + "\($0.typicalCosine.formatted(digits: 4)), the median across units", $0.groups.text,
        ]
      },
    ].compactMap { $0 }
    return rows.isEmpty ? [] : [.table(Table([.text("Labels and units"), .number("Count")], rows))]
  }

  private var keepRule: String {
    let cut =
      cutPairs == 0
      ? ""
      : "\(cutPairs.counting("pair")) that only chain images with a cosine below "
        + "\(chainThreshold.formatted(digits: 4)) join no group. "
    return cut
      + "Of each group one image stays: an evaluation image before others, then the larger, "
      + "then the one with the smaller id; \(removalCount.counting("image")) to remove."
  }

  private var groupTable: Table {
    Table(
      [
        .text("Largest groups"), .number("Members"), .number("Weakest link"),
        .number("Median link"), .number("Strongest link"),
      ],
      groups.prefix(5).map { group in
        [
          group.members.prefix(3).map(\.description).joined(separator: ", ")
            + (group.members.count > 3 ? ", …" : ""),
          group.members.count.grouped, group.weakestLink.formatted(digits: 4),
          group.medianLink.formatted(digits: 4), group.strongestLink.formatted(digits: 4),
        ]
      })
  }
}
