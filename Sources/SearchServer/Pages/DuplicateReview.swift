import Analyses
import Embeddings
import VectorStore

/// Look-alikes in a store, as they are reviewed: the closest first. Groups of which no pair is listed, as
/// there are too many, are left out.
struct DuplicateReview: Sendable {
  let threshold: Double
  /// Nil where the threshold was given.
  let calibration: ThresholdCalibration?
  let items: Int
  let pairCount: Int
  let groups: [ReviewedGroup]
  let warnings: [AnalysisWarning]

  /// Pairs that are shown at most.
  private static let listed = 50_000

  /// - Parameter threshold: nil calibrates one, as `semblance duplicates` does.
  init(
    in items: EmbeddedItems, threshold given: Double?, encoder: String,
    progress: @escaping @Sendable (Int, Int) -> Void
  ) {
    let calibration =
      given == nil
      ? calibrateThreshold(on: items, copies: [], CalibrationSettings()) : nil
    let threshold = given ?? calibration?.threshold ?? 1
    let found = findDuplicates(
      in: items, threshold: threshold, calibration: calibration, keeping: items.evaluationRows,
      encoder: encoder, listing: Self.listed, progress: progress)
    (self.threshold, self.calibration) = (threshold, calibration)
    (self.items, pairCount, warnings) = (found.items, found.pairCount, found.warnings)
    groups = ReviewedGroup.all(in: found)
  }
}

/// Items that are joined by pairs.
struct ReviewedGroup: Sendable {
  let members: [String]
  /// Closest first; not empty.
  let pairs: [ReviewedPair]
  /// Members of which another one would stay, by `KeepRule`.
  let removable: Set<String>

  /// What the group is called: the first of its members, which others may share.
  var key: String { members.joined(separator: "\n") }

  /// Of the closest pair; equal pictures without a direction are as close as can be.
  var closest: Double { pairs.map { $0.cosine ?? 1 }.max() ?? 1 }
}

struct ReviewedPair: Sendable {
  let pair: ItemPair
  let cosine: Double?
  let hasEqualPixels: Bool
  let labelsDiffer: Bool
}

extension ReviewedGroup {
  /// Groups, and pairs that belong to none since they only chain unlike items.
  fileprivate static func all(in found: DuplicatesResult) -> [ReviewedGroup] {
    var group: [SampleID: Int] = [:]
    for (number, members) in found.groups.enumerated() {
      for member in members.members { group[member] = number }
    }
    var inside: [Int: [ReviewedPair]] = [:]
    var between: [ReviewedPair] = []
    for pair in found.pairs {
      if let number = group[pair.a], group[pair.b] == number {
        inside[number, default: []].append(ReviewedPair(pair))
      } else {
        between.append(ReviewedPair(pair))
      }
    }
    let removable = Set(found.removals.map { "\($0.item)" })
    let groups = found.groups.enumerated().compactMap { number, members in
      inside[number].map { pairs in
        let names = members.members.map { "\($0)" }
        return ReviewedGroup(
          members: names, pairs: pairs, removable: removable.intersection(names))
      }
    }
    return
      (groups
      + between.map {
        ReviewedGroup(members: [$0.pair.a, $0.pair.b], pairs: [$0], removable: [])
      }).sorted { ($1.closest, $0.key) < ($0.closest, $1.key) }
  }
}

extension ReviewedPair {
  fileprivate init(_ pair: EvidencePair) {
    self.init(
      pair: ItemPair("\(pair.a)", "\(pair.b)"), cosine: pair.cosine,
      hasEqualPixels: pair.evidence.contains(.pixels), labelsDiffer: pair.labelsDiffer)
  }
}

extension StoreReviews {
  /// Nothing is left to decide of a pair that may stay, or of which one is to go.
  func settles(_ pair: ItemPair, _ accepted: Set<ItemPair>) -> Bool {
    accepted.contains(pair) || decisions[pair.a] == .remove || decisions[pair.b] == .remove
  }
}
