import Analyses
import Figures

/// Steps that a curve of a column's width has at most.
private let largestSteps = 120

extension CosinesByKind {
  func figure(_ context: ReportContext, name: String, threshold: Double) -> NamedFigure {
    let chart = Histogram(
      title: "Cosine of pairs by kind", xLabel: "cosine", yLabel: "pairs (log scale)",
      series: kinds.map { $0.series(merging: step) },
      markers: [Marker(x: threshold, label: "threshold \(threshold.thresholdText)")],
      heights: .counts)
    return NamedFigure(
      name: name, figure: chart.figure(context.theme), caption: caption,
      alternative: "Histogram of cosine for " + kinds.map(\.name).joined(separator: ", "))
  }

  /// Bins to a step.
  private var step: Int {
    let first = kinds.map(\.firstBin).min() ?? 0
    let end = kinds.map { $0.firstBin + $0.counts.count }.max() ?? 0
    return [1, 2, 5].first { (end - first) / $0 <= largestSteps } ?? 10
  }

  private var caption: String {
    let counts = kinds.map { "\($0.name): \($0.pairs.grouped)" }.joined(separator: " · ")
    guard !isComplete else { return "Every pair is counted; \(counts)." }
    let drawn = samples.map {
      $0.drawn == $0.items
        ? "all \($0.items.grouped) of \($0.name)"
        : "\($0.drawn.grouped) of \($0.items.grouped) of \($0.name)"
    }
    return "Pairs of images drawn at random, \(drawn.joined(separator: " and ")); \(counts)."
  }
}

extension PairKindCosines {
  fileprivate func series(merging step: Int) -> HistogramSeries {
    let first = firstBin / step
    let last = (firstBin + counts.count - 1) / step
    var merged = [Double](repeating: 0, count: last - first + 1)
    for (offset, count) in counts.enumerated() {
      merged[(firstBin + offset) / step - first] += Double(count)
    }
    let edges = (first...last + 1).map { Double(2 * min($0 * step, bins) - bins) / Double(bins) }
    return HistogramSeries(name: name, edges: edges, counts: merged)
  }
}
