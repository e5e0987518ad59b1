import Analyses
import Statistics

extension LabelsResult {
  var answer: Answer {
    Answer(
      verdict: verdict,
      caveats: vote == nil && audit == nil && filter == nil
        ? []
        : [
          unit == "image"
            ? "Images are taken as independent: look-alikes of one patient or scene vote for each other."
            : nil,
          audit == nil
            ? nil
            : "A suspect label may be right and the image rare: nothing is relabelled without being looked at.",
        ].compactMap(\.self),
      methods: methods,
      basis: "n = \(labelled.counting("labelled image"))"
        + (unit == "image" ? "" : " of \(units.counting(unit))") + "; unit: \(unit); seed \(seed)")
  }

  private var verdict: String {
    let sentences = [
      vote.map {
        "Neighbours foretell the label of \($0.accuracy.percent) of \($0.judged.counting("image")) "
          + "(\($0.interval.name) \($0.interval.percentText)), \($0.againstCommonest)."
      },
      audit.map {
        "\($0.suspectCount.counting("label")) of \($0.judged.grouped) \($0.suspectCount == 1 ? "is" : "are") "
          + "suspect\(vote?.isTold == false ? ", by methods that here tell little" : "")."
      },
      filter.map {
        "The filter keeps \($0.training.point.recall.percent) of wanted images "
          + "(\($0.training.point.recallInterval.name) \($0.training.point.recallInterval.percentText)), and "
          + "\($0.training.point.precision.percent) of what it keeps is wanted."
      },
    ].compactMap(\.self)
    guard !sentences.isEmpty else {
      return "\(labelled.counting("image")) of \((labelled + unlabelled).grouped) have a label."
    }
    return sentences.prefix(2).joined(separator: " ")
  }

  private var methods: Prose {
    var prose: [Prose] = []
    if vote != nil {
      prose.append(
        "Labels were suggested by the votes of nearest neighbours of other \(unit)s \(cite: .caron2021), and their "
          + "calibration told by the expected calibration error \(cite: .guo2017).")
    }
    if audit?.confidentLearning != nil {
      prose.append("Suspect labels were found by confident learning \(cite: .northcutt2021).")
    }
    if filter != nil {
      prose.append(
        "The filter is a logistic regression on the vectors; its threshold was chosen on scores that each image "
          + "has from a regression on other \(unit)s.")
    }
    return prose.sentences
  }
}

extension LabelVote {
  /// Of the judged items those with the most frequent label: what always naming it gets right.
  private var commonestShare: Double {
    let counts = labels.map(\.judged)
    return Double(counts.max() ?? 0) / Double(max(1, counts.reduce(0, +)))
  }

  /// Whether votes are better than always naming the commonest label.
  fileprivate var isTold: Bool { interval.low > commonestShare }

  fileprivate var againstCommonest: String {
    let commonest = "the commonest label, \(commonestShare.percent)"
    if isTold { return "more than always naming \(commonest)" }
    return interval.high < commonestShare
      ? "less than always naming \(commonest)" : "no better than always naming \(commonest)"
  }
}
