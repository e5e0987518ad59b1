import Analyses
import Embeddings
import Statistics

extension DuplicatesResult {
  var picturedSamples: [String] { [shownPairs, shownConflicts].flatMap(\.samples) }

  func section(_ context: ReportContext) -> Section {
    Section(
      AnalysisHeading.duplicates.text(encoder: encoder),
      [.paragraph(verdict)] + warnings.blocks + evidenceCounts.blocks
        + cosineBlocks(context) + truthTable + sizeBlocks(context)
        + (removalCount + cutPairs == 0 ? [] : [.paragraph(keepRule)])
        + shownPairs.blocks(
          context, .closest, name: context.figureName("duplicates-pairs", encoder: encoder))
        + shownConflicts.blocks(
          context, .conflicts, name: context.figureName("duplicates-conflicts", encoder: encoder)))
  }

  private var shownPairs: ExamplePairs {
    examples?.closest ?? ExamplePairs(listed: pairs, total: pairCount)
  }
  private var shownConflicts: ExamplePairs {
    examples?.conflicts
      ?? ExamplePairs(listed: pairs.filter(\.labelsDiffer), total: labelConflicts ?? 0)
  }

  private var verdict: String {
    let evidence =
      "at cosine ≥ \(threshold.thresholdText) or with equal pixels, within and across parts"
    guard pairCount > 0 else {
      return "None of \(items.counting("image")) has a look-alike: no pair \(evidence)."
    }
    let grouped = groupSizes.reduce(0) { $0 + $1.groups * $1.members }
    return "\(grouped.grouped) of \(items.counting("image")) are in "
      + "\(groupCount.counting("group")) of look-alikes: \(pairCount.counting("pair")) \(evidence)."
  }

  private func cosineBlocks(_ context: ReportContext) -> [Block] {
    guard let cosines, !cosines.kinds.isEmpty else { return [] }
    let name = context.figureName("duplicates-cosines", encoder: encoder)
    return [.figure(cosines.figure(context, name: name, threshold: threshold))]
  }

  /// STATISTICS §2: what groups and labels say against each other; over all images.
  private var truthTable: [Block] {
    guard pairsAcrossUnits != nil || conflictingSets != nil else { return [] }
    let rows =
      (pairsAcrossUnits.map(groupRows) ?? TruthTable.unknownGroups)
      + [TruthTable.conflicts(conflictingSets, pairs: labelConflicts)]
    return [
      .table(
        Table(
          [.text("Group truth table, over all images"), .text("Found")], rows,
          caption: "Group truth table over all images"))
    ]
  }

  private func groupRows(_ pairsAcross: Int) -> [[String]] {
    let scattered = scatteredUnits.map {
      "\($0.groups.text); far is below cosine \($0.typicalCosine.formatted(digits: 4)), the median "
        + "across groups"
    }
    return [
      ["(a) the same group in two parts", "see Leakage"],
      ["(b) look-alikes of different groups", pairsAcross.counting("pair")],
      [
        "(c) groups with an image far from their others",
        scattered ?? "none can be: no two groups, or no group of two images",
      ],
    ]
  }

  private func sizeBlocks(_ context: ReportContext) -> [Block] {
    guard !groupSizes.isEmpty else { return [] }
    let name = context.figureName("duplicates-group-sizes", encoder: encoder)
    return [.figure(groupSizes.figure(context, name: name)), .table(groupTable)]
  }

  private var keepRule: String {
    let cut =
      cutPairs == 0
      ? ""
      : "\(cutPairs.counting("pair")) that only chain images with a cosine below "
        + "\(chainThreshold.formatted(digits: 4)) join no group. "
    return cut
      + "Keep rule: of each group one image stays: an evaluation image before others, then the "
      + "larger, then the one with the smaller id; \(removalCount.counting("image")) to remove."
  }

  private var groupTable: Table {
    let names = ShortNames(groups.prefix(5).flatMap(\.members).map(\.description))
    return Table(
      [
        .text("Largest groups"), .number("Images"), .number("Weakest link"),
        .number("Median link"), .number("Strongest link"),
      ],
      groups.prefix(5).map { group in
        [
          group.members.prefix(2).map { names.name($0.description, within: 32) }.joined(
            separator: ", ")
            + (group.members.count > 2 ? ", …" : ""),
          group.members.count.grouped, group.weakestLink?.formatted(digits: 4) ?? "–",
          group.medianLink?.formatted(digits: 4) ?? "–",
          group.strongestLink?.formatted(digits: 4) ?? "–",
        ]
      }, caption: "Largest groups of look-alikes, with the cosines of their links")
  }
}
