import Embeddings
import LinearAlgebra
import Statistics

/// Items that encoders are compared on at most.
private let itemLimit = 10_000
/// Items behind the intervals of alignment at most.
private let resampleLimit = 2_000
private let mutualNeighborCount = 10
private let resampleCount = 999

extension EncoderRepresentation {
  /// - Parameters:
  ///   - joined: encoders of the same items.
  ///   - warnings: grow by encoders that cannot be held against others.
  init(
    of joined: JoinedEncoders, seed: UInt64, warnings: inout [AnalysisWarning],
    progress: WorkProgress
  ) throws(AnalysisError) {
    let study = RepresentationStudy(joined, seed: seed)
    let constant = study.views.filter { $0.items.vectors.stored.areAllEqual }.map(\.name)
    if !constant.isEmpty {
      warnings.append(
        AnalysisWarning(
          "\(constant.joined(separator: ", ")): all vectors are equal, so there is nothing to hold "
            + "against other encoders",
          remedy: "look for blank images or an encoder that failed"))
    }
    let compared = study.views.filter { !constant.contains($0.name) }
    (items, itemsInAll) = (study.rows.count, joined.views[0].items.count)
    (unit, units) = (study.hasUnits ? "group" : "image", study.unitCount)
    resampledItems = study.resampledRows.count
    resamples = resampleCount
    neighbors = study.neighbors
    neighborsByChance = min(1, Double(study.neighbors) / Double(max(1, study.rows.count - 1)))
    var encoders: [EncoderGeometry] = []
    for view in study.views { encoders.append(try study.geometry(of: view, progress)) }
    self.encoders = encoders
    let pairs =
      compared.count > 1 && study.rows.count >= 4 ? try study.pairs(of: compared, progress) : []
    self.pairs = pairs
    tree = compared.count > 2 && !pairs.isEmpty ? Self.tree(compared.map(\.name), pairs) : nil
  }

  private static func tree(_ names: [String], _ pairs: [EncoderPair]) -> Linkage {
    averageLinkage(
      names.map { a in
        names.map { b in
          a == b ? 0 : max(0, 1 - (pairs.first { $0.joins(a, b) }?.ckaDebiased ?? 0))
        }
      })
  }

  /// Names of the encoders that the pairs are of, in order; those of the tree's leaves.
  public var comparedEncoders: [String] {
    encoders.map(\.name).filter { name in pairs.contains { $0.a == name || $0.b == name } }
  }
}

extension EncoderPair {
  /// Whether it is of these two, in either order.
  public func joins(_ a: String, _ b: String) -> Bool {
    (self.a, self.b) == (a, b) || (self.a, self.b) == (b, a)
  }
}

/// Encoders' views of the items that they are compared on.
private struct RepresentationStudy {
  let views: [EncoderView]
  /// Places among all items.
  let rows: [Int]
  /// Of each row, numbers from 0.
  let units: [Int]
  let hasUnits: Bool
  /// Of each row, where it has one; nil where none has.
  let labels: [String?]?
  /// Places among `rows`, in whole units.
  let resampledRows: [Int]
  let seed: UInt64

  init(_ joined: JoinedEncoders, seed: UInt64) {
    let (views, items) = (joined.views, joined.views[0].items)
    let usable = items.ids.indices.filter { row in
      views.allSatisfy { !$0.items.unitRows.isZero(row) }
    }
    let names = joined.units.map { units in usable.map { units[$0] } }
    var generator = SeededGenerator(seed: seed, stream: "representation.items")
    let drawn = drawnRows(
      names.map(codes) ?? Array(usable.indices), limit: itemLimit, &generator)
    let rows = drawn.map { usable[$0] }
    units = codes(drawn.map { names?[$0] ?? "\($0)" })
    labels = joined.labels.map { labels in rows.map { labels[$0] } }
    resampledRows = drawnRows(units, limit: resampleLimit, &generator)
    (self.rows, self.seed, hasUnits) = (rows, seed, names != nil)
    self.views =
      rows.count == items.count
      ? views
      : views.map {
        EncoderView(name: $0.name, items: $0.items.selecting(rows, name: $0.items.name))
      }
  }

  var unitCount: Int { Set(units).count }
  var neighbors: Int { min(mutualNeighborCount, max(1, rows.count - 1)) }

  func geometry(
    of view: EncoderView, _ progress: WorkProgress
  ) throws(AnalysisError) -> EncoderGeometry {
    let items = view.items
    let rank = try naming(view.name) { () throws(StatisticsError) in
      try BLAS.atOneThread { _ throws(StatisticsError) in try effectiveRank(items.vectors.stored) }
    }
    let byGroup = hasUnits ? groupAlignment(items.unitRows, groups: units) : nil
    let byLabel = labels.flatMap { labels in
      let rows = labels.indices.filter { labels[$0] != nil }
      return groupAlignment(
        rows.count == items.count
          ? items.unitRows : items.selecting(rows, name: items.name).unitRows,
        groups: codes(rows.compactMap { labels[$0] }))
    }
    return EncoderGeometry(
      name: view.name, dimension: items.vectors.dimension, effectiveRank: rank,
      alignment: byGroup ?? byLabel,
      alignedBy: byGroup != nil ? .group : byLabel != nil ? .label : nil,
      uniformity: uniformity(items.unitRows, progress: progress))
  }

  /// Nil where half of all pairs of some encoder's rows are equal, which leaves no bandwidth.
  private func gaussianAlignments(
    of views: [StoredRows], _ names: [String], _ progress: WorkProgress
  ) throws(AnalysisError) -> KernelAlignments? {
    do {
      return try gaussianKernelAlignments(of: views, names: names, seed: seed, progress: progress)
    } catch StatisticsError.zeroBandwidth {
      return nil
    } catch {
      throw .undefined(items: names.joined(separator: ", "), reason: "\(error)")
    }
  }

  func pairs(
    of views: [EncoderView], _ progress: WorkProgress
  ) throws(AnalysisError) -> [EncoderPair] {
    let names = views.map(\.name)
    let stored = views.map(\.items.vectors.stored)
    let all = names.joined(separator: ", ")
    let linear = try naming(all) { () throws(StatisticsError) in
      try linearKernelAlignments(of: stored, names: names, progress: progress)
    }
    let gaussian = try gaussianAlignments(of: stored, names, progress)
    let resamples = try resamples(of: views, progress)
    let nearest = views.map { view in
      nearestRows(
        of: view.items.unitRows, in: view.items.unitRows, count: neighbors,
        excluding: hasUnits ? .units(queries: units, rows: units) : .sameRow, progress: progress)
    }
    var pairs: [EncoderPair] = []
    for (number, pair) in linear.pairs.enumerated() {
      let distance = try naming(all) { () throws(StatisticsError) in
        try BLAS.atOneThread { _ throws(StatisticsError) in
          try procrustesDistance(stored[pair.a], stored[pair.b])
        }
      }
      let shares = mutualShares(nearest[pair.a], nearest[pair.b])
      pairs.append(
        EncoderPair(
          a: names[pair.a], b: names[pair.b], ckaDebiased: pair.alignment.debiased,
          ckaInterval: resamples?.interval(
            of: number, around: pair.alignment.debiased, allUnits: unitCount),
          ckaBiased: pair.alignment.biased,
          ckaGaussian: gaussian?.pairs[number].alignment.debiased,
          mutualNeighbors: shares.mean, mutualNeighborsInterval: shares.interval,
          procrustes: distance))
    }
    return pairs
  }

  /// Nil where a kernel of the items drawn has no variance.
  private func resamples(
    of views: [EncoderView], _ progress: WorkProgress
  ) throws(AnalysisError) -> AlignmentResamples? {
    var kernels: [Matrix<Double>] = []
    for view in views {
      let rows = view.items.vectors.selecting(rows: resampledRows).stored
      guard !rows.areAllEqual else { return nil }
      kernels.append(
        try naming(view.name) { () throws(StatisticsError) in
          try linearKernel(rows, name: view.name)
        })
    }
    let drawn = codes(resampledRows.map { "\(units[$0])" })
    return AlignmentResamples(
      kernels, units: drawn, resamples: resampleCount, seed: seed, progress: progress)
  }

  private func mutualShares(
    _ a: [[NearestRow]], _ b: [[NearestRow]]
  ) -> (mean: Double?, interval: Interval?) {
    let shares = mutualNeighborShares(a, b, k: neighbors)
    var (sums, counts) = ([Int: Double](), [Int: Double]())
    for (row, share) in shares.enumerated() {
      guard let share else { continue }
      sums[units[row], default: 0] += share
      counts[units[row], default: 0] += 1
    }
    guard !counts.isEmpty else { return (nil, nil) }
    let order = counts.keys.sorted()
    let (above, below) = (order.map { sums[$0] ?? 0 }, order.map { counts[$0] ?? 1 })
    let interval = groupBootstrapInterval(
      of: above, over: below, seed: seed, stream: "mutual neighbours",
      unit: hasUnits ? "group" : "image")
    return (above.reduce(0, +) / below.reduce(0, +), interval)
  }
}

/// Rows of units in random order until there are as many as wanted, at least of ten units; all where
/// there are no more. Ascending.
private func drawnRows(
  _ units: [Int], limit: Int, _ generator: inout SeededGenerator
) -> [Int] {
  guard units.count > limit else { return Array(units.indices) }
  let members = Dictionary(grouping: units.indices) { units[$0] }
  var order = members.keys.sorted()
  generator.shuffle(&order)
  var rows: [Int] = []
  for (taken, unit) in order.enumerated() {
    guard taken < 10 || rows.count + (members[unit] ?? []).count <= limit else { break }
    rows += members[unit] ?? []
  }
  return rows.sorted()
}
