import Analyses
import Embeddings
import Figures

extension LabelSelection {
  /// Which images to label next.
  func blocks(_ context: ReportContext, _ result: LabelsResult) -> [Block] {
    let names = ShortNames(items.prefix(top).map(\.id.description))
    return [
      .paragraph(
        "To label next: \(items.count.counting("image")) of \(candidates.grouped) without a label, "
          + "\(strategy.text).")
    ]
      + result.grid(
        items.prefix(top).enumerated().map { index, item in
          context.labelledCell(
            item.id.description, names, "\(index + 1)" + (item.label.map { " · \($0)?" } ?? ""),
            note: item.score.map { "\(strategy.scoreName) \($0.significant)" } ?? "–")
        }, title: "Images to label next", subtitle: strategy.text.capitalizingFirst,
        name: isAlone(in: result) ? "labels-select" : "labels-select-\(strategy.rawValue)",
        caption: "The first of the images to label, \(strategy.text), in order.", context)
      + [.table(table)]
  }

  /// Of several ways of choosing, each has its own figure.
  private func isAlone(in result: LabelsResult) -> Bool { (result.selections ?? []).count <= 1 }

  private var table: Table {
    let names = ShortNames(items.prefix(30).map(\.id.description))
    return Table(
      [.number("#"), .text("Image"), .number(strategy.scoreName.capitalizingFirst)],
      items.prefix(30).enumerated().map { index, item in
        [
          "\(index + 1)", names.name(item.id.description, within: 60),
          item.score?.significant ?? "–",
        ]
      }, caption: "Images to label next, \(strategy.text): the first \(min(30, items.count))")
  }
}

extension SelectionStrategy {
  fileprivate var text: String {
    switch self {
    case .margin: "those between whose two most probable labels a linear probe hardly decides"
    case .kCentre: "each the one farthest from all that are labelled or chosen"
    case .typicality: "the most typical ones of clusters in which nothing is labelled"
    case .random: "at random"
    }
  }

  fileprivate var scoreName: String {
    switch self {
    case .margin: "margin"
    case .kCentre: "cosine"
    case .typicality: "distance"
    case .random: "score"
    }
  }
}
