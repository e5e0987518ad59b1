import Analyses
import Embeddings
import Figures

/// At a size that can be judged in print.
private let picturesOfAPage = 24

extension LabelsResult {
  func section(_ context: ReportContext) -> Section {
    Section(
      AnalysisHeading.labels.text(encoder: encoder),
      warnings.blocks + [.paragraph(summary)] + (labels.isEmpty ? [] : [.table(labelTable)])
        + (vote?.blocks(context, self) ?? []) + (suggestions?.blocks(context, self) ?? [])
        + (audit?.blocks(context, self) ?? []) + (filter?.blocks(context, self) ?? [])
        + (selections ?? []).flatMap { $0.blocks(context, self) })
  }

  /// Ids of items whose pictures the section shows.
  var picturedSamples: [String] {
    let lists =
      [
        suggestions.map { $0.confident(top).map(\.id) + $0.doubtful(top).map(\.id) },
        audit?.suspects.prefix(top).map(\.id),
        filter.map { ($0.missed + $0.falseAlarms + $0.doubtful).map(\.id) },
        selections?.flatMap { $0.items.prefix($0.top).map(\.id) },
      ]
    return lists.compactMap(\.self).joined().map(\.description)
  }

  private var summary: String {
    let others =
      unlabelled == 0 ? "" : " \(unlabelled.counting("further image")) have no label."
    let units = unit == "image" ? "" : " of \(self.units.counting("group"))"
    return labelled == 0
      ? "No image has a label; \(unlabelled.counting("image")) have none."
      : "\(labelled.counting("image"))\(units) have one of \(labels.count.counting("label")).\(others)"
  }

  private var labelTable: Table {
    let isGrouped = unit == "group"
    let shown = labels.sorted { ($1.items, $0.label) < ($0.items, $1.label) }.prefix(30)
    let rest = labels.count - shown.count
    return Table(
      [.text("Label"), .number("Images")] + (isGrouped ? [.number("Groups")] : []),
      shown.map { [$0.label, $0.items.grouped] + (isGrouped ? [$0.units.grouped] : []) }
        + (rest > 0 ? [["and \(rest) more", "–"] + (isGrouped ? ["–"] : [])] : []),
      caption: "Images by label")
  }

  /// Pages of pictures, where there are any.
  ///
  /// - Parameter name: of the figure's files, without the encoder.
  func grid(
    _ groups: [GridGroup], title: String, subtitle: String, name: String, caption: String,
    _ context: ReportContext
  ) -> [Block] {
    guard !groups.isEmpty, context.hasPictures else { return [] }
    let texts = groups.flatMap { [$0.caption, $0.note] }.compactMap(\.self)
    let columns = ImageGrid.columns(fitting: texts, context.theme)
    let stem = context.figureName(name, encoder: encoder)
    let starts = Array(stride(from: 0, to: groups.count, by: picturesOfAPage))
    let pages = starts.enumerated().map { index, start in
      let shown = Array(groups[start..<min(start + picturesOfAPage, groups.count)])
      let number = starts.count > 1 ? ", page \(index + 1) of \(starts.count)" : ""
      let grid = ImageGrid(
        title: title + number, subtitle: subtitle, columns: columns, groups: shown)
      return NamedFigure(
        name: index == 0 ? stem : "\(stem)-page-\(index < 9 ? "0" : "")\(index + 1)",
        figure: grid.figure(context.theme), caption: caption,
        alternative: "Picture grid of \(shown.count.counting("image")): \(title.lowercased())")
    }
    var first = pages[0]
    first.further = Array(pages.dropFirst())
    return [.figure(first)]
  }
}

extension ReportContext {
  /// A picture of whichever set has it.
  func anyPicture(_ id: String) -> Bitmap? { pictures[id] ?? secondPictures?[id] }

  /// A picture with two lines above it, and perhaps one between it and its id.
  ///
  /// - Parameter names: of all that are shown.
  func labelledCell(
    _ id: String, _ names: ShortNames, _ caption: String, note: String, below: [String] = []
  ) -> GridGroup {
    GridGroup(
      caption: caption, note: note,
      cells: [
        GridCell(
          image: anyPicture(id), caption: names.name(id, within: 13), notes: below, frame: .neutral)
      ])
  }
}
