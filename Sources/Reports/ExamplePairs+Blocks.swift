import Analyses
import Embeddings
import Figures

/// Which pairs are shown.
enum ShownPairs {
  case closest
  case conflicts

  fileprivate var title: String {
    switch self {
    case .closest: "Closest pairs"
    case .conflicts: "Closest pairs whose labels differ"
    }
  }

  /// "33,311 pairs", "46 pairs whose labels differ".
  fileprivate func counted(_ count: Int) -> String {
    switch self {
    case .closest: count.counting("pair")
    case .conflicts: "\(count.counting("pair")) whose labels differ"
    }
  }
}

/// Three a row, at a size that can be judged in print.
private let pairsOfAPage = 12

extension ExamplePairs {
  /// The first pairs of a result for which nobody chose examples.
  init(listed pairs: [EvidencePair], total: Int) {
    self.init(Array(pairs.prefix(pairsOfAPage)), available: total, total: total)
  }

  var samples: [String] { pairs.flatMap { [$0.a.description, $0.b.description] } }

  /// Pages of pictures, where there are any, and a table of the first page; nothing for no pairs.
  func blocks(_ context: ReportContext, _ shown: ShownPairs, name: String) -> [Block] {
    guard !pairs.isEmpty else { return [] }
    let figures = !context.hasPictures ? [] : [Block.figure(figure(context, shown, name))]
    return figures + [.table(table(shown))]
  }

  /// The first page, with the others as its further pages.
  private func figure(
    _ context: ReportContext, _ shown: ShownPairs, _ name: String
  ) -> NamedFigure {
    let pages = stride(from: 0, to: pairs.count, by: pairsOfAPage).map { start in
      page(start..<min(start + pairsOfAPage, pairs.count), context, shown, name)
    }
    var first = pages[0]
    first.further = Array(pages.dropFirst())
    return first
  }

  private func page(
    _ range: Range<Int>, _ context: ReportContext, _ shown: ShownPairs, _ name: String
  ) -> NamedFigure {
    let number = range.lowerBound / pairsOfAPage + 1
    let grid = ImageGrid(
      title: pairs.count > pairsOfAPage
        ? "\(shown.title), \(range.lowerBound + 1)–\(range.upperBound) of \(pairs.count)"
        : shown.title,
      columns: 6, groups: range.map { pairs[$0].group(number: $0 + 1, context) })
    return NamedFigure(
      name: number == 1 ? name : "\(name)-page-\(number < 10 ? "0" : "")\(number)",
      figure: grid.figure(context.theme), caption: caption(range, shown),
      alternative: "Picture grid of \(range.count.counting("pair")) of images")
  }

  private func caption(_ range: Range<Int>, _ shown: ShownPairs) -> String {
    let choice =
      pairs.count == total
      ? "\(shown.counted(total)), most similar first"
      : "of \(shown.counted(total)), "
        + (pairs.count == available
          ? "all \(available.grouped)" : "the most similar of \(available.grouped)")
        + " in which each image is the other's closest"
    let place =
      pairs.count > pairsOfAPage
      ? "Pairs \(range.lowerBound + 1)–\(range.upperBound) of \(pairs.count): " : ""
    let frames =
      shown == .closest && pairs[range].contains(where: \.labelsDiffer)
      ? " A dashed frame marks labels that differ." : ""
    return (place + choice).capitalizingFirst + "." + frames
  }

  private func table(_ shown: ShownPairs) -> Table {
    Table(
      [
        .number("#"), .text(shown == .closest ? "Closest pairs" : "Pairs whose labels differ"),
        .text("Labels"), .number("Cosine"), .number("pHash, dHash"), .text("Other evidence"),
      ],
      pairs.prefix(pairsOfAPage).enumerated().map { index, pair in
        [
          "\(index + 1)", pair.ids(within: 34).joined(separator: ", "), pair.labelText ?? "–",
          pair.cosineText, pair.hashText ?? "–", pair.otherEvidence ?? "none",
        ]
      }, caption: "\(shown.title): the first \(min(pairsOfAPage, pairs.count)) of \(total.grouped)")
  }
}
