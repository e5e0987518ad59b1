import Analyses
import Embeddings
import Foundation
import Hummingbird
import Statistics
import VectorStore

/// Groups of items with their most frequent labels.
struct ClustersFound: Sendable {
  let result: ClustersResult
  /// Of each cluster, most items first.
  let labels: [[(label: String, items: Int)]]
  /// Of the items that are shown, by id.
  let shown: [String: String]
  /// Of which the items were drawn.
  let total: Int

  /// - Parameter count: nil chooses it.
  init(
    _ sample: StoreSample, named name: String, count: Int?, progress: WorkProgress
  ) throws(AnalysisError) {
    var plan = ClustersPlan(count: count.map { .fixed($0) } ?? .standard)
    (plan.stability, plan.members, plan.metric) = (false, 6, .cosine)
    let items = sample.items(named: name)
    let found = try findClusters(
      in: items, plan: plan, seed: PageQuestion.seed, encoder: sample.encoder.name,
      progress: progress)
    (result, total) = (found, sample.total)
    let members = Set((found.members ?? []).flatMap(\.shown).map { "\($0.id)" })
    shown = Dictionary(
      sample.items.filter { members.contains($0.id) }.compactMap { item in
        item.label.map { (item.id, $0) }
      }, uniquingKeysWith: { first, _ in first })
    labels = (0..<found.clusters).map { cluster in
      let known = zip(sample.items, found.assignments).filter { $1 == cluster }
        .compactMap { $0.0.label }
      return Dictionary(known.map { ($0, 1) }, uniquingKeysWith: +)
        .sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map { ($0.key, $0.value) }
    }
  }
}

extension SearchService {
  private static let clustersOnPage = 3
  private static let clusteredItems = 20_000

  func clustersPage(_ visit: PageVisit) async throws -> Response {
    try visit.fields.requireOnly(["encoder", "k", "page"] + PageFilter.fields)
    let encoder = try encoders.named(try visit.fields.text("encoder") ?? encoders.names.first)
    let filter = try PageFilter(visit.fields)
    let given = try visit.fields.text("k").flatMap { $0.isEmpty ? nil : $0 }
    let count = try given == nil ? nil : visit.fields.number("k", within: 1...100, default: 1)
    let name = store.address.name
    let (outcome, waiting): (PageOutcome<ClustersFound>?, Response?) = try await outcome(
      "clusters \(count ?? 0)",
      ofSome: [PageQuestion(encoder, filter.filter, limit: Self.clusteredItems)],
      at: .clusters, "Clusters"
    ) { samples, progress in
      try ClustersFound(samples[0], named: name, count: count, progress: progress)
    }
    if let waiting { return waiting }
    let query = PageQuery(
      [("encoder", encoder.id.name)] + (given.map { [("k", $0)] } ?? []) + filter.query)
    let page = try visit.fields.number("page", within: 1...1_000, default: 1)
    let view = ClustersView(
      frame: frame("Clusters", at: .clusters), outcome: outcome,
      form: EncoderForm(encoder, encoders, filter.form(try await choices())), count: given,
      page: page, size: Self.clustersOnPage, query: query)
    return .html(templates.html(view, by: .clusters))
  }
}

/// In templates.
private struct ClustersView {
  let frame: PageFrame
  let form: EncoderForm
  let count: String?
  let undefined: String?
  let summary: ClustersSummary?
  let clusters: [ClusterView]
  let pager: Pager?

  init(
    frame: PageFrame, outcome: PageOutcome<ClustersFound>?, form: EncoderForm, count: String?,
    page: Int, size: Int, query: PageQuery
  ) {
    (self.frame, self.form, self.count) = (frame, form, count)
    guard case .found(let found) = outcome else {
      if case .undefined(let reason) = outcome { undefined = reason } else { undefined = nil }
      (summary, clusters, pager) = (nil, [], nil)
      return
    }
    undefined = nil
    summary = ClustersSummary(found)
    let members = found.result.members ?? []
    let pages = max(1, (members.count + size - 1) / size)
    let page = min(page, pages)
    clusters = members.dropFirst((page - 1) * size).prefix(size).map { members in
      ClusterView(
        members, of: found.result.items, members.cluster.map { found.labels[$0] } ?? [],
        found.shown)
    }
    pager = Pager(page: page, of: pages, query, Page.clusters.pattern)
  }
}

/// In templates.
private struct ClustersSummary {
  let clusters: Int
  let items: String
  /// Of how many the items were drawn; nil for all.
  let drawn: String?
  let encoder: String
  let chosen: String?
  let silhouette: String?
  let warnings: [AnalysisWarning]

  init(_ found: ClustersFound) {
    let result = found.result
    clusters = result.clusters
    items = result.items.grouped
    drawn = found.total > result.items ? found.total.grouped : nil
    encoder = result.encoder ?? ""
    chosen = result.choice.map {
      "chosen by the silhouette; the gap statistic finds \($0.byGap.map { "\($0)" } ?? "no number")"
    }
    silhouette = result.silhouette.map(\.shown)
    warnings = result.warnings
  }
}

/// In templates.
private struct ClusterView {
  let title: String
  let facts: String
  let rows: [MemberRow]

  init(
    _ members: ClusterMembers, of items: Int, _ labels: [(label: String, items: Int)],
    _ known: [String: String]
  ) {
    title = members.cluster.map { "Cluster \($0 + 1)" } ?? "In no cluster"
    let share = (Double(members.size) / Double(max(1, items))).percent
    let labelled = labels.reduce(0) { $0 + $1.items }
    let named = labels.prefix(3).map {
      "\($0.label) \((Double($0.items) / Double(max(1, labelled))).percent)"
    }
    facts =
      "\(members.size.grouped) items, \(share)"
      + (named.isEmpty ? "" : "; of those with a label " + named.joined(separator: ", "))
    rows = [
      ("Nearest to the centre", members.nearest), ("At the boundary", members.boundary),
      ("Drawn at random", members.random),
    ].filter { !$0.1.isEmpty }.map { name, members in
      MemberRow(
        name: name, cards: members.map { PictureCard("\($0.id)", label: known["\($0.id)"]) })
    }
  }
}

/// In templates.
private struct MemberRow {
  let name: String
  let cards: [PictureCard]
}
