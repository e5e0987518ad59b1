import Analyses
import Embeddings
import Statistics

extension Terminal {
  /// How good suggestions are, and how many there are.
  static func show(vote result: LabelsResult) {
    guard let vote = result.vote else { return }
    table(voteRows(vote, result) + suggestionRows(result))
  }

  private static func voteRows(_ vote: LabelVote, _ result: LabelsResult) -> [[String]] {
    [
      [
        "items with a label",
        "\(result.labelled) (\(result.labels.count) labels, \(result.units) \(result.unit)s)",
      ],
      ["accuracy of all suggestions", "\(vote.accuracy.brief) \(vote.interval.brief)"],
      ["expected calibration error", vote.expectedCalibrationError.brief],
      ["least confidence", vote.confidence?.brief ?? "none does"],
    ]
      + (vote.chosen.map { chosen in
        [
          ["accuracy at it", "\(chosen.accuracy.brief) \(chosen.interval.brief)"],
          ["coverage at it", chosen.coverage.brief],
        ]
      } ?? [])
  }

  private static func suggestionRows(_ result: LabelsResult) -> [[String]] {
    guard let counts = result.suggestionCounts else { return [] }
    return [
      ["items without a label", "\(counts.suggested + counts.abstained)"],
      ["suggested a label", "\(counts.suggested)"], ["left to people", "\(counts.abstained)"],
    ]
  }

  /// Suspects of each method, and the first of all.
  static func show(audit result: LabelsResult) {
    guard let audit = result.audit else { return }
    if let vote = result.vote { table(voteRows(vote, result)) }
    show()
    table(
      [["judged items", "\(audit.judged)"]]
        + audit.methods.map { ["suspects by \($0.method.rawValue)", "\($0.suspects)"] } + [
          ["suspects by several", "\(audit.suspectsOfSeveral)"],
          ["suspects", "\(audit.suspectCount)"],
        ] + noiseRows(audit))
    guard !audit.suspects.isEmpty else { return }
    show()
    table(
      [["id", "label", "suggested", "score", "suspected by"]]
        + audit.suspects.prefix(10).map {
          [
            "\($0.id)", $0.given, $0.suggested, $0.score.brief,
            $0.methods.map(\.rawValue).joined(separator: " "),
          ]
        })
    if audit.suspects.count > 10 {
      show("… \(audit.suspects.count - 10) more; --csv and --json list them")
    }
  }

  private static func noiseRows(_ audit: LabelAudit) -> [[String]] {
    guard let learning = audit.confidentLearning else { return [] }
    return [
      [
        "estimated share of wrong labels",
        "\(learning.noiseRate.brief) \(learning.noiseInterval?.brief ?? "")",
      ],
      ["accuracy of the linear probe", learning.accuracy.brief],
    ]
  }

  /// What a filter does at its threshold.
  static func show(filter result: LabelsResult) {
    guard let training = result.filter?.training else { return }
    let point = training.point
    table([
      ["wanted items", "\(training.wantedItems)"], ["unwanted items", "\(training.unwantedItems)"],
      ["units (\(training.unit)s)", "\(training.units)"], ["threshold", point.threshold.brief],
      ["recall", "\(point.recall.brief) \(point.recallInterval.brief)"],
      ["precision", "\(point.precision.brief) \(point.precisionInterval.brief)"],
      ["accepted", "\(point.accepted) of \(training.wantedItems + training.unwantedItems)"],
      ["area under the ROC curve", training.rocArea.brief],
      ["average precision", training.averagePrecision.brief],
    ])
  }

  /// The first items to label.
  static func show(_ selection: LabelSelection) {
    table(
      [["rank", "id", "score"]]
        + selection.items.prefix(10).enumerated().map {
          ["\($0 + 1)", "\($1.id)", $1.score?.brief ?? "–"]
        })
    if selection.items.count > 10 {
      show("… \(selection.items.count - 10) more; --csv and --json list them")
    }
  }
}
