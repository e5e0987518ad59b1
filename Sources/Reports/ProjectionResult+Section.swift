import Analyses
import Figures

extension ProjectionResult {
  func section(_ context: ReportContext, clusters: ClustersResult?) -> Section {
    let components = DrawnPlane(
      title: "First two components", name: "projection", axes: (axis(0), axis(1)), plane: plane,
      items: items, encoder: encoder)
    let figures = [explainedVariance(context)] + components.figures(context, clusters: clusters)
    return Section(
      AnalysisHeading.projection.text(encoder: encoder),
      warnings.blocks + [.paragraph(summary)] + figures.map { .figure($0) }
        + (maps ?? []).blocks(context, encoder: encoder, clusters: clusters))
  }

  /// Ids of the items whose pictures are shown.
  var picturedSamples: [String] {
    plane.picturedSamples + (maps ?? []).flatMap(\.plane.picturedSamples)
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

  private func axis(_ component: Int) -> String {
    guard component < explainedVarianceRatio.count else { return "no second component" }
    return "component \(component + 1) (\(explainedVarianceRatio[component].percent) of variance)"
  }
}
