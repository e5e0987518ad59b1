import Embeddings
import LinearAlgebra
import Statistics

/// Neighbours that a map's quality is measured by.
private let qualityNeighbors = 10
/// Items whose neighbours are looked at for it.
private let qualityQueries = 2_000

/// The items of maps: all with a direction, or some drawn at random.
struct MapItems {
  let all: EmbeddedItems
  let placed: EmbeddedItems
  /// Position of each among all items.
  let places: [Int]
  let plan: ProjectionPlan
  let seed: UInt64
  let space: NeighborSpace

  init(_ items: EmbeddedItems, _ plan: ProjectionPlan, seed: UInt64) {
    (all, self.plan, self.seed) = (items, plan, seed)
    let usable = plan.metric == .cosine ? items.withDirection : Array(items.ids.indices)
    var generator = SeededGenerator(seed: seed, stream: "map items")
    let drawn = generator.choose(min(plan.items, usable.count), of: usable.count)
    places = drawn.map { usable[$0] }
    placed = places.count == items.count ? items : items.selecting(places, name: items.name)
    space = plan.metric.space(of: placed)
  }

  /// Neighbours of UMAP beside the item itself.
  var neighbors: Int { max(1, min(plan.neighbors, placed.count) - 1) }

  /// A perplexity needs three neighbours for each unit of it.
  var perplexity: Double { max(1, min(plan.perplexity, Double(placed.count - 1) / 3)) }

  /// As many as the maps need.
  private var tableNeighbors: Int {
    let wanted = plan.maps.map { $0 == .umap ? neighbors : Int(3 * perplexity) + 1 }.max() ?? 1
    return min(placed.count - 1, wanted)
  }

  /// The maps that the plan asks for, in its order; none where all items are in one place.
  ///
  /// - Parameter shown: items in each result at most.
  func maps(
    showing shown: Int, progress: WorkProgress
  ) throws(AnalysisError) -> [ProjectedMap] {
    let components = try firstComponents()
    let table = NeighborTable(space, k: tableNeighbors, progress: progress)
    guard table.distances.contains(where: { $0 > 0 }) else { return [] }
    let found = plan.maps.compactMap { map($0, table, components, progress) }
    guard found.count == plan.maps.count else { return [] }
    return judged(found, showing: shown, progress)
  }

  /// At one thread, whose sums are the same however many there are: a map grows every difference.
  private func firstComponents() throws(AnalysisError) -> [SIMD2<Double>] {
    let count = min(2, min(placed.count, placed.vectors.dimension))
    let scores = try naming(all.name) { () throws(StatisticsError) in
      try BLAS.atOneThread { _ throws(StatisticsError) in
        try placed.vectors.principalComponents(count)
      }
    }.scores
    return (0..<placed.count).map { SIMD2(scores[$0, 0], count > 1 ? scores[$0, 1] : 0) }
  }

  private struct Placement {
    let kind: MapKind
    let points: [SIMD2<Double>]
    let steps: Int
    var divergence: Double?
  }

  private func map(
    _ kind: MapKind, _ table: NeighborTable, _ components: [SIMD2<Double>], _ progress: WorkProgress
  ) -> Placement? {
    switch kind {
    case .umap:
      let settings = UniformManifoldSettings(leastDistance: plan.minDistance)
      return mapStart(components, spread: .largest(10), seed: seed, stream: "umap.start").map {
        Placement(
          kind: kind,
          points: uniformManifoldApproximation(
            fuzzySimplicialSet(table.prefix(neighbors)), from: $0, settings: settings, seed: seed,
            progress: progress), steps: settings.epochs(for: placed.count))
      }
    case .tsne:
      return mapStart(components, spread: .deviation(1e-4), seed: seed, stream: "tsne.start").map {
        let found = stochasticNeighborEmbedding(
          perplexityAffinities(table, perplexity: perplexity), from: $0, progress: progress)
        return Placement(
          kind: kind, points: found.points, steps: found.steps, divergence: found.divergence)
      }
    }
  }

  private func judged(
    _ maps: [Placement], showing limit: Int, _ progress: WorkProgress
  ) -> [ProjectedMap] {
    var generator = SeededGenerator(seed: seed, stream: "map quality")
    let queries = generator.choose(min(qualityQueries, placed.count), of: placed.count)
    let (qualities, votes) = mapQuality(
      of: maps.map(\.points), in: space, k: min(qualityNeighbors, placed.count - 1),
      queries: queries, labels: labels, progress: progress)
    let foretold =
      votes.map {
        ForetoldLabels(
          votes: $0, items: placed, queries: queries, neighbors: qualities[0].neighbors)
      }
      ?? foretoldOfSome(maps, queries, progress)
    var drawing = SeededGenerator(seed: seed, stream: "map shown")
    let shown = drawing.choose(min(limit, placed.count), of: placed.count)
    return maps.indices.map { number in
      let map = maps[number]
      let isUMAP = map.kind == .umap
      return ProjectedMap(
        kind: map.kind, metric: plan.metric, neighbors: isUMAP ? neighbors + 1 : nil,
        minDistance: isUMAP ? plan.minDistance : nil, perplexity: isUMAP ? nil : perplexity,
        steps: map.steps, divergence: map.divergence, items: placed.count,
        plane: ProjectedItems(map.points, of: all, places: places, shown: shown),
        quality: qualities[number],
        labelAccuracy: foretold?.accuracy(inMap: number, seed: seed))
    }
  }

  /// Nil where not every item has one, and for one kind.
  private var labels: MapLabels? { placed.labels.flatMap { MapLabels($0, of: placed) } }

  /// Where some items have no label: by neighbours with one, of items with one.
  private func foretoldOfSome(
    _ maps: [Placement], _ queries: [Int], _ progress: WorkProgress
  ) -> ForetoldLabels? {
    let known = placed.knownLabels
    let rows = known.indices.filter { known[$0] != nil }
    let chosen = Set(queries)
    let asked = rows.indices.filter { chosen.contains(rows[$0]) }
    guard rows.count < placed.count, !asked.isEmpty else { return nil }
    let items = placed.selecting(rows, name: placed.name)
    guard let labels = MapLabels(rows.compactMap { known[$0] }, of: items) else { return nil }
    let neighbors = min(qualityNeighbors, items.count - 1)
    let votes = mapQuality(
      of: maps.map { map in rows.map { map.points[$0] } }, in: plan.metric.space(of: items),
      k: neighbors, queries: asked, labels: labels, progress: progress
    ).votes
    return votes.map {
      ForetoldLabels(votes: $0, items: items, queries: asked, neighbors: neighbors)
    }
  }
}

extension MapLabels {
  /// Nil for labels of one kind.
  fileprivate init?(_ labels: [String], of items: EmbeddedItems) {
    guard Set(labels).count > 1 else { return nil }
    self.init(labels: codes(labels), units: items.units.map(codes))
  }
}

extension MapMetric {
  fileprivate func space(of items: EmbeddedItems) -> NeighborSpace {
    switch self {
    case .cosine: .cosine(items.unitRows)
    case .euclidean: .euclidean(items.vectors.stored)
    }
  }
}

/// What neighbours, among vectors and in maps, say of the labels of queries.
private struct ForetoldLabels {
  let votes: MapVotes
  let items: EmbeddedItems
  /// Rows of the items.
  let queries: [Int]
  let neighbors: Int

  func accuracy(inMap map: Int, seed: UInt64) -> MapLabelAccuracy {
    let (vectors, inMap) = (votes.byVectors, votes.byMaps[map])
    let count = Double(queries.count)
    let rights = (vectors.count { $0 }, inMap.count { $0 })
    let units = Dictionary(grouping: queries.indices) { place in
      items.units?[queries[place]] ?? "\(place)"
    }.sorted { $0.value[0] < $1.value[0] }.map(\.value)
    let lost = units.map { unit in
      unit.reduce(0.0) { $0 + (vectors[$1] ? 1 : 0) - (inMap[$1] ? 1 : 0) }
    }
    // Where no unit gains or loses, resamples say nothing.
    let varies = lost.contains { $0 != 0 }
    return MapLabelAccuracy(
      neighbors: neighbors, queries: queries.count, byVectors: Double(rights.0) / count,
      inMap: Double(rights.1) / count, lost: Double(rights.0 - rights.1) / count,
      interval: varies
        ? groupBootstrapInterval(
          of: lost, over: units.map { Double($0.count) }, seed: seed, stream: "map accuracy") : nil)
  }
}

extension MapItems {
  /// What was not done as asked, and why.
  func warnings(_ maps: [ProjectedMap]) -> [AnalysisWarning] {
    var warnings: [AnalysisWarning] = []
    if plan.metric == .cosine { warnings += AnalysisWarning.zeroVectors(in: [all]) }
    warnings += all.labelGaps
    if let label = placed.onlyLabel {
      warnings.append(
        AnalysisWarning(
          "all items with a label have the label \(label), so no accuracy of maps is measured by it",
          remedy: "give labels that differ"))
    }
    guard !maps.isEmpty else {
      return warnings + [
        AnalysisWarning(
          "the \(neighbors) nearest of every item are equal to it, so there is no map of them",
          remedy:
            "ask for more neighbours than an item has copies, or look for blank images or an encoder that "
            + "failed")
      ]
    }
    if plan.maps.contains(.umap), plan.neighbors > neighbors + 1 {
      warnings.append(
        AnalysisWarning(
          "UMAP was made of \(neighbors + 1) neighbours and not of \(plan.neighbors), as there are "
            + "no more of \(placed.count) items",
          remedy: "ask for at most \(placed.count) neighbours, or add items"))
    }
    if plan.maps.contains(.tsne), plan.perplexity > perplexity {
      warnings.append(
        AnalysisWarning(
          "the perplexity of t-SNE was lowered from \(plan.perplexity) to "
            + "\((100 * perplexity).rounded() / 100), as \(placed.count) items have no three "
            + "neighbours for each unit of it",
          remedy: "ask for a lower perplexity, or add items"))
    }
    return warnings
  }
}
