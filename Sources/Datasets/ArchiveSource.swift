public import Foundation

/// What the members of an archive are to each other.
public enum ArchiveLayout: Sendable {
  /// Each picture is a sample of its own; its folders speak as in a folder.
  case files
  /// WebDataset: members whose names agree up to the first dot are one sample.
  case shards
  /// Shards when all are tar files in which every picture has a `.cls`, `.json` or `.txt` of its own.
  case automatic
}

/// Pictures in zip, tar or tar.gz files, read where they lie.
///
/// Zip and plain tar files give any member at once; a gzipped tar is unpacked once, to a temporary
/// file without a name. Ids are the paths in the archive, so that an archive of a folder and the
/// folder itself are one data set. Encrypted members, archives within the archive and names that
/// lead out of it are listed as unreadable; of several members of one name the last counts.
public struct ArchiveSource: DatasetSource {
  public let files: [URL]
  public let layout: ArchiveLayout
  public let levels: [FolderLevel]

  private static let textExtensions: Set<String> = ["cls", "json", "txt"]

  public init(files: [URL], layout: ArchiveLayout = .automatic, levels: [FolderLevel] = []) {
    self.files = files
    self.layout = layout
    self.levels = levels
  }

  public func listing() throws -> SampleListing {
    let found = try files.map { try ArchiveListing(of: $0, textExtensions: Self.textExtensions) }
    let areShards = try isOfShards(found)
    var samples: [Sample] = []
    var unreadable: [UnreadableFile] = []
    for (file, listing) in zip(files, found) {
      // Ids of several archives are told apart by the name of each.
      let prefix = files.count > 1 ? file.deletingPathExtension().lastPathComponent + "/" : ""
      samples +=
        areShards
        ? try Shard(listing).samples(prefix: prefix, file: file)
        : listing.images.map { sample($0, prefix: prefix) }
      unreadable += listing.unreadable.map {
        UnreadableFile(path: prefix + $0.path, reason: $0.reason)
      }
    }
    guard !samples.isEmpty || !unreadable.isEmpty else {
      throw DatasetError.empty(path: files.first?.path ?? "no archive", expected: "picture")
    }
    return SampleListing(samples: samples, unreadable: unreadable)
  }

  private func isOfShards(_ listings: [ArchiveListing]) throws -> Bool {
    switch layout {
    case .files: false
    case .shards: true
    case .automatic:
      try listings.allSatisfy { Shard($0).isComplete } && !files.contains { try isZip($0) }
    }
  }

  private func sample(_ entry: ArchiveEntry, prefix: String) -> Sample {
    Sample(id: prefix + entry.name, image: .entry(entry), folders: entry.name, levels: levels)
  }
}
