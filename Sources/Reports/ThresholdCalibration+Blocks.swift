import Analyses
import Figures

extension ThresholdCalibration {
  /// How the threshold came about, what it would have done elsewhere, and what it finds.
  func blocks(_ context: ReportContext, encoder: String?) -> [Block] {
    [
      .paragraph(summary),
      .figure(curves(context, name: context.figureName("leakage-calibration", encoder: encoder))),
    ] + (alterations.isEmpty ? [] : [.table(recallTable)])
  }

  private var summary: String {
    let copies =
      itemsWithCopies == 0
      ? ""
      : " \(itemsWithCopies.counting("image")) have neighbours that stand apart as copies do; these "
        + "neighbours were left out."
    let agreement = hashes.map {
      " Among unlike nearest neighbours perceptual hashes agree in \($0.phash.rate.percent) (pHash) "
        + "and \($0.dhash.rate.percent) (dHash) of cases, which is what they are worth as evidence."
    }
    return
      "Calibration: of \(falsePairs.total.counting("image")), \(falsePairs.count.grouped) have a "
      + "nearest unlike neighbour at cosine ≥ \(threshold.thresholdText).\(copies)\(agreement ?? "")"
  }

  private func curves(_ context: ReportContext, name: String) -> NamedFigure {
    // A threshold of 1 has no place on a logarithmic axis.
    let points = curve.filter { $0.threshold < 1 }
    let distances = points.map { 1 - $0.threshold }
    let recalls = points.map(\.recalls)
    let series = [
      LineSeries(name: "unlike neighbours", x: distances, y: points.map(\.falsePairRate.drawn)),
      LineSeries(name: "all neighbours", x: distances, y: points.map(\.neighborRate.drawn)),
      LineSeries(
        name: "rate allowed", x: distances, y: distances.map { _ in allowedRate },
        style: .reference),
    ]
    let found = LineSeries(
      name: "altered copies", x: distances, y: recalls.map(\.mean.drawn))
    let chart = LineChart(
      title: "What a threshold pairs", xLabel: "1 − threshold (log scale)",
      yLabel: "share paired (log scale)",
      series: series + (alterations.isEmpty ? [] : [found]),
      markers: [Marker(x: 1 - threshold, label: "threshold \(threshold.thresholdText)")]
        .filter { $0.x > 0 }, axes: .logarithmic)
    return NamedFigure(
      name: name, figure: chart.figure(context.theme), caption: caption,
      alternative: "Shares of unlike neighbours and of altered copies by threshold")
  }

  private var caption: String {
    let copies =
      alterations.isEmpty
      ? "" : "; mean recall over the kinds of altered copies"
    return "Images whose nearest neighbour reaches a threshold, without and with presumed copies"
      + "\(copies)."
  }

  private var recallTable: Table {
    Table(
      [.text("Altered copies"), .number("Copies"), .number("Found"), .number("95 % interval")],
      alterations.map {
        [
          $0.alteration, $0.found.total.grouped, $0.found.rate.percent,
          $0.found.interval.percentText,
        ]
      }, caption: "Altered copies that the threshold finds, by alteration")
  }
}

extension [Double] {
  fileprivate var mean: Double { isEmpty ? 0 : reduce(0, +) / Double(count) }
}

extension Double {
  /// Nothing at all has no place on a logarithmic axis.
  fileprivate var drawn: Double { self > 0 ? self : .nan }
}
