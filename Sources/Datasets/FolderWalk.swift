import Foundation

/// Visits every folder and file once, whatever links there are.
struct FolderWalk {
  /// Paths relative to the root, and where the files really are.
  private(set) var files: [(path: String, url: URL)] = []
  private(set) var unreadable: [UnreadableFile] = []
  /// Real paths seen so far, so that links neither repeat files nor loop. As bytes, since two names
  /// that a String takes for equal, é in one piece or in two, are two files.
  private var seen: Set<[UInt8]> = []
  /// Links wait until all real files are known, so that the real path names a sample.
  private var links: [(path: String, place: String)] = []

  /// Of a folder, or of a file that is alone.
  ///
  /// - Throws: `DatasetError.unreadable` for a root that is missing or may not be read.
  init(root: URL) throws(DatasetError) {
    let place = root.resolvingSymlinksInPath().path
    if Self.type(of: place) == .typeRegular {
      files = [(root.lastPathComponent, root)]
      return
    }
    let names: [String]
    do {
      names = try FileManager.default.contentsOfDirectory(atPath: place)
    } catch {
      throw .unreadable(path: root.path, reason: Datasets.reason(of: error))
    }
    _ = seen.insert(Array(place.utf8))
    visit(names, in: "", place)
    var next = 0
    while next < links.count {
      follow(links[next])
      next += 1
    }
    files.sort { $0.path < $1.path }
    unreadable.sort { $0.path < $1.path }
  }

  private mutating func visit(_ names: [String], in path: String, _ place: String) {
    for name in names.sorted() where !name.hasPrefix(".") {
      take(path.isEmpty ? name : "\(path)/\(name)", place + "/" + name)
    }
  }

  private mutating func take(_ path: String, _ place: String) {
    switch Self.type(of: place) {
    case .typeDirectory: visitFolder(path, place)
    case .typeSymbolicLink: links.append((path, place))
    case .typeRegular:
      if seen.insert(Array(place.utf8)).inserted { files.append((path, URL(filePath: place))) }
    case nil: leaveOut(path, "its name is not UTF-8, or it vanished")
    default: leaveOut(path, "not a regular file")
    }
  }

  private mutating func visitFolder(_ path: String, _ place: String) {
    guard seen.insert(Array(place.utf8)).inserted else { return }
    do {
      visit(try FileManager.default.contentsOfDirectory(atPath: place), in: path, place)
    } catch {
      leaveOut(path, Datasets.reason(of: error))
    }
  }

  private mutating func follow(_ link: (path: String, place: String)) {
    let target = URL(filePath: link.place).resolvingSymlinksInPath().path
    switch Self.type(of: target) {
    case nil: leaveOut(link.path, Self.dangling)
    case .typeSymbolicLink:
      // What cannot be resolved stays a link.
      leaveOut(
        link.path, Self.isCircle(target) ? "a link that leads back to itself" : Self.dangling)
    default: take(link.path, target)
    }
  }

  private mutating func leaveOut(_ path: String, _ reason: String) {
    unreadable.append(UnreadableFile(path: path, reason: reason))
  }

  private static let dangling = "a link to a file that is not there"

  /// Whether following a link comes back to a link that was followed.
  private static func isCircle(_ link: String) -> Bool {
    var followed: Set<String> = []
    var place = URL(filePath: link)
    // Ends at what is no link, or not there.
    while let target = try? FileManager.default.destinationOfSymbolicLink(atPath: place.path) {
      guard followed.insert(place.path).inserted else { return true }
      place =
        target.hasPrefix("/")
        ? URL(filePath: target).standardizedFileURL
        : place.deletingLastPathComponent().appending(path: target).standardizedFileURL
    }
    return false
  }

  /// Of the entry itself, not of what a link leads to; nil when there is none.
  private static func type(of place: String) -> FileAttributeType? {
    // The reason is always the same: nothing is there.
    let attributes = try? FileManager.default.attributesOfItem(atPath: place)
    return attributes?[.type] as? FileAttributeType
  }
}
