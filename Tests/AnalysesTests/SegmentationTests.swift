import Analyses
import Foundation
import Statistics
import Testing

@Suite struct SegmentationTests {
  private let square = Self.mask { x, y in x < 4 && 2 <= y && y < 6 ? 1 : 0 }
  private let nothing = Self.mask { _, _ in 0 }

  private static func mask(_ value: (Int, Int) -> UInt8) -> LabelMask {
    LabelMask(width: 8, height: 8, values: (0..<64).map { value($0 % 8, $0 / 8) })
  }

  /// The square, moved to the right.
  private func moved(_ pixels: Int, _ value: UInt8 = 1) -> LabelMask {
    Self.mask { x, y in pixels <= x && x < 4 + pixels && 2 <= y && y < 6 ? value : 0 }
  }

  private func plan(_ names: String...) -> SegmentationPlan {
    SegmentationPlan(masks: names.map { MaskMethod(name: $0, path: $0) })
  }

  private func evaluate(
    _ images: [(truth: LabelMask, masks: [LabelMask?])], groups: [String]? = nil,
    labels: [Int] = [], maps: [[Float]?]? = nil, _ plan: SegmentationPlan
  ) throws -> SegmentationResult {
    let scored = images.enumerated().map { index, image in
      ScoredImage(
        id: "\(index)", truth: image.truth, masks: image.masks,
        maps: maps ?? image.masks.map { _ in nil }, labels: labels, plan: plan)
    }
    let missing = plan.masks.indices.map { method in
      images.count { $0.masks[method] == nil }
    }
    return try evaluateSegmentation(
      of: ScoredSet(
        dataset: "set", images: scored, groups: groups, missing: missing,
        thresholded: plan.masks.map { _ in 0 }, labels: labels), plan: plan, seed: 1)
  }

  private func scores(_ result: SegmentationResult, _ measure: MaskMeasure) -> [Double?] {
    result.measure(measure)?.scores.map(\.estimate) ?? []
  }

  @Test func equalMasksAgreeWhollyWhateverTheirValue() throws {
    let result = try evaluate(
      [(square, [moved(0, 255)]), (nothing, [nothing])], plan("A"))
    for measure in [MaskMeasure.dice, .intersectionOverUnion, .surfaceDice] {
      #expect(scores(result, measure) == [1])
    }
    #expect(result.emptyTruths == 1 && result.methods[0].bothEmpty == 1)
    // Equal values do not vary, and no interval is made of them.
    #expect(result.measure(.dice)?.scores[0].interval == nil)
  }

  /// Two pixels across are 3 mm, two down 1 mm.
  @Test func tolerancesAreInMillimetresWhereSpacingIsGiven() throws {
    var plan = plan("A")
    plan.tolerance = 2
    #expect(try scores(evaluate([(square, [moved(2)])], plan), .surfaceDice) == [1])
    plan.spacing = PixelSpacing(x: 1.5, y: 0.5)
    let result = try evaluate([(square, [moved(2)])], plan)
    #expect(try #require(scores(result, .surfaceDice)[0]) < 1)
    plan.spacing = PixelSpacing(x: 0.5, y: 1.5)
    #expect(try scores(evaluate([(square, [moved(2)])], plan), .surfaceDice) == [1])
  }

  @Test func oneEmptyMaskOfTwoIsNoAgreement() throws {
    let result = try evaluate([(square, [nothing]), (nothing, [square])], plan("A"))
    #expect(scores(result, .dice) == [0] && scores(result, .surfaceDice) == [0])
    #expect(result.methods[0].falseAlarms == 1 && result.methods[0].missed == 1)
  }

  @Test func betterMasksScoreHigher() throws {
    let result = try evaluate(
      (0..<7).map { _ in (square, [moved(1), moved(3)]) }, plan("near", "far"))
    #expect(scores(result, .dice) == [0.75, 0.25])
    #expect(result.measure(.dice)?.pairs[0].difference == 0.5)
    // 2 of 2⁷ choices of signs.
    #expect(result.measure(.dice)?.pairs[0].test.pValue == 2.0 / 128)
  }

  @Test func groupsCountOnceHoweverManyImagesTheyHave() throws {
    let images = [
      (square, [moved(0)]), (square, [moved(0)]), (square, [moved(0)]), (square, [moved(4)]),
    ]
    let alone = try evaluate(images, plan("A"))
    let grouped = try evaluate(images, groups: ["a", "a", "a", "b"], plan("A"))
    #expect(scores(alone, .dice) == [0.75] && alone.unit == "image")
    #expect(scores(grouped, .dice) == [0.5] && grouped.unit == "group" && grouped.units == 2)
    #expect(alone.measure(.pooledDice) == nil)
    // All pixels of a at once agree; those of b do not.
    #expect(scores(grouped, .pooledDice) == [0.5])
  }

  @Test func pooledDiceIsThatOfAllPixelsOfAUnit() throws {
    let images = [(square, [moved(0)]), (nothing, [square])]
    let result = try evaluate(images, groups: ["a", "a"], plan("A"))
    #expect(scores(result, .dice) == [0.5])
    #expect(scores(result, .pooledDice) == [2.0 * 16 / 48])
  }

  @Test func methodsAreComparedOnTheImagesThatBothHave() throws {
    let result = try evaluate(
      [(square, [moved(0), nil]), (square, [moved(1), moved(2)]), (square, [nil, moved(0)])],
      plan("A", "B"))
    let pair = try #require(result.measure(.dice)?.pairs.first)
    #expect(pair.images == 1 && pair.difference == 0.25)
    #expect(scores(result, .dice) == [0.875, 0.75])
    #expect(result.methods.map(\.missing) == [1, 1])
    #expect(result.warnings.contains { $0.finding.contains("different images") })
  }

  @Test func missingMasksCountAsEmptyWhereAskedFor() throws {
    var plan = plan("A")
    plan.missing = .empty
    let result = try evaluate([(square, [moved(0)]), (square, [nil]), (nothing, [nil])], plan)
    #expect(scores(result, .dice) == [2.0 / 3])
    #expect(result.methods[0].missing == 2 && result.methods[0].masks == 1)
  }

  @Test func aLabelIsMeasuredWhereItIs() throws {
    let two = Self.mask { x, y in y < 4 ? 2 : x < 4 ? 3 : 0 }
    let found = Self.mask { x, y in y < 4 ? 2 : x >= 4 ? 3 : 0 }
    let result = try evaluate(
      [(two, [found]), (moved(0, 2), [moved(0, 2)])], labels: [2, 3], plan("A"))
    #expect(result.labels.map(\.label) == [2, 3] && result.labels.map(\.truths) == [2, 1])
    #expect(result.labels[0].scores[0].dice == 1 && result.labels[0].scores[0].images == 2)
    // The second image has no 3, and says nothing of it.
    #expect(result.labels[1].scores[0].dice == 0 && result.labels[1].scores[0].images == 1)
    var plan = plan("A")
    plan.object = .label(3)
    #expect(try scores(evaluate([(two, [found])], plan), .dice) == [0])
  }

  @Test func mapsHaveAnAreaWhereThereIsSomethingToTellApart() throws {
    let map = square.values.map { $0 == 1 ? Float(0.4) : -3 }
    let result = try evaluate(
      [(square, [square]), (nothing, [nothing])], maps: [map], plan("A"))
    let score = try #require(result.measure(.areaUnderCurve)?.scores.first)
    #expect(score.estimate == 1 && score.images == 1)
    #expect(result.scores[1].scores[0]?.areaUnderCurve == nil)
  }

  @Test func probabilitiesAreCorrectedOverAllPairs() throws {
    let result = try evaluate(
      (0..<8).map { _ in (square, [moved(0), moved(1), moved(2)]) }, plan("A", "B", "C"))
    let pairs = try #require(result.measure(.dice)?.pairs)
    #expect(pairs.map { $0.a + $0.b } == ["AB", "AC", "BC"])
    #expect(pairs.map(\.adjustedPValue) == holmAdjusted(pairs.map(\.test.pValue)))
  }

  @Test func theSameSeedGivesTheSameBitsAndTheOrderOfImagesDoesNotMatter() throws {
    let images = (0..<9).map { (square, [moved($0 % 4), moved($0 % 3)]) }
    let one = try evaluate(images, plan("A", "B"))
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    #expect(try encoder.encode(one) == encoder.encode(evaluate(images, plan("A", "B"))))
    let turned = try evaluate(images.reversed(), plan("A", "B"))
    #expect(scores(one, .surfaceDice) == scores(turned, .surfaceDice))
  }

  @Test func plantedDifferencesLieInTheInterval() throws {
    var generator = SeededGenerator(seed: 5, stream: "moves", index: 0)
    let images = (0..<40).map { _ in (square, [moved(Int.random(in: 0...4, using: &generator))]) }
    let score = try #require(try evaluate(images, plan("A")).measure(.dice)?.scores.first)
    let interval = try #require(score.interval)
    // Moves of 0 to 4 pixels agree in 1, ¾, ½, ¼ and 0: half on average.
    #expect(interval.low < 0.5 && 0.5 < interval.high && interval.high - interval.low < 0.3)
  }

  @Test func oneImageHasNoInterval() throws {
    let result = try evaluate([(square, [moved(1), moved(2)])], plan("A", "B"))
    #expect(result.measure(.dice)?.scores[0].interval == nil)
    #expect(result.measure(.dice)?.pairs[0].test.pValue == 1)
    #expect(result.warnings.contains { $0.finding.contains("at most 1 unit differs") })
  }

  /// Warnings once counted units alone, neither those that do not differ nor what Holm asks for.
  @Test func testsThatCanFindNothingAreWarnedOf() throws {
    func findings(_ images: Int, equal: Int = 0, _ names: String...) throws -> [String] {
      let shifted = (0..<names.count).map { moved($0) }
      let plan = SegmentationPlan(masks: names.map { MaskMethod(name: $0, path: $0) })
      return try evaluate(
        (0..<images).map { _ in (square, shifted) }
          + (0..<equal).map { _ in (square, names.map { _ in moved(0) }) }, plan
      ).warnings.map(\.finding).filter { $0.contains("signed-rank") }
    }
    #expect(try findings(6, "A", "B").isEmpty)
    #expect(try findings(5, equal: 20, "A", "B")[0].contains("DSC: no signed-rank test can find"))
    #expect(try findings(5, equal: 20, "A", "B")[0].contains("A − B: at most 5 units differ"))
    // 3 · 2 · 2⁻⁶ is above 5 %, 3 · 2 · 2⁻⁷ is not.
    #expect(try findings(6, "A", "B", "C")[0].contains("6 units differ, and Holm counts 3 pairs"))
    #expect(try findings(7, "A", "B", "C").isEmpty)
    // Methods that agree in all units lack none.
    #expect(try findings(0, equal: 9, "A", "B").isEmpty)
  }

  /// Controls once were tested against every method, and Holm counted those tests.
  @Test func aControlIsComparedWithItsOwnMethodAlone() throws {
    let methods = [
      MaskMethod(name: "A", path: ""), MaskMethod(name: "A nonsense", path: "", controlOf: "A"),
      MaskMethod(name: "B", path: ""), MaskMethod(name: "B nonsense", path: "", controlOf: "B"),
    ]
    let images = (0..<7).map { _ in (square, [moved(1), moved(3), moved(2), moved(4)]) }
    let result = try evaluate(images, SegmentationPlan(masks: methods))
    let pairs = try #require(result.measure(.dice)).pairs
    #expect(
      pairs.map { [$0.a, $0.b] } == [["A", "A nonsense"], ["A", "B"], ["B", "B nonsense"]])
    for pair in pairs { #expect(abs(pair.adjustedPValue - 3 * pair.test.pValue) < 1e-12) }
    #expect(result.methods.map(\.controlOf) == [nil, "A", nil, "B"])
  }

  @Test func allEmptyMasksAreWarnedOf() throws {
    let truths = try evaluate([(nothing, [square])], plan("A"))
    #expect(truths.warnings.contains { $0.finding.contains("true masks of all") })
    let masks = try evaluate([(square, [nothing])], plan("A"))
    #expect(masks.warnings.contains { $0.finding == "A: all masks are empty" })
  }

  @Test func nothingToCompareIsRefused() {
    #expect(throws: AnalysisError.self) { try evaluate([(square, [nil])], plan("A")) }
    #expect(throws: AnalysisError.self) { try evaluate([], plan("A")) }
  }

  @Test func theWorstComeFirstAndTiesByID() throws {
    let result = try evaluate(
      [(square, [moved(1)]), (square, [moved(3)]), (square, [moved(1)])], plan("A"))
    #expect(result.worst(3).map(\.id) == ["1", "0", "2"])
    #expect(result.listing(1).scores.map(\.id) == ["1"])
  }
}
