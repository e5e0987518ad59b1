import Foundation

/// Agreement of two partitions corrected for chance: 1 is equal, about 0 is random.
///
/// Two partitions that both put everything together, or everything apart, agree: 1.
/// Source: Hubert & Arabie, J. Classification 2 (1985).
/// - Precondition: equal counts.
public func adjustedRandIndex(_ a: [Int], _ b: [Int]) -> Double {
  let table = Contingency(a, b)
  func pairs(_ count: Int) -> Double { Double(count) * Double(count - 1) / 2 }
  let together = table.cells.map(pairs).reduce(0, +)
  let inA = table.rowSums.map(pairs).reduce(0, +)
  let inB = table.columnSums.map(pairs).reduce(0, +)
  let all = pairs(a.count)
  let expected = all > 0 ? inA * inB / all : 0
  let largest = (inA + inB) / 2
  return largest == expected ? 1 : (together - expected) / (largest - expected)
}

/// Mutual information over the mean of both entropies, in [0, 1]; 1 when both are a single group.
///
/// - Precondition: equal counts.
public func normalizedMutualInformation(_ a: [Int], _ b: [Int]) -> Double {
  let table = Contingency(a, b)
  let n = Double(a.count)
  func entropy(_ sums: [Int]) -> Double {
    sums.reduce(0) { $0 - Double($1) / n * log(Double($1) / n) }
  }
  let (inA, inB) = (entropy(table.rowSums), entropy(table.columnSums))
  guard inA + inB > 0 else { return 1 }
  let joint = entropy(table.cells)
  return max(0, min(1, (inA + inB - joint) / ((inA + inB) / 2)))
}

/// How often each group of one partition meets each of another; only those that do.
private struct Contingency {
  let cells: [Int]
  let rowSums: [Int]
  let columnSums: [Int]

  init(_ a: [Int], _ b: [Int]) {
    precondition(a.count == b.count, "partitions of \(a.count) and \(b.count) items")
    // Sorted, so that sums do not depend on the order of a dictionary.
    func counts<Key: Hashable & Comparable>(_ keys: [Key]) -> [Int] {
      Dictionary(keys.map { ($0, 1) }, uniquingKeysWith: +).sorted { $0.key < $1.key }.map(\.value)
    }
    cells = counts(zip(a, b).map { Cell(a: $0, b: $1) })
    rowSums = counts(a)
    columnSums = counts(b)
  }

  private struct Cell: Hashable, Comparable {
    let a: Int
    let b: Int

    static func < (p: Cell, q: Cell) -> Bool { (p.a, p.b) < (q.a, q.b) }
  }
}
