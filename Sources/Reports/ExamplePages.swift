import Figures

/// Pictures with masks over them, in rows, page by page.
struct ExamplePages {
  /// The stem of their files.
  let name: String
  let title: String
  let subtitle: String
  let columns: Int
  let caption: String
  /// For a page of so many rows.
  let alternative: (Int) -> String
  /// Where pictures show maps.
  var heatKey: HeatKey?

  private static let rowsOfAPage = 6

  /// - Parameter rows: one a picture; nothing comes of none, nor where pictures are not wanted.
  func blocks(_ rows: [GridGroup], _ context: ReportContext) -> [Block] {
    guard context.hasPictures, !rows.isEmpty else { return [] }
    let starts = Array(stride(from: 0, to: rows.count, by: Self.rowsOfAPage))
    let pages = starts.enumerated().map { index, start in
      let shown = rows[start..<min(start + Self.rowsOfAPage, rows.count)]
      let number = starts.count > 1 ? ", page \(index + 1) of \(starts.count)" : ""
      var grid = ImageGrid(
        title: title + number, subtitle: subtitle, columns: columns, groups: Array(shown))
      grid.heatKey = heatKey
      return NamedFigure(
        name: name + (index == 0 ? "" : "-page-\(index < 9 ? "0" : "")\(index + 1)"),
        figure: grid.figure(context.theme), caption: caption,
        alternative: alternative(shown.count))
    }
    var first = pages[0]
    first.further = Array(pages.dropFirst())
    return [.figure(first)]
  }
}

/// A method's name below a picture; of a control, its method's and what it is, where one line would lose its
/// end.
func nameLines(of method: String, controlOf other: String?) -> [String] {
  other.map { [$0, "nonsense"] } ?? [method]
}
