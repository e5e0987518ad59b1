@testable import Figures

extension Samples {
  static let checker = Bitmap(width: 2, height: 2, channels: 1, samples: [0, 255, 255, 0])

  static var small: [(name: String, figure: Figure)] {
    [
      (
        "heat-map",
        HeatMap(
          title: "Cosine", values: [[1, 0.2, .nan], [0.2, 1, 0.5], [.nan, 0.5, 1]],
          valueLabel: "cosine", range: nil,
          rowGroups: [GroupSpan(name: "cat", count: 2), GroupSpan(name: "dog", count: 1)],
          scale: .sequential
        ).figure()
      ),
      (
        "histogram",
        Histogram(
          title: "Pairs", xLabel: "cosine", yLabel: "density",
          series: [
            HistogramSeries(name: "within", edges: [0, 0.5, 1], counts: [1, 3]),
            HistogramSeries(name: "between", edges: [0, 0.5, 1], counts: [3, 1]),
          ], markers: [Marker(x: 0.9, label: "threshold")]
        ).figure()
      ),
      (
        "scatter",
        ScatterPlot(
          title: "Plane", xLabel: "component 1", yLabel: "component 2",
          series: [
            ScatterSeries(name: "猫", x: [0, 1, 2], y: [0, -1, 0.5]),
            ScatterSeries(name: "dog", x: [1, .nan], y: [1, 2]),
          ]
        ).figure()
      ),
      (
        "scatter-map",
        ScatterPlot(
          map: "UMAP by label",
          series: [
            ScatterSeries(name: "cat", x: [0, 1, 2], y: [0, -1, 0.5]),
            ScatterSeries(name: "dog", x: [1, 3], y: [1, 2]),
          ]
        ).figure()
      ),
      (
        "picture-map",
        PictureMap(
          title: "UMAP in pictures", columns: 4, rows: 3,
          cells: [
            PictureMap.Cell(column: 0, row: 0, image: checker, group: 0),
            PictureMap.Cell(column: 2, row: 1, image: nil, group: 11),
            PictureMap.Cell(column: 3, row: 2, image: checker),
          ], groups: (0..<12).map { "label \($0)" }
        ).figure()
      ),
      (
        "variance",
        LineChart(
          title: "Explained variance", xLabel: "component", yLabel: "share",
          series: [
            LineSeries(name: "each", x: [1, 2, 3], y: [0.5, 0.3, 0.1], style: .bars),
            LineSeries(name: "cumulative", x: [1, 2, 3], y: [0.5, 0.8, 0.9]),
          ]
        ).figure()
      ),
      (
        "intervals",
        IntervalPlot(
          title: "Encoders", xLabel: "accuracy",
          rows: [
            IntervalRow(name: "old", estimate: 0.8, low: 0.77, high: 0.83),
            IntervalRow(name: "new", estimate: 0.85, low: 0.82, high: 0.87),
          ], reference: 0.8
        ).figure()
      ),
      (
        "grid",
        ImageGrid(
          title: "Nearest", columns: 3,
          cells: [
            GridCell(image: checker, caption: "0.0000 · cat", frame: .highlight),
            GridCell(image: nil, caption: "a caption that is far too long for its narrow cell"),
          ]
        ).figure()
      ),
      (
        "pairs",
        ImageGrid(
          title: "Pairs", columns: 4,
          groups: [
            GridGroup(
              caption: "0.999 · pixels",
              cells: [
                GridCell(image: checker, caption: "a", frame: .conflict),
                GridCell(image: checker, caption: "b", frame: .neutral),
              ])
          ]
        ).figure()
      ),
    ]
  }
}
