import Analyses
import Embeddings
import Foundation
import LinearAlgebra
import Testing

/// Five items as two encoders see them: both see 0–1; "wide" alone sees 2–3; "narrow" alone 0–4.
private struct TwoEncoders {
  let wide = items(
    [[1, 0, 0], [1, 0.01, 0], [0, 1, 0], [0, 1, 0.002], [0, 0, 1]], name: "set",
    labels: ["x", "x", "y", "z", "x"])
  let narrow = items(
    [[1, 0], [1, 0.1], [0, 1], [-1, 0], [1, -0.3]], name: "set",
    labels: ["x", "x", "y", "z", "x"])

  func sights(listing limit: Int = 1_000) -> [PairSight] {
    [
      PairSight(
        findDuplicates(in: wide, threshold: 0.99, listing: limit), encoder: "wide", in: wide),
      PairSight(
        findDuplicates(in: narrow, threshold: 0.95, listing: limit), encoder: "narrow", in: narrow),
    ]
  }
}

@Suite struct GradedPairsTests {
  private let both = TwoEncoders()

  @Test func everyPairIsThereOnceWithTheEncodersThatSeeIt() throws {
    let result = try gradePairs(both.sights())
    #expect(result.pairCount == 3 && result.isComplete && result.warnings.isEmpty)
    #expect(result.grades.map(\.encoders) == [2, 1] && result.grades.map(\.pairs) == [1, 2])
    #expect(result.grades.map(\.labelConflicts) == [0, 1])
    #expect(result.pairs.map(\.encoders) == [2, 1, 1])
    let names = result.pairs.map { [$0.pair.a.description, $0.pair.b.description] }
    #expect(names == [["set-0", "set-1"], ["set-2", "set-3"], ["set-0", "set-4"]])
    #expect(
      result.pairs.map { $0.cosines.map(\.encoder) } == [["wide", "narrow"], ["wide"], ["narrow"]])
    let first = result.pairs[0]
    #expect(first.meanCosine == first.cosines.map(\.cosine).reduce(0, +) / 2)
    #expect(first.pair.cosine == first.cosines[0].cosine)
    #expect(result.encoders.map(\.pairs) == [2, 2] && result.encoders.map(\.seenAlone) == [1, 1])
    #expect(result.encoders.map(\.threshold) == [0.99, 0.95])
    #expect(result.reference == "set" && result.evaluation == nil)
  }

  @Test func gradesAreExactThoughListsAreCut() throws {
    // Each lists its closest pair only: "wide" 2–3, and "narrow" 0–1, which "wide" sees, too.
    let result = try gradePairs(both.sights(listing: 1))
    #expect(!result.isComplete && result.warnings.count == 2 && result.pairCount == 2)
    #expect(result.pairs.map(\.encoders) == [2, 1])
    #expect(result.pairs.map(\.pair.a.description) == ["set-0", "set-2"])
  }

  @Test func theLimitIsOfEachGradeAndCountsAreOfAll() throws {
    let result = try gradePairs(both.sights(), listing: 1)
    #expect(result.pairs.map(\.encoders) == [2, 1] && result.grades.map(\.pairs) == [1, 2])
    #expect(try gradePairs(both.sights(), listing: 0).pairs.isEmpty)
  }

  @Test func theOrderOfEncodersChangesNoGrade() throws {
    let (one, other) = (
      try gradePairs(both.sights()), try gradePairs(both.sights().reversed())
    )
    #expect(one.pairs.map(\.encoders) == other.pairs.map(\.encoders))
    #expect(one.pairs.map(\.pair.a) == other.pairs.map(\.pair.a))
    #expect(one.grades == other.grades)
  }

  @Test func pairsAcrossPartsAreGradedInTheCollection() throws {
    func sight(_ set: EmbeddedItems, _ name: String) throws -> PairSight {
      let train = set.selecting([0, 2], name: "train")
      let test = set.selecting([1, 3, 4], name: "test")
      let found = try findLeakage(
        from: train, into: test, threshold: 0.95, measuresEffect: false)
      return PairSight(found, encoder: name, from: train, into: test)
    }
    let result = try gradePairs([sight(both.wide, "wide"), sight(both.narrow, "narrow")])
    #expect(result.reference == "train" && result.evaluation == "test")
    #expect(result.pairs.map(\.encoders) == [2, 1, 1] && result.pairCount == 3)
    #expect(result.pairs.allSatisfy { $0.pair.parts == ["train", "test"] })
    #expect(result.grades.map(\.labelConflicts) == [0, 1])
  }

  @Test func idsOfTwoSetsMayBeTheSame() throws {
    let train = items([[1, 0], [0, 1]], name: "set")
    let test = items([[0, 1], [1, 1]], name: "set")
    let sights = try ["a", "b"].map { name in
      PairSight(
        try findLeakage(from: train, into: test, threshold: 0.9, measuresEffect: false),
        encoder: name, from: train, into: test)
    }
    let result = try gradePairs(sights)
    #expect(result.pairs.map { "\($0.pair.a) \($0.pair.b)" } == ["set-1 set-0"])
    #expect(result.pairs.map(\.encoders) == [2])
  }

  @Test func equalPicturesWithoutVectorsHaveGradeZero() throws {
    let blank = items([[0, 0], [0, 0], [1, 0]], name: "set", pixels: ["black", "black", "x"])
    let sights = ["a", "b"].map {
      PairSight(findDuplicates(in: blank, threshold: 0.9), encoder: $0, in: blank)
    }
    let result = try gradePairs(sights)
    #expect(result.grades.map(\.encoders) == [2, 1, 0] && result.grades.map(\.pairs) == [0, 0, 1])
    #expect(result.pairs[0].meanCosine == nil && result.pairs[0].pair.evidence == [.pixels])
  }

  @Test func noPairsAreNoPairs() throws {
    let set = items([[1, 0], [0, 1]])
    let sights = ["a", "b"].map {
      PairSight(findDuplicates(in: set, threshold: 0.9), encoder: $0, in: set)
    }
    let result = try gradePairs(sights)
    #expect(result.pairCount == 0 && result.pairs.isEmpty && result.grades.map(\.pairs) == [0, 0])
  }

  @Test func encodersOfOtherItemsAreRefused() throws {
    let set = items([[1, 0]], name: "other")
    let sight = PairSight(findDuplicates(in: set, threshold: 1), encoder: "c", in: set)
    #expect(throws: AnalysisError.differentItems("wide", 5, "c", 1)) {
      try gradePairs([both.sights()[0], sight])
    }
  }

  @Test func theyGoThroughJSON() throws {
    let result = AnalysisResult.gradedPairs(try gradePairs(both.sights()))
    let data = try JSONEncoder().encode(result)
    guard case .gradedPairs(let read) = try JSONDecoder().decode(AnalysisResult.self, from: data)
    else {
      Issue.record("another kind of result")
      return
    }
    #expect(try read.pairs == gradePairs(both.sights()).pairs)
  }
}
