public import Foundation

/// What the members of an archive are to each other.
public enum ArchiveLayout: Sendable {
  /// Each picture is a sample of its own; its folders speak as in a folder.
  case files
  /// WebDataset: members whose names agree up to the first dot are one sample.
  case shards
  /// Shards for tar files in which every picture has a `.cls`, `.json` or `.txt` of its own.
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
    var samples: [Sample] = []
    var unreadable: [UnreadableFile] = []
    for file in files {
      let found = try ArchiveListing(of: file, textExtensions: Self.textExtensions)
      // Ids of several archives are told apart by the name of each.
      let prefix = files.count > 1 ? file.deletingPathExtension().lastPathComponent + "/" : ""
      samples += try self.samples(found, prefix: prefix, file)
      unreadable += found.unreadable.map {
        UnreadableFile(path: prefix + $0.path, reason: $0.reason)
      }
    }
    guard !samples.isEmpty || !unreadable.isEmpty else {
      throw DatasetError.empty(path: files.first?.path ?? "no archive", expected: "picture")
    }
    return SampleListing(samples: samples, unreadable: unreadable)
  }

  private func samples(
    _ found: ArchiveListing, prefix: String, _ file: URL
  ) throws -> [Sample] {
    let shard = Shard(found)
    let isShard =
      switch layout {
      case .files: false
      case .shards: true
      case .automatic: try files.count > 1 || (shard.isComplete && !isZip(file))
      }
    if isShard { return try shard.samples(prefix: prefix, file: file) }
    return found.images.map { entry in
      Sample(id: prefix + entry.name, image: .entry(entry), folders: entry.name, levels: levels)
    }
  }
}
