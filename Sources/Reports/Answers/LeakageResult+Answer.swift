import Analyses
import Statistics

extension LeakageResult {
  var answer: Answer {
    Answer(
      verdict: [rateSentence, effectSentence].compactMap(\.self).joined(separator: " "),
      finding: finding, caveats: caveats,
      methods: [pairMethods, rateMethods, effectMethods].sentences,
      basis:
        "n = \(referenceItems.grouped) \(reference) and \(evaluationItems.grouped) \(evaluation) images; "
        + "cosine ≥ \(threshold.thresholdText)")
  }

  private var finding: Finding {
    let interval = "\(leakRateInterval.name) \(leakRateInterval.percentText)"
    if leakedItems > 0 {
      return Finding(
        subject: .leakage, isFound: true,
        words:
          "\(leakRate.percent) of \(evaluation) images have a look-alike in \(reference) (\(interval))"
      )
    }
    if let groups, !groups.shared.isEmpty {
      let count = groups.shared.count
      return Finding(
        subject: .leakage, isFound: true,
        words: "\(count.counting("group")) \(count == 1 ? "is" : "are") in both \(reference) and "
          + "\(evaluation)")
    }
    return Finding(
      subject: .leakage, isFound: false,
      words: "a look-alike of \(evaluation) images in \(reference) (0 of \(comparedItems.grouped); "
        + "\(interval))")
  }

  private var rateSentence: String {
    let interval = "\(leakRateInterval.name) \(leakRateInterval.percentText)"
    return leakedItems == 0
      ? "No \(evaluation) image has a look-alike in \(reference): the leak rate is 0 of "
        + "\(comparedItems.grouped) (\(interval))."
      : "\(leakedItems.grouped) of \(comparedItems.counting("\(evaluation) image")) "
        + "\(leakedItems == 1 ? "has" : "have") a look-alike in \(reference): a leak rate of "
        + "\(leakRate.percent) (\(interval))."
  }

  /// What leaks add to the accuracy of the nearest neighbour, or that groups are on both sides.
  private var effectSentence: String? {
    if let groups, !groups.shared.isEmpty {
      return
        "\(groups.shared.count.counting("group")) \(groups.shared.count == 1 ? "is" : "are") in both "
        + "sets, a leak whatever the images look like."
    }
    guard leakedItems > 0, let first = effect?.accuracies.first, let difference = first.difference
    else { return nil }
    let interval = first.interval.map { " (\($0.name) \($0.pointsText))" } ?? ""
    return "Without them the accuracy of \(first.classifier.rawValue) changes by "
      + "\((100 * -difference).formatted(digits: 2)) points\(interval)."
  }

  private var caveats: [String] {
    let recall =
      calibration?.recall.map {
        "The threshold finds \($0.percent) of lightly altered copies of these images; copies altered "
          + "further, or otherwise, are missed more often."
      }
      ?? "The threshold was given: what share of copies it finds, and how many unlike images it pairs, "
      + "is not known."
    let groups =
      groups == nil
      ? "Groups (patients, subjects) are not known of every image: the same patient in both sets, in "
        + "pictures that do not look alike, is not seen." : nil
    return [
      recall, groups,
      "A pair above the threshold is similar to this encoder; whether it is a copy is for the eye to say.",
    ].compactMap(\.self)
  }

  private var pairMethods: Prose {
    let rule: Prose =
      calibration.map {
        "The threshold of each encoder is the smallest cosine that the nearest neighbour among unlike images "
          + "reaches in at most \($0.allowedRate.finePercent) of images."
      } ?? "The threshold was given for each encoder."
    return [
      "All pairs across the two sets whose cosine is at or above a threshold, or whose pixels are equal, were "
        + "found by complete and exact search.", rule,
    ].sentences
  }

  private var rateMethods: Prose {
    let units: Prose =
      groups == nil
      ? "" : "Beside it stands an interval by drawing whole groups \(cite: .efron1993)."
    return [
      "The leak rate is the share of evaluation images with such a pair, with Wilson's 95 % interval "
        + "\(cite: .wilson1927), or the rule of three where none was found \(cite: .hanley1983).",
      units,
    ].sentences
  }

  private var effectMethods: Prose {
    effect == nil
      ? ""
      : "What leaks add to accuracy is the difference between all evaluation images and those without a pair, "
        + "with a paired bootstrap interval \(cite: .efron1993, .hesterberg2015)."
  }
}
