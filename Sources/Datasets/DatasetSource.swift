/// Where samples come from. Lists them; their images are read later.
public protocol DatasetSource: Sendable {
  /// - Throws: `DatasetError` when nothing can be listed at all.
  func listing() async throws -> SampleListing
}

/// Samples in any order, and files that are none.
public struct SampleListing: Sendable {
  public let samples: [Sample]
  public let unreadable: [UnreadableFile]
  /// What is suspicious but valid, in sentences without a full stop.
  public let warnings: [String]

  public init(
    samples: [Sample], unreadable: [UnreadableFile] = [], warnings: [String] = []
  ) {
    self.samples = samples
    self.unreadable = unreadable
    self.warnings = warnings
  }

  /// Ids stand in files of one a line; a sample whose id has a line break is left out.
  var withoutBrokenIDs: SampleListing {
    let broken = samples.filter { $0.id.contains(where: \.isNewline) }
    guard !broken.isEmpty else { return self }
    let named = broken.map {
      UnreadableFile(path: $0.id, reason: "a line break in its name; rename it")
    }
    return SampleListing(
      samples: samples.filter { !$0.id.contains(where: \.isNewline) },
      unreadable: unreadable + named, warnings: warnings)
  }
}
