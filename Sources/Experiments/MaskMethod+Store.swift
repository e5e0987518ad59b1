public import Analyses
public import Datasets
public import Foundation
import Images
public import VectorStore

/// What putting the masks of a method into a store did.
public struct MaskFilling: Sendable {
  /// That items got, in place of another or of none.
  public internal(set) var masks = 0
  /// Of items that have a mask by this method now.
  public internal(set) var items = 0
  /// Listed masks of no item.
  public internal(set) var others = 0
  /// Masks that could not be read, or are of another size than their pictures.
  public internal(set) var unreadable: [UnreadableFile] = []
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
  /// - Throws: `StoreError`; what listing the masks throws.
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
    let intake = MaskIntake(store, .standard)
    var (filling, ids, last) = (MaskFilling(), [String](), String?.none)
    while true {
      let items = try await reader.items(where: .all, after: last, limit: Self.page)
      let named = items.compactMap { item in
        list.mask(of: item.id)?.mask.map {
          NamedMask(
            item: item.id, method: name, mask: $0, width: item.width, height: item.height)
        }
      }
      let kept = try await intake.keep(named)
      filling.masks += kept.count
      filling.items += named.count - kept.unreadable.count
      filling.unreadable += kept.unreadable
      ids += named.map(\.item)
      guard items.count == Self.page else { break }
      last = items.last?.id
    }
    filling.others = list.count(without: ids)
    return filling
  }
}
