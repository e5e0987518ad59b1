import Embeddings
import LinearAlgebra
import Statistics

/// Sites made ready to be compared: without zero vectors where rows are scaled, and without sites that
/// have too little.
struct SitesToCompare: Sendable {
  /// All their items.
  let sites: [EmbeddedItems]
  let leftOut: [LeftOutSite]
  let zeroVectors: [SampleID]
  let hasUnits: Bool
  let scaling: RowScaling
  let warnings: [AnalysisWarning]

  /// More sites than this are no comparison that a reader can follow.
  static let largestCount = 200

  /// - Throws: `AnalysisError` for fewer than two usable sites, or more than 200, sites of different
  ///   dimension, and vectors of one number to be scaled.
  init(_ all: [EmbeddedItems], scaling: RowScaling) throws(AnalysisError) {
    let names = all.map(\.name).joined(separator: ", ")
    guard all.count >= 2 else {
      throw .undefined(
        items: names.isEmpty ? "no site" : names,
        reason:
          "one site is compared with nothing; name a second source, or a column with two values")
    }
    let repeated = Dictionary(grouping: all, by: \.name).filter { $0.value.count > 1 }.keys.min()
    if let repeated {
      throw .undefined(
        items: names, reason: "\(repeated) is named twice; name each site once, and differently")
    }
    guard all.count <= Self.largestCount else {
      throw .undefined(
        items: "\(all.count) sites",
        reason: "at most \(Self.largestCount) are compared at once, which are 19,900 pairs; "
          + "take a coarser column, or fewer sites")
    }
    let filled = all.filter { $0.count > 0 }
    for items in filled.dropFirst() { try filled[0].requireDimension(of: items) }
    guard scaling == .asGiven || filled.allSatisfy({ $0.vectors.dimension > 1 }) else {
      throw .undefined(
        items: names,
        reason: "vectors of one number say only their sign at length 1; take them as they are "
          + "(--no-normalize), or give vectors of more numbers")
    }
    self.scaling = scaling
    hasUnits = all.allSatisfy { $0.units != nil }
    zeroVectors = scaling == .unitLength ? all.flatMap(\.zeroVectors) : []
    let ready = all.map { [hasUnits] in $0.ready(scaling, hasUnits: hasUnits) }
    let problems = ready.map(\.problem)
    sites = zip(ready, problems).filter { $0.1 == nil }.map(\.0)
    leftOut = zip(ready, problems).compactMap { items, problem in
      problem.map { LeftOutSite(name: items.name, items: items.count, reason: $0) }
    }
    guard sites.count >= 2 else {
      throw .undefined(
        items: names,
        reason: "fewer than two sites can be compared: "
          + leftOut.prefix(5).map { "\($0.name) \($0.reason)" }.joined(separator: ", ")
          + "; add images to them")
    }
    warnings = Self.warnings(all, leftOut, scaling)
  }

  private static func warnings(
    _ all: [EmbeddedItems], _ leftOut: [LeftOutSite], _ scaling: RowScaling
  ) -> [AnalysisWarning] {
    var found = AnalysisWarning.gaps(in: all)
    found += scaling == .unitLength ? AnalysisWarning.zeroVectors(in: all) : []
    if !leftOut.isEmpty {
      found.append(
        AnalysisWarning(
          "left out: " + leftOut.map { "\($0.name), which \($0.reason)" }.joined(separator: "; "),
          remedy: "add images or units to these sites"))
    }
    let named = all.filter { $0.units != nil }
    if !named.isEmpty, named.count < all.count {
      found.append(
        AnalysisWarning(
          "only \(named.count) of \(all.count) sites name their units, so images were taken as "
            + "independent", remedy: "name the units of all sites"))
    }
    return found
  }

  /// Units on several sites; ascending.
  var sharedUnits: [String] {
    guard hasUnits else { return [] }
    let counts = Dictionary(
      sites.flatMap { Array(Set($0.units ?? [])) }.map { ($0, 1) }, uniquingKeysWith: +)
    return counts.filter { $0.value > 1 }.map(\.key).sorted()
  }

  /// Whole units of each site, drawn at random where it has more items than a limit; what is drawn of
  /// one site does not depend on others.
  func drawn(_ limit: Int, seed: UInt64) -> [EmbeddedItems] {
    sites.map { $0.drawn(limit, hasUnits: hasUnits, seed: seed, stream: "sites.items") }
  }

  /// The other sites together, each in proportion.
  func rest(without number: Int, limit: Int, seed: UInt64) -> EmbeddedItems {
    let others = sites.indices.filter { $0 != number }.map { sites[$0] }
    let count = others.reduce(0) { $0 + $1.count }
    let share = min(1, Double(limit) / Double(count))
    var generator = SeededGenerator(seed: seed, stream: "sites.rest", index: number)
    return EmbeddedItems(
      joining: others.map { $0.drawingUnits(share, hasUnits: hasUnits, &generator) },
      name: "all others")
  }
}

extension EmbeddedItems {
  fileprivate func ready(_ scaling: RowScaling, hasUnits: Bool) -> EmbeddedItems {
    let zeros = Set(scaling == .unitLength ? unitRows.zeroRows : [])
    let kept =
      zeros.isEmpty ? self : selecting(ids.indices.filter { !zeros.contains($0) }, name: name)
    return hasUnits ? kept : kept.withoutUnits
  }

  /// Why it cannot be compared.
  fileprivate var problem: String? {
    if count < 2 { return count == 0 ? "has no usable item" : "has one usable item" }
    guard let units, Set(units).count < 2 else { return nil }
    return "has one unit, \(units[0])"
  }

  private var withoutUnits: EmbeddedItems {
    guard units != nil else { return self }
    return EmbeddedItems(
      name: name, ids: ids, vectors: vectors, labels: labels, parts: parts, digests: digests,
      columns: columns, gaps: gaps)
  }

  func drawn(_ limit: Int, hasUnits: Bool, seed: UInt64, stream: String) -> EmbeddedItems {
    guard count > limit else { return self }
    var generator = SeededGenerator(seed: seed, stream: "\(stream) of \(name)")
    return drawingUnits(Double(limit) / Double(count), hasUnits: hasUnits, &generator)
  }

  /// Vectors and units of several sets.
  fileprivate init(joining sets: [EmbeddedItems], name: String) {
    let units = sets.compactMap(\.units)
    self.init(
      name: name, ids: sets.flatMap(\.ids), vectors: Vectors(joining: sets.map(\.vectors)),
      units: units.count == sets.count ? units.flatMap { $0 } : nil)
  }
}

extension Vectors {
  fileprivate init(joining parts: [Vectors]) {
    let floats = parts.compactMap { part -> Matrix<Float>? in
      if case .float(let matrix) = part { matrix } else { nil }
    }
    let count = parts.reduce(0) { $0 + $1.count }
    let columns = parts.first?.dimension ?? 0
    self =
      floats.count == parts.count
      ? .float(
        Matrix(rows: count, columns: columns, elements: floats.flatMap(\.elements)))
      : .double(
        Matrix(rows: count, columns: columns, elements: parts.flatMap(\.doubles.elements)))
  }
}
