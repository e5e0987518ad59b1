import Foundation
import LinearAlgebra

/// Two samples in one matrix, x above y, with the unit of each row.
struct PooledSamples {
  /// Shape (n + m, d).
  let rows: Matrix<Double>
  /// Rows of x.
  let n: Int
  /// Unit of each row, counted from 0; units of x come before those of y.
  let unit: [Int]
  /// Rows of each unit.
  let unitSizes: [Int]
  /// Units named on both sides, left out. Sorted.
  let excluded: [String]
  /// Whether a unit may hold more than one row.
  let hasNamedUnits: Bool
  let unitsX: Range<Int>
  let unitsY: Range<Int>

  init(
    _ x: Matrix<Double>, _ y: Matrix<Double>, _ namesX: [String]?, _ namesY: [String]?
  ) throws(StatisticsError) {
    precondition(namesX?.count ?? x.rows == x.rows && namesY?.count ?? y.rows == y.rows)
    let shared = Set(namesX ?? []).intersection(namesY ?? [])
    let keptX = Self.rows(of: x.rows, namesX, outside: shared)
    let keptY = Self.rows(of: y.rows, namesY, outside: shared)
    let codesX = Self.codes(keptX, namesX)
    let codesY = Self.codes(keptY, namesY)
    let countX = (codesX.max() ?? -1) + 1
    let countY = (codesY.max() ?? -1) + 1
    guard countX >= 2 else { throw .tooFewUnits(side: "reference", found: countX) }
    guard countY >= 2 else { throw .tooFewUnits(side: "candidate", found: countY) }
    rows = x.selecting(rows: keptX).stacked(above: y.selecting(rows: keptY))
    n = keptX.count
    unit = codesX + codesY.map { $0 + countX }
    unitSizes = unit.reduce(into: [Int](repeating: 0, count: countX + countY)) { $0[$1] += 1 }
    excluded = shared.sorted()
    hasNamedUnits = namesX != nil
    unitsX = 0..<countX
    unitsY = countX..<(countX + countY)
    guard rows.elements.allSatisfy(\.isFinite) else { throw .notFinite(what: "the shift test") }
  }

  /// A lower bound that the number of arrangements sets: when both sides have as many units, each
  /// arrangement and its mirror image give the same statistic.
  func smallestPValue(permutations: Int) -> Double {
    let (u, v) = (Double(unitsX.count), Double(unitsY.count))
    let logArrangements = lgamma(u + v + 1) - lgamma(u + 1) - lgamma(v + 1)
    let ways = u == v ? 2.0 : 1.0
    return max(1 / Double(permutations + 1), min(1, ways * exp(-logArrangements)))
  }

  private static func rows(
    of count: Int, _ names: [String]?, outside shared: Set<String>
  ) -> [Int] {
    guard let names else { return Array(0..<count) }
    return (0..<count).filter { !shared.contains(names[$0]) }
  }

  private static func codes(_ rows: [Int], _ names: [String]?) -> [Int] {
    guard let names else { return Array(rows.indices) }
    return consecutiveCodes(rows.map { names[$0] })
  }
}
