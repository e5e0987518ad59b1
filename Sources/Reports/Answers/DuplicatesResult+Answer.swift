import Analyses

extension DuplicatesResult {
  var answer: Answer {
    let grouped = groupSizes.reduce(0) { $0 + $1.groups * $1.members }
    let conflicts = conflictingSets.map { " Labels differ in \($0.text) of the groups." } ?? ""
    return Answer(
      verdict: pairCount == 0
        ? "None of \(items.counting("image")) has a look-alike."
        : "\(grouped.grouped) of \(items.counting("image")) are in "
          + "\(groupCount.counting("group")) of look-alikes; \(removalCount.counting("image")) would go to "
          + "leave one of each.\(conflicts)",
      finding: Finding(
        subject: .duplicates, isFound: pairCount > 0,
        words: pairCount > 0
          ? "\(grouped.grouped) of \(items.counting("image")) are in groups of look-alikes"
          : "a look-alike within the set (0 of \(items.counting("image")))"),
      caveats: [
        calibration?.recall.map {
          "The threshold finds \($0.percent) of lightly altered copies; what it misses stays in the set."
        } ?? "The threshold was given: what share of copies it finds is not known."
      ],
      methods:
        "Look-alikes within the set are all pairs at or above the threshold, or with equal pixels; they form "
        + "groups by connected components, split where only a chain joins unlike images.",
      basis: "n = \(items.counting("image")); cosine ≥ \(threshold.thresholdText)")
  }
}

extension GradedPairsResult {
  var answer: Answer {
    let agreed = grades.first { $0.encoders == encoders.count }?.pairs ?? 0
    return Answer(
      verdict: pairCount == 0
        ? "No encoder sees a pair."
        : "All \(encoders.count) encoders see \(agreed.grouped) of \(pairCount.counting("pair")).",
      caveats: [
        "A pair that one encoder sees may be that encoder's mistake; agreement is no proof either, as encoders "
          + "share what they were trained on."
      ],
      methods:
        "Pairs were graded by the number of encoders under which they reach the encoder's own threshold.",
      basis: "\(pairCount.counting("pair")) of \(encoders.count.counting("encoder"))")
  }
}
