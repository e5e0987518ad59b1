import Embeddings
import Foundation
import Images
import VectorStore

/// The masks of a store beside its vectors: `NAME.masks/DIGEST.png` for `NAME.npy`, each once.
struct ExportedMasks {
  private let folder: URL

  /// Masks that are in memory at once, as PNG.
  private static let batch = 64

  /// - Parameter file: of the vectors.
  init(beside file: URL) {
    folder = file.deletingPathExtension().appendingPathExtension("masks")
  }

  /// As the table beside the vectors names it.
  func path(of mask: ContentDigest) -> String {
    "\(folder.lastPathComponent)/\(Self.name(of: mask))"
  }

  private static func name(of mask: ContentDigest) -> String { "\(mask.hex).png" }

  /// - Throws: `StoreError`; `EmbeddingError.unwritable`.
  func write(_ masks: Set<ContentDigest>, of store: any ReadableStore) async throws {
    guard !masks.isEmpty else { return }
    try createFolder()
    let masks = Array(masks)
    for start in stride(from: 0, to: masks.count, by: Self.batch) {
      try Task.checkCancellation()
      let batch = Array(masks[start..<min(start + Self.batch, masks.count)])
      let found = try await store.masks(batch)
      guard found.count == batch.count else {
        throw StoreError.refused(
          subject: store.address.description, finding: "masks went away while they were exported",
          remedy: "export again, or see what `semblance index verify` says")
      }
      try WholeFile.write(
        found.map { WholeFile.Part($1, to: folder.appending(path: Self.name(of: $0))) })
    }
  }

  private func createFolder() throws(EmbeddingError) {
    do {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    } catch {
      throw .unwritable(file: folder.path, reason: reason(of: error))
    }
  }
}
