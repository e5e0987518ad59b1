import Foundation

@testable import Figures

/// Charts like those of a report, and charts of awkward data, by the name of their file.
enum Samples {
  static let all: [(name: String, figure: Figure)] =
    small + usual + awkward + shift + compared + masks

  static var usual: [(name: String, figure: Figure)] {
    [
      ("heat-map-full", heatMap.figure()), ("heat-map-diverging", divergingHeatMap.figure()),
      ("histogram-full", histogram.figure()), ("scatter-10", scatter10.figure()),
      ("scatter-2", scatter2.figure()), ("variance-full", variance.figure()),
      ("lines", lines.figure()), ("intervals-full", intervals.figure()), ("dots", dots.figure()),
      ("grid-full", grid.figure()), ("pairs-full", pairs.figure()),
    ]
  }

  static var awkward: [(name: String, figure: Figure)] {
    [
      ("heat-map-holes", holes.figure()), ("heat-map-equal", equalHeatMap.figure()),
      ("heat-map-empty", emptyHeatMap.figure()), ("heat-map-small-groups", smallGroups.figure()),
      ("heat-map-leaders", leaders.figure()),
      ("histogram-counts", countHistogram.figure()), ("bars", bars.figure()),
      ("bars-wide", wideBars.figure()), ("bars-empty", emptyBars.figure()),
      ("pairs-notes", notedPairs.figure()),
      ("histogram-empty", emptyHistogram.figure()), ("histogram-one", onePairHistogram.figure()),
      ("histogram-names", longNamesHistogram.figure()),
      ("scatter-empty", scatter([], []).figure()), ("scatter-one", scatter([0.2], [3]).figure()),
      ("scatter-equal", scatter([2, 2, 2], [5, 5, 5]).figure()),
      ("scatter-many", manySeries.figure()),
      ("lines-empty", emptyLines.figure()), ("lines-gaps", gaps.figure()),
      ("intervals-one", oneInterval.figure()), ("intervals-empty", emptyIntervals.figure()),
      ("grid-scripts", scripts.figure()), ("pairs-small", smallPairs.figure()),
      ("grid-empty", emptyGrid.figure()), ("heat-map-tree", siteMatrix.figure()),
      ("heat-map-tree-many", manySites.figure()), ("dendrogram", dendrogram.figure()),
      ("dendrogram-one", loneLeaf.figure()), ("dendrogram-many", manyLeaves.figure()),
    ]
  }

  // MARK: Heat maps

  static let garments = [
    "T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag",
    "Ankle boot",
  ]

  static var heatMap: HeatMap {
    HeatMap(
      title: "Cosine of 200 images by label", values: similarities(200, groups: 10),
      valueLabel: "cosine", range: nil, rowGroups: garments.map { GroupSpan(name: $0, count: 20) },
      scale: .sequential)
  }

  static var divergingHeatMap: HeatMap {
    let values = similarities(60, groups: 3).map { $0.map { 2 * $0 - 1 } }
    return HeatMap(
      title: "Difference of two encoders", values: values, valueLabel: "difference of cosine",
      range: -1...1,
      rowGroups: [("train", 30), ("validation", 10), ("test", 20)].map {
        GroupSpan(name: $0.0, count: $0.1)
      }, scale: .diverging)
  }

  static var holes: HeatMap {
    var values = similarities(12, groups: 2)
    for index in values.indices {
      values[index][3] = .nan
      values[8][index] = .nan
    }
    values[0][0] = .infinity
    return HeatMap(
      title: "Two images without a direction", values: values, valueLabel: "cosine", range: nil,
      rowGroups: [GroupSpan(name: "A", count: 6), GroupSpan(name: "B", count: 6)],
      scale: .sequential)
  }

  static var equalHeatMap: HeatMap {
    HeatMap(
      title: "All alike", values: Array(repeating: Array(repeating: 0.25, count: 5), count: 5),
      valueLabel: "cosine", range: nil, rowGroups: [], scale: .sequential)
  }

  static var emptyHeatMap: HeatMap {
    HeatMap(
      title: "Nothing", values: [], valueLabel: "cosine", range: nil, rowGroups: [],
      scale: .sequential)
  }

  static var smallGroups: HeatMap {
    let counts = [1, 1, 1, 90, 1, 1, 105]
    return HeatMap(
      title: "Groups of one image between large ones", values: similarities(200, groups: 2),
      valueLabel: "cosine", range: 0...1,
      rowGroups: counts.enumerated().map {
        GroupSpan(name: "a rather long name of group \($0)", count: $1)
      }, scale: .sequential)
  }

  static var leaders: HeatMap {
    HeatMap(
      title: "Small clusters", values: similarities(40, groups: 2), valueLabel: "cosine",
      rowGroups: [("1", 1), ("2", 1), ("3", 1), ("none", 0), ("4", 18), ("5", 19)].map {
        GroupSpan(name: "cluster \($0.0)", count: $0.1)
      })
  }

  // MARK: Trees

  static let hospitals = [
    "Aarhus", "Universitätsklinikum Hamburg-Eppendorf", "Charité", "東京大学医学部附属病院", "Zürich",
  ]

  static var hospitalTree: Tree {
    Tree([
      Tree.Merge(0, 3, height: 0.02), Tree.Merge(1, 2, height: 0.05),
      Tree.Merge(4, 6, height: 0.12), Tree.Merge(5, 7, height: 0.31),
    ])
  }

  /// With rows, columns and leaves in the order of the tree.
  private static func siteMap(_ names: [String], _ tree: Tree) -> HeatMap {
    let heights = names.indices.map { i in
      names.indices.map { j in i == j ? 0 : 0.05 + 0.3 * Double((i * j + i + j) % 7) / 7 }
    }
    let place = Dictionary(uniqueKeysWithValues: zip(tree.order, 0...))
    let placed = tree.merges.map {
      Tree.Merge(place[$0.a] ?? $0.a, place[$0.b] ?? $0.b, height: $0.height)
    }
    return HeatMap(
      title: "MMD between sites", values: heights, valueLabel: "MMD",
      rowGroups: tree.order.map { GroupSpan(name: names[$0], count: 1) },
      marks: heights.map { $0.map { $0 > 0.14 } }, tree: Tree(placed))
  }

  static var siteMatrix: HeatMap { siteMap(hospitals, hospitalTree) }

  static var manyTree: Tree {
    Tree(
      (0..<59).map { step in
        step == 0
          ? Tree.Merge(0, 1, height: 0.1)
          : Tree.Merge(step + 1, 59 + step, height: 0.1 + Double(step) / 200)
      })
  }

  static var manySites: HeatMap { siteMap((0..<60).map { "site \($0)" }, manyTree) }

  static var dendrogram: Dendrogram {
    Dendrogram(
      title: "Sites by distance", xLabel: "mean MMD between sites", names: hospitals,
      tree: hospitalTree)
  }

  static var loneLeaf: Dendrogram {
    Dendrogram(title: "One site", xLabel: "mean MMD", names: ["Aarhus"], tree: Tree([]))
  }

  static var manyLeaves: Dendrogram {
    Dendrogram(
      title: "Many sites", xLabel: "mean MMD", names: (0..<60).map { "site \($0)" }, tree: manyTree)
  }

  // MARK: Distributions

  static var histogram: Histogram {
    Histogram(
      title: "Cosine of all pairs", xLabel: "cosine", yLabel: "density of pairs",
      series: [
        bell("within train", mean: 0.42, width: 0.16), bell("within test", mean: 0.47, width: 0.15),
        bell("train × test", mean: 0.38, width: 0.2),
      ], markers: [Marker(x: 0.95, label: "threshold 0.95")])
  }

  static var countHistogram: Histogram {
    let edges = [0.90, 0.92, 0.94, 0.96, 0.98, 1.0]
    return Histogram(
      title: "Cosine of pairs by kind", xLabel: "cosine", yLabel: "pairs (log scale)",
      series: [
        HistogramSeries(
          name: "train × test", edges: edges, counts: [1_200_000, 34_000, 800, 0, 3]),
        HistogramSeries(name: "within train", edges: edges, counts: [900_000, 8_000, 20, 1, 0]),
      ], markers: [Marker(x: 0.97, label: "threshold 0.97")], heights: .counts)
  }

  static var bars: BarChart {
    BarChart(
      title: "Groups of look-alikes by size", xLabel: "groups of this size",
      rows: [("2 images", 30), ("3 images", 4), ("200 images", 1)].map {
        BarRow(name: $0.0, count: $0.1, text: "\($0.1) groups")
      })
  }

  static var wideBars: BarChart {
    BarChart(
      title: "Groups of look-alikes by size", xLabel: "groups of this size",
      rows: [
        ("2 images", 41_237), ("3–5 images", 612), ("6–10 images", 0), ("20,001–50,000 images", 1),
      ]
      .map { BarRow(name: $0.0, count: $0.1, text: "\($0.1) groups, 1,234 images") })
  }

  static var emptyBars: BarChart { BarChart(title: "No groups", xLabel: "groups", rows: []) }

  static var emptyHistogram: Histogram {
    Histogram(
      title: "No pairs", xLabel: "cosine", yLabel: "density of pairs",
      series: [HistogramSeries(name: "within train", edges: [-1, 0, 1], counts: [0, 0])],
      markers: [])
  }

  static var onePairHistogram: Histogram {
    let edges = (0...100).map { -1 + Double($0) / 50 }
    var counts = Array(repeating: 0.0, count: 100)
    counts[71] = 1
    return Histogram(
      title: "One pair", xLabel: "cosine", yLabel: "density of pairs",
      series: [HistogramSeries(name: "within train", edges: edges, counts: counts)],
      markers: [Marker(x: -0.98, label: "far left"), Marker(x: 0.43, label: "here")])
  }

  static var longNamesHistogram: Histogram {
    Histogram(
      title: "A title that goes on for much longer than the figure it stands above could ever hold",
      xLabel: "cosine similarity of the mean-pooled patch tokens after whitening, without a unit",
      yLabel: "density of pairs of images of different patients",
      series: [
        bell("Universitätsklinikum Hamburg-Eppendorf, scanner 2", mean: 0.1, width: 0.1),
        bell("東京大学医学部附属病院", mean: 0.3, width: 0.1),
      ], markers: [])
  }

  // MARK: Points

  static var scatter10: ScatterPlot {
    var random = Random(seed: 3)
    return ScatterPlot(
      title: "First two components by label", xLabel: "component 1 (29.3 % of variance)",
      yLabel: "component 2 (17.1 % of variance)",
      series: garments.enumerated().map { index, name in
        let angle = Double(index) * 0.63
        let count = index == 9 ? 40 : 1_107
        let points = (0..<count).map { _ in
          (2.4 * cos(angle) + random.normal(), 1.6 * sin(angle) + 0.7 * random.normal())
        }
        return ScatterSeries(name: name, x: points.map(\.0), y: points.map(\.1))
      })
  }

  static var scatter2: ScatterPlot {
    var random = Random(seed: 5)
    return ScatterPlot(
      title: "First two components by site", xLabel: "component 1 (41.0 % of variance)",
      yLabel: "component 2 (8.2 % of variance)",
      series: [("mono", 107, 0.0), ("poly", 155, 1.7)].map { name, count, shift in
        let points = (0..<count).map { _ in (shift + random.normal(), random.normal()) }
        return ScatterSeries(name: name, x: points.map(\.0), y: points.map(\.1))
      })
  }

  static var manySeries: ScatterPlot {
    var random = Random(seed: 8)
    return ScatterPlot(
      title: "First two components by cluster", xLabel: "component 1", yLabel: "component 2",
      series: (1...40).map { number in
        let points = (0..<25).map { _ in (random.normal(), random.normal()) }
        return ScatterSeries(
          name: "cluster \(number)", x: points.map { $0.0 + Double(number % 7) * 2 },
          y: points.map { $0.1 + Double(number / 7) * 2 })
      })
  }

  static func scatter(_ x: [Double], _ y: [Double]) -> ScatterPlot {
    ScatterPlot(
      title: "\(x.count) points", xLabel: "component 1", yLabel: "component 2",
      series: [ScatterSeries(name: "all", x: x, y: y)])
  }

  // MARK: Lines

  static var variance: LineChart {
    let numbers = (1...10).map(Double.init)
    let ratios = [0.293, 0.171, 0.08, 0.052, 0.041, 0.033, 0.024, 0.021, 0.017, 0.013]
    let sums = ratios.indices.map { ratios[...$0].reduce(0, +) }
    return LineChart(
      title: "Explained variance", xLabel: "principal component", yLabel: "share of variance",
      series: [
        LineSeries(name: "each", x: numbers, y: ratios, style: .bars),
        LineSeries(name: "cumulative", x: numbers, y: sums, style: .line),
      ])
  }

  static var lines: LineChart {
    let x = stride(from: 0.0, through: 10, by: 0.5).map { $0 }
    return LineChart(
      title: "Accuracy by noise", xLabel: "standard deviation of noise (grey levels)",
      yLabel: "k-NN accuracy",
      series: [("efficientnet-lite0", 0.03), ("pixels", 0.07)].map { name, slope in
        let y = x.map { 0.9 - slope * $0 }
        return LineSeries(name: name, x: x, y: y)
      })
  }

  static var emptyLines: LineChart {
    LineChart(
      title: "No values", xLabel: "x", yLabel: "y",
      series: [LineSeries(name: "nothing", x: [], y: [])])
  }

  static var gaps: LineChart {
    LineChart(
      title: "Missing values", xLabel: "x", yLabel: "y",
      series: [
        LineSeries(name: "with a gap", x: [1, 2, 3, 4, 5], y: [1e-5, 2e-5, .nan, 3e-5, 2e-5]),
        LineSeries(name: "one point", x: [3], y: [1e-5]),
      ])
  }

  // MARK: Intervals

  static var intervals: IntervalPlot {
    IntervalPlot(
      title: "Encoders", xLabel: "5-NN accuracy (95 % Wilson interval)",
      rows: [
        IntervalRow(name: "efficientnet-lite0", estimate: 0.861, low: 0.845, high: 0.876),
        IntervalRow(name: "vit-s14-focus", estimate: 0.902, low: 0.888, high: 0.915),
        IntervalRow(name: "pixels-16", estimate: 0.82, low: 0.803, high: 0.837),
      ], reference: nil)
  }

  static var oneInterval: IntervalPlot {
    IntervalPlot(
      title: "Distribution shift", xLabel: "squared MMD (unbiased, 95 % bootstrap interval)",
      rows: [
        IntervalRow(
          name: "monocrystalline cells of the first site – polycrystalline cells of the second",
          estimate: 0.0123, low: 0.0101, high: 0.0152)
      ], reference: 0)
  }

  static var emptyIntervals: IntervalPlot {
    IntervalPlot(title: "No encoders", xLabel: "accuracy", rows: [], reference: nil)
  }

  // MARK: Dots

  static var dots: DotPlot {
    DotPlot(
      title: "Which evidence finds which alteration", xLabel: "average precision",
      rows: ["jpeg-75", "crop-2-5", "mixed"],
      series: [
        DotSeries(name: "pixels", values: [0, 0, 0.1]),
        DotSeries(name: "phash", values: [1, 0.4, 0.62]),
        DotSeries(name: "cosine (efficientnet-lite0)", values: [1, 0.97, .nan]),
      ], range: 0...1)
  }

  // MARK: Pictures

  static var grid: ImageGrid {
    ImageGrid(
      title: "Nearest to train/00042", columns: 5,
      cells: (0..<25).map { index in
        GridCell(
          image: index == 13 ? nil : photo(28, 28, seed: index),
          caption: String(format: "%.4f", Double(index) * 0.0033) + " · "
            + (index == 7 ? "Ankle boot of uncommon length" : "Sneaker"),
          frame: index == 0 ? .highlight : nil)
      })
  }

  static var pairs: ImageGrid {
    ImageGrid(
      title: "Closest pairs", columns: 6,
      groups: (0..<11).map { index in
        GridGroup(
          caption: String(format: "%.4f · embedding", 0.9999 - Double(index) * 0.0007),
          cells: [0, 1].map { side in
            GridCell(
              image: photo(side == 0 ? 120 : 80, index == 4 ? 40 : 100, seed: index),
              caption: side == 0 ? "train/0\(4_211 + index)" : "test/0\(118 + index)",
              frame: index == 2 ? .conflict : .neutral)
          })
      })
  }

  static var scripts: ImageGrid {
    let captions = [
      "0.0132 · スニーカー", "0.0140 · кроссовки", "0.0151 · حذاء رياضي", "0.0177 · נעל ספורט",
      "0.0190 · รองเท้า", "👟 a\u{0301}e\u{0301}", "two\nlines", "a < b & c > \"d\"", "",
    ]
    return ImageGrid(
      title: "Captions in other scripts · 画像", columns: 3,
      cells: captions.enumerated().map { index, caption in
        GridCell(
          image: photo(index == 0 ? 40 : 12, index == 0 ? 2 : 12, seed: index), caption: caption)
      })
  }

  static var smallPairs: ImageGrid {
    let frames: [FrameColor?] = [.neutral, .conflict, .highlight, nil]
    return ImageGrid(
      title: "Pairs", columns: 4,
      groups: frames.enumerated().map { index, frame in
        GridGroup(
          caption: "0.999\(index) · a caption that is longer than the two pictures below it",
          cells: [
            GridCell(image: photo(5, 4, seed: index), caption: "a/\(index)", frame: frame),
            GridCell(image: nil, caption: "b/a-long-name-of-a-file-\(index).png", frame: frame),
          ])
      })
  }

  static var notedPairs: ImageGrid {
    ImageGrid(
      title: "Closest pairs, 1–2 of 30", columns: 6,
      groups: [0, 1].map { index in
        GridGroup(
          caption: "\(index + 1) · cosine 0.9981", note: "also file, pixels, pHash, dHash",
          cells: ["train", "test"].map { part in
            GridCell(
              image: photo(30, 20, seed: index), caption: "…_0\(index).png",
              notes: index == 0 ? [part, "basal cell carcinoma"] : [part],
              frame: index == 0 ? .conflict : .neutral)
          })
      })
  }

  static var emptyGrid: ImageGrid { ImageGrid(title: "No pairs", columns: 6, cells: []) }
}
