import Foundation
import LinearAlgebra

/// Sums of a kernel over the pairs of units of two samples, held whole: one matrix serves thousands
/// of relabellings and subsamples by matrix products.
struct UnitKernel: Sendable {
  /// Σ K over the rows of two units, shape (units, units); 0 on the diagonal, as pairs of rows of one
  /// unit do not count.
  let sums: Matrix<Double>
  /// Rows in each unit.
  let sizes: [Double]
  /// Units of the first sample, which come first.
  let unitsX: Int
  /// The sum of each row of `sums`.
  private let totals: [Double]

  init(sums: Matrix<Double>, sizes: [Double], unitsX: Int) {
    (self.sums, self.sizes, self.unitsX) = (sums, sizes, unitsX)
    totals = (0..<sums.rows).map { sums.row($0).reduce(0, +) }
  }

  var count: Int { sizes.count }

  /// 1 for units of the first sample, 0 for others.
  var labels: [Double] { sizes.indices.map { $0 < unitsX ? 1 : 0 } }

  /// Some units, those of the first sample first.
  func selecting(_ units: [Int]) -> UnitKernel {
    var elements: [Double] = []
    elements.reserveCapacity(units.count * units.count)
    for unit in units {
      let row = sums.row(unit)
      for other in units { elements.append(row[row.startIndex + other]) }
    }
    return UnitKernel(
      sums: Matrix(rows: units.count, columns: units.count, elements: elements),
      sizes: units.map { sizes[$0] }, unitsX: units.count { $0 < unitsX })
  }

  /// A squared maximum mean discrepancy, and the size of the terms it is the difference of.
  struct Discrepancy {
    let value: Double
    let size: Double
  }

  /// The unbiased estimate under each labelling z: zᵀSz, zᵀS1 and 1ᵀS1 give it.
  ///
  /// - Parameter labels: shape (any, units), 1 for a unit called x and 0 for others; at least two units
  ///   of each in every row.
  func discrepancies(_ labels: Matrix<Double>) -> [Discrepancy] {
    let products = labels.times(sums)
    let total = totals.reduce(0, +)
    let pairs = PairCounts(sizes)
    return (0..<labels.rows).map { index in
      let label = labels.row(index)
      let xx = Double.innerProduct(label, products.row(index))
      let fromX = Double.innerProduct(label, totals[...])
      return pairs.means(label, xx: xx, yy: total - 2 * fromX + xx, xy: fromX - xx)
    }
  }

  /// The unbiased estimate as the samples are.
  var observed: Double {
    BLAS.atOneThread { _ in
      discrepancies(Matrix(rows: 1, columns: count, elements: labels))[0].value
    }
  }

  /// The p-value of the first of some labellings; values that differ by rounding only are ties, which
  /// count against a shift.
  func pValue(ofFirst labels: Matrix<Double>) -> Double {
    let values = discrepancies(labels)
    let bar = values[0].value - 1e-10 * values[0].size
    return Double(values.count { $0.value >= bar }) / Double(values.count)
  }

  /// Σ K over the rows of a unit and those of other units of a range.
  func sum(_ unit: Int, over units: Range<Int>) -> Double {
    let row = sums.row(unit)
    return row[(row.startIndex + units.lowerBound)..<(row.startIndex + units.upperBound)]
      .reduce(0, +)
  }

  /// The mean kernel of pairs of different units of one sample.
  func meanWithin(_ units: Range<Int>) -> Double {
    let rows = sizes[units].reduce(0, +)
    let own = sizes[units].reduce(0) { $0 + $1 * $1 }
    return units.reduce(0) { $0 + sum($1, over: units) } / (rows * rows - own)
  }
}

/// How many pairs of rows of different units there are under a labelling.
private struct PairCounts {
  let sizes: [Double]
  let squares: [Double]
  let rows: Double
  let squaresOfAll: Double

  init(_ sizes: [Double]) {
    self.sizes = sizes
    squares = sizes.map { $0 * $0 }
    rows = sizes.reduce(0, +)
    squaresOfAll = squares.reduce(0, +)
  }

  func means(
    _ label: ArraySlice<Double>, xx: Double, yy: Double, xy: Double
  ) -> UnitKernel.Discrepancy {
    let n = Double.innerProduct(label, sizes[...])
    let own = Double.innerProduct(label, squares[...])
    let m = rows - n
    let (x, y) = (xx / (n * n - own), yy / (m * m - (squaresOfAll - own)))
    let across = xy / (n * m)
    return UnitKernel.Discrepancy(value: x + y - 2 * across, size: x + y + 2 * across)
  }
}

extension Matrix<Double> {
  /// Labels and, below them, as many random orders of them.
  static func labels(
    _ first: [Double], permutations: Int, _ generator: inout SeededGenerator
  ) -> Matrix {
    var elements = first
    elements.reserveCapacity((permutations + 1) * first.count)
    var shuffled = first
    for _ in 0..<permutations {
      generator.shuffle(&shuffled)
      elements += shuffled
    }
    return Matrix(rows: permutations + 1, columns: first.count, elements: elements)
  }
}

/// The smallest p-value of a permutation test of units, whatever the data; with as many on both sides,
/// exchanging the samples changes nothing.
func smallestPermutationPValue(_ unitsX: Int, _ unitsY: Int, permutations: Int) -> Double {
  let (a, b) = (Double(unitsX), Double(unitsY))
  let choices = exp(lgamma(a + b + 1) - lgamma(a + 1) - lgamma(b + 1))
  return max(1 / Double(permutations + 1), min(1, (unitsX == unitsY ? 2 : 1) / choices))
}
