import Foundation

/// How far two clusterings put the same pairs of rows together, corrected for chance.
///
/// - Parameters:
///   - a: a cluster for each row, any numbers.
///   - b: as many.
/// - Returns: 1 for equal clusterings whatever the numbers, about 0 for unrelated ones, as low as
///   -0.5; 1 for fewer than two rows. Symmetric. Source: Hubert and Arabie (1985).
public func adjustedRandIndex(_ a: [Int], _ b: [Int]) -> Double {
  let table = Contingency(a, b)
  let together = table.cells.reduce(0) { $0 + pairs($1.count) }
  let (inA, inB) = (table.a.map(pairs).reduce(0, +), table.b.map(pairs).reduce(0, +))
  guard together != inA || together != inB else { return 1 }
  let expected = inA / pairs(a.count) * inB
  return (together - expected) / ((inA + inB) / 2 - expected)
}

/// The information that two clusterings share, relative to the mean of their entropies.
///
/// - Returns: within [0, 1]; 1 for equal clusterings whatever the numbers, also when both have one
///   cluster or no rows; 0 when knowing one says nothing about the other. Symmetric.
///   Source: Vinh, Epps and Bailey, JMLR 11 (2010), arithmetic mean as in scikit-learn.
public func normalizedMutualInformation(_ a: [Int], _ b: [Int]) -> Double {
  let table = Contingency(a, b)
  guard table.a.count > 1 || table.b.count > 1 else { return 1 }
  let n = Double(a.count)
  let shared = table.cells.reduce(0.0) { sum, cell in
    let expected = Double(table.a[cell.a]) * Double(table.b[cell.b]) / n
    return sum + Double(cell.count) / n * log(Double(cell.count) / expected)
  }
  guard shared > Double.ulpOfOne else { return 0 }
  return min(1, shared / ((entropy(table.a, n) + entropy(table.b, n)) / 2))
}

/// How many rows are in each pair of clusters. Sorted, so that sums do not depend on hashing.
private struct Contingency {
  let cells: [(a: Int, b: Int, count: Int)]
  let a: [Int]
  let b: [Int]

  init(_ x: [Int], _ y: [Int]) {
    precondition(x.count == y.count, "\(x.count) rows against \(y.count)")
    let (x, y) = (numbered(x), numbered(y))
    a = counts(of: x, below: (x.max() ?? -1) + 1)
    b = counts(of: y, below: (y.max() ?? -1) + 1)
    let width = b.count
    let found = Dictionary(zip(x, y).map { ($0 * width + $1, 1) }, uniquingKeysWith: +)
    cells = found.sorted { $0.key < $1.key }.map { ($0.key / width, $0.key % width, $0.value) }
  }
}

private func pairs(_ count: Int) -> Double { Double(count) * Double(count - 1) / 2 }

private func entropy(_ counts: [Int], _ n: Double) -> Double {
  -counts.reduce(0.0) { $0 + Double($1) / n * log(Double($1) / n) }
}
