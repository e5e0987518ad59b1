import Foundation
import Images

/// What stands in an archive: its pictures, small texts beside them, and what was left out.
struct ArchiveListing {
  /// In the archive's order; one a name.
  private(set) var images: [ArchiveEntry] = []
  /// Content of the members whose names end in one of the wanted extensions, by name.
  private(set) var texts: [String: [UInt8]] = [:]
  private(set) var unreadable: [UnreadableFile] = []
  private var positions: [String: Int] = [:]
  /// Paths of all members but links, and of the folders that these lie in.
  private var members: Set<String> = []
  /// Where links lead; nil for out of the archive.
  private var links: [String: String?] = [:]

  /// Texts are notes to a picture; what is larger is something else.
  private static let largestText = 1 << 20
  /// No system follows a longer path.
  private static let longestPath = 4_096

  /// - Parameter textExtensions: of members to be read at once, e.g. "json".
  /// - Throws: `DatasetError` for a file that is no archive; one that is damaged further on is
  ///   listed as unreadable after what stands before the damage.
  init(of url: URL, textExtensions: Set<String> = []) throws(DatasetError) {
    if try isZip(url) {
      try read(ZipArchive(url), textExtensions)
    } else {
      try read(TarArchive(url), textExtensions)
    }
    for link in links.keys.sorted() where !isThere(link) {
      leaveOut(link, "a link to a file that is not in the archive")
    }
  }

  /// Whether a link leads to a member or a folder, by way of other links or not.
  private func isThere(_ link: String) -> Bool {
    var place = link
    for _ in 0...links.count {
      guard let next = links[place] else { return members.contains(place) }
      guard let next else { return false }
      place = next
    }
    return false  // In a circle.
  }

  private mutating func read(_ archive: ZipArchive, _ wanted: Set<String>) throws(DatasetError) {
    for member in archive.members {
      guard let path = usable(member.path) else { continue }
      if member.isEncrypted {
        leaveOut(path, "encrypted; unpack it first")
        continue
      }
      do throws(DatasetError) {
        switch member.kind {
        case .file: noteMember(path)
        case .other:
          leaveOut(path, Self.irregular)
          continue
        case .link:
          let content = try archive.content(of: member, limit: Self.longestPath)
          let target = ArchiveLink.symbolic(String(decoding: content, as: UTF8.self))
          links[path] = .some(target.target(from: path))
          continue
        }
        if wanted.contains(path.lowercasedExtension) {
          texts[path] = try archive.content(of: member, limit: Self.largestText)
        } else if try isPicture(
          path, { count throws(DatasetError) in try archive.beginning(of: member, count: count) })
        {
          take(ArchiveEntry(archive: archive.url, name: path, place: .zip(archive, member)))
        } else if ArchivePath.isArchive(path) {
          leaveOut(path, "an archive within the archive; unpack it first")
        }
      } catch {
        leaveOut(path, error.reason)
      }
    }
  }

  private mutating func read(_ archive: TarArchive, _ wanted: Set<String>) throws(DatasetError) {
    var reader = try archive.reader()
    var count = 0
    do throws(DatasetError) {
      while let header = try reader.next() {
        count += 1
        try take(header, of: archive, &reader, wanted)
      }
    } catch {
      guard count > 0 else { throw error.naming(archive.url.path) }
      leaveOut(archive.url.lastPathComponent, "read up to its member \(count): \(error.reason)")
    }
  }

  private mutating func take(
    _ header: TarHeader, of archive: TarArchive, _ reader: inout TarReader, _ wanted: Set<String>
  ) throws(DatasetError) {
    guard header.kind != .folder, let path = usable(header.name) else { return }
    switch header.kind {
    case .file, .folder: noteMember(path)
    case .other:
      leaveOut(path, Self.irregular)
      return
    case .link(let link):
      links[path] = .some(link.target(from: path))
      return
    }
    if wanted.contains(path.lowercasedExtension) {
      guard header.size <= Self.largestText else { return }
      texts[path] = try reader.read(upTo: Int(header.size))
    } else if try isPicture(
      path, { count throws(DatasetError) in try reader.read(upTo: count) })
    {
      let place = ArchiveEntry.Place.tar(archive, header: header.offset)
      take(ArchiveEntry(archive: archive.url, name: path, place: place))
    } else if ArchivePath.isArchive(path) {
      leaveOut(path, "an archive within the archive; unpack it first")
    }
  }

  private static let irregular = "not a regular file"

  private mutating func noteMember(_ path: String) {
    var path = path[...]
    // A folder that is known is so with those above it.
    while members.insert(String(path)).inserted, let end = path.lastIndex(of: "/") {
      path = path[..<end]
    }
  }

  /// By its name or, where that says nothing, by its first bytes.
  private func isPicture(
    _ path: String, _ beginning: (Int) throws(DatasetError) -> [UInt8]
  ) throws(DatasetError) -> Bool {
    if ArchivePath.isImage(path) { return true }
    return isKnownImage(startingWith: try beginning(ImageFormat.signatureLength))
  }

  /// The last of several members of one name counts, as it does when an archive is unpacked.
  private mutating func take(_ entry: ArchiveEntry) {
    if let position = positions[entry.name] {
      images[position] = entry
      leaveOut(entry.name, "an earlier member of this name; the last one counts")
    } else {
      positions[entry.name] = images.count
      images.append(entry)
    }
  }

  /// The path if a picture may stand there: inside the archive and not hidden.
  private mutating func usable(_ name: String?) -> String? {
    guard let name else {
      leaveOut("a member", "its name is not UTF-8")
      return nil
    }
    switch ArchivePath.judged(name) {
    case .inside(let path): return path
    case .hidden: return nil
    case .refused(let reason):
      leaveOut(name, reason)
      return nil
    }
  }

  private mutating func leaveOut(_ path: String, _ reason: String) {
    unreadable.append(UnreadableFile(path: path, reason: reason))
  }
}

/// Whether a file begins like a zip, also like an empty one.
func isZip(_ url: URL) throws(DatasetError) -> Bool {
  let file = try RandomAccessFile(url)
  guard file.size >= 4 else { return false }
  let head = try file.read(at: 0, count: 4)
  return head == [0x50, 0x4B, 3, 4] || head == [0x50, 0x4B, 5, 6]
    || url.pathExtension.lowercased() == "zip"
}
