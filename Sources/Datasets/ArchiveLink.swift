/// What a link in an archive leads to, as the archive has it.
enum ArchiveLink: Equatable {
  /// The name of another member.
  case hard(String)
  /// A path from the folder of the link.
  case symbolic(String)

  /// The path in the archive of what the link leads to; nil for a place outside of the archive.
  ///
  /// - Parameter link: the link's own path in the archive.
  func target(from link: String) -> String? {
    switch self {
    case .hard(let name):
      guard case .inside(let path) = ArchivePath.judged(name) else { return nil }
      return path
    case .symbolic(let path):
      guard !path.hasPrefix("/") else { return nil }
      var parts = link.split(separator: "/").dropLast()
      for part in path.split(separator: "/") where part != "." {
        if part != ".." {
          parts.append(part)
        } else if parts.popLast() == nil {
          return nil
        }
      }
      return parts.joined(separator: "/")
    }
  }
}
