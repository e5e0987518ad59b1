import LinearAlgebra

extension DetectionTrial {
  /// Rows of the reference come first.
  private var referenceCount: Int { units.all.count { $0 < units.x } }

  private func scores(_ component: Int) -> [Double] {
    places.map { pool.scores[$0, component] }
  }

  /// Kolmogorov–Smirnov along every component.
  var componentwisePValue: Double {
    pool.hasUnits ? relabelledLargestStatistic : bonferroni
  }

  /// All components have the same sizes, so that the largest statistic has the smallest p.
  private var bonferroni: Double {
    let isX = units.all.map { $0 < units.x }
    let components = (0..<pool.scores.columns).map(scores)
    let statistics = components.map { RankedScores($0).statistic(isX: isX) }
    guard let most = statistics.indices.max(by: { statistics[$0] < statistics[$1] }) else {
      return 1
    }
    let test = KolmogorovSmirnov(
      Array(components[most][..<referenceCount]), Array(components[most][referenceCount...]))
    return min(1, Double(components.count) * test.pValue)
  }

  /// Images of one unit are not independent: units are relabelled whole.
  private var relabelledLargestStatistic: Double {
    let components = (0..<pool.scores.columns).map { RankedScores(scores($0)) }
    func largest(_ isX: [Bool]) -> Double {
      let rows = units.all.map { isX[$0] }
      return components.reduce(0) { max($0, $1.statistic(isX: rows)) }
    }
    let observed = largest((0..<units.x + units.y).map { $0 < units.x })
    var generator = generator("components")
    return relabelledPValue(observed: observed, units, using: &generator, largest)
  }

  /// The area under the curve of a classifier that learned from half of the units of each sample.
  var classifierPValue: Double {
    guard let halves = TrialHalves(units) else { return 1 }
    let matrix = pool.scores.selecting(rows: places)
    let model = try? LogisticRegression(
      of: matrix.selecting(rows: halves.learned),
      labels: halves.learned.map { units.all[$0] < units.x ? 0 : 1 })
    // Only rows that are not finite are refused, and there are none.
    guard let model else { return 1 }
    let judged = matrix.selecting(rows: halves.judged)
    let chances = model.probabilities(of: judged)
    let ranks = RankedScores((0..<judged.rows).map { chances[$0, 0] })
    var generator = generator("classifier")
    let rest = SampleUnits(
      x: halves.judged.map { units.all[$0] }.filter { $0 < units.x },
      y: halves.judged.map { units.all[$0] }.filter { $0 >= units.x })
    func area(_ isX: [Bool]) -> Double { ranks.area(isX: rest.all.map { isX[$0] }) }
    let observed = area((0..<rest.x + rest.y).map { $0 < rest.x })
    return relabelledPValue(observed: observed, rest, using: &generator, area)
  }

  private func relabelledPValue(
    observed: Double, _ units: SampleUnits, using generator: inout SeededGenerator,
    _ statistic: ([Bool]) -> Double
  ) -> Double {
    var reached = 1
    for _ in 0..<settings.permutations {
      if statistic(units.shuffled(using: &generator)) >= observed - 1e-12 { reached += 1 }
    }
    return Double(reached) / Double(settings.permutations + 1)
  }
}

/// Half of the units of each sample to learn from, the others to judge by.
private struct TrialHalves {
  /// Rows, ascending; those of the reference come first.
  let learned: [Int]
  let judged: [Int]

  /// Nil where a sample has one unit.
  init?(_ units: SampleUnits) {
    guard units.x >= 2, units.y >= 2 else { return nil }
    func isLearned(_ unit: Int) -> Bool {
      unit < units.x ? unit < units.x / 2 : unit - units.x < units.y / 2
    }
    learned = units.all.indices.filter { isLearned(units.all[$0]) }
    judged = units.all.indices.filter { !isLearned(units.all[$0]) }
  }
}

/// One number a row, ranked once for statistics of many relabellings.
private struct RankedScores {
  /// Rows by ascending score.
  private let order: [Int]
  /// Whether the score at a place of the order is less than the next.
  private let endsTie: [Bool]
  /// Of each row; the mean rank of equal scores.
  private let ranks: [Double]

  init(_ scores: [Double]) {
    let order = scores.indices.sorted { (scores[$0], $0) < (scores[$1], $1) }
    var ranks = [Double](repeating: 0, count: scores.count)
    var start = 0
    let ends = order.indices.map { place in
      place == order.count - 1 || scores[order[place]] < scores[order[place + 1]]
    }
    for place in order.indices where ends[place] {
      for tied in start...place { ranks[order[tied]] = Double(start + place) / 2 + 1 }
      start = place + 1
    }
    (self.order, endsTie, self.ranks) = (order, ends, ranks)
  }

  /// The largest difference of the two distribution functions.
  func statistic(isX: [Bool]) -> Double {
    let x = isX.count { $0 }
    let (stepX, stepY) = (1 / Double(x), -1 / Double(isX.count - x))
    var (difference, largest) = (0.0, 0.0)
    for place in order.indices {
      difference += isX[order[place]] ? stepX : stepY
      if endsTie[place] { largest = max(largest, abs(difference)) }
    }
    return largest
  }

  /// The chance that a row of x has a higher score than one of y, ties counting half.
  func area(isX: [Bool]) -> Double {
    let x = isX.count { $0 }
    var sum = 0.0
    for row in isX.indices where isX[row] { sum += ranks[row] }
    return (sum - Double(x * (x + 1)) / 2) / Double(x * (isX.count - x))
  }
}
