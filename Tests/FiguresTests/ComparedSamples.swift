@testable import Figures

/// Charts of values against something known, and tables of pictures.
extension Samples {
  static var compared: [(name: String, figure: Figure)] {
    [
      ("picture-table", pictureTable.figure()),
      ("picture-table-empty", PictureTable(title: "None", columns: ["a"], rows: []).figure()),
      ("lines-compared", comparedLines.figure()), ("heat-map-numbers", numbers.figure()),
      ("pages-groups", pages.figures()[0]), ("pages-second", pages.figures()[1]),
      ("pages-empty", PicturePages(title: "None", rows: 2, columns: 2, groups: []).figures()[0]),
      ("scatter-apart", groups(apart: 9).figure()), ("scatter-mixed", groups(apart: 0.5).figure()),
    ]
  }

  static var pictureTable: PictureTable {
    let labels = [
      "ankle boot", "スニーカー", "a label that is far too long for a legend", "bag", "חולצה",
    ]
    let rows = [("cluster 1", "1,331 images", 3), ("cluster 12", "1 image", 1), ("noise", "", 2)]
    return PictureTable(
      title: "Images of each cluster", columns: ["nearest", "boundary", "random"],
      rows: rows.enumerated().map { index, row in
        PictureTable.Row(
          name: row.0, note: row.1,
          columns: (0..<3).map { column in
            (0..<(row.0 == "noise" && column < 2 ? 0 : row.2)).map { place in
              PictureTable.Cell(
                image: index == 0 && place == 1 ? nil : checker,
                group: place == 2 ? nil : (index + column) % labels.count)
            }
          })
      }, cells: 3, groups: labels)
  }

  /// Seven rows in groups, five of which have room on a page.
  static var pages: PicturePages {
    let groups = [("スニーカー, 5", 5), ("bag, 14 of 2,000", 14), ("חולצה, 1", 1)]
    return PicturePages(
      title: "Nearest to train/00042", subtitle: "distance: 1 − cosine", rows: 5, columns: 4,
      groups: groups.map { name, count in
        PicturePages.Group(
          name: name,
          cells: (0..<count).map { index in
            PicturePages.Cell(
              image: index == 3 ? nil : photo(index == 1 ? 60 : 20, 20, seed: index),
              lines: [
                "0.0\(100 + index)", index == 2 ? "a caption that is far too long" : "train",
              ],
              frame: index == 0 ? .highlight : .neutral)
          })
      })
  }

  static var comparedLines: LineChart {
    let x = (0..<10).map { 0.05 + Double($0) / 10 }
    return LineChart(
      title: "Reliability of the confidence", xLabel: "mean confidence",
      yLabel: "part that is right",
      series: [
        LineSeries(name: "suggestions", x: x, y: x.map { 0.9 * $0 }),
        LineSeries(name: "calibrated", x: [0, 1], y: [0, 1], style: .reference),
      ], yLimits: -0.03...1.12,
      notes: x.map { Marker(x: $0, label: $0 < 0.3 ? "1,000,000" : "\(Int(1_000 * $0))") })
  }

  static var numbers: HeatMap {
    HeatMap(
      title: "Debiased CKA of encoders",
      values: [[1, 0.9998, -0.02], [0.9998, 1, 0.4], [-0.02, 0.4, 1]], valueLabel: "CKA",
      range: -0.02...1, rowGroups: ["a", "b", "c"].map { GroupSpan(name: $0, count: 1) },
      tree: Tree([Tree.Merge(0, 1, height: 0.0002), Tree.Merge(2, 3, height: 0.8)]),
      treeLabel: "1 − CKA", digits: 2)
  }

  /// Three groups of points, with so much between their middles.
  static func groups(apart distance: Double) -> ScatterPlot {
    var random = Random(seed: 11)
    return ScatterPlot(
      map: "UMAP by label",
      series: ["cat", "dog", "fox"].enumerated().map { index, name in
        let points = (0..<60).map { _ in
          (
            distance * Double(index) + random.normal(),
            distance * Double(index % 2) + random.normal()
          )
        }
        return ScatterSeries(name: name, x: points.map(\.0), y: points.map(\.1))
      })
  }
}
