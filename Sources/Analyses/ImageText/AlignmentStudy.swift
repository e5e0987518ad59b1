import Embeddings
import LinearAlgebra
public import Statistics

/// How maps between the spaces of two encoders were chosen, on pairs that did not fit them.
public struct AlignmentStudy: Sendable, Codable {
  /// Pairs, and how they were parted.
  public let training: Int
  public let validation: Int
  public let rule: String
  /// In the order in which they were tried.
  public let candidates: [Candidate]
  public let chosen: AlignmentMethod
  /// Numbers in a vector of the common space.
  public let dimension: Int
  /// Judged pairs with the text of another one that the maps were fitted on.
  public let textsSeen: Int

  public struct Candidate: Sendable, Codable {
    public let method: AlignmentMethod
    /// Mean reciprocal rank among the validation pairs, of both ways.
    public let meanReciprocalRank: Double
  }
}

extension AlignmentMethod {
  /// Tried in this order; of equally good ones the first is taken.
  static func candidates(rank: Int) -> [AlignmentMethod] {
    let counts = [8, 16, 32, 64, 128, 256].filter { $0 < rank } + [min(rank, 512)]
    return [0.01, 0.1, 1, 10, 100].map { .ridge(penalty: $0) }
      + counts.map { .procrustes(components: $0) }
      + counts.flatMap { count in
        [0.1, 1, 10].map { .canonicalCorrelation(components: count, shrinkage: $0) }
      }
  }

  /// For a person.
  public var text: String {
    switch self {
    case .ridge(let penalty): "ridge regression, penalty \(penalty.plain)"
    case .procrustes(let components): "Procrustes rotation of \(components) components"
    case .canonicalCorrelation(let components, let shrinkage):
      "\(components) canonical correlations, shrinkage \(shrinkage.plain)"
    }
  }
}

extension Double {
  /// Without a fraction where there is none.
  fileprivate var plain: String { self == rounded() ? String(Int(self)) : String(self) }
}

/// Maps with how they were chosen.
struct FittedAlignment: Sendable {
  /// The pairs that the maps were fitted on.
  let items: CaptionedItems
  let alignment: LinearAlignment
  let study: AlignmentStudy

  /// Fits every candidate on the training pairs, takes the one that finds validation pairs best, and fits
  /// that on both.
  init(
    _ items: CaptionedItems, _ split: PairSplit, progress: @escaping WorkProgress
  ) throws(AnalysisError) {
    let training = items.selecting(split.training)
    let validation = items.selecting(split.validation)
    let both = items.selecting((split.training + split.validation).sorted())
    let known = Set(both.keys)
    let textsSeen = split.test.count { known.contains(items.keys[$0]) }
    let result = Result { () throws(StatisticsError) in
      let components = try PairedComponents(
        images: training.images.unitRows, texts: training.textRows)
      let methods = AlignmentMethod.candidates(rank: components.rank)
      var candidates: [AlignmentStudy.Candidate] = []
      for method in methods {
        let alignment = try components.alignment(by: method)
        candidates.append(
          AlignmentStudy.Candidate(
            method: method, meanReciprocalRank: validation.reciprocalRank(by: alignment)))
        progress(candidates.count, methods.count + 1)
      }
      let best = candidates.max { $0.meanReciprocalRank < $1.meanReciprocalRank }
      let first = candidates.first { $0.meanReciprocalRank == best?.meanReciprocalRank }
      let chosen = first?.method ?? methods[0]
      let final = try PairedComponents(images: both.images.unitRows, texts: both.textRows)
        .alignment(by: chosen)
      progress(methods.count + 1, methods.count + 1)
      return (
        final,
        AlignmentStudy(
          training: training.count, validation: validation.count, rule: split.rule,
          candidates: candidates, chosen: chosen, dimension: final.dimension, textsSeen: textsSeen)
      )
    }
    self.items = both
    (alignment, study) = try naming(items.images.name) { () throws(StatisticsError) in
      try result.get()
    }
  }
}

extension CaptionedItems {
  /// Of both ways, their mean; pairs without a direction in the common space come last.
  fileprivate func reciprocalRank(by alignment: LinearAlignment) -> Double {
    let found = AlignedPairs(self, by: alignment)
    guard found.count > 0 else { return 0 }
    let ranks = found.retrievals().map(\.meanReciprocalRank).reduce(0, +) / 2
    return ranks * Double(found.count) / Double(count)
  }
}

/// Images and texts in one space.
struct AlignedPairs: Sendable {
  /// Those with a direction there.
  let items: CaptionedItems
  let images: UnitRows
  let texts: UnitRows

  var count: Int { items.count }

  /// - Parameter alignment: nil where both are in one space already.
  init(_ items: CaptionedItems, by alignment: LinearAlignment?) {
    guard let alignment else {
      (self.items, images, texts) = (items, items.images.unitRows, items.textRows)
      return
    }
    let imageRows = UnitRows(alignment.images.aligned(items.images.unitRows))
    let textRows = UnitRows(alignment.texts.aligned(items.textRows))
    let kept = (0..<items.count).filter { !imageRows.isZero($0) && !textRows.isZero($0) }
    guard kept.count < items.count else {
      (self.items, images, texts) = (items, imageRows, textRows)
      return
    }
    self.items = items.selecting(kept)
    images = UnitRows(imageRows.unit(0..<items.count).selecting(rows: kept))
    texts = UnitRows(textRows.unit(0..<items.count).selecting(rows: kept))
  }

  /// Texts for images, then images for texts.
  func retrievals(progress: WorkProgress = { _, _ in }) -> [PairRetrieval] {
    [
      pairRetrieval(of: images, among: texts, keys: items.keys, progress: progress),
      pairRetrieval(of: texts, among: images, keys: items.keys, progress: progress),
    ]
  }
}
