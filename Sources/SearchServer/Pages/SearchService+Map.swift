import Analyses
import Embeddings
import Foundation
import Hummingbird
import VectorStore

/// By what the points of a map are told apart.
enum MapColor: String, CaseIterable {
  case label, site, split, group

  func value(of item: StoredItem?) -> String? {
    switch self {
    case .label: item?.label
    case .site: item?.site
    case .split: item?.split
    case .group: item?.group
    }
  }
}

extension SearchService {
  private static let rowsOnPage = 50

  func mapPage(_ visit: PageVisit) async throws -> Response {
    try visit.fields.requireOnly(["encoder", "kind", "color", "page"] + PageFilter.fields)
    let encoder = try encoders.named(try visit.fields.text("encoder") ?? encoders.names.first)
    let kind = try visit.fields.choice("kind", default: MapPageKind.pca)
    let color = try visit.fields.choice("color", default: MapColor.label)
    let filter = try PageFilter(visit.fields)
    let name = store.address.name
    let (outcome, waiting): (PageOutcome<MapFound>?, Response?) = try await outcome(
      "map \(kind.rawValue)",
      ofSome: [PageQuestion(encoder, filter.filter, limit: MapFound.largestSet)], at: .map, "Map"
    ) { samples, progress in
      try MapFound(samples[0], named: name, kind, progress: progress)
    }
    if let waiting { return waiting }
    let form = MapForm(
      of: EncoderForm(encoder, encoders, filter.form(try await choices())), kind, color)
    let query = PageQuery(
      [("encoder", encoder.id.name), ("kind", kind.rawValue), ("color", color.rawValue)]
        + filter.query)
    var view = MapView(frame: frame("Map", at: .map), form: form)
    switch outcome {
    case .found(let found):
      let items = Dictionary(
        try await store.items(found.ids).map { ($0.id, $0) }, uniquingKeysWith: { $1 })
      let page = try visit.fields.number("page", within: 1...10_000, default: 1)
      view.show(
        found, MapPlot(found, found.ids.map { color.value(of: items[$0]) }), page,
        Self.rowsOnPage, query)
      view.summary = "\(kind.name) of \(encoder.id.name), \(found.quality)"
    case .undefined(let reason): view.undefined = reason
    case nil: break
    }
    view.isOpen = try visit.fields.text("page") != nil
    return .html(templates.html(view, by: .map))
  }
}

/// In templates.
struct MapForm {
  let encoders: [ChoiceOption]
  let filters: FilterForm
  let kinds: [ChoiceOption]
  let colors: [ChoiceOption]

  init(of form: EncoderForm, _ kind: MapPageKind, _ color: MapColor) {
    (encoders, filters) = (form.encoders, form.filters)
    kinds = MapPageKind.allCases.map {
      ChoiceOption(value: $0.rawValue, text: $0.name, isSelected: $0 == kind)
    }
    colors = MapColor.allCases.map {
      ChoiceOption(value: $0.rawValue, text: $0.rawValue, isSelected: $0 == color)
    }
  }
}

/// In templates.
private struct MapView {
  let frame: PageFrame
  let form: MapForm
  var undefined: String?
  var summary: String?
  var plot: MapPlot?
  var counts: String?
  var warnings: [AnalysisWarning] = []
  var rows: [MapRow] = []
  var pager: Pager?
  var isOpen = false

  init(frame: PageFrame, form: MapForm) { (self.frame, self.form) = (frame, form) }

  mutating func show(
    _ found: MapFound, _ plot: MapPlot, _ page: Int, _ size: Int, _ query: PageQuery
  ) {
    self.plot = plot
    warnings = found.warnings
    counts = Self.counts(found)
    let pages = max(1, (plot.rows.count + size - 1) / size)
    let page = min(page, pages)
    rows = Array(plot.rows.dropFirst((page - 1) * size).prefix(size))
    pager = Pager(page: page, of: pages, query, Page.map.pattern)
  }

  private static func counts(_ found: MapFound) -> String {
    var text = "\(found.ids.count.grouped) items"
    if found.placed > found.ids.count {
      text += " of \(found.placed.grouped) that were laid out are drawn"
    }
    if found.total > found.placed {
      text += "; these were drawn at random of \(found.total.grouped), seed \(PageQuestion.seed)"
    }
    return text
  }
}
