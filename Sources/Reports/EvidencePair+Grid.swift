import Analyses
import Embeddings
import Figures

/// Pairs shown as pictures: a page of a paper holds no more at a size that can be judged.
private let picturedPairs = 12
/// Pairs shown as a table.
private let tabledPairs = 10

extension [EvidencePair] {
  var picturedSamples: [String] {
    prefix(picturedPairs).flatMap { [$0.a.description, $0.b.description] }
  }

  private var table: Table {
    Table(
      [
        .text("a"), .text("b"), .number("Cosine"), .number("pHash"), .number("dHash"),
        .text("Evidence"), .text("Labels"),
      ],
      prefix(tabledPairs).map { pair in
        [
          pair.a.description, pair.b.description, pair.cosineText,
          pair.phashDistance.map { "\($0)" } ?? "–", pair.dhashDistance.map { "\($0)" } ?? "–",
          pair.evidence.map(\.rawValue).joined(separator: ", "),
          pair.labels?.joined(separator: " / ") ?? "–",
        ]
      })
  }

  /// The closest pairs as pictures, where there are any, and as a table; nothing for no pairs.
  func blocks(_ context: ReportContext, figure name: String) -> [Block] {
    guard !isEmpty else { return [] }
    return (context.pictures.isEmpty ? [] : [.figure(grid(context, name: name))]) + [.table(table)]
  }

  /// The closest pairs, two pictures each.
  private func grid(_ context: ReportContext, name: String) -> NamedFigure {
    let shown = prefix(picturedPairs)
    let groups = shown.map { pair in
      GridGroup(
        caption: pair.caption,
        cells: [pair.a, pair.b].map { id in
          GridCell(
            image: context.pictures[id.description], caption: id.description, frame: pair.frame)
        })
    }
    return NamedFigure(
      name: name,
      figure: ImageGrid(title: "Closest pairs", columns: 6, groups: groups).figure(context.theme),
      caption: "The \(shown.count.counting("most similar pair")), with cosine and evidence.",
      alternative: "Picture grid of the \(shown.count) most similar pairs")
  }
}

extension EvidencePair {
  fileprivate var cosineText: String { cosine?.formatted(digits: 4) ?? "no cosine" }

  /// "0.9959 · trouser · cosine"; both labels where they differ.
  fileprivate var caption: String {
    let names = labels.map { $0[0] == $0[1] ? $0[0] : $0.joined(separator: " / ") }
    let kinds = evidence.map(\.rawValue).joined(separator: ", ")
    return [cosineText, names, kinds].compactMap { $0 }.joined(separator: " · ")
  }

  /// Pairs whose labels disagree stand out.
  fileprivate var frame: FrameColor? {
    labels.map { $0[0] == $0[1] ? .neutral : .conflict }
  }
}
