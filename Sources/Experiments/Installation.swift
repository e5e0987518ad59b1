public import Foundation

/// Where the project's set-up keeps what it fetched: runtimes, weights, data sets, caches.
public struct Installation: Sendable {
  public let root: URL

  public var runtimes: URL { root.appending(path: "runtime") }
  public var models: URL { root.appending(path: "models") }
  public var datasets: URL { root.appending(path: "datasets") }
  /// Facts of pictures as this version of the program decodes them.
  public var factsCache: URL { root.appending(path: "cache/facts-2") }
  public var embeddingCache: URL { root.appending(path: "cache/embeddings") }
  /// Maps and masks that plans made of pictures.
  public var maskCache: URL { root.appending(path: "cache/masks") }
  /// Answers of runs that did not end.
  public var runCache: URL { root.appending(path: "cache/runs") }
  /// Copies of vectors that servers have.
  public var storeCache: URL { root.appending(path: "cache/stores") }

  /// What is remembered of runs.
  public var runs: URL { root.appending(path: "runs") }

  /// Copies of runs that are still to be sent.
  public var spool: URL { root.appending(path: "spool") }

  /// The name of the folder that the set-up makes.
  private static let folder = ".semblance"

  public init(root: URL) {
    self.root = root
  }

  /// `$SEMBLANCE_HOME`; else the folder `.semblance` nearest above the working directory or the
  /// program; else `.semblance` in the user's home.
  public static func current(
    environment: [String: String] = ProcessInfo.processInfo.environment
  ) -> Installation {
    if let home = environment["SEMBLANCE_HOME"], !home.isEmpty {
      return Installation(root: URL(filePath: home))
    }
    let starts = [
      URL(filePath: FileManager.default.currentDirectoryPath),
      Program.file,
    ].compactMap(\.self)
    // The nearest wins, so that a project's own set-up comes before the user's.
    let found = starts.lazy.compactMap(nearest(above:)).first
    return Installation(
      root: found ?? FileManager.default.homeDirectoryForCurrentUser.appending(path: folder))
  }

  private static func nearest(above start: URL) -> URL? {
    var place = start.standardizedFileURL
    while true {
      let candidate = place.appending(path: folder)
      if FileManager.default.fileExists(atPath: candidate.path) { return candidate }
      guard place.pathComponents.count > 1 else { return nil }
      place.deleteLastPathComponent()
    }
  }
}
