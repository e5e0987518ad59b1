import Analyses
import Datasets
import Images
import Statistics

/// Where a method's mask of an image came from.
enum MaskOrigin {
  case missing, file, ofMap
}

/// What became of one image.
struct Scored: Sendable {
  /// Position in the data set.
  let sample: Int
  /// Nil where the true mask could not be read.
  var score: ScoredImage?
  var origins: [MaskOrigin] = []
  var unreadable: [UnreadableFile] = []
}

/// What a method has of an image.
struct FoundMask {
  var mask: LabelMask?
  var map: [Float]?
  var origin = MaskOrigin.missing
}

extension FoundMask {
  /// A mask that says inside and outside, as those of maps and of 0 and 255 do, is of the label that is asked
  /// for.
  fileprivate func about(_ object: MaskObject, _ truth: LabelMask) -> FoundMask {
    guard case .label(let label) = object, let mask else { return self }
    guard origin == .ofMap || TrueLabels(all: truth.labels).arePlain(Set(mask.labels)) else {
      return self
    }
    return FoundMask(mask: mask.labelled(label), map: map, origin: origin)
  }
}

/// What became of some images.
struct ScoredImages: Sendable {
  var images: [Scored] = []
  /// The values of masks that are files, by method.
  var labels: [Set<Int>]
}

extension MaskEvaluation {
  /// In any order.
  func scores(labels: [Int], _ progress: WorkProgress) -> ScoredImages {
    let none = ScoredImages(labels: plan.masks.map { _ in [] })
    return onAllCores(masked.count, each: none, progress: progress) { found, number in
      found.images.append(score(masked[number], labels, &found.labels))
    }.reduce(into: none) { all, part in
      all.images += part.images
      for (method, labels) in part.labels.enumerated() { all.labels[method].formUnion(labels) }
    }
  }

  private func score(_ sample: Int, _ labels: [Int], _ seen: inout [Set<Int>]) -> Scored {
    var scored = Scored(sample: sample)
    guard let truth = truth(sample, &scored.unreadable) else { return scored }
    let id = dataset.samples[sample].id
    let found = plan.masks.indices.map { method in
      mask(of: id, by: method, like: truth, &scored.unreadable)
    }
    for (method, found) in found.enumerated() where found.origin == .file {
      seen[method].formUnion(found.mask?.labels ?? [])
    }
    scored.origins = found.map(\.origin)
    scored.score = ScoredImage(
      id: id, truth: truth, masks: found.map(\.mask), maps: found.map(\.map), labels: labels,
      plan: plan)
    return scored
  }

  /// Without a word of what cannot be read.
  func truth(_ position: Int) -> LabelMask? {
    var ignored: [UnreadableFile] = []
    return truth(position, &ignored)
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
    guard let listed = found[method][id] else { return FoundMask() }
    let reader = MaskReader(
      id: id, width: truth.width, height: truth.height,
      threshold: plan.threshold(of: plan.masks[method]), limits: dataset.decoding.limits)
    return reader.read(listed, &unreadable).about(plan.object, truth)
  }

  /// An image's masks again, for a figure.
  func example(_ image: ScoredImage) -> SegmentationExample? {
    var ignored: [UnreadableFile] = []
    guard let position = masked.first(where: { dataset.samples[$0].id == image.id }),
      let truth = truth(position, &ignored)
    else { return nil }
    let masks = plan.masks.indices.map {
      mask(of: image.id, by: $0, like: truth, &ignored).mask
    }
    return SegmentationExample(
      id: image.id, truth: truth.thumbnail(of: plan.object),
      masks: masks.map { $0?.thumbnail(of: plan.object) }, dice: image.scores.map { $0?.dice })
  }
}
