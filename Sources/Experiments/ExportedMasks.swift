import Datasets
import Embeddings
import Foundation
import Images
import VectorStore

/// The masks of a store beside its vectors: `NAME.masks/DIGEST.png` for `NAME.npy`, each once, and lists of
/// them by method.
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

  /// Writes each mask as PNG and, as JSON, its run lengths (`MaskRuns`), and a table for each method but
  /// the truth.
  ///
  /// - Throws: `StoreError`; `EmbeddingError.unwritable`.
  func write(_ stored: [StoredMask], of store: any ReadableStore) async throws {
    guard !stored.isEmpty else { return }
    try createFolder()
    let masks = Array(Set(stored.map(\.digest)))
    for start in stride(from: 0, to: masks.count, by: Self.batch) {
      try Task.checkCancellation()
      let batch = Array(masks[start..<min(start + Self.batch, masks.count)])
      let (found, runs) = (try await store.masks(batch), try await store.maskRuns(batch))
      guard found.count == batch.count else {
        throw StoreError.refused(
          subject: store.address.description, finding: "masks went away while they were exported",
          remedy: "export again, or see what `semblance index verify` says")
      }
      try WholeFile.write(
        found.map { WholeFile.Part($1, to: folder.appending(path: Self.name(of: $0))) }
          + runs.map {
            WholeFile.Part(Data($1.utf8), to: folder.appending(path: "\($0.hex).json"))
          })
    }
    try writeTables(stored)
  }

  /// As `segment evaluate` and `index masks` take them.
  private func writeTables(_ stored: [StoredMask]) throws {
    let byMethod = Dictionary(grouping: stored, by: \.method)
    let tables = byMethod.filter { $0.key != MaskMethodName.truth }.map { method, masks in
      let rows = masks.map { [$0.item, Self.name(of: $0.digest), method] }
      let heading = ["id", ManifestColumn.mask.rawValue, NamedMask.methodColumn]
      return WholeFile.Part(
        Data(DelimitedText.text(of: [heading] + rows).utf8),
        to: folder.appending(path: "\(method).csv"))
    }
    try WholeFile.write(tables)
  }

  private func createFolder() throws(EmbeddingError) {
    do {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    } catch {
      throw .unwritable(file: folder.path, reason: reason(of: error))
    }
  }
}
