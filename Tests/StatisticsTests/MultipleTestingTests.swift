import TestSupport
import Testing

@testable import Statistics

@Suite struct MultipleTestingTests {
  @Test func correctedPValuesEqualThoseOfStatsmodelsAndSciPy() throws {
    for reference in try SitesReferences.load().pValues {
      let holm = holmAdjusted(reference.p)
      let exploratory = benjaminiHochbergAdjusted(reference.p)
      for index in reference.p.indices {
        #expect(agrees(holm[index], reference.holm[index], relative: 1e-14))
        #expect(
          agrees(exploratory[index], reference.benjaminiHochberg[index], relative: 1e-14))
        #expect(
          exploratory[index] <= holm[index] * (1 + 1e-14) && holm[index] >= reference.p[index])
      }
    }
  }

  @Test func noTestsNeedNoCorrection() {
    #expect(holmAdjusted([]).isEmpty && benjaminiHochbergAdjusted([]).isEmpty)
  }

  @Test func loweringOnePRaisesNone() {
    let before = holmAdjusted([0.2, 0.01, 0.04, 0.3])
    let after = holmAdjusted([0.2, 0.01, 0.001, 0.3])
    #expect(zip(before, after).allSatisfy { $0 >= $1 })
  }
}

@Suite struct AverageLinkageTests {
  @Test func treesEqualThoseOfSciPy() throws {
    for reference in try SitesReferences.load().trees {
      let tree = averageLinkage(reference.distances)
      for (merge, expected) in zip(tree.merges, reference.linkage) {
        #expect([merge.a, merge.b, merge.size] == [0, 1, 3].map { Int(expected[$0]) })
        #expect(agrees(merge.height, expected[2], relative: 1e-12))
      }
      #expect(tree.merges.count == reference.linkage.count && tree.order == reference.order)
    }
  }

  @Test func oneItemIsATreeOfItself() {
    #expect(averageLinkage([[0]]).order == [0])
  }

  @Test func equalDistancesAreJoinedByNumber() {
    let tree = averageLinkage(Array(repeating: Array(repeating: 0, count: 4), count: 4))
    #expect(tree.merges.map { [$0.a, $0.b] } == [[0, 1], [2, 3], [4, 5]])
    #expect(tree.order == [0, 1, 2, 3] && tree.merges.allSatisfy { $0.height == 0 })
  }
}
