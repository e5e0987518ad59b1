import TestSupport
import Testing

@testable import Figures

struct TreeTests {
  @Test func leavesAreOrderedSoThatNoBranchesCross() {
    #expect(Samples.hospitalTree.order == [0, 3, 4, 1, 2])
    #expect(Tree([]).order == [0] && Tree([]).lines.isEmpty)
  }

  @Test func linesStartAtTheirBranches() {
    let lines = Samples.hospitalTree.lines
    #expect(lines[0].map(\.along) == [0.5, 0.5, 1.5, 1.5])
    #expect(lines[0].map(\.height) == [0, 0.02, 0.02, 0])
    // Leaf 4 lies in the third place, the branch of 1 and 2 between the fourth and the fifth.
    #expect(lines[2].map(\.along) == [2.5, 2.5, 4, 4])
    #expect(lines[2].map(\.height) == [0, 0.12, 0.12, 0.05])
  }

  @Test func dotsStandOutFromTheirCells() {
    let map = HeatMap(
      title: "", values: [[0, 1], [0.5, .nan]], valueLabel: "", range: 0...1,
      marks: [[true, true], [false, true]])
    let colors = map.figure().elements.compactMap { element -> (Color?, Int)? in
      guard case .path(let path) = element, case .marks(_, let centres, _) = path.shape else {
        return nil
      }
      return (path.fill, centres.count)
    }
    #expect(colors.map(\.0) == [.white, .black] && colors.map(\.1) == [1, 2])
  }

  @Test func dotsStandBelowNumbers() throws {
    func height(digits: Int?) throws -> Double {
      let map = HeatMap(
        title: "", values: [[1, 0], [0, 1]], valueLabel: "",
        marks: [[true, false], [false, false]],
        digits: digits)
      let centres = map.figure().elements.compactMap { element -> Point? in
        guard case .path(let path) = element, case .marks(_, let centres, _) = path.shape else {
          return nil
        }
        return centres.first
      }
      return try #require(centres.first).y
    }
    #expect(try height(digits: 2) > height(digits: nil) + 10)
  }

  @Test func namesOfADendrogramFollowItsLeaves() {
    let texts = Samples.dendrogram.figure().texts.filter { Samples.hospitals.contains($0.string) }
    let order = Samples.hospitalTree.order.map { Samples.hospitals[$0] }
    #expect(texts.sorted { $0.position.y < $1.position.y }.map(\.string) == order)
  }

  @Test func equalLeavesAreDrawn() throws {
    let flat = Dendrogram(
      title: "", xLabel: "", names: ["a", "b"], tree: Tree([Tree.Merge(0, 1, height: 0)]))
    #expect(try !flat.figure().png().isEmpty)
  }
}
