import Foundation
import Statistics

/// What makes the numbers of an evaluation say less than they seem to.
struct SegmentationWarnings {
  private let set: ScoredSet
  private let counts: [MethodCounts]
  private let plan: SegmentationPlan
  private let measures: [SegmentationMeasure]
  private let units: Int

  init(
    _ set: ScoredSet, _ counts: [MethodCounts], _ measures: [SegmentationMeasure],
    _ plan: SegmentationPlan, units: Int
  ) {
    (self.set, self.counts, self.plan) = (set, counts, plan)
    (self.measures, self.units) = (measures, units)
  }

  var all: [AnalysisWarning] {
    emptyTruths + counts.flatMap(missing) + differentImages + counts.flatMap(emptyMasks) + fewUnits
      + measures.flatMap(weakTests)
  }

  private var emptyTruths: [AnalysisWarning] {
    guard set.images.allSatisfy({ $0.truth == 0 }) else { return [] }
    return [
      AnalysisWarning(
        "the true masks of all \(set.images.count.counting("image")) are empty: a method can be right only by "
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
        "\(method.method) has no mask of \(method.missing) of \(set.images.count.counting("image")); \(treatment)",
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

  private var fewUnits: [AnalysisWarning] {
    guard units < 6, counts.count == 1 else { return [] }
    return [
      AnalysisWarning(
        "\(units.counting("unit")) say\(units == 1 ? "s" : "") little of others",
        remedy: "add images of further units")
    ]
  }

  /// Pairs of which no test can reach 5 % after Holm, whatever the masks are.
  private func weakTests(_ measure: SegmentationMeasure) -> [AnalysisWarning] {
    let weak = measure.pairs.filter { $0.smallestPValue * Double(measure.pairs.count) > 0.05 }
    guard let best = weak.min(by: { $0.smallestPValue < $1.smallestPValue }) else { return [] }
    let names = weak.prefix(3).map { "\($0.a) − \($0.b)" }.joined(separator: ", ")
    let others = weak.count > 3 ? " and \(weak.count - 3) others" : ""
    let tests = measure.pairs.count == 1 ? "" : ", and Holm counts \(measure.pairs.count) pairs"
    return [
      AnalysisWarning(
        "\(measure.name.title): no signed-rank test can find a difference at 5 % for \(names)\(others): "
          + "at most \(best.decisiveUnits.counting("unit")) differ\(best.decisiveUnits == 1 ? "s" : "")\(tests)",
        remedy: "add images of further units, or compare fewer methods")
    ]
  }
}

extension MethodPair {
  /// Units that decide the test; of methods that agree in all, those that could have.
  fileprivate var decisiveUnits: Int { test.nonzero > 0 ? test.nonzero : test.zeros }

  /// Where all differences have the same sign: 2 of 2ⁿ choices of signs.
  fileprivate var smallestPValue: Double {
    min(1, 2 * pow(0.5, Double(decisiveUnits)))
  }
}
