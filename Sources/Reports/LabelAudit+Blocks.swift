import Analyses
import Embeddings
import Figures
import Statistics

extension LabelAudit {
  /// Which labels are likely wrong.
  func blocks(_ context: ReportContext, _ result: LabelsResult) -> [Block] {
    [.paragraph(method(result)), .table(methodTable)]
      + (confidentLearning?.blocks ?? []) + pictures(context, result)
      + (suspects.isEmpty ? [] : [.table(suspectTable)])
  }

  private func method(_ result: LabelsResult) -> String {
    let probe =
      confidentLearning.map {
        "confident learning on the probabilities of a linear probe, fitted to the other of \($0.folds) folds "
          + "of whole \(result.unit)s; "
      } ?? ""
    let groups = clusters.map { "; the majority of its cluster, of \($0) by k-means" } ?? ""
    return
      "Labels that may be wrong, by: \(probe)the votes of its \(neighbors) nearest images"
      + "\(result.unit == "image" ? "" : " of other \(result.unit)s")\(groups). \(suspectCount.counting("image")) of \(judged.grouped) are suspected by "
      + "one of them, \(suspectsOfSeveral.grouped) by several. A suspect is for a person to look at: that a "
      + "label is unusual is no proof that it is wrong."
  }

  private var methodTable: Table {
    Table(
      [.text("Method"), .number("Suspects")],
      methods.map { [$0.method.text, $0.suspects.grouped] }, caption: "Suspect labels by method")
  }

  private func pictures(_ context: ReportContext, _ result: LabelsResult) -> [Block] {
    let names = ShortNames(suspects.prefix(result.top).map(\.id.description))
    let groups = suspects.prefix(result.top).map { suspect in
      context.labelledCell(
        suspect.id.description, names, suspect.given, note: "→ \(suspect.suggested)",
        below: [
          suspect.methods.map(\.letter).joined(separator: " ") + " · "
            + suspect.score.formatted(digits: 2)
        ])
    }
    return result.grid(
      groups, title: "Labels that may be wrong",
      subtitle: "label, → suggested one, suspected by (P probe, N neighbours, C cluster) · score",
      name: "labels-suspects",
      caption:
        "The most suspicious labels, each above the suggested one, with what suspects them (P the probe, N "
        + "neighbours, C cluster) and by how much the suggested label is favoured.", context)
  }

  private var suspectTable: Table {
    let names = ShortNames(suspects.prefix(30).map(\.id.description))
    return Table(
      [
        .number("#"), .text("Image"), .text("Given"), .text("Suggested"), .text("Suspected by"),
        .number("Score"), .number("Probability of given"), .number("Votes for given"),
      ],
      suspects.prefix(30).enumerated().map { index, suspect in
        [
          "\(index + 1)", names.name(suspect.id.description, within: 34), suspect.given,
          suspect.suggested, suspect.methods.map(\.letter).joined(separator: " "),
          suspect.score.formatted(digits: 3), suspect.selfConfidence?.significant ?? "–",
          suspect.neighborShare?.significant ?? "–",
        ]
      }, caption: "Most suspect labels")
  }
}

extension ConfidentLearningResult {
  fileprivate var blocks: [Block] {
    let interval =
      noiseInterval.map {
        " (\($0.name) \($0.percentText) from which images there are, with the probe as it is)"
      } ?? ""
    let text =
      "Confident learning estimates that \(noiseRate.percent) of the labels are wrong\(interval). The "
      + "estimate counts what a linear probe takes for wrong: where it is right in few cases, here "
      + "\(accuracy.percent), that is too many. Source: Northcutt, Jiang and Chuang (2021)."
    guard !confusions.isEmpty else { return [.paragraph(text)] }
    return [
      .paragraph(text),
      .table(
        Table(
          [.text("Given"), .text("Confidently"), .number("Images")],
          confusions.prefix(15).map { [$0.given, $0.likely, $0.items.grouped] },
          caption: "Labels that are confidently taken for others")),
    ]
  }
}

extension AuditMethod {
  fileprivate var text: String {
    switch self {
    case .confidentLearning: "P: confident learning (linear probe)"
    case .neighbors: "N: neighbours"
    case .clusters: "C: cluster"
    }
  }

  fileprivate var letter: String { String(text.prefix(1)) }
}
