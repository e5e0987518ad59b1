public import Embeddings
import LinearAlgebra
public import Statistics

/// In which items and groups of items two sets differ most.
public struct ShiftDrivers: Sendable, Codable, Hashable {
  /// What means and groups were computed on: both sets, or whole units drawn of large ones.
  public let sample: ComparedItems
  public internal(set) var witness: ShiftWitness
  /// Groups of items alike by k-means of both sets together, those with the greatest excess in the
  /// candidate first; nil where all rows are equal.
  public let clusters: [ShiftCluster]?
  public let plane: SitePlane
}

/// The witness function f(z) = mean K(z, reference) − mean K(z, candidate) at every item, its own unit
/// left out: positive where the reference is denser, negative where the candidate is.
public struct ShiftWitness: Sendable, Codable, Hashable {
  /// In the order of the set; nil in the record of a run, which lists the top only.
  public internal(set) var reference: WitnessedItems?
  public internal(set) var candidate: WitnessedItems?
  /// Items of the reference that are least like the candidate, the greatest value first.
  public let topReference: [WitnessedItem]
  /// Items of the candidate that are least like the reference, the least value first.
  public let topCandidate: [WitnessedItem]
}

/// Values of all items of a set.
public struct WitnessedItems: Sendable, Codable, Hashable {
  public let ids: [SampleID]
  public let values: [Double]
}

/// An item with its value.
public struct WitnessedItem: Sendable, Codable, Hashable {
  public let id: SampleID
  public let value: Double
  public let unit: String?
  public let label: String?
}

/// Items that are alike, and how many of each set there are among them.
public struct ShiftCluster: Sendable, Codable, Hashable {
  /// Items of both sets.
  public let size: Int
  /// Of the reference's items.
  public let shareOfReference: Double
  /// Of the candidate's items.
  public let shareOfCandidate: Double
  /// The candidate's share less the reference's.
  public let excess: Double
  /// Of the excess, by drawing units.
  public let interval: Interval
  /// Two-sided, by permuting units.
  public let pValue: Double
  /// Holm's, over all clusters.
  public let adjustedPValue: Double
  /// The items nearest to the cluster's centre, nearest first.
  public let typical: [TypicalItem]
}

/// An item that stands for others.
public struct TypicalItem: Sendable, Codable, Hashable {
  public let id: SampleID
  public let isCandidate: Bool
}

/// Items of several sites in the plane of their first two principal components.
public struct SitePlane: Sendable, Codable, Hashable {
  public let sites: [PlacedSite]
  /// Of each of the two components; one where vectors have one number.
  public let explainedVarianceRatio: [Double]
  /// Items of all sites of which those here were drawn.
  public let items: Int
}

/// The items of one site, one x and y each.
public struct PlacedSite: Sendable, Codable, Hashable {
  public let name: String
  public let x: [Double]
  public let y: [Double]
}

/// Rows of both sets beyond which means and groups are those of a subsample.
private let sampleLimit = 5_000

/// The witness function is that of a Gaussian kernel, whatever the test's.
///
/// - Parameter bandwidth: of the test's kernel; where that has none, the median distance of the sample.
func shiftDrivers(
  _ pair: ShiftPair, bandwidth: Double?, _ plan: ShiftPlan, seed: UInt64,
  _ progress: @escaping WorkProgress
) throws(AnalysisError) -> ShiftDrivers {
  let sample = pair.subsample(sampleLimit, seed: seed, stream: "shift.drivers")
  let rows = sample.rows()
  let bandwidth =
    bandwidth ?? medianPairwiseDistance(rows.x.stacked(above: rows.y), seed: seed)
  guard bandwidth > 0 else {
    throw .undefined(
      items: pair.names, reason: "\(StatisticsError.zeroBandwidth); or leave out the drivers")
  }
  let witness = shiftWitness(
    of: pair, over: sample, bandwidth: bandwidth, top: plan.top, progress)
  return ShiftDrivers(
    sample: ComparedItems(sample), witness: witness,
    clusters: try shiftClusters(sample, rows.x, rows.y, plan, seed: seed),
    plane: try SitePlane(
      [(sample.reference.name, rows.x), (sample.candidate.name, rows.y)],
      of: pair.reference.count + pair.candidate.count, seed: seed))
}
