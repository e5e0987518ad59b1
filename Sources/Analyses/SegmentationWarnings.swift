/// What makes the numbers of an evaluation say less than they seem to.
struct SegmentationWarnings {
  private let set: ScoredSet
  private let counts: [MethodCounts]
  private let plan: SegmentationPlan
  private let units: Int

  init(_ set: ScoredSet, _ counts: [MethodCounts], _ plan: SegmentationPlan, units: Int) {
    (self.set, self.counts, self.plan, self.units) = (set, counts, plan, units)
  }

  var all: [AnalysisWarning] {
    emptyTruths + counts.flatMap(missing) + differentImages + counts.flatMap(emptyMasks) + fewUnits
  }

  private var emptyTruths: [AnalysisWarning] {
    guard set.images.allSatisfy({ $0.truth == 0 }) else { return [] }
    return [
      AnalysisWarning(
        "the true masks of all \(set.images.count) images are empty: a method can be right only by "
          + "finding nothing",
        remedy: plan.object == .anything
          ? "look whether the masks are the right files"
          : "ask for a label that they have (--label)")
    ]
  }

  private func missing(_ method: MethodCounts) -> [AnalysisWarning] {
    guard method.missing > 0 else { return [] }
    let treatment =
      switch plan.missing {
      case .leftOut: "they are left out of its means"
      case .empty: "they count as if nothing had been found"
      }
    return [
      AnalysisWarning(
        "\(method.method) has no mask of \(method.missing) of \(set.images.count) images; \(treatment)",
        remedy: plan.missing == .leftOut
          ? "add them, or count them as empty (--missing empty)" : "add them where they exist")
    ]
  }

  private var differentImages: [AnalysisWarning] {
    let sets = counts.indices.map { method in
      set.images.indices.filter { set.images[$0].scores[method] != nil }
    }
    guard Set(sets).count > 1 else { return [] }
    return [
      AnalysisWarning(
        "the methods have masks of different images, so that their means are not of the same ones",
        remedy: "compare them by the table of pairs, which takes only images that both have")
    ]
  }

  private func emptyMasks(_ method: MethodCounts) -> [AnalysisWarning] {
    guard method.masks > 0, method.missed == set.images.count(where: { $0.truth > 0 }),
      method.missed > 0, method.falseAlarms == 0
    else { return [] }
    return [
      AnalysisWarning(
        "\(method.method): all masks are empty",
        remedy: "look whether they are the right files, and at the threshold")
    ]
  }

  /// The smallest p of a signed-rank test is 2 · 2⁻ⁿ.
  private var fewUnits: [AnalysisWarning] {
    guard units < 6 else { return [] }
    let finding =
      counts.count > 1
      ? "with \(units) units no signed-rank test can find a difference at 5 %"
      : "\(units) units say little of others"
    return [AnalysisWarning(finding, remedy: "add images of further units")]
  }
}
