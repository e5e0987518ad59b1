import LinearAlgebra

/// Relabellings of whole units of two samples, for statistics of kernels that fit in memory.
struct Relabellings {
  /// Whether each row is called x, 0 or 1: shape (count + 1, rows), first as the samples are.
  private let labels: [Double]
  private let count: Int
  private let rows: Int
  /// Of the units of each relabelling.
  private let sizes: [PairCounts]

  /// - Parameter count: of relabellings, ≥ 1.
  init(_ units: SampleUnits, count: Int, using generator: inout SeededGenerator) {
    let unitSizes = counts(of: units.all, below: units.x + units.y)
    var labels: [Double] = []
    labels.reserveCapacity((count + 1) * units.all.count)
    var sizes: [PairCounts] = []
    for index in 0...count {
      let isX =
        index == 0
        ? (0..<units.x + units.y).map { $0 < units.x } : units.shuffled(using: &generator)
      labels += units.all.lazy.map { isX[$0] ? 1 : 0 }
      sizes.append(PairCounts(unitSizes, isX))
    }
    (self.labels, self.count, self.sizes, rows) = (labels, count, sizes, units.all.count)
  }

  /// (1 + relabellings of at least this discrepancy) / (1 + relabellings); values within 10⁻¹⁰ of the
  /// terms are a tie.
  ///
  /// - Parameters:
  ///   - kernel: shape (rows, rows), symmetric; 0 for pairs of one unit.
  ///   - products: room that is used.
  func pValue(ofDiscrepancyBy kernel: [Double], _ products: inout [Double]) -> Double {
    let found = discrepancies(by: kernel, &products)
    let bar = found[0].value - 1e-10 * found[0].size
    return Double(1 + found.dropFirst().count { $0.value >= bar }) / Double(count + 1)
  }

  /// Unbiased squared maximum mean discrepancies, that of the samples as they are first.
  func discrepancies(
    by kernel: [Double], _ products: inout [Double]
  ) -> [KernelSums.Discrepancy] {
    let needed = (count + 1) * rows
    if products.count < needed { products = Array(repeating: 0, count: needed) }
    Matrix<Double>.innerProducts(
      of: labels, rows: count + 1, with: kernel, rows: rows, length: rows, into: &products)
    let sums = (0..<rows).map { i in
      kernel[(i * rows)..<((i + 1) * rows)].reduce(0, +)
    }
    let all = sums.reduce(0, +)
    return sizes.indices.map { index in
      var (xx, fromX) = (0.0, 0.0)
      for i in 0..<rows {
        let label = labels[index * rows + i]
        xx += label * products[index * rows + i]
        fromX += label * sums[i]
      }
      return sizes[index].discrepancy(xx: xx, xy: fromX - xx, all: all)
    }
  }
}

/// How many pairs of rows of different units there are, each in both orders.
private struct PairCounts {
  private let x: Double
  private let y: Double
  private let across: Double

  init(_ unitSizes: [Int], _ isX: [Bool]) {
    var (x, y) = ((rows: 0, squares: 0), (rows: 0, squares: 0))
    for (size, isX) in zip(unitSizes, isX) {
      if isX {
        x = (x.rows + size, x.squares + size * size)
      } else {
        y = (y.rows + size, y.squares + size * size)
      }
    }
    self.x = Double(x.rows * x.rows - x.squares)
    self.y = Double(y.rows * y.rows - y.squares)
    across = Double(x.rows * y.rows)
  }

  /// - Parameters: sums of the kernel over pairs in x and over all pairs in both orders, and over pairs
  ///   across in one.
  func discrepancy(xx: Double, xy: Double, all: Double) -> KernelSums.Discrepancy {
    KernelSums.Discrepancy(
      xx: xx / x, yy: (all - xx - 2 * xy) / y, xy: xy / across)
  }
}
