import Foundation
import LinearAlgebra

/// Classifier two-sample test: can a linear classifier tell rows of one sample from those of the other
/// that it has not seen?
///
/// The classifier is ridge regression of the sample on standardised columns, which is linear
/// discriminant analysis with a regularised covariance. Units are dealt into folds at random, whole
/// and without regard to their sample; rows of a fold are scored by what was fitted to all others.
/// The area under the ROC curve is over pairs within a fold, whose scores come from one classifier;
/// without a shift it is ½ in expectation. Neither folds nor the penalty see a label, so that a
/// relabelling is refitted exactly, at the cost of a matrix product.
///
/// Sources: Lopez-Paz and Oquab, "Revisiting classifier two-sample tests" (2017); LeDell, Petersen and
/// van der Laan (2015) for areas pooled over folds.
public struct ClassifierTest: Sendable, Codable, Equatable {
  /// Chance that a row of x gets the higher score than one of y of the same fold; ties count half.
  public let area: Double
  /// By relabelling whole units and refitting.
  public let pValue: Double
  /// The smallest p-value that these units and permutations can give.
  public let smallestPValue: Double
  /// Of the area to expect of classifiers fitted to as many rows, normal on the logit scale: its variance
  /// is that of drawing the units that are scored plus that of drawing those fitted to, with the matrix
  /// of the regression as it is; on the scale of the area itself towards the far side of one that is
  /// nearer to 0 or 1 than that. Where all pairs are in order, by the rule of three.
  public let interval: Interval
  /// How many folds.
  public let folds: Int
  /// λ of the regression, per row.
  public let penalty: Double

  /// - Parameters:
  ///   - settings: permutations, resamples, level and seed; the kernel's say nothing here.
  ///   - progress: is told of relabellings, fifty at a time.
  /// - Throws: `StatisticsError.tooFewUnits` where no fold has units of both samples.
  /// - Complexity: O(n·d·(min(n, d) + permutations) + folds·min(n, d)³) for n rows of both.
  public init(
    _ samples: TwoSamples, settings: ShiftSettings, progress: WorkProgress = { _, _ in }
  ) throws(StatisticsError) {
    let count = max(2, min(5, samples.unitCount / 4))
    let order = FoldedUnits(samples, folds: count, seed: settings.seed)
    let rows = StandardisedRows(samples.rows.selecting(rows: order.rows))
    let penalty = Self.penalty(rows)
    let ridge = try CrossFittedRidge(
      rows.rows, folds: order.folds, penalty: penalty * Double(samples.count))
    let labels = UnitRelabellings(
      samples, permutations: settings.permutations, seed: settings.seed,
      stream: "classifier.permutation")
    let observed = ScoredFolds(ridge, order, labels.isX(0))
    guard let area = observed.pairs.area else {
      throw .tooFewUnits(
        side: "a fold of the classifier", found: 1, excluded: [])
    }
    let areas = Self.areas(ridge, order, labels.permutations, progress) { index in
      let isX = labels.isX(index + 1)
      return Labelling(isX: isX, values: isX.map { $0 ? 1 : -1 })
    }
    pValue = labels.pValue(of: [area] + areas, size: 1)
    smallestPValue = labels.smallestPValue
    let draws = UnitDraws(samples, seed: settings.seed, stream: "classifier.refit")
    let isX = labels.isX(0)
    let refits = Self.areas(ridge, order, settings.resamples, progress) { index in
      Labelling(isX: isX, values: zip(isX, draws.weights(index)).map { $0 ? $1 : -$1 })
    }
    interval = observed.interval(area, samples, order, refits: refits, settings)
    (self.area, self.penalty, folds) = (area, penalty, count)
  }

  /// A tenth of the shrinkage of Ledoit and Wolf, which is best for the covariance but for its inverse
  /// too much: differences along directions of little variance, which kernels do not see, would be
  /// shrunk away.
  private static func penalty(_ rows: StandardisedRows) -> Double {
    let shrinkage = min(0.99, rows.shrinkage)
    return max(1e-6, 0.1 * shrinkage / (1 - shrinkage))
  }

  /// Which rows are x, and what the regression is fitted to.
  private struct Labelling: Sendable {
    let isX: [Bool]
    let values: [Double]
  }

  /// Of so many labellings; ½ where one has no pair within a fold.
  private static func areas(
    _ ridge: CrossFittedRidge, _ order: FoldedUnits, _ count: Int, _ progress: WorkProgress,
    _ labelling: @Sendable (Int) -> Labelling
  ) -> [Double] {
    let parts = Tile.split(0..<count, by: 50)
    return mapOnAllCores(parts.count, progress: progress) { part in
      let labellings = parts[part].map(labelling)
      let scores = ridge.scores(
        of: order.folds.map { order.labels(labellings.map(\.values), $0) })
      return labellings.indices.map { place in
        var pairs = PairsInOrder()
        for (fold, scores) in zip(order.folds, scores) {
          let rows = order.rows[fold]
          pairs += ScoreOrder(scores.row(place)).pairs {
            labellings[place].isX[rows[rows.startIndex + $0]] ? (1, 0) : (0, 1)
          }
        }
        return pairs.area ?? 0.5
      }
    }.flatMap { $0 }
  }
}

/// Rows in the order of the folds that their units were dealt into.
struct FoldedUnits: Sendable {
  /// Places in the samples.
  let rows: [Int]
  /// Ranges of `rows`.
  let folds: [Range<Int>]

  init(_ samples: TwoSamples, folds count: Int, seed: UInt64) {
    var generator = SeededGenerator(seed: seed, stream: "classifier.folds")
    var units = Array(0..<samples.unitCount)
    generator.shuffle(&units)
    var foldOfUnit = [Int](repeating: 0, count: units.count)
    for (place, unit) in units.enumerated() { foldOfUnit[unit] = place % count }
    let foldOfRow = samples.units.map { foldOfUnit[$0] }
    rows = foldOfRow.indices.sorted { (foldOfRow[$0], $0) < (foldOfRow[$1], $1) }
    var ends = [0]
    for size in counts(of: foldOfRow, below: count) { ends.append(ends[ends.count - 1] + size) }
    folds = zip(ends, ends.dropFirst()).map { $0..<$1 }
  }

  /// Values of the rows of a fold, shape (labellings, rows of the fold).
  func labels(_ values: [[Double]], _ fold: Range<Int>) -> Matrix<Double> {
    Matrix(
      rows: values.count, columns: fold.count,
      elements: values.flatMap { values in rows[fold].map { values[$0] } })
  }
}

/// The folds as they are, with their rows in the order of the scores.
private struct ScoredFolds {
  private let isX: [Bool]
  private let orders: [(places: ArraySlice<Int>, scores: ScoreOrder)]

  init(_ ridge: CrossFittedRidge, _ order: FoldedUnits, _ isX: [Bool]) {
    self.isX = isX
    let labels = isX.map { $0 ? 1.0 : -1 }
    let scores = ridge.scores(of: order.folds.map { order.labels([labels], $0) })
    orders = zip(order.folds, scores).map { (order.rows[$0], ScoreOrder($1.row(0))) }
  }

  var pairs: PairsInOrder { pairs(weights: nil) }

  func pairs(weights: [Double]?) -> PairsInOrder {
    var sum = PairsInOrder()
    for (places, scores) in orders {
      sum += scores.pairs { place in
        let row = places[places.startIndex + place]
        let weight = weights?[row] ?? 1
        return isX[row] ? (weight, 0) : (0, weight)
      }
    }
    return sum
  }

  /// No resample varies where all pairs are in order, or none is: then pairs of different units bound
  /// what was not seen.
  func interval(
    _ area: Double, _ samples: TwoSamples, _ order: FoldedUnits, refits: [Double],
    _ settings: ShiftSettings
  ) -> Interval {
    if area == 0 || area == 1 {
      let bound = zeroEventsUpperBound(trials: disjointPairs(samples, order))
      return Interval(
        low: area == 1 ? 1 - bound : 0, high: area == 1 ? 1 : bound, level: settings.level,
        method: "rule of three over pairs of units")
    }
    let draws = UnitDraws(samples, seed: settings.seed, stream: "classifier.bootstrap")
    let areas = mapOnAllCores(settings.resamples) { index in
      pairs(weights: draws.weights(index)).area
    }.compactMap { $0 }
    let error = (variance(of: areas) + variance(of: refits)).squareRoot()
    let reach = normalQuantile((1 + settings.level) / 2) * error
    let half = reach / (area * (1 - area))
    let logit = log(area / (1 - area))
    let logits = (low: 1 / (1 + exp(half - logit)), high: 1 / (1 + exp(-half - logit)))
    // So near 0 or 1 the logit's slope says nothing of the other side.
    return Interval(
      low: reach > 1 - area ? max(logits.low, area - reach) : logits.low,
      high: reach > area ? min(logits.high, area + reach) : logits.high, level: settings.level,
      method: samples.hasUnits ? "bootstrap of units, refitted" : "bootstrap, refitted")
  }

  /// Pairs of a unit of x and one of y of a fold, none of them twice.
  private func disjointPairs(_ samples: TwoSamples, _ order: FoldedUnits) -> Int {
    order.folds.reduce(0) { sum, fold in
      let units = Set(order.rows[fold].map { samples.units[$0] })
      let ofX = units.count { $0 < samples.unitsX }
      return sum + min(ofX, units.count - ofX)
    }
  }
}

/// 0 of fewer than two values.
private func variance(of values: [Double]) -> Double {
  guard values.count > 1 else { return 0 }
  let mean = values.reduce(0, +) / Double(values.count)
  return values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count - 1)
}
