public import Analyses
public import Figures
import Statistics

extension [ProjectedMap] {
  /// What maps are and keep, and their figures.
  func blocks(
    _ context: ReportContext, encoder: String?, clusters: ClustersResult?
  ) -> [Block] {
    guard !isEmpty else { return [] }
    return [.paragraph(summary), .table(table)]
      + flatMap { $0.drawn(encoder).figures(context, clusters: clusters) }.map { .figure($0) }
  }

  private var summary: String {
    let settings = map(\.settings).joined(separator: "; ")
    let queries = first.map { "\($0.quality.queries.counting("image"))" } ?? "no image"
    let k = first?.quality.neighbors ?? 0
    return "Maps are pictures: \(settings). They keep who is near whom as far as two dimensions "
      + "allow, and nothing else; clusters, tests and distances of this report are never computed "
      + "from them. Trustworthiness (Venna and Kaski 2001) is 1 where no image has a neighbour in "
      + "the map that is far away among the vectors; neighbours kept is the share of the \(k) nearest "
      + "in the map that are among the \(k) nearest vectors; both of \(queries)."
  }

  private var table: Table {
    let hasLabels = contains { $0.labelAccuracy != nil }
    let k = first?.labelAccuracy?.neighbors ?? 0
    return Table(
      [
        .text("Map"), .number("Images"), .number("Trustworthiness"), .number("Neighbours kept"),
        .number("KL divergence"),
      ]
        + (hasLabels
          ? [
            .number("\(k)-NN accuracy, vectors"), .number("in the map"), .number("lost"),
            .number("95 % interval"),
          ] : []),
      map { map in
        [
          map.kind.name, map.items.grouped,
          map.quality.trustworthiness?.formatted(digits: 4) ?? "–",
          map.quality.neighborsKept.percent, map.divergence?.formatted(digits: 3) ?? "–",
        ]
          + (hasLabels
            ? [
              map.labelAccuracy?.byVectors.percent ?? "–", map.labelAccuracy?.inMap.percent ?? "–",
              map.labelAccuracy?.lost.percent ?? "–",
              map.labelAccuracy?.interval?.percentText ?? "–",
            ] : [])
      }, caption: "How far the maps keep neighbourhoods")
  }
}

extension ProjectedMap {
  /// The map by label, where labels are known.
  public func figure(_ theme: Theme = .standard) -> Figure {
    drawn(nil).figures(ReportContext(pictures: [:], theme: theme), clusters: nil)[0].figure
  }

  fileprivate func drawn(_ encoder: String?) -> DrawnPlane {
    DrawnPlane(
      title: kind.name, name: "projection-\(kind.rawValue)", axes: nil, plane: plane, items: items,
      encoder: encoder)
  }

  /// "UMAP of 15 nearest neighbours by cosine, least distance 0.1, 200 epochs".
  fileprivate var settings: String {
    let nearest = metric == .cosine ? "by cosine" : "by Euclidean distance"
    return switch kind {
    case .umap:
      "UMAP of \(neighbors ?? 0) nearest neighbours \(nearest), the image itself among them, least "
        + "distance \((minDistance ?? 0).significant), \(steps.counting("epoch"))"
    case .tsne:
      "t-SNE of perplexity \((perplexity ?? 0).significant) \(nearest), "
        + "\(steps.counting("step"))"
    }
  }
}
