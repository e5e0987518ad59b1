import Embeddings
import Foundation
import LinearAlgebra
import Statistics
import Testing

@testable import Analyses

@Suite struct ImageTextTests {
  private static let encoder = EncoderID(
    name: "texts", weights: nil, preprocessing: "", runtime: nil)

  /// Directions that tell `count` items apart; equal for equal numbers.
  private func rows(_ numbers: [Int]) -> Matrix<Float> {
    Matrix(
      numbers.map { number in
        (0..<8).map { Float(sin(Double((number + 1) * ($0 * $0 * 7 + number * 5 + 3)) * 1.3)) }
      })
  }

  private func items(
    _ images: Matrix<Float>, labels: [String]? = nil, units: [String]? = nil
  ) -> EmbeddedItems {
    EmbeddedItems(
      name: "set", ids: (0..<images.rows).map { .row($0) }, vectors: .float(images), labels: labels,
      units: units, columns: labels.map { ["label": $0] } ?? [:])
  }

  private func pairs(
    _ images: Matrix<Float>, _ texts: Matrix<Float>, captions: [String?]? = nil,
    labels: [String]? = nil, findings: [Set<Int>]? = nil
  ) throws -> CaptionedItems {
    let captions = captions ?? (0..<images.rows).map { "text \($0)" }
    return try CaptionedItems(
      items(images, labels: labels), captions: captions,
      vectors: texts.selecting(rows: CaptionedItems.captioned(captions)), findings: findings,
      textEncoder: Self.encoder, fit: TextFit(texts: texts.rows), temperature: nil)
  }

  private func judge(_ pairs: CaptionedItems) throws -> ImageTextResult {
    try judgeTexts(
      of: pairs, plan: ImageTextPlan(textEncoder: "texts", alignment: .shared), seed: 1,
      encoder: nil
    ).result
  }

  @Test func pairsOfOneVectorAreFoundAtOnce() throws {
    let vectors = rows(Array(0..<40))
    let result = try judge(pairs(vectors, vectors))
    for direction in result.retrieval {
      #expect(direction.medianRank == 1 && direction.recalls.allSatisfy { $0.value == 1 })
      #expect(direction.recalls[0].byLabel == nil)
    }
    let losses = try #require(result.losses)
    #expect(
      losses.noiseContrastive.value < losses.noiseContrastiveOfEqual
        && losses.semanticMatching == nil)
    #expect(losses.batch == 40 && losses.batches == 1)
    let matrix = try #require(result.matrix)
    for row in matrix.ofRows { #expect(abs(row.reduce(0, +) - 1) < 1e-4) }
    #expect(matrix.cosines[0][0] == 1)
  }

  @Test func encodersThatOnlyKnowLabelsAddNothingToThem() throws {
    let labels = (0..<60).map { "label \($0 % 3)" }
    let vectors = rows((0..<60).map { $0 % 3 })
    let result = try judge(pairs(vectors, vectors, labels: labels))
    let recall = try #require(result.retrieval[0].recalls.last)
    // Items that tie come before the match, so that knowing labels only finds nothing among ten.
    #expect(recall.value == 0 && abs((recall.byLabel ?? 0) - 0.5) < 1e-12)
    #expect(recall.overLabel.map { $0.difference < 0 } == true)
  }

  @Test func falseNegativesAreCountedByEachRule() throws {
    let vectors = rows([0, 0, 1, 2, 3, 4])
    let found = try judge(
      pairs(
        vectors, vectors, captions: ["a", "a", "b", "c", "d", "d "],
        findings: [[0], [0], [1], [0], [], []]))
    let rules = try #require(found.falseNegatives?.rules)
    #expect(rules.map(\.kind) == [.equalText, .similarText, .findings])
    #expect(rules[0].twins == 1 && rules[0].affected == 2)
    // Of equal texts only the first rule speaks.
    #expect(rules[1].twins == 0)
    // 0–3, 1–3 and 4–5.
    #expect(rules[2].twins == 3 && rules[2].affected == 5)
    #expect(abs(rules[0].perBatch - 5.0 * 2 / 30) < 1e-12)
  }

  @Test func imagesWithoutTextOrDirectionAreLeftOut() throws {
    var vectors = rows(Array(0..<8))
    for column in 0..<8 { vectors[3, column] = 0 }
    let captions = ["a", nil, " ", "d", "e", "f", "g", "h"]
    let found = try judge(pairs(vectors, rows(Array(0..<8)), captions: captions))
    #expect(found.pairs == 5 && found.withoutText == 2 && found.withoutDirection == 1)
  }

  @Test func whereNoFindingsAreKnownLabelsTellWrongNegatives() throws {
    let images = items(rows(Array(0..<6)), labels: ["x", "x", "x", "y", "y", "z"])
    let captioned = try CaptionedItems(
      images, captions: ["a", "a", "b", "c", "d", "e"], vectors: rows([0, 0, 1, 2, 3, 4]),
      textEncoder: Self.encoder, fit: TextFit(texts: 6), temperature: nil)
    let rules = try #require(try judge(captioned).falseNegatives?.rules)
    #expect(rules.map(\.kind) == [.equalText, .similarText, .label])
    // Both a with b, and c with d; a with a is told above.
    #expect(rules[2].twins == 3 && rules[2].affected == 5 && !rules[2].isLowerBound)
  }

  @Test func oneTextForAllIsWarnedOf() throws {
    let found = try judge(
      pairs(rows(Array(0..<8)), rows(Array(0..<8)), captions: Array(repeating: "same", count: 8)))
    #expect(found.warnings.contains { "\($0)".contains("all judged images have one text") })
    #expect(CaptionedItems.captioned(["a", "\u{200B}", " \u{2060}", nil]) == [0])
  }

  @Test func judgedTextsOfFittedPairsAreCounted() throws {
    let vectors = rows((0..<40).map { $0 % 8 })
    let items = EmbeddedItems(
      name: "set", ids: (0..<40).map { .row($0) }, vectors: .float(vectors),
      columns: ["split": (0..<40).map { $0 < 30 ? "train" : "test" }])
    let captioned = try CaptionedItems(
      items, captions: (0..<40).map { $0 < 33 ? "text \($0 % 30)" : "another \($0)" },
      vectors: vectors, textEncoder: Self.encoder, fit: TextFit(texts: 40), temperature: nil)
    let study = try judgeTexts(
      of: captioned, plan: ImageTextPlan(textEncoder: "texts", alignment: .fitted), seed: 1,
      encoder: nil)
    #expect(study.result.alignment?.textsSeen == 3)
  }

  @Test func oneTextIsTooFew() throws {
    #expect(throws: AnalysisError.self) {
      try pairs(rows([0, 1]), rows([0, 1]), captions: ["a", nil])
    }
  }

  /// A patient in the training part and in the test part was judged.
  @Test func aUnitThatWasFittedOnJudgesNothing() throws {
    let vectors = rows(Array(0..<60))
    let splits = (0..<60).map { $0 < 40 ? "train" : $0 < 58 ? "test" : nil }
    let units = (0..<60).map { $0 < 45 ? "u\($0 % 40)" : "u\($0)" }
    let items = EmbeddedItems(
      name: "set", ids: (0..<60).map { .row($0) }, vectors: .float(vectors), units: units,
      columns: ["split": splits])
    let captioned = try CaptionedItems(
      items, captions: (0..<60).map { "text \($0)" }, vectors: vectors, textEncoder: Self.encoder,
      fit: TextFit(texts: 60), temperature: nil)
    let study = try judgeTexts(
      of: captioned, plan: ImageTextPlan(textEncoder: "texts", alignment: .fitted), seed: 1,
      encoder: nil)
    // Of 20 others five are of units that were fitted on, and two have no split.
    #expect(study.result.pairs == 13)
    #expect(study.result.alignment?.rule.contains("without 5 pairs") == true)
    #expect(study.fittedOn?.count == 40)
  }

  @Test func aZeroVectorIsGivenNoClassAndJudgesNothing() throws {
    var vectors = rows([0, 1, 0, 1])
    for column in 0..<8 { vectors[0, column] = 0 }
    let images = items(vectors, labels: ["cat", "dog", "cat", "dog"])
    let study = try classify(images, prompts(["cat", "dog"], [[0], [1]]))
    #expect(study.predictions.map(\.prediction) == [nil, "dog", "cat", "dog"])
    #expect(study.result.zeroShot?.items == 3)
    let side = AlignedSide(mean: [1, 1], map: Matrix(rows: 2, columns: 1, elements: [1, 1]))
    #expect(side.aligned(UnitRows(Matrix<Float>([[0, 0], [3, 4]]))).row(0) == [0])
  }

  @Test func meansOverClassesOfOneUnitHaveNoInterval() throws {
    let labels = (0..<20).map { $0 % 2 == 0 ? "cat" : "dog" }
    let units = (0..<20).map { $0 % 2 == 0 ? "u\($0)" : "kennel" }
    let images = items(rows((0..<20).map { $0 % 2 }), labels: labels, units: units)
    let result = try #require(
      try classify(images, prompts(["cat", "dog"], [[0], [1]])).result.zeroShot)
    #expect(result.classesOfOneUnit == 1 && result.metrics[1].interval == nil)
  }

  // MARK: Zero-shot

  private func prompts(_ names: [String], _ vectors: [[Int]]) -> (PromptSet, PromptVectors) {
    let set = PromptSet(names: names, templates: ["a picture of {}"])
    return (
      set,
      PromptVectors(
        classes: vectors.map(rows), nonsense: [], fit: TextFit(texts: vectors.count))
    )
  }

  private func classify(
    _ images: EmbeddedItems, _ prompts: (PromptSet, PromptVectors)
  ) throws -> ZeroShotStudy {
    var plan = ImageTextPlan(textEncoder: "texts", alignment: .shared)
    plan.prompts = prompts.0
    return try Analyses.classify(
      images, by: prompts.1, plan: plan, texts: Self.encoder, temperature: nil, seed: 1,
      encoder: nil)
  }

  @Test func theNearestClassIsGiven() throws {
    let labels = (0..<20).map { $0 % 2 == 0 ? "cat" : "dog" }
    let images = items(rows((0..<20).map { $0 % 2 }), labels: labels)
    let study = try classify(images, prompts(["cat", "dog"], [[0], [1]]))
    #expect(study.predictions.map(\.prediction) == labels)
    let result = try #require(study.result.zeroShot)
    #expect(result.metrics.allSatisfy { $0.value == 1 } && result.majority == 0.5)
    #expect(result.confusion == [[10, 0], [0, 10]])
    // Names exchanged: everything is wrong.
    let exchanged = try classify(images, prompts(["dog", "cat"], [[0], [1]]))
    #expect(exchanged.result.zeroShot?.metrics[0].value == 0)
  }

  @Test func aClassIsTheMeanOfItsPromptsAtLengthOne() throws {
    // A prompt of a hundred times the length counts no more than another.
    let long = Matrix<Float>(rows: 2, columns: 2, elements: [100, 0, 0, 1])
    let other = Matrix<Float>(rows: 1, columns: 2, elements: [1, -0.2])
    let images = items(Matrix(rows: 1, columns: 2, elements: [1, 1]), labels: ["a"])
    let study = try classify(
      images,
      (
        PromptSet(names: ["a", "b"], templates: ["{}"]),
        PromptVectors(classes: [long, other], nonsense: [], fit: TextFit(texts: 2))
      ))
    #expect(study.predictions[0].prediction == "a")
    #expect(abs((study.predictions[0].cosine ?? 0) - 1) < 1e-6)
  }

  @Test func labelsWithoutAClassAreLeftOutAndNamed() throws {
    let images = items(rows([0, 1, 2]), labels: ["cat", "dog", "bird"])
    let result = try #require(
      try classify(images, prompts(["cat", "dog"], [[0], [1]])).result.zeroShot)
    #expect(result.items == 2 && result.otherLabels == ["bird"])
    let others = try classify(images, prompts(["fish", "frog"], [[0], [1]])).result
    #expect(others.zeroShot == nil && others.warnings.count == 1)
  }

  @Test func withoutLabelsThereArePredictionsAlone() throws {
    let study = try classify(items(rows([0, 1])), prompts(["cat", "dog"], [[0], [1]]))
    #expect(study.result.zeroShot == nil && study.predictions.count == 2)
  }

  @Test func nonsenseNamesNothing() {
    let set = PromptSet(names: ["cat", "dog"], templates: ["a {}", "{}"])
    let words = set.nonsenseWords(0, seed: 1)
    #expect(words != set.nonsenseWords(1, seed: 1) && words == set.nonsenseWords(0, seed: 1))
    let renamed = set.renamed(to: words)
    #expect(renamed?.classes.map(\.prompts) == words.map { ["a \($0)", $0] })
    let given = PromptSet(classes: [.init(name: "cat", prompts: ["a cat"])])
    #expect(given.renamed(to: ["bobo"]) == nil)
    // A class of one letter stands in many a word of its template.
    let short = PromptSet(names: ["a", "b"], templates: ["an image of {}, a {}"])
    #expect(
      short.renamed(to: ["bobo", "kiku"])?.classes[0].prompts == ["an image of bobo, a bobo"])
  }

  @Test func classesWithoutImagesAndPromptsWithoutNamesAreTold() throws {
    let images = items(rows([0, 1, 2]), labels: ["cat", "dog", "bird"])
    let set = PromptSet(classes: [
      .init(name: "cat", prompts: ["a cat"]), .init(name: "Dog", subject: "dog", templates: ["{}"]),
    ])
    let vectors = PromptVectors(
      classes: [rows([0]), rows([1])], nonsense: [], fit: TextFit(texts: 2))
    let warnings = try classify(images, (set, vectors)).result.warnings.map { "\($0)" }
    #expect(warnings.contains { $0.contains("Dog") && $0.contains("bird, dog") })
    #expect(warnings.contains { $0.contains("the prompts of cat are given") })
  }

  @Test func promptsThatLoseTheirEndsAreTold() throws {
    let images = items(rows([0, 1]), labels: ["cat", "dog"])
    let set = PromptSet(names: ["cat", "dog"], templates: ["{}"])
    let cut = try JSONDecoder().decode(
      TextFit.self,
      from: Data(#"{"texts": 2, "cutOff": 1, "unknown": 0, "firstCutOff": "cat"}"#.utf8))
    let vectors = PromptVectors(classes: [rows([0]), rows([1])], nonsense: [], fit: cut)
    let warnings = try classify(images, (set, vectors)).result.warnings
    #expect(warnings.contains { "\($0)".contains("1 of 2 prompts are longer") })
  }
}
