/// How many samples of a data set to take; numbers are 0 or more.
public enum DatasetLimit: Sendable, Codable, Equatable {
  /// All.
  case none
  /// So many of each split at most; of all where there are no splits.
  case each(Int)
  /// So many of the splits named; all of the others.
  case splits([String: Int])

  /// A choice without replacement that depends on ids and seed alone.
  ///
  /// - Parameter samples: ascending id.
  /// - Throws: `DatasetError.unknownSplit` for a limit on a split that is not there.
  public func apply(to samples: [Sample], seed: UInt64) throws(DatasetError) -> [Sample] {
    let bySplit = Dictionary(grouping: samples) { $0.split ?? "" }
    if case .splits(let limits) = self {
      for name in limits.keys.sorted() where bySplit[name] == nil {
        throw .unknownSplit(name: name, known: bySplit.keys.filter { !$0.isEmpty }.sorted())
      }
    }
    return bySplit.flatMap { name, members in
      limit(of: name).map { chosen($0, of: members, seed: seed) } ?? members
    }.sorted { $0.id < $1.id }
  }

  private func limit(of split: String) -> Int? {
    switch self {
    case .none: nil
    case .each(let count): count
    case .splits(let counts): counts[split]
    }
  }

  /// The samples whose ids come first in a seeded order of all ids: adding a sample changes the
  /// choice by at most one.
  private func chosen(_ count: Int, of samples: [Sample], seed: UInt64) -> [Sample] {
    guard count < samples.count else { return samples }
    let ranked = samples.map { (rank: $0.id.rank(seed: seed), sample: $0) }
      .sorted { ($0.rank, $0.sample.id) < ($1.rank, $1.sample.id) }
    return ranked.prefix(count).map(\.sample)
  }
}

extension String {
  /// A number that depends on the text and a seed alone, for choices that no order of rows moves:
  /// FNV-1a, mixed with the seed by SplitMix64's finaliser.
  func rank(seed: UInt64) -> UInt64 {
    var z = utf8.reduce(0xCBF2_9CE4_8422_2325 ^ seed) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
    z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
    return z ^ z >> 31
  }
}
