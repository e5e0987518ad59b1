import Foundation

/// What the name of a member of an archive says.
///
/// Nothing is ever written under such a name; one that leads out of the archive is refused because
/// its maker meant no good or made a mistake, and its folders say nothing of the picture.
enum ArchivePath {
  enum Judgement: Equatable {
    case inside(String)
    /// A name that begins with a dot, or what macOS puts beside each file.
    case hidden
    case refused(String)
  }

  static func judged(_ name: String) -> Judgement {
    if name.hasPrefix("/") || name.dropFirst().hasPrefix(":/") {
      return .refused("an absolute name; make the archive with relative ones")
    }
    let parts = name.split(separator: "/").filter { $0 != "." }
    if parts.contains("..") { return .refused("a name that leads out of the archive") }
    if parts.isEmpty || parts.contains(where: { $0.hasPrefix(".") || $0 == "__MACOSX" }) {
      return .hidden
    }
    return .inside(parts.joined(separator: "/"))
  }

  /// Where a link leads: hard links name a member, symbolic ones a path from their own folder.
  static func resolved(_ target: String, from link: String) -> String {
    let folder = link.split(separator: "/").dropLast().map(String.init)
    var parts: [String] = target.contains("/") && !target.hasPrefix(".") ? [] : folder
    for part in target.split(separator: "/") where part != "." {
      if part == ".." { _ = parts.popLast() } else { parts.append(String(part)) }
    }
    return parts.joined(separator: "/")
  }

  static func isImage(_ name: String) -> Bool {
    FolderSource.isNamedLikeImage(name)
  }

  static func isArchive(_ name: String) -> Bool {
    ["zip", "tar", "tgz", "gz", "bz2", "xz", "zst", "7z", "rar"].contains(name.lowercasedExtension)
  }
}

extension String {
  /// "PNG" of "a/b.PNG" as "png"; empty where there is none.
  var lowercasedExtension: String {
    URL(filePath: self).pathExtension.lowercased()
  }
}

extension DatasetError {
  /// What follows the name of a file in a list.
  var reason: String {
    switch self {
    case .unreadable(_, let reason): reason
    case .malformed(_, _, let finding, let remedy): "\(finding); \(remedy)"
    default: description
    }
  }

  /// The same of the file that the user named.
  func naming(_ path: String) -> DatasetError {
    switch self {
    case .unreadable(_, let reason): .unreadable(path: path, reason: reason)
    case .malformed(_, let line, let finding, let remedy):
      .malformed(path: path, line: line, finding: finding, remedy: remedy)
    default: self
    }
  }
}
