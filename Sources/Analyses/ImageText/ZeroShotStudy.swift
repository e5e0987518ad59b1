public import Embeddings
import LinearAlgebra
public import Statistics

/// The class that prompts give each image.
public struct ZeroShotPrediction: Sendable, Codable, Hashable {
  public let id: SampleID
  /// What is known of it; nil without.
  public let label: String?
  /// Whether it is among the images that the classes are judged by.
  public let isJudged: Bool
  /// Nil for a zero vector, which says nothing of its image.
  public let prediction: String?
  /// Of the image with the class.
  public let cosine: Double?
  /// Of the class among all, by the softmax of cosines over the temperature.
  public let probability: Double?
}

/// What prompts say of images, and where labels are known how right it is.
public struct ZeroShotStudy: Sendable {
  public let result: ImageTextResult
  /// One an image, in order.
  public let predictions: [ZeroShotPrediction]
}

/// Tells images by prompts, without texts of their own.
///
/// - Parameters:
///   - plan: with prompts.
///   - judged: images by which the classes are judged: all, or those that maps were not fitted on.
///   - alignment: nil where both encoders share a space.
///   - texts: what made vectors of the prompts.
///   - temperature: what its model was trained to divide cosines by.
/// - Throws: `AnalysisError` for vectors of different lengths.
public func classify(
  _ images: EmbeddedItems, by vectors: PromptVectors, plan: ImageTextPlan,
  judged: [Int]? = nil, alignment: LinearAlignment? = nil, use: AlignmentFileUse? = nil,
  texts: EncoderID, temperature: Double?, seed: UInt64, encoder: String?
) throws(AnalysisError) -> ZeroShotStudy {
  let prompts = plan.prompts ?? PromptSet(classes: [])
  let (a, b) = (images.vectors.dimension, vectors.classes[0].columns)
  guard (alignment?.images.mean.count ?? b, alignment?.texts.mean.count ?? b) == (a, b) else {
    throw .undefined(
      items: images.name,
      reason: "images have \(a) numbers and prompts \(b); name the maps that were fitted for both "
        + "encoders (`semblance text align`)")
  }
  let aligned = alignment.map { UnitRows($0.images.aligned(images.unitRows)) } ?? images.unitRows
  let shown = plan.temperature ?? temperature ?? ImageTextPlan.standardTemperature
  let names = prompts.classes.map(\.name)
  let classifier = ZeroShotClassifier(vectors.classes, by: alignment?.texts)
  let rows = judged ?? Array(0..<images.count)
  let zeroShot =
    images.haveLabels(among: names, rows)
    ? try ZeroShotResult(
      images: images.selecting(rows, name: images.name),
      aligned: UnitRows(aligned.unit(0..<aligned.count).selecting(rows: rows)), prompts: prompts,
      vectors: vectors, side: alignment?.texts, plan: plan, seed: seed) : nil
  let warnings =
    zeroShot.map { $0.warnings(images.name, prompts, draws: plan.nonsense) }
    ?? images.unjudged(by: names, seen: rows)
  return ZeroShotStudy(
    result: ImageTextResult(
      encoder: encoder, textEncoder: plan.textEncoder, textModel: texts, pairs: 0,
      unit: images.unitNoun,
      units: images.units.map { Set($0).count } ?? images.count, withoutText: 0,
      withoutDirection: images.unitRows.zeroRows.count, distinctTexts: 0,
      fit: vectors.fit, alignment: nil, alignmentFile: use, retrieval: [], losses: nil,
      falseNegatives: nil, matrix: nil, zeroShot: zeroShot, seed: seed,
      warnings: AnalysisWarning.zeroVectors(in: [images])
        + vectors.fit.warnings(of: "prompts", texts.name) + warnings),
    predictions: classifier.answers(
      of: images, judged: Set(zeroShot == nil ? [] : rows), aligned, names: names, shown))
}

extension EmbeddedItems {
  func haveLabels(among names: [String], _ rows: [Int]) -> Bool {
    let known = knownLabels
    return rows.contains { known[$0].map(names.contains) ?? false }
  }

  /// Why nothing is judged, where there are labels.
  func unjudged(by names: [String], seen rows: [Int]) -> [AnalysisWarning] {
    let all = Array(0..<count)
    if haveLabels(among: names, all) {
      return [
        AnalysisWarning(
          "the maps were fitted on all images of these labels, which therefore judge nothing",
          remedy: "classify images that they have not seen")
      ]
    }
    let known = Set(knownLabels.compactMap(\.self)).sorted()
    guard !known.isEmpty else { return [] }
    return [
      AnalysisWarning(
        "no image has a label among the classes (labels are \(known.prefix(5).joined(separator: ", "))"
          + "\(known.count > 5 ? ", …" : "")), so that nothing is judged",
        remedy: "call classes as labels are called, and say in prompts what they are")
    ]
  }
}

extension ZeroShotClassifier {
  fileprivate func answers(
    of items: EmbeddedItems, judged: Set<Int>, _ images: UnitRows, names: [String],
    _ temperature: Double
  ) -> [ZeroShotPrediction] {
    zip(items.knownLabels, cosines(of: images)).enumerated().map { row, item in
      let (label, cosines) = item
      let best = cosines.max() ?? 0
      guard !images.isZero(row), let place = cosines.firstIndex(of: best) else {
        return ZeroShotPrediction(
          id: items.ids[row], label: label, isJudged: false, prediction: nil, cosine: nil,
          probability: nil)
      }
      let shares = Matrix([cosines.map(Double.init)]).softmaxOfRows(temperature: temperature)
      return ZeroShotPrediction(
        id: items.ids[row], label: label,
        isJudged: judged.contains(row) && (label.map(names.contains) ?? false),
        prediction: names[place], cosine: Double(best), probability: shares[0, place])
    }
  }
}

extension ZeroShotResult {
  /// What a reader of the numbers would not expect.
  func warnings(_ name: String, _ prompts: PromptSet, draws: Int) -> [AnalysisWarning] {
    var found: [AnalysisWarning] = []
    let empty = classes.filter { $0.items == 0 }.map(\.name)
    if !empty.isEmpty, !otherLabels.isEmpty {
      found.append(
        AnalysisWarning(
          "\(name): no judged image is of \(empty.prefix(5).joined(separator: ", ")), and those of "
            + "\(otherLabels.prefix(5).joined(separator: ", "))\(otherLabels.count > 5 ? ", …" : "") have no class "
            + "and are left out",
          remedy: "call classes as labels are called, to the letter"))
    }
    let unnamed = prompts.classes.filter { $0.subject == nil }.map(\.name)
    if draws > 0, !unnamed.isEmpty {
      found.append(
        AnalysisWarning(
          "classes are not held against meaningless words, as the prompts of "
            + "\(unnamed.prefix(5).joined(separator: ", ")) are given as they stand",
          remedy: "write prompts as templates with \(PromptSet.place) where the class goes"))
    }
    return found
  }
}
