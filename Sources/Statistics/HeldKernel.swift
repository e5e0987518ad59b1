import Foundation
public import LinearAlgebra

/// The kernel of two samples that are small enough to hold that of all pairs at once: some
/// tens of megabytes for `limit` rows. What surrounds a test, thousands of splits, relabellings and
/// subsamples, is then matrix products.
public struct HeldKernel: Sendable {
  /// Rows of both samples together beyond which it is better made of a subsample.
  public static let limit = 2_000

  let units: UnitKernel
  /// The same with every row a unit; nil where every unit is one row.
  let rows: UnitKernel?
  /// The unit of each row, x first.
  let unitOfRow: [Int]
  /// Σ K over the pairs of rows of each unit in both orders, each row with itself.
  let ownSums: [Double]

  /// - Parameters:
  ///   - x: shape (n, d), of two units at least.
  ///   - y: shape (m, d), of two units at least.
  ///   - unitsX: of each row of x; nil makes every row a unit. No unit is on both sides.
  ///   - bandwidth: σ > 0 where the kernel has one.
  /// - Complexity: O((n + m)²·d) time, 16·(n + m)² bytes.
  public init(
    _ x: Matrix<Double>, _ y: Matrix<Double>, unitsX: [String]? = nil, unitsY: [String]? = nil,
    kernel form: ShiftKernel = .gaussian, bandwidth: Double?
  ) {
    let pooled = PooledRows(
      [(.doubles(x), Array(0..<x.rows)), (.doubles(y), Array(0..<y.rows))], scaling: .asGiven)
    let kernel = pooled.kernel(form, bandwidth)
    let first = unitsX.map(numbered) ?? Array(0..<x.rows)
    let second = unitsY.map(numbered) ?? Array(0..<y.rows)
    let countX = Set(first).count
    precondition(countX >= 2 && Set(second).count >= 2, "a sample of one unit")
    unitOfRow = first + second.map { $0 + countX }
    let count = countX + Set(second).count
    let sums = kernel.summed(by: unitOfRow, count: count)
    ownSums = (0..<count).map { sums[$0, $0] }
    let sizes = counts(of: unitOfRow, below: count).map(Double.init)
    units = UnitKernel(sums: sums.withZeroDiagonal, sizes: sizes, unitsX: countX)
    rows =
      count == kernel.rows
      ? nil
      : UnitKernel(
        sums: kernel.withZeroDiagonal, sizes: Array(repeating: 1, count: kernel.rows),
        unitsX: x.rows)
  }

  /// Units of one sample.
  func range(_ side: SampleSide) -> Range<Int> {
    side == .x ? 0..<units.unitsX : units.unitsX..<units.count
  }

  /// Rows of one sample.
  func rowCount(_ side: SampleSide) -> Int {
    Int(units.sizes[range(side)].reduce(0, +))
  }

  /// The unbiased squared maximum mean discrepancy of these rows, over pairs of different units.
  public var discrepancy: Double { units.observed }

  /// ‖μx‖² + ‖μy‖² of the samples' mean embeddings, unbiased: the mean kernel of pairs of different
  /// units within each. The squared discrepancy is at most this for a kernel that is never negative.
  public var squaredNorms: Double {
    units.meanWithin(range(.x)) + units.meanWithin(range(.y))
  }
}

/// One of two samples.
public enum SampleSide: String, Sendable, Codable, CaseIterable {
  case x, y
}

extension PooledRows {
  /// Of all pairs, in the units of the rows as scaled, shape (count, count).
  fileprivate func kernel(_ form: ShiftKernel, _ bandwidth: Double?) -> Matrix<Double> {
    let distances = DistanceRows(asGiven: rows)
    let kernel = PairKernel(
      form, of: distances, squaredNorms: squaredNorms, dimension: rows.columns,
      bandwidth: bandwidth.map(shrunk) ?? 1)
    let scale = scalbn(1, form.degree * exponent)
    let strips = Tile.split(0..<distances.count, by: 128)
    let parts = mapOnAllCores(strips.count) { number in
      let tile = Tile(rows: strips[number], columns: 0..<distances.count)
      var values = [Double](repeating: 0, count: tile.count)
      distances.squaredDistances(tile, into: &values)
      for (place, row) in tile.rows.enumerated() {
        let places = (place * distances.count)..<((place + 1) * distances.count)
        kernel.apply(to: &values, places, row: row, column: 0)
        for k in places { values[k] = scale * (kernel.offset + kernel.factor * values[k]) }
      }
      return values
    }
    return Matrix(
      rows: distances.count, columns: distances.count, elements: Array(parts.joined()))
  }
}

extension Matrix<Double> {
  fileprivate var withZeroDiagonal: Matrix {
    var matrix = self
    for i in 0..<rows { matrix[i, i] = 0 }
    return matrix
  }

  /// Sums over the rows and columns of each unit, shape (count, count).
  fileprivate func summed(by unit: [Int], count: Int) -> Matrix {
    guard count < rows else { return self }
    var sums = [Double](repeating: 0, count: count * count)
    for i in 0..<rows {
      let start = unit[i] * count
      for (j, value) in row(i).enumerated() { sums[start + unit[j]] += value }
    }
    return Matrix(rows: count, columns: count, elements: sums)
  }
}
