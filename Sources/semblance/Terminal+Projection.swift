import Analyses
import Statistics

extension Terminal {
  static func show(_ result: ProjectionResult) {
    var cumulative = 0.0
    let rows = zip(result.explainedVarianceRatio, result.singularValues).prefix(10).enumerated()
      .map { index, component in
        cumulative += component.0
        return ["\(index + 1)", component.0.brief, cumulative.brief, component.1.brief]
      }
    table([["component", "variance", "cumulative", "singular value"]] + rows)
    guard let maps = result.maps, !maps.isEmpty else { return }
    show()
    table([heading(maps)] + maps.map { cells($0, in: maps) })
    show("maps are pictures: no distance, group or test is to be read off them")
  }

  private static func heading(_ maps: [ProjectedMap]) -> [String] {
    let accuracy = maps.lazy.compactMap(\.labelAccuracy).first.map {
      ["\($0.neighbors)-NN accuracy", "in the map", "lost", "95 % interval"]
    }
    let k = maps.first?.quality.neighbors ?? 0
    return [
      "map", "items", "trustworthiness (k = \(k))", "neighbours kept", "KL divergence",
    ] + (accuracy ?? [])
  }

  private static func cells(_ map: ProjectedMap, in maps: [ProjectedMap]) -> [String] {
    let accuracy = map.labelAccuracy.map {
      [
        $0.byVectors.brief, $0.inMap.brief, $0.lost.brief,
        $0.interval.map { "[\($0.low.brief), \($0.high.brief)]" } ?? "",
      ]
    }
    return [
      map.kind.name, "\(map.items)", map.quality.trustworthiness?.brief ?? "–",
      map.quality.neighborsKept.brief, map.divergence?.brief ?? "–",
    ] + (accuracy ?? [])
  }
}
