import Analyses
import Figures
import Statistics

/// What contours of a site's density hold of its points.
private let heldShares = [0.5, 0.9]
/// Points of a site that a density is worth drawing of.
private let fewestPoints = 20

extension SitePlane {
  /// Items by set in the plane of the first two components, with contours of each set's density.
  func figure(_ context: ReportContext, encoder: String?) -> NamedFigure {
    let chart = ScatterPlot(
      title: "First two components by set", xLabel: axis(0), yLabel: axis(1),
      series: sites.map {
        ScatterSeries(name: $0.name, x: $0.x, y: $0.y, outlines: $0.outlines)
      })
    return NamedFigure(
      name: context.figureName("shift-plane", encoder: encoder),
      figure: chart.figure(context.theme), caption: caption,
      alternative: "Scatter plot of the first two principal components by set: "
        + sites.map { "\($0.name) \($0.x.count)" }.joined(separator: ", "))
  }

  private var caption: String {
    let shown = sites.reduce(0) { $0 + $1.x.count }
    let choice =
      shown < items ? "\(shown.grouped) of \(items.grouped) images, drawn at random," : "All images"
    let widths = sites.compactMap { site in
      site.density.map {
        "\(site.name) \($0.bandwidth.x.significant) by \($0.bandwidth.y.significant)"
      }
    }
    let contours =
      widths.isEmpty
      ? ""
      : " Lines hold 50 % and 90 % of a set's points: Gaussian kernel density estimate, "
        + "bandwidth by Scott's rule (\(widths.joined(separator: ", ")))."
    return "\(choice) in the plane of the first two principal components of both sets together, "
      + "coloured by set.\(contours)"
  }

  private func axis(_ component: Int) -> String {
    guard component < explainedVarianceRatio.count else { return "no second component" }
    return "component \(component + 1) (\(explainedVarianceRatio[component].percent) of variance)"
  }
}

extension PlacedSite {
  /// Nil for few points, and for points on a line.
  fileprivate var density: PlaneDensity? {
    x.count >= fewestPoints ? PlaneDensity(x: x, y: y) : nil
  }

  fileprivate var outlines: [[Point]] {
    guard let density else { return [] }
    let (gridX, gridY) = (density.x.steps(80), density.y.steps(80))
    let field = HeightField(x: gridX, y: gridY, heights: density.values(x: gridX, y: gridY))
    return density.levels(holding: heldShares).flatMap { field.lines(at: $0) }
  }
}

extension ClosedRange<Double> {
  /// So many numbers from end to end, equally far apart.
  fileprivate func steps(_ count: Int) -> [Double] {
    (0..<count).map {
      lowerBound + (upperBound - lowerBound) * Double($0) / Double(count - 1)
    }
  }
}
