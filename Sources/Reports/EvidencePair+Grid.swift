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

  var table: Table {
    Table(
      [.text("a"), .text("b"), .number("Cosine"), .text("Evidence"), .text("Labels")],
      prefix(tabledPairs).map { pair in
        [
          pair.a.description, pair.b.description, pair.cosineText,
          pair.evidence.map(\.rawValue).joined(separator: ", "),
          pair.labels?.joined(separator: " / ") ?? "–",
        ]
      })
  }

  /// The closest pairs, two pictures each.
  func grid(_ context: ReportContext, name: String) -> NamedFigure {
    let shown = prefix(picturedPairs)
    let groups = shown.map { pair in
      GridGroup(
        caption: "\(pair.cosineText) · \(pair.evidence.map(\.rawValue).joined(separator: ", "))",
        cells: [pair.a, pair.b].enumerated().map { position, id in
          GridCell(
            image: context.pictures[id.description],
            caption: [pair.labels?[position], id.description].compactMap { $0 }.joined(
              separator: " · "),
            frame: pair.frame)
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

  /// Pairs whose labels disagree stand out.
  fileprivate var frame: FrameColor? {
    labels.map { $0[0] == $0[1] ? .neutral : .conflict }
  }
}
