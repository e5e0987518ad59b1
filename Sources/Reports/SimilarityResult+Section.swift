import Analyses
import Figures
import Statistics

extension SimilarityResult {
  func section(_ context: ReportContext) -> Section {
    Section(
      AnalysisHeading.similarity.text(encoder: encoder),
      warnings.blocks + [
        .paragraph(
          "Cosine of every pair of images, each pair counted once; 1 is the same direction, 0 "
            + "unrelated, −1 opposite."),
        .table(distributionTable), .figure(histogram(context)), .figure(heatMap(context)),
      ])
  }

  private var distributionTable: Table {
    Table(
      [.text("Pairs"), .number("Count"), .number("Mean"), .number("Smallest"), .number("Largest")],
      distributions.map { part in
        [
          part.name, part.pairs.grouped, part.histogram.mean.formatted(digits: 4),
          part.histogram.minimum.formatted(digits: 4), part.histogram.maximum.formatted(digits: 4),
        ]
      }, caption: "Cosines of pairs by part")
  }

  private func histogram(_ context: ReportContext) -> NamedFigure {
    let chart = Histogram(
      title: "Cosine of all pairs", xLabel: "cosine", yLabel: "density of pairs",
      series: distributions.map {
        HistogramSeries(
          name: $0.name, edges: $0.histogram.edges, counts: $0.histogram.counts.map(Double.init))
      },
      markers: [])
    return NamedFigure(
      name: context.figureName("similarity-histogram", encoder: encoder),
      figure: chart.figure(context.theme),
      caption: "Distribution of cosine over all pairs, each curve of area 1.",
      alternative: "Histogram of pairwise cosine for "
        + distributions.map(\.name).joined(separator: ", "))
  }

  private func heatMap(_ context: ReportContext) -> NamedFigure {
    let count = matrix.cosines.count
    let chart = HeatMap(
      title: "Cosine of \(count) images by \(matrix.grouping)", values: matrix.cosines,
      valueLabel: "cosine", range: nil,
      rowGroups: matrix.groups.map { GroupSpan(name: $0.name, count: $0.count) },
      scale: .sequential)
    return NamedFigure(
      name: context.figureName("similarity-matrix", encoder: encoder),
      figure: chart.figure(context.theme),
      caption: "Cosine matrix of \(matrix.choice), ordered by \(matrix.grouping).",
      alternative: "Heat map of pairwise cosine, ordered by \(matrix.grouping)")
  }
}

extension CosineSample {
  /// "all 84 images", "200 of 1,000 images, drawn at random (seed 1)".
  fileprivate var choice: String {
    let count = cosines.count
    guard let available, count < available else {
      return available == nil ? count.counting("image") : "all \(count.counting("image"))"
    }
    return "\(count.grouped) of \(available.counting("image")), drawn at random"
      + (seed.map { " (seed \($0))" } ?? "")
  }
}
