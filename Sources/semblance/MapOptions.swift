import Analyses
import ArgumentParser
import Datasets
import Embeddings
import Experiments
import Foundation
import Reports

/// Which maps are made of a set, and where they go.
struct MapOptions: ParsableArguments {
  @Option(name: .long, help: "Map to make: umap or tsne; may be given twice.")
  var map: [MapKind] = []

  @Option(
    name: .long,
    help: "By what neighbours are found: cosine or euclidean. (default: cosine)")
  var metric: MapMetric?

  @Option(
    name: .long, help: "Neighbours of each item in UMAP, itself among them. (default: 15)")
  var neighbors: Int?

  @Option(name: .long, help: "Perplexity of t-SNE: about the neighbours that count. (default: 30)")
  var perplexity: Double?

  @Option(name: .long, help: "Least distance of points in UMAP, below 3. (default: 0.1)")
  var minDistance: Double?

  @Option(
    name: .long, help: "Items in maps at most; of more so many are drawn. (default: 100000)")
  var mapItems: Int?

  @Option(
    name: .long,
    help: "Write the coordinates of every item as CSV: item, label, components, maps.",
    completion: .file(extensions: ["csv"]))
  var coordinates: String?

  @Option(
    name: .long,
    help:
      "Draw the map, by label where labels are known, to a file that ends with .png, .pdf or .svg.",
    completion: .file(extensions: FigureFile.endings))
  var figure: String?

  func validate() throws {
    guard Set(map).count == map.count else { throw ValidationError("name each --map once") }
    try requireUse()
    if let neighbors, !(2...1_000).contains(neighbors) {
      throw ValidationError("--neighbors \(neighbors) is out of range; give 2 to 1000")
    }
    if let perplexity, !(1...1_000).contains(perplexity) {
      throw ValidationError("--perplexity \(perplexity) is out of range; give 1 to 1000")
    }
    if let minDistance, !(0...2.9).contains(minDistance) {
      throw ValidationError("--min-distance \(minDistance) is out of range; give 0 to 2.9")
    }
    if let mapItems, !(2...1_000_000).contains(mapItems) {
      throw ValidationError("--map-items \(mapItems) is out of range; give 2 to 1000000")
    }
    if figure != nil, map.count != 1 {
      throw ValidationError("--figure draws one map; name one --map, or give --figures a folder")
    }
  }

  private func requireUse() throws {
    let needs: [(option: String, isGiven: Bool, kind: MapKind?)] = [
      ("--neighbors", neighbors != nil, .umap), ("--min-distance", minDistance != nil, .umap),
      ("--perplexity", perplexity != nil, .tsne), ("--metric", metric != nil, nil),
      ("--map-items", mapItems != nil, nil),
    ]
    for (option, isGiven, kind) in needs where isGiven {
      guard !map.isEmpty, kind.map(map.contains) ?? true else {
        throw ValidationError(
          "\(option) is of no use without --map\(kind.map { " \($0.rawValue)" } ?? "")")
      }
    }
  }

  /// Called before any work.
  func check() throws {
    if let coordinates {
      guard URL(filePath: coordinates).pathExtension.lowercased() == "csv" else {
        throw ValidationError(
          "--coordinates \(coordinates) is not named .csv; choose another name")
      }
      try WholeFile.check(URL(filePath: coordinates))
    }
    if let figure { try FigureFile.check(URL(filePath: figure)) }
  }

  func plan(components: Int?) -> ProjectionPlan {
    var plan = ProjectionPlan(components: components, maps: map)
    plan.metric = metric ?? plan.metric
    plan.neighbors = neighbors ?? plan.neighbors
    plan.perplexity = perplexity ?? plan.perplexity
    plan.minDistance = minDistance ?? plan.minDistance
    plan.items = mapItems ?? plan.items
    return plan
  }

  func write(_ result: ProjectionResult, of items: EmbeddedItems) throws {
    if let coordinates {
      let rows = result.coordinates(of: items)
      try WholeFile.write(DelimitedText.text(of: rows), to: URL(filePath: coordinates))
      Terminal.show("\(rows.count - 1) items: \(coordinates)")
    }
    guard let figure, let map = result.maps?.first else { return }
    try FigureFile.write(map.figure(), to: URL(filePath: figure))
    Terminal.show("\(map.kind.name) of \(map.items) items: \(figure)")
  }
}

extension ProjectionResult {
  /// A heading, and then one line an item; empty where it is in no map.
  fileprivate func coordinates(of items: EmbeddedItems) -> [[String]] {
    let maps = maps ?? []
    let places = maps.map { map in
      Dictionary(uniqueKeysWithValues: zip(map.plane.rows, map.plane.rows.indices))
    }
    let labels = items.knownLabels
    let heading =
      ["item", "label", "component_1", "component_2"]
      + maps.flatMap { ["\($0.kind.rawValue)_x", "\($0.kind.rawValue)_y"] }
    return [heading]
      + plane.rows.enumerated().map { place, row in
        let inMaps = zip(maps, places).flatMap { map, places in
          places[row].map { ["\(map.plane.x[$0])", "\(map.plane.y[$0])"] } ?? ["", ""]
        }
        return [items.ids[row].name, labels[row] ?? "", "\(plane.x[place])", "\(plane.y[place])"]
          + inMaps
      }
  }
}

extension SampleID {
  /// Of a row its number, counted from 0.
  var name: String {
    switch self {
    case .name(let name): name
    case .row(let row): "\(row)"
    }
  }
}
