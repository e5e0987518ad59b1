import Embeddings
import LinearAlgebra
import Statistics
import Testing

@testable import Analyses

@Suite struct EncoderRepresentationTests {
  /// Random rows, the same rotated, the same with noise, and unrelated ones.
  private func views(
    _ count: Int, units: [String]? = nil, labels: [String]? = nil
  ) -> [EncoderView] {
    var generator = SeededGenerator(seed: 5, stream: "representations")
    func noise() -> Double { generator.uniformFraction() - 0.5 }
    let rows = (0..<count).map { _ in (0..<6).map { _ in noise() } }
    let turned = rows.map { row in
      [3 * row[1], -3 * row[0]] + row[2...].map { 3 * $0 } + [0]
    }
    let near = rows.map { row in row.map { $0 + 0.3 * noise() } }
    let other = (0..<count).map { _ in (0..<4).map { _ in noise() } }
    return [("rows", rows), ("turned", turned), ("near", near), ("other", other)]
      .enumerated().map { place, view in
        // What is known of items is known of the first encoder's.
        EncoderView(
          name: view.0,
          items: items(
            view.1, labels: place == 0 ? labels : nil, units: place == 0 ? units : nil))
      }
  }

  private func representation(
    _ views: [EncoderView]
  ) throws -> (result: EncoderRepresentation, warnings: [AnalysisWarning]) {
    var warnings: [AnalysisWarning] = []
    let result = try EncoderRepresentation(
      of: JoinedEncoders(views), seed: 3, warnings: &warnings, progress: { _, _ in })
    return (result, warnings)
  }

  private func pair(_ a: String, _ b: String, in result: EncoderRepresentation) throws
    -> EncoderPair
  {
    try #require(result.pairs.first { $0.joins(a, b) })
  }

  @Test func likeAndUnlikeEncodersAreToldApart() throws {
    let (result, warnings) = try representation(views(150))
    #expect(warnings.isEmpty && result.items == 150 && result.pairs.count == 6)
    let same = try pair("rows", "turned", in: result)
    #expect(same.ckaDebiased > 0.999999 && same.procrustes < 1e-6)
    #expect((same.mutualNeighbors ?? 0) > 0.999)
    let near = try pair("near", "rows", in: result)
    let other = try pair("rows", "other", in: result)
    #expect(near.ckaDebiased > 0.8 && abs(other.ckaDebiased) < 0.1)
    #expect((near.ckaGaussian ?? 0) > 0.7 && abs(other.ckaGaussian ?? 1) < 0.1)
    #expect(near.procrustes < other.procrustes)
    #expect(near.mutualNeighbors ?? 0 > 3 * (other.mutualNeighbors ?? 1))
    #expect(abs((other.mutualNeighbors ?? 1) - result.neighborsByChance) < 0.05)
    for pair in result.pairs {
      let (cka, mutual) = (
        try #require(pair.ckaInterval), try #require(pair.mutualNeighborsInterval)
      )
      #expect(cka.low <= pair.ckaDebiased && pair.ckaDebiased <= cka.high + 1e-9)
      #expect(mutual.low <= mutual.high)
    }
    // The nearest two are joined first.
    let tree = try #require(result.tree)
    #expect((tree.merges[0].a, tree.merges[0].b) == (0, 1))
    #expect(result.comparedEncoders == ["rows", "turned", "near", "other"])
  }

  @Test func layoutsAreMeasuredByGroupOrLabel() throws {
    let labels = (0..<60).map { "\($0 % 2)" }
    let byLabel = try representation(views(60, labels: labels)).result
    #expect(byLabel.encoders.allSatisfy { $0.alignedBy == .label && $0.alignment?.pairs == 870 })
    let units = (0..<60).map { "\($0 / 3)" }
    let byGroup = try representation(views(60, units: units, labels: labels)).result
    #expect(byGroup.encoders.allSatisfy { $0.alignedBy == .group && $0.alignment?.pairs == 60 })
    #expect(byGroup.unit == "group" && byGroup.units == 20)
    for encoder in byLabel.encoders {
      let rank = try #require(encoder.effectiveRank)
      #expect(rank > 1 && rank <= Double(encoder.dimension))
      #expect((-8...0).contains(encoder.uniformity ?? 1))
    }
    let unlabelled = try representation(views(60)).result
    #expect(unlabelled.encoders.allSatisfy { $0.alignment == nil && $0.alignedBy == nil })
  }

  @Test func anEncoderWithoutVarianceIsLeftOutOfPairsAndNamed() throws {
    let constant = EncoderView(
      name: "constant", items: items(Array(repeating: [1, 2], count: 40)))
    let (result, warnings) = try representation(Array(views(40).prefix(2)) + [constant])
    #expect(result.pairs.count == 1 && result.tree == nil && result.encoders.count == 3)
    #expect(warnings.count == 1 && warnings[0].finding.hasPrefix("constant: all vectors are equal"))
    #expect(abs((result.encoders[2].effectiveRank ?? 0) - 1) < 1e-6)
  }

  @Test func itemsWithoutDirectionAreLeftOut() throws {
    var rows = (0..<30).map { [Double($0 % 7), 1, Double($0 % 4)] }
    let whole = EncoderView(name: "whole", items: items(rows))
    rows[4] = [0, 0, 0]
    let result = try representation([whole, EncoderView(name: "holed", items: items(rows))]).result
    #expect(result.items == 29 && result.itemsInAll == 30)
  }

  @Test func fewItemsHaveNoPairsOrNoIntervals() throws {
    let three = try representation(views(3)).result
    #expect(three.pairs.isEmpty && three.tree == nil && three.encoders.count == 4)
    let five = try representation(views(5)).result
    #expect(five.pairs.count == 6 && five.pairs.allSatisfy { $0.ckaInterval == nil })
    #expect(five.neighbors == 4)
    let one = try representation(Array(views(20).prefix(1))).result
    #expect(one.pairs.isEmpty && one.encoders.count == 1)
  }

  @Test func copiesByTheHundredHaveNoBandwidth() throws {
    let rows = (0..<120).map { (i: Int) -> [Double] in i < 100 ? [1, 1] : [Double(i % 7), 2] }
    let result = try representation([
      EncoderView(name: "a", items: items(rows)),
      EncoderView(name: "b", items: items(rows.map { [$0[0], $0[1], 3] })),
    ]).result
    #expect(result.pairs[0].ckaGaussian == nil && result.pairs[0].ckaDebiased > 0.999)
  }
}
