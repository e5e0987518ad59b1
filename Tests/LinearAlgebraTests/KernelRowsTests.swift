import Foundation
import Testing

@testable import LinearAlgebra

@Suite struct KernelRowsTests {
  static let levels = InstructionSet.allCases.filter { $0 <= .best }

  @Test(arguments: levels)
  func exponentialsEqualTheLibrarys(level: InstructionSet) {
    let points = stride(from: 0.0, through: 700, by: 0.0437).map { $0 } + [707.9, 1e-300, 0]
    var values = points
    values.exponentiate(0..<values.count, times: -1, on: level)
    for (point, value) in zip(points, values) {
      let expected = exp(-point)
      #expect(abs(value - expected) <= 4e-16 * expected, "\(point)")
    }
  }

  @Test(arguments: levels)
  func whatIsTooSmallIsZeroAndTheRestIsLeft(level: InstructionSet) {
    var values: [Double] = [5, 709, 1e300, .infinity, 5]
    values.exponentiate(1..<4, times: -1, on: level)
    #expect(values == [5, 0, 0, 0, 5])
    values.exponentiate(2..<2, times: -1, on: level)
    #expect(values == [5, 0, 0, 0, 5])
  }

  @Test(arguments: levels)
  func rootsAreTakenOfARange(level: InstructionSet) {
    var values = (0..<29).map { Double($0 * $0) }
    values.takeRoots(2..<28, on: level)
    #expect(values == [0, 1] + (2..<28).map(Double.init) + [784])
    values.takeRoots(3..<3, on: level)
    #expect(values[3] == 3)
  }

  @Test(arguments: levels)
  func productsBecomeSquaredDistances(level: InstructionSet) {
    // Points 0…19 of a line, products with the point 6; the point itself loses all digits.
    let norms = (0..<20).map { Double($0 * $0) }
    var values = (0..<20).map { Double($0 * 6) }
    let lost = values.turnIntoSquaredDistances(
      1..<20, norm: 36, norms: norms, from: 1, losingBelow: 1e-6, on: level)
    #expect(lost == 1)
    #expect(values[0] == 0 && values[6] == -1)
    for point in 1..<20 where point != 6 {
      #expect(values[point] == Double((point - 6) * (point - 6)))
    }
  }

  @Test(arguments: levels)
  func rowsAreAddedToColumns(level: InstructionSet) {
    let values = (0..<53).map(Double.init)
    var sums = [Double](repeating: 1, count: 60)
    #expect(values.add(3..<53, to: &sums, from: 4, on: level) == 1_375)
    #expect(sums == [1, 1, 1, 1] + (3..<53).map { Double($0) + 1 } + [1, 1, 1, 1, 1, 1])
    #expect(values.add(0..<0, to: &sums, from: 60, on: level) == 0)
  }

  @Test(arguments: levels)
  func valuesBetweenTwoAreTaken(level: InstructionSet) {
    let values: [Double] = [4, 1, 3, 2, 2, 9]
    var taken: [Double] = [7]
    #expect(values.append(0..<5, between: 2...3, to: &taken, on: level) == 1)
    #expect(taken == [7, 3, 2, 2])
    #expect(values.append(0..<0, between: 0 ... .infinity, to: &taken, on: level) == 0)
    let many = (0..<75).map { Double($0 * 31 % 75) } + [.infinity]
    var between: [Double] = []
    #expect(many.append(1..<76, between: 20...40.5, to: &between, on: level) == 19)
    #expect(between == many[1...].filter { (20...40.5).contains($0) })
  }
}
