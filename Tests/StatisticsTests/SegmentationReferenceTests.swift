import Foundation
import Testing

@testable import Statistics

/// What `References/make_segmentation_references.py` wrote; 1 and 0 are inside and outside.
private struct SegmentationReferences: Decodable {
  let signedRanks: [SignedRanks]
  let areas: [Area]
  let runLengths: [RunLengths]

  struct SignedRanks: Decodable {
    let differences: [Double]
    let method: WilcoxonTest.Method
    /// Sum of the ranks of one sign.
    let smaller: Double
    let p: Double
  }

  struct Area: Decodable {
    let scores: [Float]
    let truth: [Int]
    let area: Double
  }

  struct RunLengths: Decodable {
    let rows: Int
    let columns: Int
    let pixels: [Int]
    let counts: [Int]
    let text: String

    var mask: PixelMask {
      PixelMask(width: columns, height: rows, pixels: pixels.map { $0 == 1 })
    }
  }

  init() throws {
    self = try JSONDecoder().decode(
      Self.self, from: References.bytes("segmentation-references.json"))
  }
}

@Suite struct WilcoxonTests {
  @Test func testEqualsTheReference() throws {
    for known in try SegmentationReferences().signedRanks {
      let found = WilcoxonTest(known.differences)
      #expect(found.method == known.method)
      #expect(min(found.positiveRanks, found.negativeRanks) == known.smaller)
      // Both add up to some hundred terms in double precision.
      #expect(abs(found.pValue - known.p) < 1e-12 * max(1, known.p), "\(found) is not \(known.p)")
    }
  }

  @Test func differencesOfZeroAreLeftOut() {
    let plain = WilcoxonTest([0.3, -0.1, 0.7])
    let padded = WilcoxonTest([0, 0.3, -0.1, 0, 0.7])
    #expect(padded.pValue == plain.pValue && padded.zeros == 2 && padded.nonzero == 3)
  }

  @Test func methodsThatAgreeEverywhereAreNotToldApart() {
    for differences in [[], [0.0], [0, 0, 0]] {
      let test = WilcoxonTest(differences)
      #expect(test.pValue == 1 && test.nonzero == 0 && test.positiveRanks == 0)
    }
  }

  @Test func exchangingTheMethodsChangesTheSignOnly() {
    let differences = (1...70).map { Double($0 % 7) - 2.5 }
    for count in [9, 70] {
      let (one, other) = (
        WilcoxonTest(Array(differences.prefix(count))),
        WilcoxonTest(differences.prefix(count).map { -$0 })
      )
      #expect(one.pValue == other.pValue && one.positiveRanks == other.negativeRanks)
    }
  }

  @Test func smallestProbabilityIsThatOfAllOneSign() {
    #expect(WilcoxonTest([1, 2, 3, 4, 5]).pValue == 2.0 / 32)
    #expect(WilcoxonTest([2, 2, 2, 2]).pValue == 2.0 / 16)
    #expect(WilcoxonTest([7]).pValue == 1)
  }

  /// The share of rejections at 5 % among tests of symmetric differences, ties among them.
  @Test(arguments: [8, 60])
  func noDifferenceIsSeldomFound(pairs: Int) {
    let rejected = (0..<600).count { index in
      var generator = SeededGenerator(seed: 3, stream: "pairs", index: index)
      let differences = (0..<pairs).map { _ in Double(Int.random(in: -6...6, using: &generator)) }
      return WilcoxonTest(differences).pValue <= 0.05
    }
    // Four standard errors above 5 %; a test that holds its level may reject fewer.
    #expect(rejected <= 51)
  }
}

@Suite struct PixelRankingTests {
  @Test func areaEqualsTheReference() throws {
    for known in try SegmentationReferences().areas {
      let found = pixelAreaUnderROC(of: known.scores, truth: known.truth.map { $0 == 1 })
      #expect(try abs(#require(found) - known.area) < 1e-12)
    }
  }

  @Test func masksOfOneKindOfPixelHaveNoArea() {
    #expect(pixelAreaUnderROC(of: [0.1, 0.9], truth: [false, false]) == nil)
    #expect(pixelAreaUnderROC(of: [0.1, 0.9], truth: [true, true]) == nil)
    #expect(pixelAreaUnderROC(of: [], truth: []) == nil)
  }

  @Test func higherWithinTheMaskIsBetter() {
    let truth = [false, false, true, true]
    #expect(pixelAreaUnderROC(of: [-3, -0.0, 0.5, 2], truth: truth) == 1)
    #expect(pixelAreaUnderROC(of: [2, 0.5, 0, -3], truth: truth) == 0)
    #expect(pixelAreaUnderROC(of: [0, -0.0, -0.0, 0], truth: truth) == 0.5)
  }
}

@Suite struct RunLengthTests {
  @Test func runsEqualTheReference() throws {
    for known in try SegmentationReferences().runLengths {
      let found = RunLengthMask(known.mask)
      #expect(found.counts == known.counts)
      #expect(found.text == known.text)
      #expect(found.area == known.pixels.reduce(0, +))
    }
  }

  @Test func runsGiveTheMaskBack() throws {
    for known in try SegmentationReferences().runLengths {
      let (width, height) = (known.columns, known.rows)
      let read = try RunLengthMask(width: width, height: height, text: known.text)
      #expect(read.counts == known.counts && read.mask == known.mask)
      let list = try RunLengthMask(width: width, height: height, counts: known.counts)
      let json = try JSONEncoder().encode(list)
      #expect(try JSONDecoder().decode(RunLengthMask.self, from: json) == read)
    }
  }

  @Test func listsOfCountsAreReadFromJSON() throws {
    let json = Data(#"{"size": [2, 3], "counts": [1, 2, 3]}"#.utf8)
    let mask = try JSONDecoder().decode(RunLengthMask.self, from: json)
    #expect(mask.mask.pixels == [false, true, false, true, false, false])
  }

  @Test(arguments: ["", "3", "~", "o", "0o", "PPPPPPPPPPPPPPPP", "N", "00"])
  func brokenTextsAreRefused(text: String) {
    #expect(throws: RunLengthError.self) {
      try RunLengthMask(width: 2, height: 2, text: text)
    }
  }

  @Test func runsOfOtherPixelsAreRefused() {
    #expect(throws: RunLengthError.pixels(found: 3, expected: 4)) {
      try RunLengthMask(width: 2, height: 2, counts: [1, 2])
    }
    for counts in [[-1, 5], [5], [.max, 1]] {
      #expect(throws: RunLengthError.self) {
        try RunLengthMask(width: 2, height: 2, counts: counts)
      }
    }
    #expect(throws: RunLengthError.size(width: 0, height: 4)) {
      try RunLengthMask(width: 0, height: 4, counts: [])
    }
    for side in [Int.max, 1 << 15] {
      #expect(throws: RunLengthError.size(width: side, height: side)) {
        try RunLengthMask(width: side, height: side, counts: [1 << 30])
      }
    }
  }
}
