import Foundation
import TestSupport
import Testing

@testable import Figures

@Suite struct ContourTests {
  func field(_ height: (Double, Double) -> Double) -> HeightField {
    let grid = (0...40).map { Double($0) / 10 - 2 }
    return HeightField(
      x: grid, y: grid, heights: grid.flatMap { y in grid.map { x in height(x, y) } })
  }

  @Test func contourOfAConeIsACircle() throws {
    let lines = field { x, y in 2 - (x * x + y * y).squareRoot() }.lines(at: 1)
    #expect(lines.count == 1)
    let line = try #require(lines.first)
    #expect(line.first == line.last && line.count > 40)
    for point in line {
      // A cone is straight along its radius; a cell of 0.1 bends it by less than 0.002.
      #expect(abs((point.x * point.x + point.y * point.y).squareRoot() - 1) < 0.002)
    }
  }

  @Test func contourOfAPlaneIsALineFromBorderToBorder() throws {
    let lines = field { x, _ in x }.lines(at: 0.25)
    #expect(lines.count == 1)
    let line = try #require(lines.first)
    #expect(line.allSatisfy { abs($0.x - 0.25) < 1e-12 } && line.count == 41)
    #expect(Set([line.first?.y, line.last?.y]) == [-2, 2])
  }

  @Test func twoHillsHaveTwoContours() {
    let lines = field { x, y in
      exp(-8 * ((x - 1) * (x - 1) + y * y)) + exp(-8 * ((x + 1) * (x + 1) + y * y))
    }.lines(at: 0.5)
    #expect(lines.count == 2)
    #expect(lines.allSatisfy { $0.first == $0.last })
  }

  @Test func middleOfASaddleDecidesWhichCornersAreJoined() {
    let saddle = { (middle: Double) in
      HeightField(x: [0, 1], y: [0, 1], heights: [middle, 0, 0, 1]).lines(at: 0.5)
    }
    // Opposite corners at 1: their mean of 0.5 is not below the level, so they are one region.
    #expect(saddle(1).count == 2)
    #expect(saddle(1).allSatisfy { $0.count == 2 })
    // A lower corner still above the level: the mean falls below it, and there are two regions.
    let apart = saddle(0.8)
    #expect(apart.count == 2 && apart != saddle(1))
  }

  @Test func heightsThatNeverReachTheLevelHaveNoLine() {
    #expect(field { _, _ in 1 }.lines(at: 2).isEmpty)
    #expect(field { _, _ in 1 }.lines(at: 1).isEmpty)
  }
}
