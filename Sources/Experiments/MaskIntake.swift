import Datasets
import Images
import Statistics
import VectorStore

/// Puts the masks of a data set beside its pictures in a store.
struct MaskIntake {
  private let store: any WritableStore
  private let dataset: Dataset
  private let prefix: String

  /// Masks that are in memory at once, as PNG.
  private static let batch = 64

  init(_ store: any WritableStore, _ dataset: Dataset, prefix: String) {
    (self.store, self.dataset, self.prefix) = (store, dataset, prefix)
  }

  /// What was done with masks.
  struct Outcome: Sendable {
    /// That items got, in place of another or of none.
    var count = 0
    var unreadable: [UnreadableFile] = []
  }

  /// - Parameter range: of samples, which the store has as items.
  /// - Throws: `StoreError`; a mask that cannot be read is an outcome.
  func keep(_ range: Range<Int>) async throws -> Outcome {
    let masked = range.filter { dataset.samples[$0].mask != nil }
    var outcome = Outcome()
    for start in stride(from: 0, to: masked.count, by: Self.batch) {
      try Task.checkCancellation()
      let batch = masked[start..<min(start + Self.batch, masked.count)]
      let known = try await store.masks(of: batch.map { prefix + dataset.samples[$0].id })
      let found = read(Array(batch), knowing: known)
      outcome.unreadable += found.unreadable
      if !found.masks.isEmpty { outcome.count += try await store.append(masks: found.masks) }
    }
    return outcome
  }

  /// What was read of some samples, in their order.
  private struct Found: Sendable {
    var masks: [ItemMask] = []
    var unreadable: [UnreadableFile] = []
  }

  /// - Parameter known: masks that items have already, which are not encoded again.
  private func read(_ places: [Int], knowing known: [String: ContentDigest]) -> Found {
    let found = onAllCores(places.count, each: [(place: Int, found: Found)]()) { found, number in
      found.append((number, read(places[number], knowing: known)))
    }
    return found.joined().sorted { $0.place < $1.place }.reduce(into: Found()) { all, part in
      all.masks += part.found.masks
      all.unreadable += part.found.unreadable
    }
  }

  private func read(_ place: Int, knowing known: [String: ContentDigest]) -> Found {
    let sample = dataset.samples[place]
    let id = prefix + sample.id
    switch sample.readMask(of: dataset.facts[place], limits: dataset.decoding.limits) {
    case .read(let image):
      let digest = image.digest
      guard known[id] != digest else { return Found() }
      do {
        return Found(masks: [ItemMask(item: id, digest: digest, png: try image.encodedPNG())])
      } catch {
        return Found(unreadable: [UnreadableFile(path: sample.id, reason: "mask: \(error)")])
      }
    case .unreadable(let file): return Found(unreadable: [file])
    case nil: return Found()
    }
  }
}
