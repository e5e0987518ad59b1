import Embeddings
import Statistics

/// Images whose masks were scored, with what is known of their set.
public struct ScoredSet: Sendable {
  public var dataset: String
  /// Ascending id.
  public var images: [ScoredImage]
  /// The group of each image; nil where images are the units.
  public var groups: [String]?
  /// Images without a true mask.
  public var unmasked: Int
  /// By method: images for which there is no mask.
  public var missing: [Int]
  /// By method: masks that were made of a map.
  public var thresholded: [Int]
  /// Of true masks; none or one are not told apart.
  public var labels: [Int]
  public var warnings: [AnalysisWarning]

  public init(
    dataset: String, images: [ScoredImage], groups: [String]?, unmasked: Int = 0,
    missing: [Int], thresholded: [Int], labels: [Int] = [], warnings: [AnalysisWarning] = []
  ) {
    (self.dataset, self.images, self.groups) = (dataset, images, groups)
    (self.unmasked, self.missing, self.thresholded) = (unmasked, missing, thresholded)
    (self.labels, self.warnings) = (labels, warnings)
  }
}

/// Means, intervals and paired tests of the methods of a plan.
///
/// A measure is averaged over the images of a unit and then over units, so that a unit of many images counts
/// no more than another. Two methods are compared on the images that both have; a control is compared with
/// its own method alone, so that it is no further test of the others.
/// - Parameters:
///   - set: the images, by ascending id.
///   - plan: its measures' settings, and the methods in the order of the images' scores.
///   - seed: of the resamples of intervals.
/// - Throws: `AnalysisError` where no image has a mask of any method.
public func evaluateSegmentation(
  of set: ScoredSet, plan: SegmentationPlan, seed: UInt64
) throws(AnalysisError) -> SegmentationResult {
  guard set.images.contains(where: \.hasMask) else {
    throw .missing(
      what: "image with a true mask and one of a method", items: set.dataset,
      remedy: "name the samples as the true masks do, by their ids")
  }
  let units = ImageUnits(set.images.count, groups: set.groups)
  let study = SegmentationStudy(
    set: set, plan: plan, units: units, seed: seed)
  let (counts, measures) = (study.counts, study.measures)
  return SegmentationResult(
    dataset: set.dataset, images: set.images.count,
    emptyTruths: set.images.count { $0.truth == 0 },
    truePixels: set.images.reduce(0) { $0 + $1.truth }, unmasked: set.unmasked, unit: units.name,
    units: units.members.count, object: plan.object, tolerance: plan.tolerance,
    spacing: plan.spacing, missing: plan.missing, methods: counts,
    measures: measures, labels: study.labelAgreements, examples: [], scores: set.images,
    unreadableMasks: [],
    resamples: plan.resamples, seed: seed,
    warnings: set.warnings
      + SegmentationWarnings(set, counts, measures, plan, units: units.members.count).all)
}

private struct SegmentationStudy {
  let set: ScoredSet
  let plan: SegmentationPlan
  let units: ImageUnits
  let seed: UInt64

  private var methods: [String] { plan.masks.map(\.name) }

  var counts: [MethodCounts] {
    methods.indices.map { method in
      let found = set.images.compactMap { image in
        image.scores[method].map { (isTrue: image.truth > 0, isFound: $0.overlap.predicted > 0) }
      }
      let overlaps = set.images.compactMap { $0.scores[method]?.overlap }
      let thresholded = set.thresholded[method]
      return MethodCounts(
        method: methods[method], controlOf: plan.masks[method].controlOf,
        masks: set.images.count - set.missing[method],
        pixels: overlaps.reduce(0) { $0 + $1.predicted },
        truePixels: overlaps.reduce(0) { $0 + $1.both }, missing: set.missing[method],
        thresholded: thresholded,
        threshold: thresholded == 0
          ? nil : plan.threshold(of: plan.masks[method]) ?? SegmentationPlan.standardThreshold,
        falseAlarms: found.count { !$0.isTrue && $0.isFound },
        missed: found.count { $0.isTrue && !$0.isFound },
        bothEmpty: found.count { !$0.isTrue && !$0.isFound })
    }
  }

  // MARK: Measures

  var measures: [SegmentationMeasure] {
    let asked = MaskMeasure.allCases.filter { $0 != .pooledDice || units.haveSeveralImages }
    return asked.map(measure).filter { $0.scores.contains { $0.estimate != nil } }
  }

  private func measure(_ name: MaskMeasure) -> SegmentationMeasure {
    SegmentationMeasure(
      name: name, scores: methods.indices.map { score(of: $0, name) }, pairs: pairs(name))
  }

  private func score(of method: Int, _ measure: MaskMeasure) -> MethodScore {
    let found = units.members.compactMap { members in
      unitValue(members.compactMap { set.images[$0].scores[method] }, measure)
    }
    let values = found.map(\.value)
    return MethodScore(
      method: methods[method], estimate: values.mean, interval: interval(of: values, "\(measure)"),
      median: values.isEmpty ? nil : quantile(0.5, ofSorted: values.sorted()),
      images: found.reduce(0) { $0 + $1.images }, units: values.count)
  }

  /// The mean over images with a value, or what all their pixels give; nil without any.
  private func unitValue(
    _ scores: [MaskScore], _ measure: MaskMeasure
  ) -> (value: Double, images: Int)? {
    if measure == .pooledDice {
      guard !scores.isEmpty else { return nil }
      return (MaskOverlap(pooling: scores.map(\.overlap)).dice, scores.count)
    }
    let values = scores.compactMap { $0.value(of: measure) }
    return values.mean.map { ($0, values.count) }
  }

  private func interval(of values: [Double], _ subject: String) -> Interval? {
    units.interval(
      of: values, resamples: plan.resamples, seed: seed, stream: "segmentation \(subject)")
  }

  // MARK: Pairs

  private func pairs(_ measure: MaskMeasure) -> [MethodPair] {
    let found = methods.indices.flatMap { a in
      methods.indices.dropFirst(a + 1).filter { plan.compares(a, $0) }
        .compactMap { paired(a, $0, measure) }
    }
    let adjusted = holmAdjusted(found.map(\.test.pValue))
    return zip(found, adjusted).map { pair, adjusted in
      MethodPair(
        a: methods[pair.a], b: methods[pair.b], images: pair.images,
        units: pair.differences.count, difference: pair.differences.mean ?? 0,
        interval: interval(of: pair.differences, "\(measure)"), test: pair.test,
        adjustedPValue: adjusted)
    }
  }

  private struct Paired {
    let a: Int
    let b: Int
    let images: Int
    let differences: [Double]
    let test: WilcoxonTest
  }

  /// Nil for methods without a common image.
  private func paired(_ a: Int, _ b: Int, _ measure: MaskMeasure) -> Paired? {
    var (differences, images) = ([Double](), 0)
    for members in units.members {
      let common = members.compactMap { member -> (a: MaskScore, b: MaskScore)? in
        let scores = set.images[member].scores
        guard let first = scores[a], first.value(of: measure) != nil, let second = scores[b],
          second.value(of: measure) != nil
        else { return nil }
        return (first, second)
      }
      guard let one = unitValue(common.map(\.a), measure),
        let other = unitValue(common.map(\.b), measure)
      else { continue }
      differences.append(one.value - other.value)
      images += common.count
    }
    guard !differences.isEmpty else { return nil }
    return Paired(
      a: a, b: b, images: images, differences: differences, test: WilcoxonTest(differences))
  }

  // MARK: Labels

  var labelAgreements: [LabelAgreement] {
    guard set.labels.count > 1 else { return [] }
    return set.labels.map { label in
      let found = set.images.map { image in image.labels.first { $0.label == label } }
      return LabelAgreement(
        label: label, truths: found.count { $0?.isTrue == true },
        scores: methods.indices.map { score(of: $0, label, found) })
    }
  }

  private func score(of method: Int, _ label: Int, _ found: [ScoredLabel?]) -> LabelScore {
    func values(_ measure: MaskMeasure) -> [(value: Double, images: Int)] {
      units.members.compactMap { members in
        unitValue(members.compactMap { found[$0]?.scores[method] }, measure)
      }
    }
    let dice = values(.dice)
    return LabelScore(
      method: methods[method], images: dice.reduce(0) { $0 + $1.images },
      dice: dice.map(\.value).mean,
      diceInterval: interval(of: dice.map(\.value), "label \(label)"),
      intersectionOverUnion: values(.intersectionOverUnion).map(\.value).mean,
      surfaceDice: values(.surfaceDice).map(\.value).mean)
  }
}

extension SegmentationPlan {
  /// Whether two methods are tested against each other.
  fileprivate func compares(_ a: Int, _ b: Int) -> Bool {
    switch (masks[a].controlOf, masks[b].controlOf) {
    case (nil, nil): true
    case (let method?, nil): method == masks[b].name
    case (nil, let method?): method == masks[a].name
    case (_?, _?): false
    }
  }
}
