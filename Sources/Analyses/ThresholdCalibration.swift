import Embeddings
import Foundation
import Statistics

/// The cosine from which on two images are taken for copies, found from a set's own images.
///
/// It is the smallest that an image's nearest neighbour of another unit reaches in few enough cases.
/// Neighbours that stand apart as copies do are left out of that count, and equal pixels: what is
/// looked for must not raise the threshold at which it is looked for.
public struct ThresholdCalibration: Sendable, Codable {
  public let threshold: Double
  /// False pairs per image that were allowed.
  public let allowedRate: Double
  /// Images whose nearest unlike neighbour reaches the threshold, of those that were asked.
  public let falsePairs: ItemRate
  /// Images among which neighbours were looked for.
  public let items: Int
  /// Asked images with neighbours that stand apart and were taken for copies.
  public let itemsWithCopies: Int
  /// Nearest unlike neighbours whose perceptual hashes are near enough to count as evidence; nil where
  /// the hashes are not known.
  public let hashes: HashFalsePairs?
  /// Of the vectors, by which standing apart is judged; see `UnlikeNeighbors`.
  public let intrinsicDimension: Double?
  /// Altered copies of the set's own images that the threshold finds, of all, each alteration with the
  /// same weight; nil where there were no images to alter.
  public let recall: Double?
  /// The same by alteration.
  public let alterations: [AlterationRecall]
  /// Ascending thresholds.
  public let curve: [CalibrationPoint]
  /// Of the images asked and of the copies.
  public let seed: UInt64
}

extension ThresholdCalibration {
  /// Whether the threshold comes from unlike neighbours and keeps the rate allowed; otherwise it is 1,
  /// and pairs nothing but equal images and vectors.
  public var isAchieved: Bool { falsePairs.total > 0 && falsePairs.rate <= allowedRate }

  /// Where the threshold does not keep what its name promises.
  var warnings: [AnalysisWarning] {
    [rateWarning, recallWarning].compactMap { $0 }
  }

  private var rateWarning: AnalysisWarning? {
    guard falsePairs.total > 0 else {
      return AnalysisWarning(
        "no image has a neighbour of another group with other pixels, so the threshold is 1 and only "
          + "equal images are paired", remedy: "give the threshold")
    }
    guard falsePairs.rate <= allowedRate else {
      return AnalysisWarning(
        "no threshold keeps the false-pair rate of \(allowedRate): \(falsePairs.count) of "
          + "\(falsePairs.total) images have another with an equal vector, not known as a copy",
        remedy: "give the groups where each image has many look-alikes, or the threshold")
    }
    guard allowedRate * Double(falsePairs.total) < 1 else { return nil }
    return AnalysisWarning(
      "\(falsePairs.total) images are too few to show a false-pair rate of \(allowedRate); all that is "
        + "sure is that it is below \(String(format: "%.2g", falsePairs.interval.high))",
      remedy: "calibrate on more images, or give the threshold")
  }

  /// Of mere re-encodings on average.
  private var recallWarning: AnalysisWarning? {
    let reencoded = alterations.filter { $0.alteration.hasPrefix("jpeg") }.map(\.found.rate)
    guard !reencoded.isEmpty, reencoded.reduce(0, +) < 0.5 * Double(reencoded.count) else {
      return nil
    }
    return AnalysisWarning(
      "the threshold misses more than half of mere re-encodings: to this encoder unlike images of "
        + "this set are as similar as copies",
      remedy:
        "take another encoder; give the groups where each image has many look-alikes; or look at "
        + "pairs with a lower threshold")
  }
}

/// How many copies by one alteration the threshold finds.
public struct AlterationRecall: Sendable, Codable {
  public let alteration: String
  public let found: ItemRate
}

/// What perceptual hashes are worth as evidence: how often they agree in unlike images.
public struct HashFalsePairs: Sendable, Codable {
  public let phash: ItemRate
  public let dhash: ItemRate
}

/// What a threshold would do.
public struct CalibrationPoint: Sendable, Codable {
  public let threshold: Double
  /// Images whose nearest unlike neighbour reaches it, per image.
  public let falsePairRate: Double
  /// Images whose nearest neighbour of another unit reaches it, presumed copies too, per image.
  public let neighborRate: Double
  /// Copies that reach it, by alteration in the order of `alterations`.
  public let recalls: [Double]
}

/// Cosines of images with copies of themselves by one alteration.
public struct AlteredCopies: Sendable {
  public let alteration: String
  public let cosines: [Double]

  public init(alteration: String, cosines: [Double]) {
    (self.alteration, self.cosines) = (alteration, cosines)
  }
}

/// What is asked of a calibration.
public struct CalibrationSettings: Sendable, Hashable, Codable {
  /// In (0, 1).
  public let falsePairRate: Double
  public let seed: UInt64

  public init(falsePairRate: Double = Self.standardRate, seed: UInt64 = 2_026) {
    (self.falsePairRate, self.seed) = (falsePairRate, seed)
  }

  /// One image in a thousand.
  public static let standardRate = 0.001
}

/// Chooses a threshold for a set.
///
/// - Parameters:
///   - items: e.g. the training set; images that leak into it would be neighbours like these.
///   - copies: of its images, if there are images; they tell what the threshold finds and do not move it.
/// - Returns: a threshold of 1 where no image has a neighbour of another unit.
public func calibrateThreshold(
  on items: EmbeddedItems, copies: [AlteredCopies], _ settings: CalibrationSettings
) -> ThresholdCalibration {
  let asked = askedRows(of: items, settings)
  let units = items.unlikeUnits
  let neighbors = nearestRows(
    of: items.selecting(asked, name: items.name).unitRows, in: items.unitRows,
    count: UnlikeNeighbors.neighborsNeeded,
    excluding: .units(queries: asked.map { units[$0] }, rows: units))
  let unlike = UnlikeNeighbors(neighbors)
  let cosines = unlike.nearest.compactMap { $0?.cosine }
  let threshold =
    cosines.isEmpty ? 1 : smallestThreshold(reachedByAtMost: settings.falsePairRate, of: cosines)
  return ThresholdCalibration(
    threshold: threshold, settings: settings, items: items.count, unlike: unlike,
    hashes: items.hashFalsePairs(
      zip(asked, unlike.nearest).compactMap { row, nearest in
        nearest.map { RowPair(a: row, b: $0.row) }
      }),
    curves: CalibrationCurves(
      unlike: cosines, nearest: neighbors.compactMap { $0.first?.cosine }, copies: copies))
}

/// All, or as many as show the rate; drawn.
private func askedRows(of items: EmbeddedItems, _ settings: CalibrationSettings) -> [Int] {
  let wanted = max(10_000, Int(min(1e9, 10 / settings.falsePairRate).rounded(.up)))
  guard wanted < items.count else { return Array(0..<items.count) }
  var generator = SeededGenerator(seed: settings.seed, stream: "calibration.items")
  return generator.choose(wanted, of: items.count)
}

extension EmbeddedItems {
  /// A number for each item; items of one unit or with equal pixels have the same.
  fileprivate var unlikeUnits: [Int] {
    let keys = [units, digests?.map(\.pixels)].compactMap { $0 }
    return joined(by: keys, count: count)
  }

  /// Of pairs of unlike items, those whose hashes count as evidence.
  fileprivate func hashFalsePairs(_ pairs: [RowPair]) -> HashFalsePairs? {
    guard let digests, digests.allSatisfy({ $0.hashes != nil }) else { return nil }
    func rate(_ hash: (PerceptualHashes) -> PerceptualHash) -> ItemRate {
      let near = pairs.count { pair in
        let found = both(digests[pair.a].hashes, digests[pair.b].hashes)
        return found.map { hash($0).distance(to: hash($1)) <= PerceptualHash.evidenceDistance }
          ?? false
      }
      return ItemRate(near, of: pairs.count)
    }
    return HashFalsePairs(phash: rate(\.frequency), dhash: rate(\.difference))
  }
}

extension ThresholdCalibration {
  fileprivate init(
    threshold: Double, settings: CalibrationSettings, items: Int, unlike: UnlikeNeighbors,
    hashes: HashFalsePairs?, curves: CalibrationCurves
  ) {
    let recalls = curves.copies.map { copies in
      AlterationRecall(
        alteration: copies.alteration,
        found: ItemRate(copies.cosines.reaching(threshold), of: copies.cosines.count))
    }
    self.threshold = threshold
    allowedRate = settings.falsePairRate
    falsePairs = ItemRate(curves.unlike.reaching(threshold), of: curves.unlike.count)
    self.items = items
    itemsWithCopies = unlike.copies.count { $0 > 0 }
    self.hashes = hashes
    intrinsicDimension = unlike.intrinsicDimension
    recall =
      recalls.isEmpty ? nil : recalls.reduce(0) { $0 + $1.found.rate } / Double(recalls.count)
    alterations = recalls
    curve = curves.points
    seed = settings.seed
  }
}
