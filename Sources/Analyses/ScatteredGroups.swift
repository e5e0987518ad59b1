public import Embeddings
import Statistics

/// Groups with an image that is far from all others of its group: perhaps of somebody else.
public struct ScatteredGroups: Sendable, Codable, Hashable {
  /// Of the groups of two images or more.
  public let groups: ItemRate
  /// Median cosine of images of different groups; an image whose own group is farther is far.
  public let typicalCosine: Double
  /// The farthest image of each such group; ascending cosine, ties by group.
  public let farthest: [StrayImage]
}

/// An image that its own group is far from.
public struct StrayImage: Sendable, Codable, Hashable {
  public let group: String
  public let groupItems: Int
  public let item: SampleID
  /// To the most similar image of its group.
  public let cosine: Double
}

/// Pairs of images that the typical cosine is the median of.
private let sampledPairs = 10_000

extension ScatteredGroups {
  /// Nil without two groups, or where no group has two images.
  init?(of items: EmbeddedItems, seed: UInt64) {
    guard let units = items.units,
      let typical = medianCosineAcross(units, of: items, seed: seed)
    else { return nil }
    let groups = Dictionary(grouping: items.ids.indices) { units[$0] }.filter { $1.count > 1 }
    guard !groups.isEmpty else { return nil }
    let strays = groups.compactMap { name, rows in strayImage(among: rows, of: items, group: name) }
      .filter { $0.cosine < typical }
    self.init(
      groups: ItemRate(strays.count, of: groups.count), typicalCosine: typical,
      farthest: strays.sorted { ($0.cosine, $0.group) < ($1.cosine, $1.group) })
  }
}

/// The image of a group whose nearest neighbour within it is farthest.
private func strayImage(
  among rows: [Int], of items: EmbeddedItems, group: String
) -> StrayImage? {
  let members = items.selecting(rows, name: group)
  let nearest = nearestRows(
    of: members.unitRows, in: members.unitRows, count: 1, excluding: .sameRow)
  return nearest.indices.compactMap { row in
    nearest[row].first.map {
      StrayImage(group: group, groupItems: rows.count, item: members.ids[row], cosine: $0.cosine)
    }
  }
  .min { $0.cosine < $1.cosine }
}

/// Of a sample of pairs.
private func medianCosineAcross(
  _ units: [String], of items: EmbeddedItems, seed: UInt64
) -> Double? {
  guard Set(units).count > 1 else { return nil }
  var generator = SeededGenerator(seed: seed, stream: "duplicates.typical")
  var cosines: [Double] = []
  for _ in 0..<sampledPairs {
    let (a, b) = (generator.uniform(below: units.count), generator.uniform(below: units.count))
    guard units[a] != units[b] else { continue }
    if let cosine = items.unitRows.cosine(a, items.unitRows, b) { cosines.append(cosine) }
  }
  return cosines.isEmpty ? nil : quantile(0.5, ofSorted: cosines.sorted())
}
