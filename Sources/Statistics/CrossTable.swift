import Foundation

/// How many rows are in each cluster of two partitions, and what these share.
struct CrossTable {
  private let rows: Double
  /// Σ c² and Σ c·ln c over the cells, and over both margins.
  private let cells: Sums
  private let a: Sums
  private let b: Sums
  private let countA: Int
  private let countB: Int

  private struct Sums {
    var squares = 0.0
    var logarithms = 0.0

    init(_ counts: some Sequence<Int>) {
      for count in counts where count > 0 {
        let count = Double(count)
        squares += count * count
        logarithms += count * log(count)
      }
    }
  }

  /// - Parameters:
  ///   - x: a cluster for each row, 0..<countA.
  ///   - y: as many, 0..<countB.
  init(_ x: [Int], _ y: [Int], countA: Int, countB: Int) {
    precondition(x.count == y.count, "\(x.count) rows against \(y.count)")
    var table = [Int](repeating: 0, count: countA * countB)
    for (x, y) in zip(x, y) { table[x * countB + y] += 1 }
    let inA = (0..<countA).map { table[($0 * countB)..<(($0 + 1) * countB)].reduce(0, +) }
    let inB = counts(of: y, below: countB)
    rows = Double(x.count)
    (cells, a, b) = (Sums(table), Sums(inA), Sums(inB))
    (self.countA, self.countB) = (inA.count { $0 > 0 }, inB.count { $0 > 0 })
  }

  /// Of any numbers.
  init(_ x: [Int], _ y: [Int]) {
    let (x, y) = (numbered(x), numbered(y))
    self.init(x, y, countA: (x.max() ?? -1) + 1, countB: (y.max() ?? -1) + 1)
  }

  var adjustedRandIndex: Double {
    let pairs = { (squares: Double) in (squares - rows) / 2 }
    let (together, inA, inB) = (pairs(cells.squares), pairs(a.squares), pairs(b.squares))
    guard together != inA || together != inB else { return 1 }
    let expected = inA / (rows * (rows - 1) / 2) * inB
    return (together - expected) / ((inA + inB) / 2 - expected)
  }

  var normalizedMutualInformation: Double {
    guard countA > 1 || countB > 1 else { return 1 }
    return share(of: (entropy(a) + entropy(b)) / 2)
  }

  /// Of b within the clusters of a; 1 where b has one.
  var homogeneity: Double { countB > 1 ? share(of: entropy(b)) : 1 }

  /// Of b gathered in the clusters of a; 1 where a has one.
  var completeness: Double { countA > 1 ? share(of: entropy(a)) : 1 }

  /// Mutual information over an entropy. What is left of the former by rounding alone is 0.
  private func share(of entropy: Double) -> Double {
    let shared = (cells.logarithms - a.logarithms - b.logarithms) / rows + log(rows)
    guard shared > 1e-14 * max(1, log(rows)) else { return 0 }
    return min(1, shared / entropy)
  }

  private func entropy(_ sums: Sums) -> Double { log(rows) - sums.logarithms / rows }
}
