import Embeddings
import LinearAlgebra
import Statistics

/// What is measured of pairs in one space.
struct ImageTextMeasures {
  private let pairs: AlignedPairs
  private let plan: ImageTextPlan
  private let seed: UInt64
  private let resamples: UnitResamples
  private let labels: [Int]?

  var units: Int { resamples.units }

  init(_ pairs: AlignedPairs, plan: ImageTextPlan, seed: UInt64) {
    (self.pairs, self.plan, self.seed) = (pairs, plan, seed)
    resamples = UnitResamples(
      of: pairs.items.images.units, items: pairs.count, count: plan.resamples, seed: seed,
      stream: "image-text.bootstrap")
    labels = pairs.items.images.labels.map(numbered)
  }

  var warnings: [AnalysisWarning] {
    var found: [AnalysisWarning] = []
    if units < 10 {
      found.append(
        AnalysisWarning(
          "\(pairs.items.images.name): the judged pairs are of \(units) "
            + "\(pairs.items.images.unitNoun)s only, and intervals of so few are rough",
          remedy: "judge on more \(pairs.items.images.unitNoun)s"))
    }
    if Set(pairs.items.keys).count == 1 {
      found.append(
        AnalysisWarning(
          "\(pairs.items.images.name): all judged images have one text, so that every image fits every text",
          remedy: "look whether captions were read from the right column or file"))
    }
    let dropped = plan.ranks.filter { $0 >= pairs.count }
    if !dropped.isEmpty {
      found.append(
        AnalysisWarning(
          "R@\(dropped.map(String.init).joined(separator: ", ")) is not told of \(pairs.count) pairs, "
            + "where everything is found",
          remedy: "ask for smaller k, or judge on more pairs"))
    }
    return found
  }

  func retrieval(_ progress: @escaping WorkProgress) -> [RetrievalDirection] {
    let ranks = plan.ranks.filter { $0 < pairs.count }
    return zip(
      [PairDirection.textsForImages, .imagesForTexts], pairs.retrievals(progress: progress)
    ).map { direction, found in
      let samples = found.recalls(resamples, ranks: ranks)
      return RetrievalDirection(
        direction: direction,
        recalls: zip(ranks, samples).map { recall($0, $1, found) },
        medianRank: found.medianRank, meanReciprocalRank: found.meanReciprocalRank)
    }
  }

  private func recall(
    _ k: Int, _ sample: MetricSample, _ found: PairRetrieval
  ) -> RetrievalDirection.Recall {
    let unit = pairs.items.images.unitNoun
    let byLabel = labels.map { labels in
      resamples.mean(of: pairs.items.recallByLabel(labels, k))
    }
    let chance = found.chance(k)
    return RetrievalDirection.Recall(
      k: k, value: sample.estimate, interval: sample.interval(unit: unit, isMean: true),
      chance: chance.reduce(0, +) / Double(chance.count), byLabel: byLabel?.estimate,
      overLabel: byLabel.map { sample.difference(from: $0, unit: unit) })
  }

  /// Of batches drawn by the seed, none of which shares a pair with another.
  func losses(_ temperature: Double) -> ImageTextLosses? {
    let size = min(plan.batch, pairs.count)
    guard size >= 2 else { return nil }
    var order = Array(0..<pairs.count)
    var generator = SeededGenerator(seed: seed, stream: "image-text.batches")
    generator.shuffle(&order)
    let batches = (0..<pairs.count / size).map { Array(order[$0 * size..<($0 + 1) * size]) }
    let settings = HardNegativeSettings()
    let origin = pairs.items.labelSimilarity([0])?.origin
    let found = batches.map { batch in
      let cosines = pairs.cosines(batch)
      return [
        infoNCE(cosines, temperature: temperature),
        decoupledHardNegativeNCE(cosines, settings: settings),
        pairs.items.labelSimilarity(batch).map {
          semanticMatchingLoss(cosines, labelSimilarity: $0.matrix, temperature: temperature)
        },
      ]
    }
    func mean(_ place: Int) -> ContrastiveLoss? {
      ContrastiveLoss(meanOf: found.compactMap { $0[place] })
    }
    guard let infoNCE = mean(0), let hardNegatives = mean(1) else { return nil }
    return ImageTextLosses(
      batch: size, batches: batches.count, temperature: temperature, noiseContrastive: infoNCE,
      noiseContrastiveOfEqual: infoNCEOfEqualCosines(size),
      hardNegativesOfEqual: 2 * infoNCEOfEqualCosines(size - 1), hardNegatives: hardNegatives,
      hardNegativeSettings: settings, semanticMatching: mean(2), labelOrigin: origin)
  }

  /// Evenly spaced pairs in the order of their labels.
  func matrix(_ temperature: Double) -> SimilarityTable {
    let order = (0..<pairs.count).sorted {
      (labels?[$0] ?? 0, $0) < (labels?[$1] ?? 0, $1)
    }
    let rows = order.evenlySpaced(plan.shown)
    let cosines = pairs.cosines(rows)
    return SimilarityTable(
      ids: rows.map { pairs.items.images.ids[$0] },
      texts: rows.map { pairs.items.texts[$0].shortened(40) },
      labels: pairs.items.images.labels.map { labels in rows.map { labels[$0] } },
      temperature: temperature,
      cosines: cosines.rowsOfDigits,
      ofRows: cosines.softmaxOfRows(temperature: temperature).rowsOfDigits,
      ofColumns: cosines.softmaxOfColumns(temperature: temperature).rowsOfDigits)
  }
}

extension AlignedPairs {
  /// Images down and texts across, shape (rows.count, rows.count).
  fileprivate func cosines(_ rows: [Int]) -> Matrix<Double> {
    Matrix(
      rows: rows.count, columns: rows.count,
      elements: rows.flatMap { i in rows.map { images.cosine(i, texts, $0) ?? 0 } })
  }
}

extension CaptionedItems {
  /// Of each pair the chance that its match is among k items, where those of its label come first in random
  /// order.
  fileprivate func recallByLabel(_ labels: [Int], _ k: Int) -> [Double] {
    var (sizes, matches) = ([Int: Int](), [[Int]: Int]())
    for (label, key) in zip(labels, keys) {
      sizes[label, default: 0] += 1
      matches[[label, key], default: 0] += 1
    }
    return zip(labels, keys).map { label, key in
      chanceOfMatch(matches[[label, key]] ?? 0, among: sizes[label] ?? 0, drawing: k)
    }
  }
}

extension UnitResamples {
  fileprivate func mean(of values: [Double]) -> MetricSample {
    samples { weights in
      let all = weights.reduce(0, +)
      let sum = zip(values, weights).reduce(0) { $0 + $1.0 * Double($1.1) }
      return [all > 0 ? sum / Double(all) : .nan]
    }[0]
  }
}

extension Matrix<Double> {
  /// Rounded to what a picture shows.
  fileprivate var rowsOfDigits: [[Double]] {
    (0..<rows).map { row in self.row(row).map { ($0 * 1e6).rounded() / 1e6 } }
  }
}
