public import Analyses
import Embeddings
public import Foundation
import Images
import LinearAlgebra

/// The file in which a stream of batches is remembered from one day to the next.
public struct OnlineShiftFile: Sendable {
  private let url: URL

  public init(_ url: URL) {
    self.url = url
  }

  /// Refuses a place that cannot be written, before any work.
  public func check() throws {
    try WholeFile.check(url)
  }

  /// Nil where there is no file yet.
  ///
  /// - Throws: `SettingsError` for a file that is no state, or one of another version.
  public func read() throws -> OnlineShiftState? {
    guard FileManager.default.fileExists(atPath: url.path) else { return nil }
    let state: OnlineShiftState
    do {
      state = try RunJSON.decode(OnlineShiftState.self, from: try Data(contentsOf: url))
    } catch {
      throw SettingsError.unreadable(
        file: url.path, reason: "is no state of a stream of batches, or a damaged one",
        remedy: "name another file, or delete it to begin anew")
    }
    guard state.format == OnlineShiftState.currentFormat else {
      throw SettingsError.unreadable(
        file: url.path, reason: "is of format \(state.format)",
        remedy: "format \(OnlineShiftState.currentFormat) is read here; begin anew")
    }
    return state
  }

  /// Written whole or not at all.
  public func write(_ state: OnlineShiftState) throws {
    try WholeFile.write(try RunJSON.compact(state), to: url)
  }
}

extension OnlineShiftIdentity {
  /// - Parameters:
  ///   - reference: what it was read from, with the encoder where it is known.
  ///   - items: the reference, with its units.
  public init(reference: LoadedItems, _ items: EmbeddedItems, plan: OnlineShiftPlan) {
    let numbers = items.vectors.doubles.elements.flatMap { number in
      (0..<8).map { UInt8(truncatingIfNeeded: number.bitPattern >> (8 * $0)) }
    }
    let names = (items.units ?? []).flatMap { Array(($0 + "\u{1F}").utf8) }
    let encoder = reference.encoder.map { id in
      id.name + (id.weights.map { " (\($0.prefix(12)))" } ?? "")
    }
    self.init(
      reference: ContentDigest(of: numbers + names).hex, encoder: encoder,
      dimension: items.vectors.dimension, plan: plan)
  }
}
