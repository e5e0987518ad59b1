import Analyses

extension ClustersResult {
  func section(_ context: ReportContext) -> Section {
    Section(
      AnalysisHeading.clusters.text(encoder: encoder),
      warnings.blocks + [.paragraph(summary), .table(table)])
  }

  private var summary: String {
    let agreement = adjustedRandIndex.map {
      " Agreement with the labels: adjusted Rand index \($0.formatted(digits: 3)) (1 is perfect, 0 is chance)."
    }
    return
      "k-means with \(clusters.counting("cluster")), best of \(restarts.counting("start")), seed \(seed)."
      + (agreement ?? "")
  }

  private var table: Table {
    let quality: [[String]] = [
      ["inertia", inertia.significant],
      ["silhouette (Euclidean)", silhouette?.formatted(digits: 3) ?? "–"],
      ["adjusted Rand index with labels", adjustedRandIndex?.formatted(digits: 3) ?? "–"],
      ["normalised mutual information", normalizedMutualInformation?.formatted(digits: 3) ?? "–"],
      ["iterations of the best start", iterations.grouped],
      ["cluster sizes", sizes.map(\.grouped).joined(separator: " · ")],
    ]
    return Table([.text("Quantity"), .number("Value")], quality)
  }
}
