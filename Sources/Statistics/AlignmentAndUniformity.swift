import Foundation
import LinearAlgebra

/// How near items that belong together are, by directions.
public struct GroupAlignment: Sendable, Codable, Hashable {
  /// The mean squared Euclidean distance of two items of a group, rows scaled to length 1: 0 where all
  /// are alike, 2 for unrelated directions, 4 for opposite ones.
  public let value: Double
  /// Pairs of items of the same group.
  public let pairs: Int
}

/// Alignment of items that belong together; lower is nearer.
///
/// - Parameters:
///   - rows: n rows; those of zeros belong to no pair.
///   - groups: one a row, e.g. labels or units.
/// - Returns: over all pairs of a group, exact; nil where no group has two items.
/// - Complexity: O(n·d). Source: Wang and Isola, ICML (2020), section 4.1 with α = 2.
public func groupAlignment(_ rows: UnitRows, groups: [Int]) -> GroupAlignment? {
  precondition(groups.count == rows.count, "\(groups.count) groups of \(rows.count) rows")
  let members = Dictionary(grouping: rows.indices) { groups[$0] }.sorted { $0.key < $1.key }
  var (sum, pairs) = (0.0, 0)
  for (_, rowsOfGroup) in members where rowsOfGroup.count > 1 {
    let count = Double(rowsOfGroup.count)
    var total = [Double](repeating: 0, count: rows.dimension)
    for row in rowsOfGroup {
      let direction = rows.direction(row)
      for i in total.indices { total[i] += direction[i] }
    }
    // Σᵢⱼ‖xᵢ − xⱼ‖² over ordered pairs is 2m² − 2‖Σx‖².
    sum += max(0, count * count - total.reduce(0) { $0 + $1 * $1 })
    pairs += rowsOfGroup.count * (rowsOfGroup.count - 1) / 2
  }
  return pairs == 0 ? nil : GroupAlignment(value: sum / Double(pairs), pairs: pairs)
}

/// How evenly directions cover the sphere: the logarithm of the mean of e^(−2‖x − y‖²) over all pairs
/// of different items, rows scaled to length 1.
///
/// - Parameter rows: those of zeros are in no pair.
/// - Returns: from −8 (opposite) to 0 (all alike), about −4 for many independent directions; lower is
///   more even; nil for fewer than two rows with a direction.
/// - Complexity: O(n²·d), products in float. Source: Wang and Isola, ICML (2020), section 4.1 with t = 2.
public func uniformity(
  _ rows: UnitRows, progress: WorkProgress = { _, _ in }
) -> Double? {
  let rows = rows.withoutZeroRows
  guard rows.count > 1 else { return nil }
  let tiles = Tile.within(0..<rows.count, side: TileSide(rows: 256, columns: 1_024))
  let sums = mapOnAllCores(tiles.count, progress: progress) { number in
    rows.sumOfPotentials(tiles[number])
  }
  let pairs = Double(rows.count) * Double(rows.count - 1) / 2
  return min(0, log(sums.reduce(0, +) / pairs))
}

extension UnitRows {
  fileprivate var indices: [Int] { (0..<count).filter { !isZero($0) } }

  /// Over pairs i < j of a tile: ‖x − y‖² is 2 − 2·cos.
  fileprivate func sumOfPotentials(_ tile: Tile) -> Double {
    var products = [Float](repeating: 0, count: tile.count)
    innerProducts(tile, with: self, into: &products)
    var exponents: [Double] = []
    exponents.reserveCapacity(tile.count)
    for row in tile.rows {
      let start = (row - tile.rows.lowerBound) * tile.columns.count - tile.columns.lowerBound
      for column in tile.firstColumn(
        after: row)..<max(
          tile.columns.upperBound, tile.firstColumn(after: row))
      {
        exponents.append(min(0, Double(products[start + column]) - 1))
      }
    }
    exponents.exponentiate(exponents.indices, times: 4)
    return exponents.reduce(0, +)
  }
}
