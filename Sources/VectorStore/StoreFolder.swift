import Embeddings
import Foundation

/// Where the parts of a store lie.
///
/// `store.sqlite` knows what is in the store; `vectors-E-G.bin` holds the vectors of encoder E in its
/// generation G, `graph-E-V.bin` links them for an approximate search; whoever writes holds `lock`.
struct StoreFolder: Sendable {
  let url: URL

  var path: String { url.path }
  var database: URL { url.appending(path: "store.sqlite") }

  /// Whether there is anything that may be a store.
  var isThere: Bool { FileManager.default.fileExists(atPath: database.path) }

  func vectors(encoder: Int, generation: Int) -> URL {
    url.appending(path: "vectors-\(encoder)-\(generation).bin")
  }

  func graph(encoder: Int, version: Int) -> URL {
    url.appending(path: "graph-\(encoder)-\(version).bin")
  }

  /// Files of vectors and graphs, of whatever generation.
  func numberedFiles() throws(StoreError) -> [URL] {
    do {
      return try FileManager.default.contentsOfDirectory(at: url, includingPropertiesForKeys: nil)
        .filter { file in
          ["vectors-", "graph-"].contains { file.lastPathComponent.hasPrefix($0) }
        }
    } catch {
      throw .damaged(
        file: path, finding: "cannot be listed (\(reason(of: error)))",
        remedy: "check the path and its permissions")
    }
  }

  /// Makes the folder, or takes an empty one.
  func create() throws(StoreError) {
    let files = FileManager.default
    // What is not there has no content.
    let content = (try? files.contentsOfDirectory(atPath: path)) ?? []
    guard content.allSatisfy({ $0 == StoreLock.fileName }) else {
      throw .notAStore(
        folder: path, finding: "files are there, and no store",
        remedy: "name a new or an empty folder")
    }
    do {
      try files.createDirectory(at: url, withIntermediateDirectories: true)
    } catch {
      throw .unwritable(file: path, reason: reason(of: error))
    }
  }
}
