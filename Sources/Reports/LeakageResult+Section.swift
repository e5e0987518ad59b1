import Analyses
import Embeddings
import Statistics

extension LeakageResult {
  var picturedSamples: [String] { [shownPairs, shownConflicts].flatMap(\.samples) }

  func section(_ context: ReportContext) -> Section {
    Section(
      AnalysisHeading.leakage.text(encoder: encoder),
      [.paragraph(verdict)] + warnings.blocks
        + [.paragraph(thresholdNote), .table(rateTable)] + evidenceCounts.blocks
        + (calibration?.blocks(context, encoder: encoder) ?? []) + cosineBlocks(context)
        + truthTable + (effect?.blocks(evaluation) ?? [])
        + (removalCount == 0 ? [] : [.paragraph(keepRule)])
        + shownPairs.blocks(
          context, .closest, name: context.figureName("leakage-pairs", encoder: encoder))
        + shownConflicts.blocks(
          context, .conflicts, name: context.figureName("leakage-conflicts", encoder: encoder)))
  }

  private var shownPairs: ExamplePairs {
    examples?.closest ?? ExamplePairs(listed: pairs, total: pairCount)
  }
  private var shownConflicts: ExamplePairs {
    examples?.conflicts
      ?? ExamplePairs(listed: pairs.filter(\.labelsDiffer), total: labelConflicts ?? 0)
  }

  private var verdict: String {
    guard calibration?.isAchieved != false else {
      return
        "No threshold could be calibrated, so that only images that are equal for this encoder are "
        + "paired: \(leakedItems.grouped) of \(evaluationItems.counting("\(evaluation) image")). What "
        + "leaks is not known."
    }
    let evidence =
      "a look-alike in \(reference): an image at cosine ≥ \(threshold.thresholdText), or with equal pixels"
    guard leakedItems > 0 else {
      return "None of \(evaluationItems.counting("\(evaluation) image")) has \(evidence). The "
        + "rate of such images \(bound)." + recallNote
    }
    let interval =
      bestInterval.map { "\($0.name) \($0.percentText)\(groups == nil ? "" : " by groups")" }
      ?? "one group, which does not vary"
    return "\(leakedItems.grouped) of \(evaluationItems.counting("\(evaluation) image")) "
      + "(\(leakRate.percent), \(interval)) \(leakedItems == 1 ? "has" : "have") \(evidence)."
      + recallNote
  }

  /// Where none was found.
  private var bound: String {
    bestInterval.map {
      "is below \($0.high.percent) with 95 % confidence "
        + "(\($0.method)\(groups == nil ? "" : ", by groups"))"
    } ?? "has no bound, as there is one group"
  }

  /// What a rate at this threshold leaves out.
  private var recallNote: String {
    calibration?.recall.map { " The threshold finds \($0.percent) of lightly altered copies." }
      ?? ""
  }

  private var thresholdNote: String {
    let origin =
      calibration.map {
        "The threshold is calibrated: \($0.falsePairs.count.grouped) of "
          + "\($0.falsePairs.total.counting("image")) have an unlike neighbour at it, where "
          + "\($0.allowedRate.finePercent) were allowed"
      } ?? "The threshold is the plan's"
    return "\(origin); a pair above it is similar, and whether it is a duplicate is for the eye to "
      + "say."
  }

  /// The leak rate three times: of pairs, images and units.
  private var rateTable: Table {
    let pairsInAll = referenceItems * evaluationItems
    let rows = [
      [
        "pairs", pairCount.grouped, pairsInAll.grouped, pairRate.finePercent,
        "none: pairs that share an image are not independent",
      ],
      [
        "\(evaluation) images", leakedItems.grouped, comparedItems.grouped, leakRate.percent,
        "\(leakRateInterval.percentText) \(leakRateInterval.method)",
      ],
    ]
    let groupRows: [[String]] =
      groups.map { groups in
        let interval = groups.leakRateInterval
        return [
          [
            "the same, drawing groups", leakedItems.grouped, evaluationItems.grouped,
            leakRate.percent,
            interval.map { "\($0.percentText) \($0.method)\(groups.drawing)" }
              ?? "– one group does not vary",
          ],
          ["\(evaluation) groups"] + groups.leaked.cells,
        ]
      } ?? [["\(evaluation) groups", "–", "–", "–", "groups are not known of every image"]]
    return Table(
      [
        .text("Leak rate by"), .number("Leaked"), .number("Of"), .number("Rate"),
        .text("95 % interval"),
      ], rows + groupRows, caption: "The leak rate of pairs, images and groups")
  }

  private func cosineBlocks(_ context: ReportContext) -> [Block] {
    guard let cosines, !cosines.kinds.isEmpty else { return [] }
    let name = context.figureName("leakage-cosines", encoder: encoder)
    return [.figure(cosines.figure(context, name: name, threshold: threshold))]
  }

  /// STATISTICS §2: what groups and labels say against each other; across both sets.
  private var truthTable: [Block] {
    guard groups != nil || conflictingSets != nil else { return [] }
    let rows =
      (groups?.truthRows(reference, evaluation) ?? TruthTable.unknownGroups)
      + [TruthTable.conflicts(conflictingSets, pairs: labelConflicts)]
    let table = Block.table(
      Table(
        [.text("Group truth table, across both sets"), .text("Found")], rows,
        caption: "Group truth table across both sets"))
    guard let groups, !groups.shared.isEmpty else { return [table] }
    return [table, .table(groups.sharedTable)]
  }

  private var keepRule: String {
    "Keep rule: of each pair the image of \(evaluation) stays and the image of \(reference) goes; "
      + "\(removalCount.counting("image")) of \(reference) to remove."
  }
}

extension LeakedGroups {
  /// ", 999 draws, seed 1"; nothing where nothing was drawn.
  var drawing: String {
    guard let resamples, let seed else { return "" }
    return ", \(resamples.grouped) draws, seed \(seed)"
  }

  fileprivate func truthRows(_ reference: String, _ evaluation: String) -> [[String]] {
    [
      ["(a) the same group in \(reference) and \(evaluation)", shared.count.counting("group")],
      ["(b) look-alikes of different groups", pairsAcrossGroups.counting("pair")],
      ["(c) groups with an image far from their others", "see Duplicates"],
    ]
  }

  fileprivate var sharedTable: Table {
    let rows = shared.prefix(5).map {
      [$0.group.shortened(to: 40), $0.referenceItems.grouped, $0.evaluationItems.grouped]
    }
    let rest = shared.count - rows.count
    return Table(
      [.text("Group in both sets"), .number("Reference images"), .number("Evaluation images")],
      rows + (rest > 0 ? [["and \(rest.grouped) more in run.json", "", ""]] : []),
      caption: "Groups in both sets")
  }
}
