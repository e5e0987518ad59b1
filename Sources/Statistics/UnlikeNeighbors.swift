import Foundation

/// The nearest neighbour of each item that is no copy of it.
///
/// Copies stand apart: they are much nearer than whatever comes next. Where rows lie evenly around an
/// item in D dimensions, the j-th neighbour's distance divided by that of the next is below x with
/// probability x^(jD), so at most x^D; neighbours before a gap that is improbable even among all items
/// and all j are taken for copies and left out. Sources: Facco, d'Errico, Rodriguez and Laio,
/// "Estimating the intrinsic dimension of datasets by a minimal neighborhood information" (2017), for
/// the law of the ratios; Denti, Doimo, Laio and Mira, "The generalized ratios intrinsic dimension
/// estimator" (2022), for that of neighbours further apart.
public struct UnlikeNeighbors: Sendable {
  /// One an item, in order; nil for an item without a neighbour that is no copy.
  public let nearest: [NearestRow?]
  /// How many copies each item has.
  public let copies: [Int]
  /// Dimension of the rows at the scale of their tenth to twentieth neighbours; nil where it cannot be
  /// told, and then nothing is left out.
  public let intrinsicDimension: Double?
}

/// Neighbours that may be copies; as many again tell how the rows lie beyond them.
private let possibleCopies = 10

extension UnlikeNeighbors {
  /// Neighbours that each item needs.
  public static let neighborsNeeded = 2 * possibleCopies + 1

  /// - Parameters:
  ///   - neighbors: of each item, nearest first, as `nearestRows` gives them.
  ///   - level: probability that anything at all is left out where there are no copies and rows lie
  ///     evenly.
  public init(_ neighbors: [[NearestRow]], level: Double = 0.01) {
    let distances = neighbors.map { $0.map { max(0, 2 - 2 * $0.cosine).squareRoot() } }
    let reach = min(possibleCopies, (distances.map(\.count).max() ?? 0) / 2)
    let dimension = dimension(of: distances, reach: reach)
    intrinsicDimension = dimension
    let gap = dimension.map { pow(level / Double(max(1, neighbors.count * reach)), 1 / $0) }
    let copies = distances.map { distances in
      gap.map { lastGap(in: distances.prefix(reach + 1), ratio: $0) } ?? 0
    }
    self.copies = copies
    nearest = zip(neighbors, copies).map { $0.count > $1 ? $0[$1] : nil }
  }
}

/// From the median ratio of the distances of neighbour number 2k and k, whose power D has the
/// distribution Beta(k, k), of median 1/2. The median holds where fewer than half the items have
/// copies; such distances are beyond most families of copies anyway.
private func dimension(of distances: [[Double]], reach: Int) -> Double? {
  guard reach >= 1 else { return nil }
  let logarithms = distances.filter { $0.count >= 2 * reach && $0[reach - 1] > 0 }
    .map { log($0[2 * reach - 1] / $0[reach - 1]) }.sorted()
  guard logarithms.count >= 10 else { return nil }
  let median = quantile(0.5, ofSorted: logarithms)
  return median > 0 ? log(2) / median : nil
}

/// How many neighbours lie before the last gap.
private func lastGap(in distances: ArraySlice<Double>, ratio: Double) -> Int {
  let gaps = zip(distances, distances.dropFirst()).map { $1 > 0 && $0 <= ratio * $1 }
  return gaps.lastIndex(of: true).map { $0 + 1 } ?? 0
}
