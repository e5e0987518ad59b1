public import Analyses
public import Datasets
import Embeddings
public import Foundation
import Images
public import Statistics

/// Masks of methods, to be held against the true ones of a data set.
public struct MaskEvaluation: Sendable {
  let dataset: Dataset
  /// Positions of the samples with a true mask.
  let masked: [Int]
  /// Masks by method.
  let found: [MatchedMasks]
  let plan: SegmentationPlan
  private let warnings: [AnalysisWarning]

  /// - Parameters:
  ///   - folder: what the methods' paths are relative to.
  ///   - isPart: whether pictures of the set were left out, so that masks of them are nothing to tell.
  /// - Throws: `AnalysisError` for a set without true masks; what listing the methods throws;
  ///   `SettingsError` for a method whose ids are not those of the set.
  public init(
    _ dataset: Dataset, plan: SegmentationPlan, relativeTo folder: URL,
    installation: Installation, isPart: Bool = false
  ) async throws {
    masked = dataset.samples.indices.filter {
      dataset.samples[$0].mask != nil || dataset.samples[$0].map != nil
    }
    guard !masked.isEmpty else {
      throw AnalysisError.missing(
        what: "true mask", items: dataset.name,
        remedy: "name each picture's in a column mask of its table, or see dataset.yaml")
    }
    (self.dataset, self.plan) = (dataset, plan)
    var (found, warnings) = ([MatchedMasks](), [AnalysisWarning]())
    let ids = masked.map { dataset.samples[$0].id }
    for method in plan.masks {
      let list = try await method.list(relativeTo: folder, installation: installation)
      let matched = list.masks(of: dataset.samples.map(\.id))
      let others = try method.warnings(of: list, matched, for: ids, in: dataset.name)
      warnings += isPart ? [] : others
      found.append(matched)
    }
    (self.found, self.warnings) = (found, warnings)
  }

  /// Reads and scores all masks, on all cores.
  ///
  /// Masks that cannot be read, or have another size than the picture, are listed and passed over.
  /// - Throws: `AnalysisError` where nothing is left.
  public func result(
    seed: UInt64, progress: WorkProgress = { _, _ in }
  ) throws -> SegmentationResult {
    let total = 2 * masked.count
    let labels = survey { done, _ in progress(done, total) }
    let all = scores(labels: labels.told) { done, _ in progress(masked.count + done, total) }
    let scored = all.images.sorted { $0.sample < $1.sample }
    let read = scored.compactMap { image in image.score.map { (image, $0) } }
    let plain = Set(plan.masks.indices.filter { labels.arePlain(all.labels[$0]) })
    let groups = read.map { dataset.samples[$0.0.sample].group }
    let set = ScoredSet(
      dataset: dataset.name, images: read.map { $0.1.withoutLabels(of: plain) },
      groups: groups.withoutGaps,
      unmasked: dataset.samples.count - masked.count,
      missing: count(read.map(\.0)) { $0 == .missing },
      thresholded: count(read.map(\.0)) { $0 == .ofMap }, labels: labels.told,
      warnings: warnings + labels.warnings(all.labels, plan) + groups.gapWarnings)
    let unreadable = scored.flatMap(\.unreadable)
    if let first = unreadable.first, !read.contains(where: { $0.1.hasMask }) {
      throw AnalysisError.missing(
        what: "mask that can be used, of \(unreadable.count) that were looked at",
        items: dataset.name,
        remedy: "the first is \(first.path): \(first.reason)")
    }
    let result = try evaluateSegmentation(of: set, plan: plan, seed: seed)
    return result.with(
      examples: result.worst(plan.examples).compactMap(example),
      unreadable: unreadable)
  }

  private func count(_ images: [Scored], _ isCounted: (MaskOrigin) -> Bool) -> [Int] {
    plan.masks.indices.map { method in images.count { isCounted($0.origins[method]) } }
  }
}

extension [String?] {
  /// Of groups that some images have.
  var gapWarnings: [AnalysisWarning] {
    let missing = self.count { $0 == nil }
    guard missing > 0, missing < count else { return [] }
    return [
      AnalysisWarning(
        "\(missing) of \(count) images have no group; groups are not used",
        remedy: "fill the column, or leave those images out")
    ]
  }
}
