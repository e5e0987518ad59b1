import Analyses
import Embeddings
import Figures
import Statistics

extension FilterStudy {
  /// What a trained filter accepts, and what it misses.
  func blocks(_ context: ReportContext, _ result: LabelsResult) -> [Block] {
    [
      .paragraph(text(result)), .table(table), .figure(precisionFigure(context, result)),
      .figure(rocFigure(context, result)),
    ]
      + page(missed, "Wanted images that are missed", "filter-missed", context, result)
      + page(falseAlarms, "Unwanted images that are accepted", "filter-accepted", context, result)
      + page(doubtful, "Images nearest to the threshold", "filter-doubtful", context, result)
  }

  private func text(_ result: LabelsResult) -> String {
    let point = training.point
    let goal =
      training.isGuaranteed
      ? "the lower end of whose recall's interval reaches \(training.requiredRecall.percent)"
      : "whose recall reaches \(training.requiredRecall.percent)"
    return
      "Filter: \(wanted.joined(separator: ", ")) against the rest. Each image was scored by a logistic "
      + "regression that was fitted to the other of \(training.folds) folds of whole \(training.unit)s. At "
      + "\(point.threshold.significant), the highest threshold \(goal), \(point.recall.percent) of wanted "
      + "images are accepted (\(point.recallInterval.name) \(point.recallInterval.percentText), "
      + "\(point.recallInterval.method)), and \(point.precision.percent) of accepted ones are wanted "
      + "(\(point.precisionInterval.percentText)). The precision is that of as many wanted ones among all "
      + "as here, \(shareWanted.percent); "
      + "the filter itself is fitted to all images."
  }

  private var shareWanted: Double {
    Double(training.wantedItems) / Double(training.wantedItems + training.unwantedItems)
  }

  private var table: Table {
    let point = training.point
    return Table(
      [.text("Quantity"), .number("Value")],
      [
        [
          "wanted / unwanted images",
          "\(training.wantedItems.grouped) / \(training.unwantedItems.grouped)",
        ],
        ["units (\(training.unit)s)", training.units.grouped],
        ["threshold", point.threshold.significant],
        ["recall", "\(point.recall.percent) \(point.recallInterval.percentText)"],
        ["precision", "\(point.precision.percent) \(point.precisionInterval.percentText)"],
        ["accepted", point.accepted.grouped],
        ["area under the ROC curve", training.rocArea.formatted(digits: 4)],
        ["average precision", training.averagePrecision.formatted(digits: 4)],
      ], caption: "The filter at its threshold")
  }

  private func precisionFigure(_ context: ReportContext, _ result: LabelsResult) -> NamedFigure {
    let chart = LineChart(
      title: "Precision and recall", xLabel: "recall, %", yLabel: "precision, %",
      series: [
        LineSeries(
          name: "filter", x: curve.map { 100 * $0.recall }, y: curve.map { 100 * $0.precision }),
        LineSeries(
          name: "wanted of all", x: [0, 100], y: [100 * shareWanted, 100 * shareWanted],
          style: .reference),
      ], markers: [Marker(x: 100 * training.point.recall, label: "threshold")],
      yLimits: 0...112)
    return NamedFigure(
      name: context.figureName("filter-precision-recall", encoder: result.encoder),
      figure: chart.figure(context.theme),
      caption:
        "Precision by recall over all thresholds, of images scored by what was learned from others; "
        + "average precision \(training.averagePrecision.significant). At random the precision is the "
        + "share of wanted images, \(shareWanted.percent).",
      alternative: "Precision–recall curve")
  }

  private func rocFigure(_ context: ReportContext, _ result: LabelsResult) -> NamedFigure {
    let start = [0.0]
    let chart = LineChart(
      title: "Receiver operating characteristic", xLabel: "unwanted images accepted, %",
      yLabel: "recall, %",
      series: [
        LineSeries(
          name: "filter", x: start + curve.map { 100 * $0.falsePositiveRate },
          y: start + curve.map { 100 * $0.recall }),
        LineSeries(name: "chance", x: [0, 100], y: [0, 100], style: .reference),
      ], markers: [Marker(x: 100 * acceptedUnwanted, label: "threshold")], yLimits: 0...112)
    return NamedFigure(
      name: context.figureName("filter-roc", encoder: result.encoder),
      figure: chart.figure(context.theme),
      caption: "Recall by the share of unwanted images that are accepted; area under the curve "
        + "\(training.rocArea.significant).", alternative: "ROC curve")
  }

  private var acceptedUnwanted: Double {
    Double(training.point.accepted - training.point.found) / Double(training.unwantedItems)
  }

  private func page(
    _ items: [ScoredItem], _ title: String, _ name: String, _ context: ReportContext,
    _ result: LabelsResult
  ) -> [Block] {
    let names = ShortNames(items.map(\.id.description))
    let groups = items.map { item in
      context.labelledCell(
        item.id.description, names, item.label, note: "score \(item.score.significant)")
    }
    return result.grid(
      groups, title: title,
      subtitle: "label and score; accepted from \(training.point.threshold.significant)",
      name: name, caption: "\(title), with their label and score.", context)
  }
}
