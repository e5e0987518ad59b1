import Foundation
import LinearAlgebra
import Statistics
import Testing

@Suite struct ChainGuardTests {
  /// Unit vectors at these angles, in degrees.
  private func rows(atDegrees angles: [Double]) -> UnitRows {
    UnitRows(Matrix(angles.map { [cos($0 * .pi / 180), sin($0 * .pi / 180)] }))
  }

  private func guarded(
    _ rows: UnitRows, threshold: Double
  ) -> GuardedComponents {
    guardedComponents(
      similarPairs(within: rows, threshold: threshold).pairs, of: rows.count,
      chainedAtLeast: 2 * threshold - 1
    ) { rows.cosine($0, rows, $1) }
  }

  @Test func aChainOfUnlikeRowsIsCutAtItsWeakestLink() {
    // Steps of 10, 11 and 10 degrees: cos 11° = .9816, cos 21° = .934, cos 31° = .857.
    let found = guarded(rows(atDegrees: [0, 10, 21, 31]), threshold: 0.98)
    #expect(found.components.map(\.members) == [[0, 1], [2, 3]])
    #expect(found.cut.map { [$0.a, $0.b] } == [[1, 2]])
  }

  @Test func aChainWhoseEndsAreAlikeStaysWhole() {
    let found = guarded(rows(atDegrees: [0, 5, 10]), threshold: 0.99)
    #expect(found.components.map(\.members) == [[0, 1, 2]] && found.cut.isEmpty)
    #expect(abs(found.components[0].medianLink - cos(.pi / 36)) < 1e-12)
  }

  @Test func ringsHaveNoBridge() {
    let pairs = [(0, 1), (1, 2), (2, 3), (0, 3)].map {
      SimilarPair(a: $0.0, b: $0.1, cosine: 0.99)
    }
    let found = guardedComponents(pairs, of: 4, chainedAtLeast: 0.98) { _, _ in -1 }
    #expect(found.components.map(\.members) == [[0, 1, 2, 3]] && found.cut.isEmpty)
  }

  @Test func twoCliquesJoinedByOneLinkComeApart() {
    let cliques = [[0, 1, 2], [3, 4, 5]].flatMap { clique in
      clique.flatMap { a in clique.filter { $0 > a }.map { (a, $0) } }
    }
    let pairs = (cliques + [(2, 3)]).map { SimilarPair(a: $0.0, b: $0.1, cosine: 0.99) }
    let found = guardedComponents(pairs, of: 7, chainedAtLeast: 0.98) { a, b in
      a / 3 == b / 3 ? 1 : 0.5
    }
    #expect(found.components.map(\.members) == [[0, 1, 2], [3, 4, 5]])
    #expect(found.cut == [SimilarPair(a: 2, b: 3, cosine: 0.99)])
  }

  @Test func resultsDependNeitherOnTheOrderOfPairsNorOnThatOfRows() {
    var generator = SeededGenerator(seed: 4, stream: "chains")
    let angles = (0..<60).map { _ in 180 * generator.uniformFraction() }
    var order = Array(angles.indices)
    generator.shuffle(&order)
    let straight = guarded(rows(atDegrees: angles), threshold: 0.999)
    let shuffled = guarded(rows(atDegrees: order.map { angles[$0] }), threshold: 0.999)
    let members = Set(straight.components.map { Set($0.members) })
    #expect(members == Set(shuffled.components.map { Set($0.members.map { order[$0] }) }))
    #expect(!straight.cut.isEmpty && straight.cut.count == shuffled.cut.count)
  }

  @Test func bridgesAreThoseOfADefinitionByRemoval() {
    var generator = SeededGenerator(seed: 5, stream: "bridges")
    for _ in 0..<50 {
      var links: Set<[Int]> = []
      for _ in 0..<11 {
        let ends = generator.choose(2, of: 10)
        links.insert(ends)
      }
      let pairs = links.sorted { $0.lexicographicallyPrecedes($1) }
        .map { SimilarPair(a: $0[0], b: $0[1], cosine: 0.9) }
      // Everything across a bridge is unlike, so that exactly the bridges are cut.
      let found = guardedComponents(pairs, of: 10, chainedAtLeast: 0.8) { _, _ in 0 }
      let bridges = pairs.indices.filter { index in
        let rest = pairs.indices.filter { $0 != index }.map { pairs[$0] }
        let (a, b) = (pairs[index].a, pairs[index].b)
        return !connectedComponents(rest, of: 10).contains {
          $0.members.contains(a) && $0.members.contains(b)
        }
      }
      #expect(found.cut == bridges.map { pairs[$0] })
    }
  }

  /// Bridges from the weakest on, each against the rows that its two sides have by then.
  private func cutByDefinition(
    _ pairs: [SimilarPair], of count: Int, _ areUnlike: (Int, Int) -> Bool
  ) -> Set<SimilarPair> {
    func members(of row: Int, _ links: Set<SimilarPair>) -> [Int] {
      connectedComponents(links.sorted { ($0.a, $0.b) < ($1.a, $1.b) }, of: count)
        .first { $0.members.contains(row) }?.members ?? [row]
    }
    var kept = Set(pairs)
    let bridges = pairs.filter { pair in
      !members(of: pair.a, kept.subtracting([pair])).contains(pair.b)
    }
    for cosine in Set(bridges.map(\.cosine)).sorted() {
      let cut = bridges.filter { $0.cosine == cosine }.filter { bridge in
        let rest = kept.subtracting([bridge])
        return members(of: bridge.a, rest).contains { x in
          members(of: bridge.b, rest).contains { y in areUnlike(x, y) }
        }
      }
      kept.subtract(cut)
    }
    return Set(pairs).subtracting(kept)
  }

  @Test func cutsAreThoseOfTheDefinition() {
    var generator = SeededGenerator(seed: 7, stream: "definition")
    var cuts = 0
    for round in 0..<150 {
      // Few cosines, so that many bridges tie; sparse links, so that there are many bridges.
      let links = Set((0..<14).map { _ in generator.choose(2, of: 14).sorted() })
      let pairs = links.sorted { $0.lexicographicallyPrecedes($1) }.map {
        SimilarPair(
          a: $0[0], b: $0[1], cosine: 0.9 + 0.01 * Double(generator.uniform(below: 1 + round % 6)))
      }
      let unlike = Set((0..<(1 + round % 8)).map { _ in generator.choose(2, of: 14).sorted() })
      func areUnlike(_ x: Int, _ y: Int) -> Bool { unlike.contains([min(x, y), max(x, y)]) }
      let found = guardedComponents(pairs, of: 14, chainedAtLeast: 0.8) {
        areUnlike($0, $1) ? 0.7 : 0.85
      }
      #expect(Set(found.cut) == cutByDefinition(pairs, of: 14, areUnlike))
      cuts += found.cut.count
    }
    #expect(cuts > 100)
  }

  /// The cosines that are looked at decide the time.
  private func cosines(
    _ pairs: [SimilarPair], of count: Int, _ areUnlike: (Int, Int) -> Bool
  ) -> (looked: Int, GuardedComponents) {
    var looked = 0
    let found = guardedComponents(pairs, of: count, chainedAtLeast: 0.8) {
      looked += 1
      return areUnlike($0, $1) ? 0.7 : 0.9
    }
    return (looked, found)
  }

  @Test(arguments: [true, false]) func aLongChainTakesFewCosines(isTied: Bool) {
    var generator = SeededGenerator(seed: 8, stream: "chain")
    let pairs = (0..<19_999).map {
      SimilarPair(
        a: $0, b: $0 + 1, cosine: isTied ? 0.95 : 0.95 + 0.05 * generator.uniformFraction())
    }
    guard !isTied else {
      let few = Array(pairs.prefix(1_999))
      let (looked, found) = cosines(few, of: 2_000) { abs($0 - $1) > 2 }
      #expect(found.components.isEmpty && looked < 20 * 2_000)
      return
    }
    let (looked, found) = cosines(pairs, of: 20_000) { abs($0 - $1) > 2 }
    #expect(found.components.allSatisfy { $0.members.count <= 3 })
    #expect(looked < 20 * 20_000)
  }

  @Test(arguments: [0, 1]) func alikeRowsAreComparedOnce(spread: Double) {
    let star = (1..<500).map { SimilarPair(a: 0, b: $0, cosine: 0.9 + 1e-4 * spread * Double($0)) }
    let (looked, found) = cosines(star, of: 500) { _, _ in false }
    #expect(found.cut.isEmpty && looked == 500 * 499 / 2)
  }

  @Test func aCliqueTakesNoCosines() {
    let pairs = (0..<200).flatMap { a in
      (a + 1..<200).map { SimilarPair(a: a, b: $0, cosine: 0.9) }
    }
    let (looked, found) = cosines(pairs, of: 200) { _, _ in true }
    #expect(found.components.map(\.members.count) == [200] && looked == 0)
  }

  @Test func noPairsGiveNoComponents() {
    let found = guardedComponents([], of: 3, chainedAtLeast: 0) { _, _ in nil }
    #expect(found.components.isEmpty && found.cut.isEmpty)
  }
}

@Suite struct GroupBootstrapTests {
  @Test func oneGroupHasNoIntervalAndEqualGroupsHaveNoWidth() {
    #expect(groupBootstrapInterval(of: [1], over: [2], seed: 1, stream: "x") == nil)
    let equal = groupBootstrapInterval(of: [1, 1, 1], over: [4, 4, 4], seed: 1, stream: "x")
    #expect(equal?.low == 0.25 && equal?.high == 0.25)
  }

  @Test func intervalsCoverTheRateWhereItemsOfAGroupLeakTogether() {
    // 60 groups of 5 leak whole with probability .3: images are no units here.
    var covered = 0
    for run in 0..<200 {
      var generator = SeededGenerator(seed: 6, stream: "coverage", index: run)
      let leaks = (0..<60).map { _ in generator.uniformFraction() < 0.3 ? 5.0 : 0 }
      let interval = groupBootstrapInterval(
        of: leaks, over: Array(repeating: 5, count: 60), resamples: 299, seed: UInt64(run),
        stream: "x")
      if let interval, interval.low <= 0.3, 0.3 <= interval.high { covered += 1 }
    }
    #expect((180...200).contains(covered))
  }

  @Test func intervalsOfFewGroupsAreWideEnough() {
    // Six groups, whose rates vary: plain percentiles would cover in some 83 % of runs.
    var covered = 0
    for run in 0..<400 {
      var generator = SeededGenerator(seed: 7, stream: "few groups", index: run)
      let rates = (0..<6).map { _ in
        (0..<12).reduce(0.0) { sum, _ in sum + generator.uniformFraction() } / 12
      }
      let interval = groupBootstrapInterval(
        of: rates, over: Array(repeating: 1, count: 6), resamples: 499, seed: UInt64(run),
        stream: "x")
      if let interval, interval.low <= 0.5, 0.5 <= interval.high { covered += 1 }
    }
    #expect((368...392).contains(covered), "\(covered) of 400")
  }
}
