import Foundation
public import LinearAlgebra

/// A loss over pairs of images and texts, as a measure of embeddings: less is better.
public struct ContrastiveLoss: Sendable, Codable, Hashable {
  /// Mean over images, whose text is looked for among all texts.
  public let imageToText: Double
  /// Mean over texts.
  public let textToImage: Double

  /// In nats. Of InfoNCE and the semantic matching loss the mean of both directions, of DHN-NCE the sum,
  /// as their papers have it.
  public let value: Double
}

extension ContrastiveLoss {
  /// Nil of none.
  public init?(meanOf losses: [ContrastiveLoss]) {
    guard !losses.isEmpty else { return nil }
    func mean(_ value: (ContrastiveLoss) -> Double) -> Double {
      losses.reduce(0) { $0 + value($1) } / Double(losses.count)
    }
    self.init(
      imageToText: mean(\.imageToText), textToImage: mean(\.textToImage), value: mean(\.value))
  }
}

/// InfoNCE of so many pairs where nothing is known: log n.
public func infoNCEOfEqualCosines(_ pairs: Int) -> Double { log(Double(pairs)) }

/// InfoNCE, both ways: the cross-entropy of finding a pair's partner among all.
///
/// - Parameters:
///   - cosines: shape (n, n), images by texts, pairs on the diagonal; n ≥ 1.
///   - temperature: τ > 0 that cosines are divided by; CLIP's training ends near 0.01.
/// - Returns: log n where all cosines are equal, and 0 where partners are infinitely nearer than others.
///   Source: Radford et al., "Learning transferable visual models from natural language supervision"
///   (2021), figure 3; van den Oord et al. (2018), eq. 4.
public func infoNCE(_ cosines: Matrix<Double>, temperature: Double = 0.07) -> ContrastiveLoss {
  requirePairs(cosines, temperature)
  func direction(_ cosines: Matrix<Double>) -> Double {
    meanOfRows(cosines) { row, own in
      logOfSumOfExponentials(row.map { $0 / temperature }) - row[own] / temperature
    }
  }
  let (images, texts) = (direction(cosines), direction(cosines.transposed))
  return ContrastiveLoss(imageToText: images, textToImage: texts, value: (images + texts) / 2)
}

/// The semantic matching loss: the cross-entropy of predicted matches with those that labels suggest, so
/// that a text of another patient with the same findings is no negative.
///
/// Targets are the softmax of the similarity of labels along rows, and along columns for the way back;
/// predictions the softmax of cosine/τ. Images and texts need not be paired, nor as many.
/// - Parameters:
///   - cosines: shape (n, m), images by texts.
///   - labelSimilarity: the same shape; the cosine of their vectors of findings, as a rule.
///   - temperature: τ > 0.
/// - Returns: never below the entropy of the targets, which it has where predictions equal them.
///   Source: Wang et al., "MedCLIP: contrastive learning from unpaired medical images and text" (2022),
///   eqs 3–6.
public func semanticMatchingLoss(
  _ cosines: Matrix<Double>, labelSimilarity: Matrix<Double>, temperature: Double = 0.07
) -> ContrastiveLoss {
  precondition(cosines.rows > 0 && cosines.columns > 0 && temperature > 0)
  precondition(
    labelSimilarity.rows == cosines.rows && labelSimilarity.columns == cosines.columns)
  func direction(_ cosines: Matrix<Double>, _ similarity: Matrix<Double>) -> Double {
    meanOfRows(cosines) { row, place in
      let logits = row.map { $0 / temperature }
      let targets = Array(similarity.row(place))
      let (all, allTargets) = (logOfSumOfExponentials(logits), logOfSumOfExponentials(targets))
      return zip(logits, targets).reduce(0) { $0 + exp($1.1 - allTargets) * (all - $1.0) }
    }
  }
  let images = direction(cosines, labelSimilarity)
  let texts = direction(cosines.transposed, labelSimilarity.transposed)
  return ContrastiveLoss(imageToText: images, textToImage: texts, value: (images + texts) / 2)
}

/// How the decoupled hard-negative loss is set.
public struct HardNegativeSettings: Sendable, Codable, Hashable {
  /// τ > 0.
  public var temperature = 0.6
  /// β₁ ≥ 0 of images, how much more the hardest negatives count; 0 counts all alike.
  public var imageHardness = 0.15
  /// β₂ ≥ 0 of texts.
  public var textHardness = 0.15

  public init() {}
}

/// The decoupled hard-negative noise-contrastive loss, DHN-NCE: InfoNCE without the partner in the
/// denominator, in which negatives weigh the more the nearer they are.
///
/// W_ij = (n − 1)·exp(β c_ij/τ) / Σ_{k≠i} exp(β c_ik/τ), of mean 1 over the negatives of i; the loss of i is
/// −c_ii/τ + log Σ_{j≠i} W_ij exp(c_ij/τ). Both directions are means over pairs and are summed, as in
/// equation 9.
/// - Parameter cosines: shape (n, n), images by texts, pairs on the diagonal; n ≥ 2.
/// - Returns: can be negative, as partners are not in the denominator.
///   Source: Koleilat et al., "MedCLIP-SAM: bridging text and image towards universal medical image
///   segmentation" (2024), eqs 9–13.
public func decoupledHardNegativeNCE(
  _ cosines: Matrix<Double>, settings: HardNegativeSettings = .init()
) -> ContrastiveLoss {
  requirePairs(cosines, settings.temperature)
  precondition(cosines.rows >= 2, "a single pair has no negatives")
  func direction(_ cosines: Matrix<Double>, _ hardness: Double) -> Double {
    meanOfRows(cosines) { row, own in
      let logits = row.map { $0 / settings.temperature }
      var negatives = logits
      negatives.remove(at: own)
      let weighed = logOfSumOfExponentials(negatives.map { (1 + hardness) * $0 })
      let weights = logOfSumOfExponentials(negatives.map { hardness * $0 })
      return -logits[own] + log(Double(negatives.count)) + weighed - weights
    }
  }
  let images = direction(cosines, settings.imageHardness)
  let texts = direction(cosines.transposed, settings.textHardness)
  return ContrastiveLoss(imageToText: images, textToImage: texts, value: images + texts)
}

private func requirePairs(_ cosines: Matrix<Double>, _ temperature: Double) {
  precondition(cosines.rows == cosines.columns && cosines.rows > 0, "no pairs")
  precondition(temperature > 0, "a temperature of \(temperature)")
}

private func meanOfRows(
  _ matrix: Matrix<Double>, _ loss: (_ row: [Double], _ place: Int) -> Double
) -> Double {
  (0..<matrix.rows).reduce(0) { $0 + loss(Array(matrix.row($1)), $1) } / Double(matrix.rows)
}

/// log Σ exp, without overflow.
private func logOfSumOfExponentials(_ values: [Double]) -> Double {
  let greatest = values.max() ?? 0
  return greatest + log(values.reduce(0) { $0 + exp($1 - greatest) })
}
