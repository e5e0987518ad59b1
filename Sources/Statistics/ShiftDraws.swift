/// The random part of a shift test: which units each permutation gives to x, and how often each
/// resample draws a unit. Everything is per unit; rows inherit from their unit.
struct ShiftDraws {
  /// By permutation, whether each unit is labelled x; the first is the data's own labelling.
  let labels: [[Bool]]
  /// By resample, how often each unit is drawn, from its own side.
  let weights: [[UInt8]]

  init(_ samples: PooledSamples, _ settings: ShiftSettings) {
    let units = samples.unitSizes.count
    let countX = samples.unitsX.count
    var permuting = SeededGenerator(seed: settings.seed, stream: "shift permutations")
    var labels = [(0..<units).map { $0 < countX }]
    for _ in 0..<settings.permutations {
      let chosen = permuting.permutation(of: units).prefix(countX)
      labels.append(Self.membership(of: chosen, among: units))
    }
    self.labels = labels
    var resampling = SeededGenerator(seed: settings.seed, stream: "shift bootstrap")
    weights = (0..<settings.resamples).map { _ in
      Self.multinomial(samples.unitsX, &resampling) + Self.multinomial(samples.unitsY, &resampling)
    }
  }

  private static func membership(of chosen: ArraySlice<Int>, among units: Int) -> [Bool] {
    chosen.reduce(into: [Bool](repeating: false, count: units)) { $0[$1] = true }
  }

  /// As many draws with replacement as there are units, at least two of them distinct: a resample of
  /// one unit alone has no pairs, and is drawn again.
  private static func multinomial(
    _ units: Range<Int>, _ generator: inout SeededGenerator
  ) -> [UInt8] {
    while true {
      var counts = [UInt8](repeating: 0, count: units.count)
      for _ in units {
        let drawn = generator.index(below: units.count)
        if counts[drawn] < .max { counts[drawn] += 1 }
      }
      if counts.count(where: { $0 > 0 }) >= 2 { return counts }
    }
  }
}
