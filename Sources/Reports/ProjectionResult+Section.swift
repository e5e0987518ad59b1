import Analyses
import Figures
import Foundation

extension ProjectionResult {
  func section(_ context: ReportContext, clusters: ClustersResult?) -> Section {
    var figures = [explainedVariance(context)]
    if let labels = plane.labels {
      figures.append(scatter(context, by: "label", labels))
    }
    if let clusters {
      let names = plane.rows.map(clusters.name(ofItem:))
      figures.append(scatter(context, by: "cluster", names))
    }
    return Section(
      AnalysisHeading.projection.text(encoder: encoder),
      warnings.blocks + [.paragraph(summary)] + figures.map { .figure($0) })
  }

  private var summary: String {
    let first = explainedVarianceRatio.prefix(2).reduce(0, +)
    let all = explainedVarianceRatio.reduce(0, +)
    return "Principal components of \(items.counting("image")): the first two explain "
      + "\(first.percent) of the variance, the first \(explainedVarianceRatio.count) \(all.percent)."
  }

  private func explainedVariance(_ context: ReportContext) -> NamedFigure {
    let numbers = explainedVarianceRatio.indices.map { Double($0 + 1) }
    let cumulative = explainedVarianceRatio.reduce(into: [Double]()) {
      $0.append(($0.last ?? 0) + $1)
    }
    let chart = LineChart(
      title: "Explained variance", xLabel: "principal component", yLabel: "share of variance",
      series: [
        LineSeries(name: "each", x: numbers, y: explainedVarianceRatio, style: .bars),
        LineSeries(name: "cumulative", x: numbers, y: cumulative, style: .line),
      ])
    return NamedFigure(
      name: context.figureName("projection-variance", encoder: encoder),
      figure: chart.figure(context.theme),
      caption: "Share of variance of each component, and of all up to it.",
      alternative: "Explained variance by principal component")
  }

  private func scatter(
    _ context: ReportContext, by grouping: String, _ names: [String]
  ) -> NamedFigure {
    let groups = Dictionary(grouping: names.indices) { names[$0] }
    let chart = ScatterPlot(
      title: "First two components by \(grouping)", xLabel: axis(0), yLabel: axis(1),
      series: groups.sorted { $0.key.localizedStandardCompare($1.key) == .orderedAscending }.map {
        ScatterSeries(
          name: $0.key, x: $0.value.map { plane.x[$0] }, y: $0.value.map { plane.y[$0] })
      })
    return NamedFigure(
      name: context.figureName("projection-by-\(grouping)", encoder: encoder),
      figure: chart.figure(context.theme),
      caption: "\(plane.rows.count.counting("image")) in the plane of the first two components, "
        + "coloured by \(grouping).",
      alternative: "Scatter plot of the first two principal components, by \(grouping)")
  }

  private func axis(_ component: Int) -> String {
    guard component < explainedVarianceRatio.count else { return "no second component" }
    return "component \(component + 1) (\(explainedVarianceRatio[component].percent) of variance)"
  }
}
