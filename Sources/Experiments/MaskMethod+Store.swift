public import Analyses
public import Datasets
public import Foundation
import Images
public import VectorStore

/// What putting the masks of a method into a store did.
public struct MaskFilling: Sendable {
  /// That items got, in place of another or of none.
  public let masks: Int
  /// Of items that have a mask by this method now.
  public let items: Int
  /// Listed masks and maps of no item.
  public let others: Int
  /// Masks that could not be read, or are of another size than their pictures.
  public let unreadable: [UnreadableFile]
}

extension MaskMethod {
  /// Items that are asked for at once.
  private static let page = 1_024

  /// Gives items of a store their masks by this method.
  ///
  /// - Parameters:
  ///   - store: to write to.
  ///   - reader: of the same store.
  ///   - folder: what the path is relative to.
  /// - Throws: `StoreError`; `SettingsError` for maps alone; what listing the masks throws.
  public func fill(
    _ store: any WritableStore, _ reader: any ReadableStore, relativeTo folder: URL,
    installation: Installation
  ) async throws -> MaskFilling {
    guard MaskMethodName.isValid(name) else {
      throw SettingsError.wrongValue(
        place: "--masks", found: "a method called \"\(name)\"",
        expected: "a name that can be a file's; give one as NAME=PATH")
    }
    let list = try await list(relativeTo: folder, installation: installation)
    guard list.hasMasks else {
      throw SettingsError.wrongValue(
        place: path, found: "maps, not masks",
        expected: "a column mask; make masks first (semblance segment mask)")
    }
    let items = try await Self.items(of: reader)
    let matched = list.masks(of: items.map(\.id))
    let named = items.compactMap { item in
      matched[item.id]?.mask.map {
        NamedMask(item: item.id, method: name, mask: $0, width: item.width, height: item.height)
      }
    }
    let kept = try await MaskIntake(store, .standard).keep(named)
    return MaskFilling(
      masks: kept.count, items: named.count - kept.unreadable.count, others: matched.others,
      unreadable: kept.unreadable)
  }

  /// All items, without what else is known of them.
  private static func items(
    of reader: any ReadableStore
  ) async throws -> [(id: String, width: Int?, height: Int?)] {
    var items: [(id: String, width: Int?, height: Int?)] = []
    while true {
      let page = try await reader.items(where: .all, after: items.last?.id, limit: Self.page)
      items += page.map { ($0.id, $0.width, $0.height) }
      if page.count < Self.page { return items }
    }
  }
}
