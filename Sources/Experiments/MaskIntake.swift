import Datasets
import Images
import Statistics
import VectorStore

/// A mask that an input names for an item.
struct NamedMask: Sendable {
  /// Id in the store.
  let item: String
  /// What found it.
  var method = MaskMethodName.truth
  let mask: ImageReference
  /// Of the item's picture; nil where nobody says.
  let width: Int?
  let height: Int?
}

/// Puts the masks of an input beside its items in a store.
struct MaskIntake {
  private let store: any WritableStore
  private let limits: DecodingLimits

  /// Masks that are in memory at once, as PNG.
  private static let batch = 64

  init(_ store: any WritableStore, _ limits: DecodingLimits) {
    (self.store, self.limits) = (store, limits)
  }

  /// What was done with masks.
  struct Outcome: Sendable {
    /// That items got, in place of another or of none.
    var count = 0
    var unreadable: [UnreadableFile] = []
    /// All values of masks that were read but 0.
    var labels: Set<Int> = []
    /// Masks that are kept without run lengths.
    var withoutRuns = 0
  }

  /// - Parameter masks: of items that the store has.
  /// - Throws: `StoreError`; a mask that cannot be read is an outcome.
  func keep(_ masks: [NamedMask]) async throws -> Outcome {
    var outcome = Outcome()
    for start in stride(from: 0, to: masks.count, by: Self.batch) {
      try Task.checkCancellation()
      let batch = Array(masks[start..<min(start + Self.batch, masks.count)])
      let found = read(batch, knowing: try await known(batch))
      outcome.unreadable += found.unreadable
      outcome.labels.formUnion(found.labels)
      outcome.withoutRuns += found.masks.count { $0.runs == nil }
      if !found.masks.isEmpty { outcome.count += try await store.append(masks: found.masks) }
    }
    return outcome
  }

  /// Masks that items have already, by method and id.
  private func known(_ masks: [NamedMask]) async throws -> [String: [String: ContentDigest]] {
    var known: [String: [String: ContentDigest]] = [:]
    for (method, masks) in Dictionary(grouping: masks, by: \.method) {
      known[method] = try await store.masks(of: masks.map(\.item), by: method)
    }
    return known
  }

  /// What was read of some masks, in their order.
  private struct Found: Sendable {
    var masks: [ItemMask] = []
    var unreadable: [UnreadableFile] = []
    var labels: Set<Int> = []
  }

  /// - Parameter known: masks that items have already, which are not encoded again.
  private func read(_ masks: [NamedMask], knowing known: [String: [String: ContentDigest]]) -> Found
  {
    let found = onAllCores(masks.count, each: [(place: Int, found: Found)]()) { found, number in
      found.append((number, read(masks[number], knowing: known)))
    }
    return found.joined().sorted { $0.place < $1.place }.reduce(into: Found()) { all, part in
      all.masks += part.found.masks
      all.unreadable += part.found.unreadable
      all.labels.formUnion(part.found.labels)
    }
  }

  private func read(_ named: NamedMask, knowing known: [String: [String: ContentDigest]]) -> Found {
    let (id, width, height) = (named.item, named.width, named.height)
    guard MaskMethodName.isValid(named.method) else {
      return Found(unreadable: [
        named.mask.unreadable(
          "mask of \(id): \"\(named.method)\" is no name of a method; give one without / and \\")
      ])
    }
    switch named.mask.readMask(of: id, width: width, height: height, limits: limits) {
    case .read(let image):
      let labels = Set(image.samples).subtracting([0]).reduce(into: Set<Int>()) {
        $0.insert(Int($1))
      }
      guard known[named.method]?[id] != image.digest else { return Found(labels: labels) }
      do {
        let mask = ItemMask(item: id, method: named.method, try MaskFile(image))
        return Found(masks: [mask], labels: labels)
      } catch {
        return Found(unreadable: [UnreadableFile(path: id, reason: "mask: \(error)")])
      }
    case .unreadable(let file): return Found(unreadable: [file])
    }
  }
}
