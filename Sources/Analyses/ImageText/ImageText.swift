import Embeddings
import LinearAlgebra
public import Statistics

/// Holds images and their texts against each other: retrieval both ways, losses, wrong negatives and, with
/// prompts, classification.
///
/// - Parameters:
///   - given: maps that were fitted before, where the plan names their file, with what is told of them.
///   - prompts: vectors of the plan's prompts.
/// - Throws: `AnalysisError` for too few pairs, or encoders whose spaces differ where they ought to be one.
public func judgeTexts(
  of items: CaptionedItems, plan: ImageTextPlan,
  given: (alignment: LinearAlignment, use: AlignmentFileUse)? = nil,
  prompts: PromptVectors? = nil, seed: UInt64, encoder: String?,
  progress: @escaping WorkProgress = { _, _ in }
) throws(AnalysisError) -> ImageTextStudy {
  var fitted: FittedAlignment?
  var judged = items
  if case .fitted = plan.alignment {
    let split = try PairSplit(of: items.images, seed: seed)
    fitted = try FittedAlignment(items, split, progress: progress)
    judged = items.selecting(split.test)
  }
  let alignment = fitted?.alignment ?? given?.alignment
  try items.requireOneSpace(alignment)
  let aligned = AlignedPairs(judged, by: alignment)
  guard aligned.count >= 2 else {
    throw .tooFew(items: "\(items.images.name), pairs to judge", found: aligned.count, needed: 2)
  }
  let measures = ImageTextMeasures(aligned, plan: plan, seed: seed)
  let names = (plan.prompts?.classes ?? []).map(\.name)
  let all = Array(0..<aligned.count)
  let isJudged = aligned.items.images.haveLabels(among: names, all)
  let unjudged =
    prompts == nil || isJudged ? [] : aligned.items.images.unjudged(by: names, seen: all)
  let zeroShot = try (isJudged ? prompts : nil).map { vectors throws(AnalysisError) in
    try ZeroShotResult(
      images: aligned.items.images, aligned: aligned.images,
      prompts: plan.prompts ?? PromptSet(classes: []), vectors: vectors, side: alignment?.texts,
      plan: plan, seed: seed)
  }
  return ImageTextStudy(
    result: ImageTextResult(
      encoder: encoder, textEncoder: items.textEncoder.name,
      textModel: items.textEncoder, pairs: aligned.count,
      unit: judged.images.unitNoun, units: measures.units, withoutText: items.withoutText,
      withoutDirection: items.withoutDirection + judged.count - aligned.count,
      distinctTexts: Set(aligned.items.keys).count, fit: items.fit, alignment: fitted?.study,
      alignmentFile: given?.use, retrieval: measures.retrieval(progress),
      losses: measures.losses(items.temperature(plan)),
      falseNegatives: FalseNegatives(items, plan, progress: progress),
      matrix: measures.matrix(items.temperature(plan)), zeroShot: zeroShot, seed: seed,
      warnings: items.warnings + measures.warnings
        + (prompts?.fit.warnings(of: "prompts", items.textEncoder.name) ?? []) + unjudged
        + (zeroShot?.warnings(
          items.images.name, plan.prompts ?? PromptSet(classes: []), draws: plan.nonsense) ?? [])),
    alignment: fitted?.alignment, fittedOn: fitted?.items)
}

/// An answer, and the maps that were fitted on the way.
public struct ImageTextStudy: Sendable {
  public let result: ImageTextResult
  /// Nil where none were fitted.
  public let alignment: LinearAlignment?
  /// The pairs that they were fitted on; nil where none were.
  public let fittedOn: CaptionedItems?
}

extension CaptionedItems {
  fileprivate func requireOneSpace(_ alignment: LinearAlignment?) throws(AnalysisError) {
    let (a, b) = (images.vectors.dimension, textRows.dimension)
    if let alignment {
      let (c, d) = (alignment.images.mean.count, alignment.texts.mean.count)
      guard (a, b) == (c, d) else {
        throw .undefined(
          items: images.name,
          reason:
            "images have \(a) numbers and texts \(b), and the maps take \(c) and \(d); name the "
            + "encoders that they were fitted for")
      }
    } else if a != b {
      throw .undefined(
        items: images.name,
        reason:
          "images have \(a) numbers and texts \(b), which are no vectors of one space; fit maps "
          + "between them with `semblance text align`")
    }
  }

  fileprivate func temperature(_ plan: ImageTextPlan) -> Double {
    plan.temperature ?? temperature ?? ImageTextPlan.standardTemperature
  }

  fileprivate var warnings: [AnalysisWarning] {
    var found = AnalysisWarning.gaps(of: [images])
    if withoutText > 0 {
      found.append(
        AnalysisWarning(
          "\(images.name): \(withoutText) images have no text and are left out",
          remedy: "add their captions, or leave the images out of the set"))
    }
    if withoutDirection > 0 {
      found.append(
        AnalysisWarning(
          "\(images.name): \(withoutDirection) pairs are left out because the vector of the image or of "
            + "its text is zero",
          remedy: "look for blank images, or an encoder that failed on them"))
    }
    found += fit.warnings(of: "texts", textEncoder.name)
    if images.units == nil {
      found.append(
        AnalysisWarning(
          "\(images.name): no groups are known, so that every image counts as a unit of its own",
          remedy: "name the patient or series of each image in a column `group`"))
    }
    return found
  }
}

extension TextFit {
  /// - Parameter kind: of the texts, in the plural.
  func warnings(of kind: String, _ encoder: String) -> [AnalysisWarning] {
    var found: [AnalysisWarning] = []
    if cutOff > 0 {
      found.append(
        AnalysisWarning(
          "\(cutOff) of \(texts) \(kind) are longer than \(encoder) reads and lose their ends, the first "
            + "\"\(firstCutOff ?? "")…\"",
          remedy: "shorten them, or say what matters first"))
    }
    if Double(unknown) > 0.1 * Double(texts) {
      found.append(
        AnalysisWarning(
          "\(unknown) of \(texts) \(kind) have pieces that \(encoder) does not know",
          remedy: "see whether they are of a language that it was trained on"))
    }
    return found
  }
}
