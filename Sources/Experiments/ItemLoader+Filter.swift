public import Analyses
public import Datasets
public import Embeddings
import Foundation
import LinearAlgebra

/// What a filter says of the items of one input.
public struct FilteredItems: Sendable {
  /// How the input is called.
  public let name: String
  public let ids: [SampleID]
  /// Of each, within [0, 1]; nil for a zero vector, which says nothing of its image.
  public let scores: [Double?]
  /// Nil without a score.
  public let isWanted: [Bool?]
  /// Nil for vectors of which nobody says who computed them.
  public let encoder: EncoderID?
  public let unreadable: [UnreadableFile]
}

extension ItemLoader {
  /// Vectors that are scored at once.
  private static let filterBatch = 4_096

  /// Scores what a path names. Images are scored as fast as they are encoded, and no more than a batch of
  /// vectors is in memory.
  ///
  /// - Throws: `SettingsError` where the filter is for another encoder, or vectors of another length;
  ///   what loading and encoding throw.
  public func filter(_ path: String, by filter: LabelFilter) async throws -> FilteredItems {
    guard Self.holdsVectors(path) else { return try await filterImages(path, by: filter) }
    let loaded = try await items(at: path)
    try filter.require(loaded.encoder, loaded.items.vectors.dimension, of: loaded.items.name)
    let vectors = loaded.items.vectors
    let scores = try await follow("filter") { advanced in
      stride(from: 0, to: vectors.count, by: Self.filterBatch).flatMap { start in
        let rows = start..<min(start + Self.filterBatch, vectors.count)
        defer { advanced(rows.upperBound, vectors.count) }
        return filter.scores(of: rows, of: vectors)
      }
    }
    return FilteredItems(
      name: loaded.items.name, ids: loaded.items.ids, scores: scores,
      isWanted: scores.map { $0.map(filter.accepts) }, encoder: loaded.encoder,
      unreadable: loaded.unreadable)
  }

  private func filterImages(_ path: String, by filter: LabelFilter) async throws -> FilteredItems {
    let pass = catalog.pass(with: try catalog.encoder(named: encoder))
    // Before any image is read; a path that is not there is told as such.
    if FilePattern(path).isPattern || FileManager.default.fileExists(atPath: path) {
      try filter.require(
        pass.id.decoded(by: decoding(of: path)), pass.dimension, of: path)
    }
    let dataset = try await dataset(at: path, [pass])
    let scores = try await encode(dataset, with: pass) { advanced in
      try await pass.mapBatches(of: dataset, size: Self.filterBatch, progress: advanced) {
        filter.scoresOfDirections(in: $0)
      }
    }
    return FilteredItems(
      name: dataset.name, ids: dataset.samples.map { .name($0.id) }, scores: scores,
      isWanted: scores.map { $0.map(filter.accepts) },
      encoder: pass.id.decoded(by: dataset.decoding),
      unreadable: dataset.unreadable)
  }
}

extension LabelFilter {
  /// - Throws: `SettingsError` that names both encoders, or both lengths.
  fileprivate func require(
    _ other: EncoderID?, _ dimension: Int, of input: String
  ) throws(SettingsError) {
    if let encoder, let other, !fits(other) {
      throw .wrongValue(
        place: input, found: "vectors of \(other.brief)",
        expected: "those of \(encoder.brief), which the filter was trained on; give --encoder "
          + "\(encoder.name), or train a filter for \(other.name)")
    }
    guard dimension == self.dimension else {
      throw .wrongValue(
        place: input, found: "vectors of \(dimension) numbers",
        expected: "vectors of \(self.dimension) numbers, as the filter was trained on")
    }
  }

  fileprivate func scores(of rows: Range<Int>, of vectors: Vectors) -> [Double?] {
    switch vectors {
    case .float(let matrix): scoresOfDirections(in: matrix.selecting(rows: rows))
    case .double(let matrix): scoresOfDirections(in: matrix.selecting(rows: rows))
    case .mapped(let mapped): scoresOfDirections(in: mapped.matrix(rows))
    }
  }

  /// Nil for rows of zeros, which training leaves out.
  fileprivate func scoresOfDirections<Scalar>(in rows: Matrix<Scalar>) -> [Double?] {
    scores(of: rows).enumerated().map { row, score in
      rows.row(row).allSatisfy { $0 == 0 } ? nil : score
    }
  }
}

extension EncoderID {
  /// "efficientnet-lite0 (weights 5f0c12ab34cd, RGB, …)".
  var brief: String {
    let weights = weights.map { "weights \($0.prefix(12)), " } ?? ""
    return "\(name) (\(weights)\(preprocessing)\(output.map { ", \($0)" } ?? ""))"
  }
}
