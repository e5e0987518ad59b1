import Foundation

@testable import Figures

extension Samples {
  /// What reports of shift draw.
  static var shift: [(name: String, figure: Figure)] {
    [
      ("scatter-outlines", outlined.figure()), ("scatter-sites", sites.figure()),
      ("power", power.figure()), ("power-one", powerOfOneSize.figure()),
      ("grid-uneven", unevenGrid.figure()),
    ]
  }

  private static func hill(_ centre: Point, height: Double) -> [[Point]] {
    let grid = (0...24).map { Double($0) / 4 - 3 }
    let heights = grid.flatMap { y in
      grid.map { x -> Double in
        let (right, up) = (x - centre.x, y - centre.y)
        return exp(-(right * right + up * up) / 2)
      }
    }
    return HeightField(x: grid, y: grid, heights: heights).lines(at: height)
  }

  static var outlined: ScatterPlot {
    ScatterPlot(
      title: "Plane", xLabel: "component 1", yLabel: "component 2",
      series: [
        ScatterSeries(
          name: "mono", x: [0, 1], y: [0, -1], outlines: hill(Point(x: 0, y: 0), height: 0.9)),
        ScatterSeries(
          name: "poly", x: [1, 2], y: [1, 2], outlines: hill(Point(x: 1, y: 1), height: 0.9)),
      ])
  }

  static var sites: ScatterPlot {
    var random = Random(seed: 12)
    return ScatterPlot(
      title: "First two components by site", xLabel: "component 1 (30.1 % of variance)",
      yLabel: "component 2 (11.7 % of variance)",
      series: (0..<6).map { site in
        let angle = Double(site)
        let centre = Point(x: 1.6 * cos(angle), y: 1.2 * sin(angle))
        let points = (0..<500).map { _ in
          (centre.x + 0.8 * random.normal(), centre.y + 0.8 * random.normal())
        }
        return ScatterSeries(
          name: "hospital \(site + 1)", x: points.map(\.0), y: points.map(\.1),
          outlines: hill(centre, height: 0.5) + hill(centre, height: 0.1))
      })
  }

  static var power: LineChart { power(sizes: [10, 20, 50, 100], rates: [0.2, 0.32, 0.96, 1]) }
  static var powerOfOneSize: LineChart { power(sizes: [10], rates: [1]) }

  private static func power(sizes: [Double], rates: [Double]) -> LineChart {
    LineChart(
      title: "Power by sample size", xLabel: "images of each set", yLabel: "share rejected",
      series: [
        LineSeries(
          name: "", x: sizes, y: rates, low: rates.map { max(0, $0 - 0.08) },
          high: rates.map { min(1, $0 + 0.08) })
      ], axes: .logarithmicX, yLimits: 0...1)
  }

  static var unevenGrid: ImageGrid {
    let cell = GridCell(image: checker, caption: "a", frame: .neutral)
    return ImageGrid(
      title: "Clusters", columns: 3,
      groups: [
        GridGroup(caption: "cluster 1", note: "40 %", cells: [cell, cell, cell]),
        GridGroup(caption: "cluster 2", cells: [cell]),
      ])
  }
}
