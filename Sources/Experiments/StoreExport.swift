import Analyses
import Datasets
import Embeddings
public import Foundation
import Images
public import VectorStore

/// What a store writes for other programs, and for this one's other commands.
public enum StoreExport {
  /// Writes the vectors of an encoder as `NAME.npy`, float32, with `NAME.ids.txt` and, as `NAME.csv`, what
  /// is known of each, a row a vector. Masks of pictures go to the folder `NAME.masks`; the table names the
  /// true ones, and `NAME.masks/METHOD.csv` those of each other method. Where every picture is known, also the digests and the encoder that `semblance embed`
  /// writes.
  ///
  /// - Parameters:
  ///   - encoder: nil where the store has but one.
  ///   - isForChroma: whether also `NAME.jsonl` is written, a line a vector, as `scripts/add-to-chroma` takes
  ///     it: `id`, and `metadata` with all that is known, or null.
  /// - Returns: the shape of the array, and how many masks there are.
  /// - Throws: `StoreError`; `EmbeddingError.unwritable`, and then no file is another than before.
  public static func write(
    _ store: any ReadableStore, encoder: String?, forChroma isForChroma: Bool = false, to file: URL
  ) async throws -> (rows: Int, columns: Int, masks: Int) {
    let vectors = try await store.vectors(of: encoder)
    guard !vectors.items.isEmpty else {
      throw StoreError.refused(
        subject: file.lastPathComponent,
        finding: "the store has no vector of \(vectors.encoder.name)",
        remedy: "add images first")
    }
    let (rows, columns) = (vectors.items.count, vectors.encoder.dimension)
    let array = WholeFile.Part(file) { place in
      try NumPyFile.write(rows: rows, columns: columns, to: place) { write in
        for position in 0..<rows { try write(position, vectors.vector(position)) }
      }
    }
    let lines = isForChroma ? [try ChromaLines.part(vectors.items, beside: file)] : []
    let ids = Set(vectors.items.map(\.id))
    let stored = try await store.storedMasks().filter { ids.contains($0.item) }
    // Before the table that names them.
    try await ExportedMasks(beside: file).write(stored, of: store)
    try WholeFile.write(try companions(of: vectors, file) + lines + [array])
    return (rows, columns, Set(stored.map(\.digest)).count)
  }

  private static func companions(
    of vectors: StoredVectors, _ file: URL
  ) throws -> [WholeFile.Part] {
    let ids = try TextColumn.text(vectors.items.map(\.id), of: file.path)
    let table = file.deletingPathExtension().appendingPathExtension("csv")
    let always = [
      WholeFile.Part(ids, to: EmbeddingStore.idFile(of: file)),
      WholeFile.Part(
        Data(DelimitedText.text(of: rows(of: vectors, ExportedMasks(beside: file))).utf8), to: table
      ),
    ]
    let digests = vectors.items.compactMap { item in
      item.pixels.map {
        ItemDigests(
          file: nil, pixels: $0,
          area: item.width.flatMap { width in item.height.map { width * $0 } })
      }
    }
    guard digests.count == vectors.items.count else { return always }
    return always + [
      WholeFile.Part(EmbeddingStore.text(digests), to: EmbeddingStore.digestFile(of: file)),
      WholeFile.Part(
        try RunJSON.pretty(vectors.encoder.id), to: EmbeddingStore.encoderFile(of: file)),
    ]
  }

  private static func rows(of vectors: StoredVectors, _ masks: ExportedMasks) -> [[String]] {
    let further = Set(vectors.items.flatMap(\.attributes.keys)).sorted()
    let heading = ["id", "split", "label", "site", "group", "width", "height", "pixels", "mask"]
    return [heading + further]
      + zip(vectors.items, vectors.masks).map { item, mask in
        [
          item.id, item.split ?? "", item.label ?? "", item.site ?? "", item.group ?? "",
          item.width.map(String.init) ?? "", item.height.map(String.init) ?? "", item.pixels ?? "",
          mask.map(masks.path) ?? "",
        ] + further.map { item.attributes[$0] ?? "" }
      }
  }
}
