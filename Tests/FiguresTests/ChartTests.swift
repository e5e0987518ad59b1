import Figures
import Foundation
import TestSupport
import Testing

/// One figure of every chart, small enough to read as text.
enum Charts {
  static let checker = Bitmap(width: 2, height: 2, channels: 1, samples: [0, 255, 255, 0])

  static let all: [(name: String, figure: Figure)] = [
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

  static func text(of figure: Figure) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .prettyPrinted]
    return String(decoding: try encoder.encode(try figure.rounded), as: UTF8.self) + "\n"
  }
}

@Suite struct ChartTests {
  @Test(arguments: Charts.all.indices)
  func chartsMatchTheirGoldenFigure(_ index: Int) throws {
    let chart = Charts.all[index]
    #expect(try matchesGolden(Charts.text(of: chart.figure), "\(chart.name).json"))
  }

  @Test(arguments: Charts.all.indices)
  func figuresRenderToTheirSizeAndToTheSameBytes(_ index: Int) throws {
    let figure = Charts.all[index].figure
    let png = try figure.png(scale: 2)
    let size = [16, 20].map { png[$0..<($0 + 4)].reduce(0) { $0 << 8 | Int($1) } }
    #expect(size == [Int((figure.width * 2).rounded(.up)), Int((figure.height * 2).rounded(.up))])
    #expect(try figure.png(scale: 2) == png)
    let date = Date(timeIntervalSince1970: 0)
    #expect(try figure.pdf(created: date) == figure.pdf(created: date))
    #expect(String(decoding: try figure.pdf(created: date).prefix(5), as: UTF8.self) == "%PDF-")
    #expect(String(decoding: try figure.svg(), as: UTF8.self).contains("<svg"))
  }

  @Test func chartsOfNothingAreDrawn() throws {
    let empty = [
      ScatterPlot(title: "none", xLabel: "x", yLabel: "y", series: []).figure(),
      Histogram(title: "none", xLabel: "x", yLabel: "y", series: [], markers: []).figure(),
      LineChart(title: "none", xLabel: "x", yLabel: "y", series: []).figure(),
      IntervalPlot(title: "none", xLabel: "x", rows: [], reference: nil).figure(),
      ImageGrid(title: "none", columns: 3, cells: []).figure(),
      HeatMap(
        title: "none", values: [], valueLabel: "v", range: nil, rowGroups: [], scale: .diverging
      ).figure(),
      HeatMap(
        title: "flat", values: [[2, 2], [2, 2]], valueLabel: "v", range: nil, rowGroups: [],
        scale: .sequential
      ).figure(),
    ]
    for figure in empty { #expect(try !figure.png(scale: 1).isEmpty) }
  }

}

@Suite struct ColorTests {
  @Test func theSequentialScaleReadsInGrey() {
    let luminances = (0...100).map { ColorScale.sequential.color(at: Double($0) / 100).luminance }
    #expect(zip(luminances, luminances.dropFirst()).allSatisfy { $0 > $1 })
    #expect(luminances[0] > 0.8 && luminances[100] < 0.05)
  }

  @Test func textStandsOutFromPaper() {
    func contrast(_ color: Color) -> Double { 1.05 / (color.luminance + 0.05) }
    #expect(contrast(Theme.standard.ink) > 7)
    #expect(contrast(Theme.standard.soft) > 4.5)
  }

  /// Linear simulation after Viénot, Brettel & Mollon (1999).
  @Test(arguments: [
    [[0.11238, 0.88762, 0], [0.11238, 0.88762, 0], [0.00401, -0.00401, 1]],
    [[0.29275, 0.70725, 0], [0.29275, 0.70725, 0], [-0.02234, 0.02234, 1]],
  ])
  func categoriesDifferForDichromats(_ matrix: [[Double]]) {
    func linear(_ value: Double) -> Double { pow(value, 2.2) }
    let seen = Theme.standard.categories.map { color in
      let rgb = [color.red, color.green, color.blue].map(linear)
      return matrix.map { row in pow(max(0, zip(row, rgb).reduce(0) { $0 + $1.0 * $1.1 }), 1 / 2.2)
      }
    }
    for (i, a) in seen.enumerated() {
      for b in seen[(i + 1)...] {
        let distance = zip(a, b).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }.squareRoot()
        #expect(distance > 0.12)
      }
    }
  }
}

extension Figure {
  /// Numbers rounded to 1/100 point, so that golden texts do not hang on the last bit.
  fileprivate var rounded: Figure {
    get throws {
      let data = try JSONEncoder().encode(self)
      let text = String(decoding: data, as: UTF8.self)
      let short = text.replacing(/-?\d+\.\d{3,}(e-?\d+)?/) { match in
        let value = Double(match.output.0) ?? 0
        return "\((value * 100).rounded() / 100)"
      }
      return try JSONDecoder().decode(Figure.self, from: Data(short.utf8))
    }
  }
}
