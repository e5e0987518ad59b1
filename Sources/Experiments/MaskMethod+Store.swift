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
  public let warnings: [AnalysisWarning]
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
  /// - Throws: `StoreError`; `SettingsError` for maps alone, and for masks of no item; what listing the masks
  ///   throws.
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
        expected: "a column mask; save what is above a threshold as masks first")
    }
    let items = try await Self.items(of: reader)
    let matched = list.masks(of: items.map(\.id))
    let named = items.compactMap { item in
      matched[item.id]?.mask.map {
        NamedMask(item: item.id, method: name, mask: $0, width: item.width, height: item.height)
      }
    }
    guard !named.isEmpty else {
      throw noneMatches(list, items.map(\.id), in: reader.address.description)
    }
    let kept = try await MaskIntake(store, .standard).keep(named)
    return MaskFilling(
      masks: kept.count, items: named.count - kept.unreadable.count, others: matched.others,
      unreadable: kept.unreadable, warnings: warnings(of: kept))
  }

  private func warnings(of kept: MaskIntake.Outcome) -> [AnalysisWarning] {
    let soft =
      TrueLabels.areSoft(kept.labels) ? [AnalysisWarning.softMasks(kept.labels.count, name)] : []
    return soft + (kept.withoutRuns > 0 ? [.withoutRuns(kept.withoutRuns, name)] : [])
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

extension AnalysisWarning {
  fileprivate static func softMasks(_ count: Int, _ method: String) -> AnalysisWarning {
    AnalysisWarning(
      "the masks of \(method) have \(count) values but 0: they look soft, or number objects",
      remedy: "where they are soft, save what is above a threshold as masks, and give those")
  }

  fileprivate static func withoutRuns(_ count: Int, _ method: String) -> AnalysisWarning {
    AnalysisWarning(
      "\(count) mask\(count == 1 ? "" : "s") of \(method) with colours, or with more labels than run "
        + "lengths are kept of: kept as a picture alone",
      remedy: "give masks of fewer labels where run lengths are wanted")
  }
}
