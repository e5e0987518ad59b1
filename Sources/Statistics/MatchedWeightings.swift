/// How much each row counts on the first and on the second side.
struct MatchedWeighting: Sendable {
  var x: [UInt8]
  var y: [UInt8]
}

extension MatchedSample {
  /// The samples as they are, relabellings, resamples, draws.
  func weightings(_ settings: MatchedShiftSettings) -> [MatchedWeighting] {
    let draws:
      [(stream: String, count: Int, draw: @Sendable (inout SeededGenerator) -> MatchedWeighting)] =
        [
          ("shift.matched.permutation", settings.permutations, { relabelling(&$0) }),
          ("shift.matched.bootstrap", settings.resamples, { resample(&$0) }),
          ("shift.matched.draw", settings.draws, { draw(&$0) }),
        ]
    return [observed]
      + draws.flatMap { stream, count, draw in
        mapOnAllCores(count) { index in
          var generator = SeededGenerator(seed: settings.seed, stream: stream, index: index)
          return draw(&generator)
        }
      }
  }

  private var nothing: MatchedWeighting {
    let zeros = [UInt8](repeating: 0, count: unitOfRow.count)
    return MatchedWeighting(x: zeros, y: zeros)
  }

  private var observed: MatchedWeighting {
    var weighting = nothing
    for row in unitOfRow.indices where valueOfRow[row] != nil {
      if row < rowsX { weighting.x[row] = 1 } else { weighting.y[row] = 1 }
    }
    return weighting
  }

  /// Units change sides with units that hold the same values.
  private func relabelling(_ generator: inout SeededGenerator) -> MatchedWeighting {
    var weighting = nothing
    for group in exchangeable {
      var units = group.x + group.y
      generator.shuffle(&units)
      for unit in units.prefix(group.x.count) {
        for row in rowsOfUnit[unit] { weighting.x[row] = 1 }
      }
      for unit in units.dropFirst(group.x.count) {
        for row in rowsOfUnit[unit] { weighting.y[row] = 1 }
      }
    }
    return weighting
  }

  /// Units drawn with replacement, within each side from those that hold the same values. At least two
  /// different ones where there are two, so that pairs are left.
  private func resample(_ generator: inout SeededGenerator) -> MatchedWeighting {
    var weighting = nothing
    for group in exchangeable {
      for (unit, count) in resample(group.x, &generator) {
        for row in rowsOfUnit[unit] { weighting.x[row] = count }
      }
      for (unit, count) in resample(group.y, &generator) {
        for row in rowsOfUnit[unit] { weighting.y[row] = count }
      }
    }
    return weighting
  }

  private func resample(
    _ units: [Int], _ generator: inout SeededGenerator
  ) -> [(unit: Int, count: UInt8)] {
    guard units.count > 1 else { return units.map { ($0, 1) } }
    while true {
      var counts = [Int](repeating: 0, count: units.count)
      for _ in units { counts[generator.uniform(below: units.count)] += 1 }
      guard counts.count(where: { $0 > 0 }) > 1, counts.allSatisfy({ $0 < 256 }) else { continue }
      return zip(units, counts).map { ($0, UInt8($1)) }
    }
  }

  /// Of each value as many rows from each side as the smaller side has: whole units where they hold one
  /// value each, else rows.
  private func draw(_ generator: inout SeededGenerator) -> MatchedWeighting {
    var weighting = nothing
    for value in mix.indices {
      let rows = valueOfRow.indices.filter { valueOfRow[$0] == value }
      for row in draw(drawn[value], of: rows.filter { $0 < rowsX }, &generator) {
        weighting.x[row] = 1
      }
      for row in draw(drawn[value], of: rows.filter { $0 >= rowsX }, &generator) {
        weighting.y[row] = 1
      }
    }
    return weighting
  }

  /// At least of two units; whole units as long as they do not go beyond the count.
  private func draw(
    _ count: Int, of rows: [Int], _ generator: inout SeededGenerator
  ) -> [Int] {
    guard rows.count > count else { return rows }
    let parts =
      unitsOfSeveralValues == 0
      ? Dictionary(grouping: rows) { unitOfRow[$0] }.sorted { $0.key < $1.key }.map(\.value)
      : rows.map { [$0] }
    var shuffled = parts
    generator.shuffle(&shuffled)
    var taken: [Int] = []
    for part in shuffled where taken.isEmpty || taken.count + part.count <= count { taken += part }
    let first = unitOfRow[taken[0]]
    guard taken.allSatisfy({ unitOfRow[$0] == first }) else { return taken }
    // One unit fills the count: another is needed for pairs.
    return taken + (shuffled.first { unitOfRow[$0[0]] != first } ?? [])
  }
}
