public import Statistics

/// Compares the parts of one set that a column tells apart.
///
/// - Throws: as `measureSites(_:plan:…)`; `AnalysisError.missing` for an unknown column.
public func measureSites(
  of items: EmbeddedItems, scaling: RowScaling = .unitLength, plan: SitesPlan, seed: UInt64,
  encoder: String? = nil, progress: @escaping WorkProgress = { _, _ in }
) throws(AnalysisError) -> SitesResult {
  let parts = try items.parted(by: plan.by)
  return try measureSites(
    parts.parts, by: plan.by, scaling: scaling, plan: plan, seed: seed, encoder: encoder,
    missing: parts.missing, progress: progress)
}

/// Compares every two of several sites by their maximum mean discrepancy under one kernel.
///
/// Each pair is tested as two sets would be; units on several sites are left out of their pairs. Of
/// large sites whole units are drawn.
/// - Parameters:
///   - sites: with different names, 2 to 200.
///   - by: the column that tells them apart; nil for sources of their own.
///   - missing: items of which the column says nothing.
///   - progress: is told of all comparisons of one kind; the next kind counts from 0 again.
/// - Throws: `AnalysisError` for fewer than two sites with two items and units each, items that are
///   mostly equal, more than 50,000 comparisons, and an unknown column to compare within.
public func measureSites(
  _ sites: [EmbeddedItems], by: String? = nil, scaling: RowScaling = .unitLength, plan: SitesPlan,
  seed: UInt64, encoder: String? = nil, missing: Int = 0,
  progress: @escaping WorkProgress = { _, _ in }
) throws(AnalysisError) -> SitesResult {
  let ready = try SitesToCompare(sites, scaling: scaling)
  let cells = try plan.within.map { column throws(AnalysisError) in
    try SiteCells(ready.sites, column: column)
  }
  let limit = try plan.itemLimit(sites: ready.sites.count, cells: cells)
  let settings = ShiftSettings(
    permutations: plan.permutations, resamples: plan.resamples, kernel: plan.kernel,
    bandwidth: try plan.kernel.hasBandwidth ? ready.bandwidth(plan.bandwidth, seed: seed) : nil,
    seed: seed)
  let compare = { (requests: [ComparisonRequest]) in
    compareAll(requests, scaling: scaling, settings: settings, progress: progress)
  }
  let drawn = ready.drawn(limit, seed: seed)
  let pairs = compare(pairs(of: drawn))
  let matrix = SiteMatrix(drawn.map(\.name), pairs)
  let within = cells.map { cells in
    cells.result(compare(cells.requests(limit, seed: seed)))
  }
  let rest =
    plan.rest && drawn.count > 2
    ? compare(
      drawn.indices.map {
        ComparisonRequest(
          reference: ready.rest(without: $0, limit: limit, seed: seed), candidate: drawn[$0])
      }) : nil
  let shared = ready.sharedUnits
  return SitesResult(
    encoder: encoder, by: by,
    sites: zip(ready.sites, drawn).map { ComparedSite($0, drawn: $1.count) },
    leftOut: ready.leftOut, unit: ready.hasUnits ? "group" : "image",
    normalized: scaling == .unitLength, kernel: plan.kernel, bandwidth: settings.bandwidth,
    permutations: plan.permutations, seed: seed, itemLimit: limit, pairs: pairs,
    mmd2Matrix: matrix.mmd2, tree: matrix.tree, within: within, rest: rest, sharedUnits: shared,
    zeroVectors: ready.zeroVectors,
    warnings: AnalysisWarning.missing(missing, by) + ready.warnings + AnalysisWarning.shared(shared)
      + pairs.warnings("pairs of sites", permutations: plan.permutations)
      + (within?.warnings(plan.permutations) ?? [])
      + (rest?.warnings("sites against all others", permutations: plan.permutations) ?? []))
}

private func pairs(of sites: [EmbeddedItems]) -> [ComparisonRequest] {
  sites.indices.flatMap { a in
    sites.indices.dropFirst(a + 1).map { b in
      ComparisonRequest(reference: sites[a], candidate: sites[b])
    }
  }
}

extension SitesPlan {
  /// Row pairs that comparisons visit at most with 999 permutations and resamples: some minutes.
  private static let work = 4e9

  fileprivate func itemLimit(sites: Int, cells: SiteCells?) throws(AnalysisError) -> Int {
    let count = sites * (sites - 1) / 2 + (cells?.pairCount ?? 0) + (rest ? sites : 0)
    guard count <= 50_000 else {
      throw .undefined(
        items: "\(sites) sites",
        reason: "\(count) comparisons are more than 50,000; compare within a coarser column than "
          + "\(within ?? by), or fewer sites")
    }
    if let items { return max(2, items) }
    let weightings = Double(permutations + resamples) / 1_998
    let side = (Self.work / Double(count) / weightings).squareRoot() / 2
    return max(200, min(5_000, Int(side)))
  }
}

extension SitesToCompare {
  /// As given, or the median distance between items of all sites, which is not that of any pair: only so
  /// entries compare.
  fileprivate func bandwidth(_ given: Double?, seed: UInt64) throws(AnalysisError) -> Double {
    if let given { return given }
    let median = medianPairwiseDistance(
      of: sites.map(\.vectors.stored), scaling: scaling, seed: seed)
    guard median > 0 else {
      throw .undefined(
        items: sites.map(\.name).joined(separator: ", "),
        reason: "\(StatisticsError.zeroBandwidth)")
    }
    return median
  }
}

extension ComparedSite {
  fileprivate init(_ items: EmbeddedItems, drawn: Int) {
    self.init(
      name: items.name, items: items.count,
      units: items.units.map { Set($0).count } ?? items.count, drawn: drawn)
  }
}

extension AnalysisWarning {
  fileprivate static func missing(_ count: Int, _ column: String?) -> [AnalysisWarning] {
    guard count > 0, let column else { return [] }
    return [
      AnalysisWarning(
        "\(count) items have no \(column), and are on no site",
        remedy: "fill the column, or leave those items out")
    ]
  }

  fileprivate static func shared(_ units: [String]) -> [AnalysisWarning] {
    guard !units.isEmpty else { return [] }
    let some = units.prefix(3).joined(separator: ", ") + (units.count > 3 ? ", …" : "")
    return [
      AnalysisWarning(
        "\(units.count) units are on several sites and were left out of the comparisons of these "
          + "(\(some))", remedy: "check the units' names, or the sites")
    ]
  }
}
