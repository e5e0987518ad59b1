public import Analyses
public import Datasets
import Embeddings
public import Foundation
import Images
public import Statistics

/// Masks of methods, to be held against the true ones of a data set.
public struct MaskEvaluation: Sendable {
  private let dataset: Dataset
  /// Positions of the samples with a true mask.
  private let masked: [Int]
  private let lists: [MaskList]
  private let plan: SegmentationPlan
  private let warnings: [AnalysisWarning]

  /// Labels above which masks are taken for soft ones, or for those of instances.
  private static let mostLabels = 40

  /// - Parameters:
  ///   - folder: what the methods' paths are relative to.
  /// - Throws: `AnalysisError` for a set without true masks; what listing the methods throws;
  ///   `SettingsError` for a method whose ids are not those of the set.
  public init(
    _ dataset: Dataset, plan: SegmentationPlan, relativeTo folder: URL,
    installation: Installation
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
    var lists: [MaskList] = []
    var warnings: [AnalysisWarning] = []
    let ids = masked.map { dataset.samples[$0].id }
    for method in plan.masks {
      let list = try await method.list(relativeTo: folder, installation: installation)
      warnings += try method.warnings(of: list, for: ids, in: dataset.name)
      lists.append(list)
    }
    (self.lists, self.warnings) = (lists, warnings)
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
    let scored = score(labels: labels.told) { done, _ in progress(masked.count + done, total) }
    let read = scored.compactMap { image in image.score.map { (image, $0) } }
    let groups = read.map { dataset.samples[$0.0.sample].group }
    let set = ScoredSet(
      dataset: dataset.name, images: read.map(\.1), groups: groups.withoutGaps,
      unmasked: dataset.samples.count - masked.count,
      missing: count(read.map(\.0)) { $0 == .missing },
      thresholded: count(read.map(\.0)) { $0 == .ofMap }, labels: labels.told,
      warnings: warnings + labels.warnings + groupWarnings(groups))
    let result = try evaluateSegmentation(of: set, plan: plan, seed: seed)
    return result.with(
      examples: result.worst(plan.examples).compactMap(example),
      unreadable: scored.flatMap(\.unreadable))
  }

  private func count(_ images: [Scored], _ isCounted: (MaskOrigin) -> Bool) -> [Int] {
    plan.masks.indices.map { method in images.count { isCounted($0.origins[method]) } }
  }

  private func groupWarnings(_ groups: [String?]) -> [AnalysisWarning] {
    let missing = groups.count { $0 == nil }
    guard missing > 0, missing < groups.count else { return [] }
    return [
      AnalysisWarning(
        "\(missing) of \(groups.count) images have no group; groups are not used",
        remedy: "fill the column, or leave those images out")
    ]
  }
}

// MARK: Labels

extension MaskEvaluation {
  /// The labels of all true masks.
  private func survey(_ progress: WorkProgress) -> (told: [Int], warnings: [AnalysisWarning]) {
    guard plan.object == .anything else { return ([], []) }
    let found = onAllCores(masked.count, each: Set<Int>(), progress: progress) { found, number in
      var ignored: [UnreadableFile] = []
      found.formUnion(truth(masked[number], &ignored)?.labels ?? [])
    }
    let labels = found.reduce(into: Set<Int>()) { $0.formUnion($1) }.sorted()
    guard labels.count > Self.mostLabels else { return (labels.count > 1 ? labels : [], []) }
    return (
      [],
      [
        AnalysisWarning(
          "the true masks have \(labels.count) values, which are not told apart: they look soft, or "
            + "number objects",
          remedy: "name soft ones in a column map, or ask for one label (--label)")
      ]
    )
  }
}

// MARK: Scores

/// Where a method's mask of an image came from.
private enum MaskOrigin {
  case missing, file, ofMap
}

/// What became of one image.
private struct Scored: Sendable {
  /// Position in the data set.
  let sample: Int
  /// Nil where the true mask could not be read.
  var score: ScoredImage?
  var origins: [MaskOrigin] = []
  var unreadable: [UnreadableFile] = []
}

/// What a method has of an image.
private struct FoundMask {
  var mask: LabelMask?
  var map: [Float]?
  var origin = MaskOrigin.missing
}

extension MaskEvaluation {
  private func score(labels: [Int], _ progress: WorkProgress) -> [Scored] {
    onAllCores(masked.count, each: [Scored](), progress: progress) { found, number in
      found.append(score(masked[number], labels))
    }.joined().sorted { $0.sample < $1.sample }
  }

  private func score(_ sample: Int, _ labels: [Int]) -> Scored {
    var scored = Scored(sample: sample)
    guard let truth = truth(sample, &scored.unreadable) else { return scored }
    let id = dataset.samples[sample].id
    let found = lists.indices.map { method in
      mask(of: id, by: method, like: truth, &scored.unreadable)
    }
    scored.origins = found.map(\.origin)
    scored.score = ScoredImage(
      id: id, truth: truth, masks: found.map(\.mask), maps: found.map(\.map), labels: labels,
      plan: plan)
    return scored
  }

  private func truth(_ position: Int, _ unreadable: inout [UnreadableFile]) -> LabelMask? {
    let (sample, facts) = (dataset.samples[position], dataset.facts[position])
    let reader = MaskReader(
      id: sample.id, width: facts.width, height: facts.height,
      threshold: plan.threshold(of: nil), limits: dataset.decoding.limits)
    return reader.read(ListedMask(mask: sample.mask, map: sample.map), &unreadable).mask
  }

  private func mask(
    of id: String, by method: Int, like truth: LabelMask, _ unreadable: inout [UnreadableFile]
  ) -> FoundMask {
    guard let listed = lists[method].mask(of: id) else { return FoundMask() }
    let reader = MaskReader(
      id: id, width: truth.width, height: truth.height,
      threshold: plan.threshold(of: plan.masks[method]), limits: dataset.decoding.limits)
    return reader.read(listed, &unreadable)
  }

  /// An image's masks again, for a figure.
  private func example(_ image: ScoredImage) -> SegmentationExample? {
    var ignored: [UnreadableFile] = []
    guard let position = masked.first(where: { dataset.samples[$0].id == image.id }),
      let truth = truth(position, &ignored)
    else { return nil }
    let masks = lists.indices.map {
      mask(of: image.id, by: $0, like: truth, &ignored).mask
    }
    return SegmentationExample(
      id: image.id, truth: truth.thumbnail(of: plan.object),
      masks: masks.map { $0?.thumbnail(of: plan.object) }, dice: image.scores.map { $0?.dice })
  }
}

/// Reads what is listed of one image.
private struct MaskReader {
  let id: String
  let width: Int
  let height: Int
  /// Of maps; nil for one half of shares.
  let threshold: Double?
  let limits: DecodingLimits

  /// The mask, or what a map is above the threshold.
  func read(_ listed: ListedMask, _ unreadable: inout [UnreadableFile]) -> FoundMask {
    let map = listed.map.flatMap { read(map: $0, &unreadable) }
    guard let reference = listed.mask else {
      guard let map, let mask = mask(of: map, listed.map, &unreadable) else { return FoundMask() }
      return FoundMask(mask: mask, map: map.values, origin: .ofMap)
    }
    guard let mask = read(mask: reference, &unreadable) else { return FoundMask() }
    return FoundMask(mask: mask, map: map?.values, origin: .file)
  }

  private func read(
    mask: ImageReference, _ unreadable: inout [UnreadableFile]
  ) -> LabelMask? {
    switch mask.readMask(of: id, width: width, height: height, limits: limits) {
    case .read(let image):
      if let grey = image.withoutColors {
        return LabelMask(width: width, height: height, values: grey.samples)
      }
      unreadable.append(
        mask.unreadable("mask of \(id): it has colours; save it as grey levels or with a palette"))
    case .unreadable(let file): unreadable.append(file)
    }
    return nil
  }

  private func read(map: ImageReference, _ unreadable: inout [UnreadableFile]) -> SoftMap? {
    switch map.readMap(of: id, width: width, height: height, limits: limits) {
    case .read(let map): return map
    case .unreadable(let file):
      unreadable.append(file)
      return nil
    }
  }

  private func mask(
    of map: SoftMap, _ reference: ImageReference?, _ unreadable: inout [UnreadableFile]
  ) -> LabelMask? {
    guard let threshold = threshold ?? (map.isOfShares ? SegmentationPlan.standardThreshold : nil)
    else {
      unreadable += [
        reference?.unreadable(
          "map of \(id): values outside of 0 to 1, of which no threshold is known; give one "
            + "(--threshold), or a mask beside it")
      ].compactMap(\.self)
      return nil
    }
    return LabelMask(
      width: width, height: height, values: map.values.map { Double($0) >= threshold ? 1 : 0 })
  }
}

extension LabelMask {
  /// Longest side of a mask that a result keeps.
  private static let thumbnailSide = 256

  /// The object alone, reduced by whole pixels; where half of what becomes one belongs to it, it does.
  func thumbnail(of object: MaskObject) -> RunLengthMask {
    let full = pixels(of: object)
    let step = (max(width, height) + Self.thumbnailSide - 1) / Self.thumbnailSide
    guard step > 1 else { return RunLengthMask(full) }
    let (columns, rows) = ((width + step - 1) / step, (height + step - 1) / step)
    var inside = [Int](repeating: 0, count: columns * rows)
    var all = inside
    for y in 0..<height {
      for x in 0..<width {
        all[y / step * columns + x / step] += 1
        if full.pixels[y * width + x] { inside[y / step * columns + x / step] += 1 }
      }
    }
    return RunLengthMask(
      PixelMask(width: columns, height: rows, pixels: zip(inside, all).map { 2 * $0 >= $1 }))
  }
}
