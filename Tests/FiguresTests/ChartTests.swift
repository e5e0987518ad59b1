import Foundation
import TestSupport
import Testing

@testable import Figures

struct HistogramTests {
  @Test func areasAreOne() {
    let steps = HistogramSeries(name: "", edges: [0, 1, 3, 4], counts: [2, 4, 2])
      .steps(.densities)
    #expect(steps.map(\.height) == [0.25, 0.25, 0.25])
    let area = steps.map { $0.height * ($0.end - $0.start) }.reduce(0, +)
    #expect(agrees(area, 1, absolute: 1e-15))
  }

  @Test func unusableBinsAreLeftOut() {
    let series = HistogramSeries(
      name: "", edges: [0, 1, 1, 2, 3, .infinity], counts: [1, 5, 3, .nan, 2])
    #expect(series.steps(.densities).map(\.height) == [0.25, 0.75])
  }

  @Test func singlePairsAreSeenBesideMillions() throws {
    let series = HistogramSeries(name: "", edges: [0, 1, 2, 3], counts: [1_000_000, 0, 1])
    let steps = series.steps(.counts)
    #expect(steps.map(\.height) == [1_000_000, 0.6, 1])
    let labels = Samples.countHistogram.figure().texts.map(\.string)
    #expect(labels.contains("1") && labels.contains("10⁶"))
  }

  @Test func axisSpansCountsAndMarkersOnly() {
    let labels = Samples.histogram.figure().texts.map(\.string)
    #expect(
      labels.contains("−0.4") && !labels.contains("−1.0") && labels.contains("threshold 0.95"))
  }

  @Test func withoutCountsTheChartSaysSo() {
    let texts = Samples.emptyHistogram.figure().texts.map(\.string)
    #expect(texts.contains("no values") && texts.contains("within train"))
  }

  @Test func markersThatAreNotFiniteAreLeftOut() throws {
    let chart = Histogram(
      title: "", xLabel: "", yLabel: "", series: [Samples.bell("a", mean: 0, width: 0.1)],
      markers: [Marker(x: .nan, label: "nowhere")])
    #expect(!chart.figure().texts.contains { $0.string == "nowhere" })
  }
}

struct ScatterPlotTests {
  @Test func everyFinitePointIsDrawnOnce() {
    let x = (0..<1_234).map { $0 == 7 ? .nan : Double($0) }
    let y = (0..<1_234).map { $0 == 8 ? -.infinity : Double($0 % 10) }
    let plot = ScatterPlot(
      title: "", xLabel: "", yLabel: "",
      series: [ScatterSeries(name: "", x: x, y: y), ScatterSeries(name: "", x: [1], y: [2])])
    #expect(plot.figure().marks.flatMap(\.centres).count == 1_233)
  }

  @Test func rareSeriesLieOnTopOpaque() throws {
    let last = try #require(Samples.scatter10.figure().marks.last)
    #expect(last.fill == Theme.standard.categories[9] && last.centres.count == 40)
  }

  @Test func commonSeriesTakeTurns() throws {
    let marks = Samples.scatter2.figure().marks
    let fills = marks.map { $0.fill?.withOpacity(1) }
    #expect(fills[0] == Theme.standard.categories[0] && fills[1] == Theme.standard.categories[1])
    #expect(fills[2] == Theme.standard.categories[0])
  }

  @Test func greaterYIsHigher() throws {
    let plot = Samples.scatter([0, 1], [0, 1])
    let centres = plot.figure().marks.flatMap(\.centres)
    #expect(centres[0].x < centres[1].x && centres[0].y > centres[1].y)
  }

  @Test func groupsThatStandApartAreNamedOnThePlaneAllOrNone() {
    let texts = { (distance: Double) in
      Samples.groups(apart: distance).figure().texts.map(\.string)
    }
    for name in ["cat", "dog", "fox"] {
      #expect(texts(9).count { $0 == name } == 2, "legend and plane")
      #expect(texts(0.5).count { $0 == name } == 1, "the legend alone")
    }
  }

  @Test func legendCountsWhatDoesNotFit() throws {
    let texts = Samples.manySeries.figure().texts.map(\.string)
    let rest = try #require(texts.first { $0.hasPrefix("and ") })
    let named = Set(texts.filter { $0.hasPrefix("cluster ") && $0 != "cluster" })
    #expect(rest == "and 23 more" && named.count >= 17)
  }
}

struct LineChartTests {
  @Test func missingValuesLeaveGaps() throws {
    let lines = Samples.gaps.figure().paths.compactMap { path -> [[Point]]? in
      if case .lines(let lines) = path.shape, path.lineWidth == 1.5 { lines } else { nil }
    }
    #expect(lines.first?.map(\.count) == [2, 2])
  }

  @Test func barsStandOnZeroBehindLines() throws {
    let paths = Samples.variance.figure().paths
    let bars = paths.indices.filter { paths[$0].fill == Theme.standard.categories[0] }
    let line = try #require(
      paths.firstIndex { $0.stroke == Theme.standard.categories[1] && $0.lineWidth == 1.5 })
    #expect(bars.filter { $0 < line }.count == 10)
  }

  @Test func negativeBarsHangFromZero() throws {
    let chart = LineChart(
      title: "", xLabel: "", yLabel: "",
      series: [LineSeries(name: "", x: [1, 2], y: [2, -1], style: .bars)])
    let bars = chart.figure().paths.compactMap { path -> Rectangle? in
      if case .rectangle(let frame) = path.shape, path.fill != .white { frame } else { nil }
    }
    #expect(bars.count == 2 && agrees(bars[0].bottom, bars[1].y, absolute: 1e-9))
    #expect(agrees(bars[0].height, 2 * bars[1].height, relative: 1e-9))
  }

  @Test func bandsLieInsideTheAxis() {
    let chart = LineChart(
      title: "", xLabel: "", yLabel: "",
      series: [LineSeries(name: "a", x: [0, 1], y: [5, 6], low: [-3, 5], high: [9, .nan])])
    let labels = chart.figure().texts.map(\.string)
    #expect(labels.contains("−2") && labels.contains("8"))
  }

  @Test func axesOfBarsCountInWholeNumbers() {
    let labels = Samples.variance.figure().texts.map(\.string)
    for number in 1...10 { #expect(labels.contains("\(number)")) }
  }
}

struct IntervalPlotTests {
  @Test func estimatesAreWrittenOneDigitBeyondTheAxis() {
    let texts = Samples.intervals.figure().texts.map(\.string)
    #expect(texts.contains("0.861 [0.845, 0.876]") && texts.contains("0.85"))
  }

  @Test func missingNumbersAreLeftOut() {
    let plot = IntervalPlot(
      title: "", xLabel: "",
      rows: [
        IntervalRow(name: "a", estimate: 0.5, low: .nan, high: 0.6),
        IntervalRow(name: "b", estimate: .nan, low: 0, high: 1),
      ])
    let texts = plot.figure().texts.map(\.string)
    #expect(texts.contains("no value") && plot.figure().marks.count == 1)
    #expect(texts.contains { $0.hasPrefix("0.5") && !$0.contains("[") })
  }

  @Test func firstRowIsOnTop() throws {
    let texts = Samples.intervals.figure().texts
    let first = try #require(texts.first { $0.string == "efficientnet-lite0" })
    let last = try #require(texts.first { $0.string == "pixels-16" })
    #expect(first.position.y < last.position.y)
  }
}

struct ImageGridTests {
  @Test func picturesKeepTheirProportions() {
    for picture in Samples.pairs.figure().pictures {
      let bitmap = picture.bitmap
      #expect(
        agrees(
          picture.frame.width / picture.frame.height, Double(bitmap.width) / Double(bitmap.height),
          relative: 1e-9))
    }
  }

  @Test func aPairIsFramedTogether() {
    #expect(Samples.pairs.groups[0].sharedFrame == .neutral)
    #expect(Samples.smallPairs.groups[3].sharedFrame == nil)
    let dashed = Samples.pairs.figure().paths.filter { !$0.dash.isEmpty }
    #expect(dashed.count == 1)
  }

  @Test func aMissingPictureSaysSo() {
    #expect(Samples.grid.figure().texts.count { $0.string == "no picture" } == 1)
    #expect(Samples.grid.figure().pictures.count == 24)
    #expect(Samples.emptyGrid.figure().texts.map(\.string) == ["No pairs", "no pictures"])
  }

  @Test func cellsRunInReadingOrder() {
    let cells = Samples.grid.figure().texts.filter { $0.string.contains("·") }.map(\.position)
    #expect(cells.count == 25)
    #expect(cells[0].y == cells[4].y && cells[5].y > cells[4].y && cells[1].x > cells[0].x)
  }

  @Test func groupsWiderThanARowHaveARowEach() {
    let cell = GridCell(image: nil, caption: "")
    let grid = ImageGrid(
      title: "", columns: 1, groups: [GridGroup(caption: "wide", cells: [cell, cell, cell])])
    #expect(grid.figure().width == 430)
  }
}

extension Figure {
  var paths: [Path] {
    flatElements.compactMap { if case .path(let path) = $0 { path } else { nil } }
  }

  var pictures: [Picture] {
    flatElements.compactMap { if case .picture(let picture) = $0 { picture } else { nil } }
  }

  /// Marks of the plot, without the legend's.
  var marks: [Path] {
    elements.flatMap { element -> [Path] in
      guard case .clipped(_, let inside) = element else { return [] }
      return inside.compactMap { if case .path(let path) = $0 { path } else { nil } }
    }.filter { if case .marks = $0.shape { true } else { false } }
  }
}

extension Path {
  var centres: [Point] {
    if case .marks(_, let centres, _) = shape { centres } else { [] }
  }
}
