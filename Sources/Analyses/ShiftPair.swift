public import Embeddings
public import LinearAlgebra
public import Statistics

/// Two sets made ready to be compared: items without a direction are left out where rows are scaled to
/// length 1, and so are units found on both sides.
public struct ShiftPair: Sendable {
  /// What is compared of each set.
  public let reference: EmbeddedItems
  public let candidate: EmbeddedItems
  public let scaling: RowScaling
  /// Whether whole units, not single items, are exchangeable.
  public let hasUnits: Bool
  /// Found in both sets and left out; ascending.
  public let excludedUnits: [String]
  /// Of both sets, left out.
  public let zeroVectors: [SampleID]
  /// Of the sets as they came.
  let warnings: [AnalysisWarning]

  /// - Throws: `AnalysisError` for sets of different dimension, vectors of one number to be scaled to
  ///   length 1, fewer than two items or units of a side, and NaN or infinite numbers.
  public init(
    _ reference: EmbeddedItems, _ candidate: EmbeddedItems, scaling: RowScaling
  ) throws(AnalysisError) {
    try reference.requireDimension(of: candidate)
    guard scaling == .asGiven || reference.vectors.dimension > 1 else {
      throw .undefined(
        items: "\(reference.name) and \(candidate.name)",
        reason: "vectors of one number say only their sign at length 1; take them as they are "
          + "(--no-normalize), or give vectors of more numbers")
    }
    let (x, y) = (reference.comparable(scaling), candidate.comparable(scaling))
    for items in [x, y] where items.count < 2 {
      throw .tooFew(items: items.name, found: items.count, needed: 2)
    }
    hasUnits = x.units != nil && y.units != nil
    let shared = hasUnits ? Set(x.units ?? []).intersection(y.units ?? []) : []
    excludedUnits = shared.sorted()
    self.reference = try x.ownUnits(without: shared, hasUnits)
    self.candidate = try y.ownUnits(without: shared, hasUnits)
    self.scaling = scaling
    zeroVectors = scaling == .unitLength ? reference.zeroVectors + candidate.zeroVectors : []
    warnings =
      Self.warnings(reference, candidate, scaling, excludedUnits)
      + Self.warningsOfRows(self.reference, self.candidate)
  }

  private init(_ reference: EmbeddedItems, _ candidate: EmbeddedItems, of whole: ShiftPair) {
    (self.reference, self.candidate) = (reference, candidate)
    (scaling, hasUnits) = (whole.scaling, whole.hasUnits)
    (excludedUnits, zeroVectors) = (whole.excludedUnits, whole.zeroVectors)
    warnings = whole.warnings
  }

  /// "group" or "image".
  public var unit: String { hasUnits ? "group" : "image" }
  /// Of each row of the reference; nil where every row is a unit.
  public var unitsX: [String]? { hasUnits ? reference.units : nil }
  /// Of each row of the candidate.
  public var unitsY: [String]? { hasUnits ? candidate.units : nil }
  /// How many units the reference has.
  public var unitCountX: Int { unitsX.map { Set($0).count } ?? reference.count }
  /// How many units the candidate has.
  public var unitCountY: Int { unitsY.map { Set($0).count } ?? candidate.count }
  /// Rows of the reference as they are kept, not scaled.
  public var storedX: StoredRows { reference.vectors.stored }
  /// Rows of the candidate as they are kept, not scaled.
  public var storedY: StoredRows { candidate.vectors.stored }
  /// For messages.
  public var names: String { "\(reference.name) and \(candidate.name)" }

  /// All rows, scaled as asked, shapes (n, d) and (m, d).
  public func rows() -> (x: Matrix<Double>, y: Matrix<Double>) {
    (storedX.matrix(scaling), storedY.matrix(scaling))
  }

  /// Whole units drawn at random, both sides in proportion, for what would cost too much otherwise; the
  /// pair itself where it is small enough.
  ///
  /// - Parameters:
  ///   - limit: of rows on both sides together; at least two units a side stay, whatever their size.
  ///   - stream: of the seed.
  public func subsample(_ limit: Int, seed: UInt64, stream: String) -> ShiftPair {
    let count = reference.count + candidate.count
    guard count > limit else { return self }
    let share = Double(limit) / Double(count)
    var generator = SeededGenerator(seed: seed, stream: stream)
    let x = reference.drawingUnits(share, hasUnits: hasUnits, &generator)
    let y = candidate.drawingUnits(share, hasUnits: hasUnits, &generator)
    return ShiftPair(x, y, of: self)
  }

  private static func warnings(
    _ reference: EmbeddedItems, _ candidate: EmbeddedItems, _ scaling: RowScaling,
    _ shared: [String]
  ) -> [AnalysisWarning] {
    var found = AnalysisWarning.gaps(in: [reference, candidate])
    found += scaling == .unitLength ? AnalysisWarning.zeroVectors(in: [reference, candidate]) : []
    if !shared.isEmpty {
      let some = shared.prefix(3).joined(separator: ", ") + (shared.count > 3 ? ", …" : "")
      found.append(
        AnalysisWarning(
          "\(shared.count) units are in both sets and were left out (\(some))",
          remedy: "check the units' names, or the split"))
    }
    if (reference.units == nil) != (candidate.units == nil) {
      found.append(
        AnalysisWarning(
          "only one set names its units, so images were taken as independent",
          remedy: "name the units of both sets"))
    }
    return found
  }
}

extension ShiftPair {
  /// Rows that are no samples of anything.
  private static func warningsOfRows(
    _ reference: EmbeddedItems, _ candidate: EmbeddedItems
  ) -> [AnalysisWarning] {
    let (x, y) = (reference.vectors.stored, candidate.vectors.stored)
    if x.isEqual(to: y) {
      return [
        AnalysisWarning(
          "both sets are the same rows, \(reference.name) and \(candidate.name)",
          remedy: "name two different sets")
      ]
    }
    return [reference, candidate].filter { $0.vectors.stored.areAllEqual }.map {
      AnalysisWarning(
        "all rows of \($0.name) are equal, so that it has no spread to compare",
        remedy: "check how it was made")
    }
  }
}

extension AnalysisWarning {
  /// What is known of some items only, said once.
  static func gaps(in sets: [EmbeddedItems]) -> [AnalysisWarning] {
    sets.flatMap(\.gaps).reduce(into: []) { found, gap in
      if !found.contains(gap) { found.append(gap) }
    }
  }
}

extension EmbeddedItems {
  /// Without zero vectors when rows are to be scaled.
  fileprivate func comparable(_ scaling: RowScaling) -> EmbeddedItems {
    guard scaling == .unitLength, !unitRows.zeroRows.isEmpty else { return self }
    let zeros = Set(unitRows.zeroRows)
    return selecting((0..<count).filter { !zeros.contains($0) }, name: name)
  }

  fileprivate func ownUnits(
    without shared: Set<String>, _ hasUnits: Bool
  ) throws(AnalysisError) -> EmbeddedItems {
    guard hasUnits, let units else { return self }
    let own = Set(units).subtracting(shared)
    guard own.count >= 2 else {
      throw .undefined(
        items: name,
        reason:
          "\(StatisticsError.tooFewUnits(side: "it", found: own.count, excluded: shared.sorted()))")
    }
    guard !shared.isEmpty else { return self }
    return selecting(units.indices.filter { own.contains(units[$0]) }, name: name)
  }

  /// Units in random order until a share of the items is reached; items stay in order.
  func drawingUnits(
    _ share: Double, hasUnits: Bool, _ generator: inout SeededGenerator
  ) -> EmbeddedItems {
    guard hasUnits, let units else {
      let wanted = min(count, max(2, Int(share * Double(count))))
      return selecting(generator.choose(wanted, of: count).sorted(), name: name)
    }
    let sizes = Dictionary(units.map { ($0, 1) }, uniquingKeysWith: +)
    var names = sizes.keys.sorted()
    generator.shuffle(&names)
    var (drawn, items) = (Set<String>(), 0)
    for unit in names {
      guard drawn.count < 2 || Double(items) < share * Double(count) else { break }
      drawn.insert(unit)
      items += sizes[unit] ?? 0
    }
    return selecting(units.indices.filter { drawn.contains(units[$0]) }, name: name)
  }
}

extension Vectors {
  var stored: StoredRows {
    switch self {
    case .float(let matrix): .floats(matrix)
    case .double(let matrix): .doubles(matrix)
    case .mapped(let rows): .mapped(rows)
    }
  }
}
