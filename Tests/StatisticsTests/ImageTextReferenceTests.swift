import Foundation
import LinearAlgebra
import Testing

@testable import Statistics

/// What `References/make_image_text_references.py` wrote.
private struct ImageTextReferences: Decodable {
  let losses: Losses
  let masks: [MaskCase]

  struct Losses: Decodable {
    let cosines: [[Double]]
    let similarity: [[Double]]
    /// Of images, of texts.
    let infoNCE: [Double]
    let semantic: [Double]
    let hardNegative: [Double]
  }

  struct MaskCase: Decodable {
    let width: Int
    let height: Int
    let a: [Bool]
    let b: [Bool]
    let spacing: [Double]
    let tolerance: Double
    let surfaceDice: Double
  }

  init() throws {
    self = try JSONDecoder().decode(Self.self, from: References.bytes("image-text.json"))
  }
}

@Suite struct ContrastiveLossTests {
  private let known: ImageTextReferences.Losses
  private let cosines: Matrix<Double>

  init() throws {
    known = try ImageTextReferences().losses
    cosines = Matrix(known.cosines)
  }

  private func expect(
    _ loss: ContrastiveLoss, is known: [Double], combined: Double,
    _ location: SourceLocation = #_sourceLocation
  ) {
    for (found, expected) in [
      (loss.imageToText, known[0]), (loss.textToImage, known[1]), (loss.value, combined),
    ] {
      #expect(abs(found - expected) < 1e-12, sourceLocation: location)
    }
  }

  @Test func lossesEqualTheirDefinitions() {
    expect(infoNCE(cosines), is: known.infoNCE, combined: known.infoNCE.reduce(0, +) / 2)
    expect(
      semanticMatchingLoss(cosines, labelSimilarity: Matrix(known.similarity)),
      is: known.semantic, combined: known.semantic.reduce(0, +) / 2)
    expect(
      decoupledHardNegativeNCE(cosines), is: known.hardNegative,
      combined: known.hardNegative.reduce(0, +))
  }

  @Test func equalCosinesSayNothingAndPartnersApartSayAll() {
    let equal = Matrix(rows: 5, columns: 5, elements: Array(repeating: 0.3, count: 25))
    #expect(abs(infoNCE(equal).value - log(5)) < 1e-12)
    let apart = Matrix(rows: 3, columns: 3, elements: [1, -1, -1, -1, 1, -1, -1, -1, 1])
    #expect(infoNCE(apart, temperature: 0.001).value < 1e-12)
    // All negatives alike weigh 1: log (n − 1) e^(c/τ) − c/τ.
    #expect(abs(decoupledHardNegativeNCE(equal).imageToText - log(4)) < 1e-12)
  }

  /// Those that the page Texts prints.
  @Test func lossesOfTwoPairsAreKnown() {
    let pairs = Matrix<Double>([[1, 0], [0, 1]])
    #expect(abs(infoNCE(pairs, temperature: 1).value - log(1 + exp(-1))) < 1e-12)
    #expect(abs(decoupledHardNegativeNCE(pairs).value + 2 / 0.6) < 1e-12)
    let p = 1 / (1 + exp(-1.0))
    let entropy = -(p * log(p) + (1 - p) * log(1 - p))
    let found = semanticMatchingLoss(pairs, labelSimilarity: pairs, temperature: 1)
    #expect(abs(found.value - entropy) < 1e-12)
  }

  @Test func aTextOfTheSameFindingsIsNoNegative() {
    // Two pairs of the same findings, whose texts are equally near.
    let same = Matrix(rows: 2, columns: 2, elements: [0.9, 0.9, 0.9, 0.9])
    let labels = Matrix(rows: 2, columns: 2, elements: [1.0, 1, 1, 1])
    let soft = semanticMatchingLoss(same, labelSimilarity: labels)
    let apart = semanticMatchingLoss(
      Matrix(rows: 2, columns: 2, elements: [0.9, 0.1, 0.1, 0.9]), labelSimilarity: labels)
    #expect(abs(soft.value - log(2)) < 1e-12 && apart.value > soft.value)
  }
}

@Suite struct MaskAgreementTests {
  @Test func surfaceDiceEqualsTheReference() throws {
    for known in try ImageTextReferences().masks {
      let found = surfaceDice(
        predicted: PixelMask(width: known.width, height: known.height, pixels: known.a),
        truth: PixelMask(width: known.width, height: known.height, pixels: known.b),
        tolerance: known.tolerance, spacing: PixelSpacing(x: known.spacing[0], y: known.spacing[1]))
      #expect(abs(found - known.surfaceDice) < 1e-12)
    }
  }

  @Test func emptyMasksAgreeWithEachOtherOnly() {
    let none = [Bool](repeating: false, count: 4)
    let some = [true, false, false, false]
    let both = MaskOverlap(predicted: none, truth: none)
    let one = MaskOverlap(predicted: some, truth: none)
    #expect(both.dice == 1 && both.intersectionOverUnion == 1)
    #expect(one.dice == 0 && one.intersectionOverUnion == 0)
    let half = MaskOverlap(predicted: [true, true, false, false], truth: some)
    #expect(half.dice == 2.0 / 3 && half.intersectionOverUnion == 0.5)
  }
}
