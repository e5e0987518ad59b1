import Embeddings
import Foundation
import PostgreSQL
import Statistics
import Synchronization

/// Copies of a server's rows of vectors in a folder of this machine, by store and encoder.
///
/// Rows of a server never change and are numbered upwards, so that a copy gets what is behind its last
/// row. Nothing in the folder is needed: what is damaged or gone is fetched again, and so is everything
/// where the last row that both have differs, as when a database was restored to a former state.
final class VectorMirrors: Sendable {
  private let folder: URL
  private let copied: WorkProgress
  private let copies = Mutex<[Int: MirroredVectors]>([:])

  /// - Parameter copied: is told of rows while they are copied.
  init(folder: URL, copied: @escaping WorkProgress) {
    (self.folder, self.copied) = (folder, copied)
  }

  /// A copy that has every row of the state that a transaction reads, and maybe more.
  func copy(
    of encoder: ServerEncoder, _ session: isolated ServerSession
  ) throws -> MirroredVectors {
    let before = copies.withLock { $0[encoder.stored.number] }
    if let before, before.isUpToDate(for: encoder) { return before }
    let identity = try session.query("SELECT identity FROM state")[0].text(0)
    let place = StoreFolder(url: folder.appending(path: identity))
    try Self.create(place)
    // Another process may be completing its copy.
    let lock = try StoreLock(place, waiting: true)
    defer { _ = lock.isHeld }
    var copy =
      MirroredVectors(in: place, of: encoder, after: before) ?? MirroredVectors.none(place, encoder)
    if try copy.rowCount > 2 * encoder.held + 4_096 || !copy.agrees(with: encoder, session) {
      copy = copy.startedAnew(encoder)
    }
    copy = try copy.completed(encoder, session, copied)
    copies.withLock { $0[encoder.stored.number] = copy }
    return copy
  }

  private static func create(_ place: StoreFolder) throws(StoreError) {
    do {
      try FileManager.default.createDirectory(at: place.url, withIntermediateDirectories: true)
    } catch {
      throw .unwritable(file: place.path, reason: reason(of: error))
    }
  }
}
