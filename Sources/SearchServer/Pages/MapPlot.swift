import Analyses
import Embeddings
import Statistics
import VectorStore

/// How a map lays items out.
enum MapPageKind: String, CaseIterable {
  case pca, umap, tsne

  var name: String {
    switch self {
    case .pca: "PCA"
    case .umap: "UMAP"
    case .tsne: "t-SNE"
    }
  }

  /// Nil for principal components.
  fileprivate var map: MapKind? {
    switch self {
    case .pca: nil
    case .umap: .umap
    case .tsne: .tsne
    }
  }
}

/// Items in a plane.
struct MapFound: Sendable {
  /// Of those that are drawn, by id.
  let ids: [String]
  let points: [SIMD2<Double>]
  /// Items that were laid out, and of how many they were drawn.
  let placed: Int
  let total: Int
  /// What the distances are worth.
  let quality: String
  let warnings: [AnalysisWarning]

  /// Items that are laid out, and those that are drawn.
  static let (largestSet, largestPlot) = (20_000, 4_000)

  init(
    _ sample: StoreSample, named name: String, _ kind: MapPageKind, progress: WorkProgress
  ) throws(AnalysisError) {
    let plan = ProjectionPlan(
      components: 2, maps: kind.map.map { [$0] } ?? [], items: Self.largestSet)
    let found = try project(
      sample.items(named: name), plan: plan, planeLimit: Self.largestPlot,
      seed: PageQuestion.seed, encoder: sample.encoder.name, progress: progress)
    let plane = found.maps?.first?.plane ?? found.plane
    ids = plane.rows.map { sample.items[$0].id }
    points = zip(plane.x, plane.y).map { SIMD2($0, $1) }
    (placed, total) = (sample.items.count, sample.total)
    quality = Self.quality(found)
    warnings = found.warnings
  }

  private static func quality(_ found: ProjectionResult) -> String {
    guard let map = found.maps?.first else {
      let shares = found.explainedVarianceRatio.prefix(2).map(\.percent)
      return "the two show \(shares.joined(separator: " and ")) of the variance"
    }
    let trust = map.quality.trustworthiness.map { "trustworthiness \($0.shown), " } ?? ""
    return
      "\(trust)\(map.quality.neighborsKept.percent) of the \(map.quality.neighbors) nearest are "
      + "near here, too; distances and gaps between groups prove nothing"
  }
}

/// A map as it is drawn: what belongs together has one colour.
struct MapPlot {
  /// Beyond these, groups share the last colour.
  fileprivate static let colors = 10
  private static let (width, height, margin) = (1_000.0, 640.0, 12.0)

  /// SVG, without the frame around it; ids are percent-encoded.
  let marks: String
  let legend: [MapLegendEntry]
  let rows: [MapRow]

  /// - Parameter values: what is known of each point.
  init(_ found: MapFound, _ values: [String?]) {
    let counts = Dictionary(values.compactMap { $0 }.map { ($0, 1) }, uniquingKeysWith: +)
    let names = counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map(\.key)
    let shown = names.count > Self.colors ? Array(names.prefix(Self.colors - 1)) : names
    let code = Dictionary(uniqueKeysWithValues: shown.enumerated().map { ($1, $0) })
    // Of all others, and of items without a value.
    let codes = values.map { value in value.flatMap { code[$0] } ?? Self.colors }
    let scaled = Self.scaled(found.points)
    let radius = found.points.count > 1_500 ? 4.0 : 5.5
    marks = zip(found.ids, values.indices.map { (scaled[$0], codes[$0], values[$0]) }).map {
      id, place in
      MapMark(point: place.0, code: place.1, id: id, value: place.2, radius: radius).text
    }.joined()
    let rest = codes.count { $0 == Self.colors }
    legend =
      shown.enumerated().map {
        MapLegendEntry(code: $0, name: $1, items: (counts[$1] ?? 0).grouped)
      }
      + (rest == 0
        ? []
        : [
          MapLegendEntry(
            code: Self.colors, name: names.count > shown.count ? "others, or none" : "none",
            items: rest.grouped)
        ])
    rows = zip(found.ids, zip(found.points, values)).map { id, place in
      MapRow(card: PictureCard(id), x: place.0.x.shown, y: place.0.y.shown, value: place.1)
    }
  }

  /// Both axes alike, the whole in the middle.
  private static func scaled(_ points: [SIMD2<Double>]) -> [SIMD2<Double>] {
    let (xs, ys) = (points.map(\.x), points.map(\.y))
    guard let left = xs.min(), let right = xs.max(), let low = ys.min(), let high = ys.max() else {
      return []
    }
    let (spanX, spanY) = (max(right - left, 1e-12), max(high - low, 1e-12))
    let scale = min((width - 2 * margin) / spanX, (height - 2 * margin) / spanY)
    return points.map { point in
      SIMD2(
        width / 2 + (point.x - (left + right) / 2) * scale,
        height / 2 - (point.y - (low + high) / 2) * scale)
    }
  }
}

/// A dot, or beyond half of the groups a diamond.
private struct MapMark {
  let point: SIMD2<Double>
  let code: Int
  let id: String
  let value: String?
  /// Smaller where there are many.
  let radius: Double

  var text: String {
    let (x, y) = (point.x, point.y)
    // The legend does not say it of these.
    let name =
      code == MapPlot.colors
      ? value.map { " data-value=\"\(HTMLText.escaped($0))\"" } ?? "" : ""
    let data = "class=\"c\(code)\" data-id=\"\(id.inURL)\"\(name)"
    guard MapLegendEntry.isDiamond(code) else {
      return "<circle \(data) cx=\"\(x.digits)\" cy=\"\(y.digits)\" r=\"\(radius.digits)\"/>"
    }
    // Of about the same area.
    let side = 1.8 * radius
    return """
      <rect \(data) x="\((x - side / 2).digits)" y="\((y - side / 2).digits)" \
      width="\(side.digits)" height="\(side.digits)" \
      transform="rotate(45 \(x.digits) \(y.digits))"/>
      """
  }
}

extension Double {
  /// One digit behind the point, for drawings.
  fileprivate var digits: String { "\((self * 10).rounded() / 10)" }
}

/// In templates.
struct MapLegendEntry {
  let code: Int
  let name: String
  let items: String

  /// Mustache does not see what is computed.
  let isDiamond: Bool

  init(code: Int, name: String, items: String) {
    (self.code, self.name, self.items) = (code, name, items)
    isDiamond = Self.isDiamond(code)
  }

  static func isDiamond(_ code: Int) -> Bool { code >= 5 && code < MapPlot.colors }
}

/// In templates.
struct MapRow {
  let card: PictureCard
  let x: String
  let y: String
  let value: String?
}
