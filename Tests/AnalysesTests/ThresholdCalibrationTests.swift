import Embeddings
import LinearAlgebra
import Statistics
import Testing

@testable import Analyses

/// Thresholds found from the data.
@Suite struct ThresholdCalibrationTests {
  /// Directions at random, each with near copies of itself behind it.
  private func families(_ count: Int, of size: Int, seed: UInt64) -> [[Double]] {
    var generator = SeededGenerator(seed: seed, stream: "calibration.families")
    func vector() -> [Double] { (0..<16).map { _ in generator.uniformFraction() - 0.5 } }
    return (0..<count).flatMap { _ in
      let center = vector()
      return (0..<size).map { _ in zip(center, vector()).map { $0 + 0.04 * $1 } }
    }
  }

  private func calibration(
    _ items: EmbeddedItems, rate: Double = 0.001, copies: [AlteredCopies] = []
  ) throws -> ThresholdCalibration {
    calibrateThreshold(on: items, copies: copies, CalibrationSettings(falsePairRate: rate))
  }

  @Test func copiesInTheSetDoNotHideThemselves() throws {
    let all = items(families(200, of: 5, seed: 4))
    let units = (0..<1_000).map { "family \($0 / 5)" }
    let known = try calibration(items(families(200, of: 5, seed: 4), units: units))
    let unknown = try calibration(all)
    #expect(known.itemsWithCopies == 0 && unknown.itemsWithCopies == 1_000)
    #expect(unknown.threshold == known.threshold && unknown.threshold < 0.97)
    var generator = SeededGenerator(seed: 5, stream: "split")
    let test = generator.choose(300, of: 1_000)
    let train = (0..<1_000).filter { !test.contains($0) }
    let reference = all.selecting(train, name: "train")
    let threshold = try calibration(reference)
    let result = try findLeakage(
      from: reference, into: all.selecting(test, name: "test"), threshold: threshold.threshold,
      calibration: threshold)
    let families = Set(train.map { $0 / 5 })
    #expect(result.leakedItems == test.count { families.contains($0 / 5) })
    #expect(result.pairs.allSatisfy { ($0.cosine ?? 0) > 0.99 })
  }

  @Test func falsePairsAreAsManyAsAllowed() throws {
    let set = items(families(3_000, of: 1, seed: 6))
    for rate in [0.001, 0.01, 0.1] {
      let found = try calibration(set, rate: rate)
      #expect(found.falsePairs.rate <= rate && found.falsePairs.rate >= 0.5 * rate)
      let pairs = findDuplicates(in: set, threshold: found.threshold).pairs
      #expect(Set(pairs.flatMap { [$0.a, $0.b] }).count == found.falsePairs.count)
    }
  }

  /// Fresh images of the same kind, none a copy, are paired as often as was allowed.
  @Test func freshImagesArePairedAsOftenAsAllowed() throws {
    var rates: [Double] = []
    for seed in 10..<26 {
      let set = items(families(1_000, of: 1, seed: UInt64(seed)))
      let threshold = try calibration(set, rate: 0.01).threshold
      let fresh = items(families(500, of: 1, seed: UInt64(100 + seed)), name: "fresh")
      rates.append(try findLeakage(from: set, into: fresh, threshold: threshold).leakRate)
    }
    // 80 of 8,000 expected; thresholds of 1,000 images add to the variance.
    #expect((0.006...0.014).contains(rates.reduce(0, +) / Double(rates.count)))
  }

  @Test func copiesTellTheRecallAndMoveNothing() throws {
    let set = items(families(300, of: 1, seed: 7))
    let copies = [
      AlteredCopies(alteration: "jpeg-50", cosines: [0.2, 0.3, 0.1, 1]),
      AlteredCopies(alteration: "crop", cosines: [1, 1]),
      AlteredCopies(alteration: "window", cosines: []),
    ]
    let found = try calibration(set, copies: copies)
    #expect(found.threshold == (try calibration(set).threshold))
    #expect(found.alterations.map(\.alteration) == ["jpeg-50", "crop"])
    #expect(found.alterations.map(\.found.rate) == [0.25, 1] && found.recall == 0.625)
    #expect(found.warnings.count == 2)
    #expect(found.curve.first?.recalls == [1, 1] && found.curve.last?.recalls == [0.25, 1])
    #expect(
      zip(found.curve, found.curve.dropFirst()).allSatisfy {
        $0.threshold < $1.threshold && $0.falsePairRate >= $1.falsePairRate
          && $1.neighborRate >= $1.falsePairRate
      })
  }

  @Test func setsThatNothingCanBeLearntOfPairEqualImagesOnly() throws {
    for rows in [[[1.0, 2]], [[0, 0], [1, 2]], [[0, 0], [0, 0]]] {
      let found = try calibration(items(rows))
      #expect(found.threshold == 1 && found.falsePairs.total == 0 && found.warnings.count == 1)
    }
    let one = try calibration(items([[1, 2], [2, 1]], units: ["one", "one"]))
    #expect(one.threshold == 1 && one.warnings.count == 1)
  }

  @Test func equalVectorsLeaveOnlyEquality() throws {
    let found = try calibration(items(Array(repeating: [1, 2], count: 50)))
    #expect(found.threshold == 1 && found.falsePairs.rate == 1)
    #expect(found.warnings.map(\.finding).contains { $0.contains("no threshold keeps") })
  }
}
