import Statistics

/// The items of each site by the values of a column.
struct SiteCells: Sendable {
  let column: String
  /// Values that several sites have, with these sites' items.
  private let values: [(value: String, sites: [EmbeddedItems])]
  private let single: [ValueOfOneSite]
  private let missing: Int

  /// - Throws: `AnalysisError.missing` where a site has no such column.
  init(_ sites: [EmbeddedItems], column: String) throws(AnalysisError) {
    self.column = column
    var found: [String: [EmbeddedItems]] = [:]
    var missing = 0
    for site in sites {
      let parts = try site.parted(by: column)
      missing += parts.missing
      for part in parts.parts {
        found[part.name, default: []].append(part.named(site.name))
      }
    }
    self.missing = missing
    let ordered = found.sorted { $0.key < $1.key }
    values = ordered.filter { $0.value.count > 1 }.map { ($0.key, $0.value) }
    single = ordered.filter { $0.value.count == 1 }.map { value, sites in
      ValueOfOneSite(value: value, site: sites[0].name, items: sites[0].count)
    }
  }

  var pairCount: Int { values.reduce(0) { $0 + $1.sites.count * ($1.sites.count - 1) / 2 } }

  /// Every two sites within every value; of large sites whole units are drawn.
  func requests(_ limit: Int, seed: UInt64) -> [ComparisonRequest] {
    values.flatMap { value, sites in
      let drawn = sites.map {
        $0.drawn(limit, hasUnits: $0.units != nil, seed: seed, stream: "sites.within \(value)")
      }
      return drawn.indices.flatMap { a in
        drawn.indices.dropFirst(a + 1).map { b in
          ComparisonRequest(reference: drawn[a], candidate: drawn[b], stratum: value)
        }
      }
    }
  }

  func result(_ comparisons: ShiftComparisons) -> SitesWithin {
    SitesWithin(column: column, comparisons: comparisons, single: single, missing: missing)
  }
}

extension SitesWithin {
  func warnings(_ permutations: Int) -> [AnalysisWarning] {
    var found: [AnalysisWarning] = []
    if !single.isEmpty {
      let named = single.prefix(5).map { "\($0.value) (\($0.site), \($0.items) items)" }
      found.append(
        AnalysisWarning(
          "\(single.count) values of \(column) are on one site only, so that nothing can be compared "
            + "within them: " + named.joined(separator: ", ") + (single.count > 5 ? ", …" : ""),
          remedy: "add images of these to a second site, or leave them out of all"))
    }
    if missing > 0 {
      found.append(
        AnalysisWarning(
          "\(missing) items have no \(column), and are in none of the comparisons within it",
          remedy: "fill the column"))
    }
    if comparisons.tests.isEmpty {
      found.append(
        AnalysisWarning(
          "no two sites have two images of one \(column) each", remedy: "take a coarser column"))
    }
    return found + comparisons.warnings("sites within \(column)", permutations: permutations)
  }
}
