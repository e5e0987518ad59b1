import Analyses
import Embeddings
import Figures

extension NeighborsResult {
  var picturedSamples: [String] {
    queries.flatMap { [$0.query.description] + $0.neighbors.map(\.id.description) }
  }

  func section(_ context: ReportContext) -> Section {
    Section(
      AnalysisHeading.neighbors.text(encoder: encoder),
      warnings.blocks + [
        .paragraph(
          "Exact search among \(items.counting("image")) by cosine; the title of each picture is its "
            + "distance, 1 − cosine, from the query\(texts == nil ? ", which is framed" : "")."
            + (texts.map { " \($0.text)" } ?? ""))
      ]
        + queries.enumerated().map { place, query in
          context.pictures.isEmpty
            ? .table(table(query)) : .figure(grid(query, number: place + 1, context))
        })
  }

  private func table(_ found: QueryNeighbors) -> Table {
    Table(
      [.text("Nearest to \(found.query)"), .number("Distance"), .text("Label")],
      found.neighbors.prefix(10).map {
        [$0.id.description, $0.distance.formatted(digits: 4), $0.label ?? "–"]
      },
      caption: "The first of \(found.neighbors.count.grouped) nearest to \(found.query) among "
        + items.counting("image"))
  }

  /// - Parameter number: of the query; the first has none in the name of its files.
  private func grid(
    _ found: QueryNeighbors, number: Int, _ context: ReportContext
  ) -> NamedFigure {
    let cells = found.neighbors.map { neighbor in
      GridCell(
        image: context.pictures[neighbor.id.description],
        caption: [neighbor.distance.formatted(digits: 4), neighbor.label].compactMap { $0 }
          .joined(separator: " · "),
        frame: neighbor.id == found.query ? .highlight : nil)
    }
    let side = Int(Double(cells.count).squareRoot().rounded(.up))
    return NamedFigure(
      name: context.figureName(number == 1 ? "neighbors" : "neighbors-\(number)", encoder: encoder),
      figure: ImageGrid(title: "Nearest to \(found.query)", columns: max(1, side), cells: cells)
        .figure(context.theme),
      caption:
        "The \(cells.count.counting("image")) nearest to \(found.query) among \(items.counting("image")), by distance.",
      alternative: "Picture grid of the nearest neighbours of \(found.query)")
  }
}

extension TextQueries {
  fileprivate var text: String {
    let maps =
      alignmentFile.map { ", and brought into the space of images by the maps of \($0)" } ?? ""
    return "Texts are embedded by \(textModel.name)\(maps)."
  }
}
