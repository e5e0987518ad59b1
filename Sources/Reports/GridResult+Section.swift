public import Analyses
public import Figures

extension GridResult {
  /// Ids of the samples whose pictures are shown.
  var picturedSamples: [String] { groups.flatMap(\.shown).map(\.id) }

  func section(_ context: ReportContext) -> Section {
    Section(AnalysisHeading.grid.rawValue, warnings.blocks + [.paragraph(summary)] + pages(context))
  }

  private var summary: String {
    let choice =
      shownItems < items
      ? "\(shownItems.grouped) of \(items.counting("image")), evenly spaced"
        + (groupBy == nil ? "" : " in each group")
      : items.counting("image")
    return choice + (groupBy.map { ", by \($0.rawValue)" } ?? "") + "."
  }

  private func pages(_ context: ReportContext) -> [Block] {
    guard context.hasPictures, !groups.isEmpty else { return [] }
    let drawn = figures(title: AnalysisHeading.grid.rawValue, context.theme) {
      context.picture($0.id, side: 0)
    }
    let pages = drawn.enumerated().map { index, figure in
      NamedFigure(
        name: index == 0 ? "grid" : "grid-page-\(index < 9 ? "0" : "")\(index + 1)", figure: figure,
        caption: summary + " Below each picture: "
          + captions.map(\.rawValue).joined(separator: ", ") + ".",
        alternative: "Picture grid of \(shownItems.counting("image"))")
    }
    var first = pages[0]
    first.further = Array(pages.dropFirst())
    return [.figure(first)]
  }

  /// The pages, one at least.
  ///
  /// - Parameter picture: of an item; nil draws a hatched cell.
  public func figures(
    title: String, _ theme: Theme = .standard, picture: (GridItem) throws -> Bitmap?
  ) rethrows -> [Figure] {
    let names = ShortNames(picturedSamples)
    let groups = try groups.map { group in
      PicturePages.Group(
        heading: group.name, all: group.items,
        cells: try group.shown.map {
          PicturePages.Cell(image: try picture($0), lines: $0.lines(captions, names))
        })
    }
    return PicturePages(
      title: title,
      subtitle: shownItems < items
        ? "\(shownItems.grouped) of \(items.grouped) pictures, evenly spaced"
          + (groupBy == nil ? "" : " in each group")
        : "",
      rows: rows, columns: columns, groups: groups
    ).figures(theme)
  }
}

extension GridItem {
  /// Below its picture.
  ///
  /// - Parameters:
  ///   - names: of all that are shown.
  ///   - distance: to a query, where there is one.
  public func lines(
    _ captions: [GridCaption], _ names: ShortNames, distance: Double? = nil
  ) -> [String] {
    captions.flatMap { caption in
      switch caption {
      case .distance: [distance?.formatted(digits: 4) ?? "–"]
      case .label: [label ?? "–"]
      case .split: [split ?? "–"]
      case .site: [site ?? "–"]
      case .id: names.lines(id)
      }
    }
  }
}

extension PicturePages.Group {
  /// A group under "cat, 25 of 130".
  ///
  /// - Parameter all: pictures that there are of it.
  public init(heading name: String?, all: Int, cells: [PicturePages.Cell]) {
    // Behind a name in a script from right to left the count stays on its right.
    let count = "\u{200E}, \(cells.count.grouped)" + (cells.count < all ? " of \(all.grouped)" : "")
    self.init(name: name.map { $0 + count }, cells: cells)
  }
}
