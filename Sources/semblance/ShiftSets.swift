import Analyses
import ArgumentParser
import Experiments

/// The sets that `shift` compares, with what they were read from.
struct ShiftSets {
  let loaded: [LoadedItems]
  /// With different names.
  let sets: [EmbeddedItems]
  /// The column that tells them apart; nil for sources of their own.
  let by: String?
  /// Items of which that column says nothing.
  let missing: Int

  /// - Throws: what loading throws; `AnalysisError.missing` for an unknown column, and for units that
  ///   are not known of all items.
  init(_ sources: [String], _ options: ShiftSourceOptions, _ inputs: InputOptions) async throws {
    loaded = try await inputs.load(sources, units: try options.unitFiles(for: sources))
    var items = loaded.map(\.items)
    if let column = try options.unitColumn(for: sources) {
      items = try items.map { try $0.withUnits(of: column) }
    }
    Terminal.warn(zip(loaded, items).compactMap { $0.unnamedPatients(in: $1) })
    by = options.by
    if let by {
      let parts = try items[0].parted(by: by)
      (sets, missing) = (parts.parts, parts.missing)
    } else {
      let names = Set(items.map(\.name))
      sets =
        names.count == items.count ? items : zip(items, sources).map { $0.named($1) }
      missing = 0
    }
  }
}
