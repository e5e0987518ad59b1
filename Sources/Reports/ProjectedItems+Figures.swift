import Analyses
import Embeddings
import Figures
import Foundation

/// One plane of a projection, with what its figures say of it.
struct DrawnPlane {
  /// "First two components", "UMAP".
  let title: String
  /// The start of its figures' names.
  let name: String
  /// Labels of the axes; nil where coordinates mean nothing.
  let axes: (x: String, y: String)?
  let plane: ProjectedItems
  /// Items that are placed.
  let items: Int
  let encoder: String?

  /// By label, by site and by cluster, as far as they are known, or else all alike; then pictures.
  func figures(_ context: ReportContext, clusters: ClustersResult?) -> [NamedFigure] {
    var groupings: [(name: String, names: [String])] = []
    if let labels = plane.labels { groupings.append(("label", labels)) }
    if let sites = plane.sites { groupings.append(("site", sites)) }
    if let clusters {
      groupings.append(
        ("cluster", plane.rows.map(clusters.name(ofItem:))))
    }
    let scatters =
      groupings.isEmpty
      ? [scatter(context, by: nil, plane.rows.map { _ in "" })]
      : groupings.map { scatter(context, by: $0.name, $0.names) }
    return scatters + (pictures(context).map { [$0] } ?? [])
  }

  private func scatter(
    _ context: ReportContext, by grouping: String?, _ names: [String]
  ) -> NamedFigure {
    let by = grouping.map { " by \($0)" } ?? ""
    let series = names.grouped.map { name, places in
      ScatterSeries(name: name, x: places.map { plane.x[$0] }, y: places.map { plane.y[$0] })
    }
    let chart =
      axes.map { ScatterPlot(title: title + by, xLabel: $0.x, yLabel: $0.y, series: series) }
      ?? ScatterPlot(map: title + by, series: series)
    let shown = plane.rows.count
    let choice = shown < items ? " of \(items.grouped), drawn at random," : ""
    return NamedFigure(
      name: context.figureName(
        grouping.map { "\(name)-by-\($0)" } ?? name, encoder: encoder),
      figure: chart.figure(context.theme),
      caption: "\(shown.counting("image"))\(choice) \(place)"
        + (grouping.map { ", coloured by \($0)" } ?? "") + ".\(warning)",
      alternative: "Scatter plot of \(subject)" + (grouping.map { ", by \($0)" } ?? ""))
  }

  private var place: String {
    axes == nil ? "placed by \(title)" : "in the plane of the first two components"
  }

  private var subject: String { axes == nil ? title : "the first two principal components" }

  /// Maps are pictures.
  private var warning: String {
    axes == nil
      ? " A picture only: sizes of groups and distances between them mean nothing, and no number of "
        + "this report is computed from it." : ""
  }

  private func pictures(_ context: ReportContext) -> NamedFigure? {
    guard let mosaic = plane.mosaic, mosaic.hasPictures(context) else { return nil }
    let labels = mosaic.cells.compactMap(\.label)
    // The colours of the scatter plot by label.
    let groups = (plane.labels ?? labels).grouped.map(\.name)
    let places = Dictionary(zip(groups, 0...), uniquingKeysWith: { first, _ in first })
    let map = PictureMap(
      title: "\(title) in pictures", columns: mosaic.columns, rows: mosaic.rows,
      cells: mosaic.cells.map { cell in
        PictureMap.Cell(
          column: cell.column, row: cell.row,
          image: context.picture(cell.id.description, side: 0),
          group: cell.label.flatMap { places[$0] })
      }, groups: groups)
    return NamedFigure(
      name: context.figureName("\(name)-pictures", encoder: encoder),
      figure: map.figure(context.theme),
      caption: "\(mosaic.cells.count.counting("image")) \(place): in each cell of a grid the image "
        + "nearest to its middle" + (groups.isEmpty ? "" : ", framed by label") + ".\(warning)",
      alternative: "Pictures on a grid, of \(subject)")
  }
}

extension ProjectedItems {
  /// Ids of the items whose pictures are shown.
  var picturedSamples: [String] { mosaic?.cells.map(\.id.description) ?? [] }
}

extension PictureMosaic {
  fileprivate func hasPictures(_ context: ReportContext) -> Bool {
    cells.contains { context.picture($0.id.description, side: 0) != nil }
  }
}

extension [String] {
  /// The places of each name, names as people sort them.
  fileprivate var grouped: [(name: String, places: [Int])] {
    let places = Dictionary(grouping: indices) { self[$0] }
    return places.keys.sorted(by: Self.areInReadingOrder).map { ($0, places[$0] ?? []) }
  }

  /// Each name once, as people sort them: "item 2" before "item 10".
  var inReadingOrder: [String] { Set(self).sorted(by: Self.areInReadingOrder) }

  private static func areInReadingOrder(_ a: String, _ b: String) -> Bool {
    a.localizedStandardCompare(b) == .orderedAscending
  }
}
