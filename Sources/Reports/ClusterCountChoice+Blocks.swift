import Analyses
import Figures
import Statistics

extension ClustersResult {
  /// Why there are so many clusters, and how stable other numbers would be.
  func choiceBlocks(_ context: ReportContext) -> [Block] {
    let sample = study.map { [Block.paragraph($0.text)] } ?? []
    guard let choice else { return sample }
    let figures = [choice.silhouetteChart, choice.gapChart, choice.stabilityChart]
    return [.paragraph(choice.text)] + sample
      + figures.compactMap(\.self).map { chart in
        .figure(
          NamedFigure(
            name: context.figureName("clusters-\(chart.name)", encoder: encoder),
            figure: chart.chart.figure(context.theme), caption: chart.caption,
            alternative: "\(chart.chart.title), \(choice.chosen) chosen"))
      } + [.table(choice.table)]
  }
}

extension ClusterStudy {
  fileprivate var text: String {
    "Choice and stability are of \(items.counting("image")), along "
      + "\(components.counting("principal component")) (\(explainedVariance.percent) of their variance)."
  }
}

/// A chart over numbers of clusters.
private struct CountChart {
  let name: String
  let chart: LineChart
  let caption: String
}

extension ClusterCountChoice {
  fileprivate var text: String {
    let reason =
      switch verdict {
      case .agree: "Silhouette and gap statistic both name \(chosen)."
      case .disagree:
        "The silhouette names \(bySilhouette) and the gap statistic \(byGap ?? 0): how many clusters "
          + "there are is not certain, and those of the largest silhouette are shown."
      case .oneCluster:
        "By the rule of the gap statistic the data are no more than one cluster"
          + (largestGap == 1
            ? ". "
            : ", though its gap is largest at \(largestGap ?? 1): three or more groups as far from "
              + "each other can hide behind two. ")
          + "Those of the largest silhouette are shown; they need not be groups."
      case .undecided:
        "The gap statistic names none before the end of the range, so that the silhouette alone names "
          + "\(bySilhouette)."
      }
    let close = nearlyAsGood.map(String.init)
    let others =
      close.isEmpty
      ? "" : " Within 0.01 of the largest silhouette: \(close.joined(separator: ", "))."
    return "Number of clusters: \(chosen). \(reason)\(others)"
  }

  fileprivate var silhouetteChart: CountChart? {
    let shown = evidence.filter { $0.silhouette != nil }
    return CountChart(
      name: "silhouette",
      chart: chart(
        "Silhouette by number of clusters", y: "silhouette",
        [
          LineSeries(
            name: "", x: shown.map { Double($0.clusters) }, y: shown.compactMap(\.silhouette))
        ], marked: bySilhouette, "largest"),
      caption: "Mean silhouette of k-means; greater is better. The line marks the largest.")
  }

  fileprivate var gapChart: CountChart? {
    let shown = evidence.filter { $0.gap != nil }
    guard !shown.isEmpty else { return nil }
    let (gaps, errors) = (shown.compactMap(\.gap), shown.compactMap(\.gapStandardError))
    return CountChart(
      name: "gap",
      chart: chart(
        "Gap statistic by number of clusters", y: "gap",
        [
          LineSeries(
            name: "", x: shown.map { Double($0.clusters) }, y: gaps,
            low: zip(gaps, errors).map { $0 - $1 }, high: zip(gaps, errors).map { $0 + $1 })
        ], marked: byGap, "by its rule"),
      caption: "Gap statistic against \(references) sets of uniform reference data, ± its standard "
        + "error. "
        + (byGap == nil
          ? "No number satisfies its rule before the end of the range."
          : "The line marks the smallest number whose gap is within a standard error of the next."))
  }

  fileprivate var stabilityChart: CountChart? {
    let series = [
      stability("between starts") { $0.restarts }, stability("between halves") { $0.halves },
    ].filter { !$0.x.isEmpty }
    guard !series.isEmpty else { return nil }
    return CountChart(
      name: "stability",
      chart: chart(
        "Stability by number of clusters", y: "adjusted Rand index", series, marked: chosen,
        "chosen"),
      caption:
        "Adjusted Rand index between clusterings from single starts, and between those of two "
        + "disjoint halves applied to all; bands from the least to the greatest.")
  }

  private func stability(
    _ name: String, _ part: (ClusterStability) -> AgreementSpread?
  ) -> LineSeries {
    let shown = evidence.compactMap { entry in
      entry.stability.flatMap(part).map { (Double(entry.clusters), $0) }
    }
    return LineSeries(
      name: name, x: shown.map(\.0), y: shown.map(\.1.mean), low: shown.map(\.1.low),
      high: shown.map(\.1.high))
  }

  private func chart(
    _ title: String, y: String, _ series: [LineSeries], marked: Int?, _ mark: String
  ) -> LineChart {
    LineChart(
      title: title, xLabel: "number of clusters", yLabel: y, series: series,
      markers: marked.map { [Marker(x: Double($0), label: "\(mark): \($0)")] } ?? [])
  }

  fileprivate var table: Table {
    Table(
      [
        .number("Clusters"), .number("Silhouette"), .number("Gap"), .number("Standard error"),
        .number("ARI between starts"), .number("ARI between halves"),
      ],
      evidence.map { entry in
        [
          "\(entry.clusters)", entry.silhouette?.digits3 ?? "–", entry.gap?.digits3 ?? "–",
          entry.gapStandardError?.digits3 ?? "–", entry.stability?.restarts?.text ?? "–",
          entry.stability?.halves?.text ?? "–",
        ]
      }, caption: "Evidence for numbers of clusters")
  }
}
