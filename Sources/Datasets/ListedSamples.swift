public import Images

/// A listing that was made already.
struct ListedSamples: DatasetSource {
  let samples: SampleListing

  func listing() -> SampleListing { samples }
}

extension Dataset {
  /// Loads a source of which some samples share an id: the first of them in the listing counts.
  ///
  /// - Returns: the data set, and the ids that are there several times.
  /// - Throws: as `load`.
  public static func loadFirstOfEachID(
    name: String, from source: any DatasetSource, decoding: DecodingOptions = .standard,
    limit: DatasetLimit = .none, seed: UInt64,
    facts: FactsCache? = nil, progress: @Sendable (_ done: Int, _ total: Int) -> Void
  ) async throws -> (dataset: Dataset, repeatedIDs: [ValueCount]) {
    let listing = try await source.listing()
    var seen: Set<String> = []
    let firsts = listing.samples.filter { seen.insert($0.id).inserted }
    let repeated =
      firsts.count == listing.samples.count
      ? [] : ValueCount.counts(of: listing.samples.map(\.id)).filter { $0.count > 1 }
    let first = ListedSamples(
      samples: SampleListing(samples: firsts, unreadable: listing.unreadable))
    let dataset = try await load(
      name: name, from: first, decoding: decoding, limit: limit, seed: seed, facts: facts,
      progress: progress)
    return (dataset, repeated)
  }
}
