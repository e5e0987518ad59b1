import Foundation
import LinearAlgebra

/// One of two samples whose witness function is wanted.
public struct WitnessSide: Sendable {
  let rows: StoredRows
  /// Of each row; nil where every row is a unit.
  let units: [String]?
  /// Rows that the mean is taken over; all, or a subsample of whole units.
  let anchors: [Int]

  /// - Precondition: anchors of two units at least.
  public init(_ rows: StoredRows, units: [String]?, anchors: [Int]) {
    precondition(units?.count ?? rows.count == rows.count, "a unit for each row")
    (self.rows, self.units, self.anchors) = (rows, units, anchors)
    precondition(Set(unitNumbers.selecting(anchors)).count >= 2, "anchors of one unit")
  }

  /// Numbers that agree for rows of one unit.
  fileprivate var unitNumbers: [Int] { units.map(numbered) ?? Array(0..<rows.count) }
}

/// Where on the side of x or of y each row lies: the witness function of the maximum mean discrepancy,
/// f(z) = mean K(z, xᵢ) − mean K(z, yⱼ), at every row of both samples.
///
/// Positive where x is denser than y, as the kernel sees it, and negative where y is. The means over
/// a row's own sample leave out its own unit, so that no row speaks for itself.
/// - Parameters:
///   - bandwidth: σ of exp(−‖x − y‖²/2σ²), in the units of the rows as scaled.
///   - progress: is told of rows.
/// - Returns: one value a row of each sample, in [−1, 1].
/// - Complexity: O((n + m)·(anchors)·d) time on all cores; memory for the anchors in double precision
///   and some tens of megabytes a core. Source: Gretton et al., JMLR 13 (2012), section 2.3.
public func witnessValues(
  _ x: WitnessSide, _ y: WitnessSide, scaling: RowScaling, bandwidth: Double,
  progress: @escaping WorkProgress = { _, _ in }
) -> (x: [Double], y: [Double]) {
  let anchors = WitnessAnchors(x, y, scaling, bandwidth)
  let blocks =
    Tile.split(0..<x.rows.count, by: 128).map { (true, $0) }
    + Tile.split(0..<y.rows.count, by: 128).map { (false, $0) }
  let values = mapOnAllCores(blocks.count, progress: progress) { number in
    let (isX, rows) = blocks[number]
    return anchors.values(of: isX ? x : y, rows, isX: isX)
  }
  let split = blocks.count { $0.0 }
  return (Array(values[..<split].joined()), Array(values[split...].joined()))
}

/// The rows that means are taken over, in lengths of the bandwidth and around their mean.
private struct WitnessAnchors: Sendable {
  let rows: DistanceRows
  let x: AnchorUnits
  let y: AnchorUnits
  private let scaling: RowScaling
  /// A power of two near 1/σ, so that no square overflows.
  private let factor: Double
  private let exponent: Double
  private let mean: [Double]

  init(_ x: WitnessSide, _ y: WitnessSide, _ scaling: RowScaling, _ bandwidth: Double) {
    factor = scalbn(1, -Int(bandwidth.exponent))
    exponent = -0.5 / (bandwidth * factor * bandwidth * factor)
    self.scaling = scaling
    let scales = Array(repeating: factor, count: x.anchors.count + y.anchors.count)
    let all = x.rows.matrix(x.anchors, scaling).stacked(above: y.rows.matrix(y.anchors, scaling))
      .scalingRows(by: scales)
    mean = StoredRows.doubles(all).columnMeans
    rows = DistanceRows(asGiven: StoredRows.doubles(all).rows(0..<all.rows, minus: mean))
    self.x = AnchorUnits(x, from: 0)
    self.y = AnchorUnits(y, from: x.anchors.count)
  }

  func values(of side: WitnessSide, _ range: Range<Int>, isX: Bool) -> [Double] {
    let scaled = side.rows.matrix(range, scaling)
      .scalingRows(by: Array(repeating: factor, count: range.count))
    let block = DistanceRows(
      asGiven: StoredRows.doubles(scaled).rows(0..<scaled.rows, minus: mean))
    var kernel = block.squaredDistances(to: rows)
    for k in kernel.indices { kernel[k] = exp(exponent * kernel[k]) }
    let (own, other) = isX ? (x, y) : (y, x)
    return range.enumerated().map { place, row in
      let values = kernel[(place * rows.count)..<((place + 1) * rows.count)]
      let difference = own.mean(values, withoutUnitOf: row) - other.mean(values)
      return isX ? difference : -difference
    }
  }
}

/// The anchors of one sample by unit.
private struct AnchorUnits: Sendable {
  private let range: Range<Int>
  private let unitOfRow: [Int]
  /// Places of the anchors of a unit.
  private let places: [Int: [Int]]

  init(_ side: WitnessSide, from first: Int) {
    range = first..<(first + side.anchors.count)
    let units = side.unitNumbers
    unitOfRow = units
    places = Dictionary(grouping: side.anchors.indices) { units[side.anchors[$0]] }
      .mapValues { $0.map { first + $0 } }
  }

  func mean(_ kernel: ArraySlice<Double>) -> Double { sum(kernel) / Double(range.count) }

  func mean(_ kernel: ArraySlice<Double>, withoutUnitOf row: Int) -> Double {
    let own = places[unitOfRow[row]] ?? []
    let ownSum = own.reduce(0) { $0 + kernel[kernel.startIndex + $1] }
    return (sum(kernel) - ownSum) / Double(range.count - own.count)
  }

  private func sum(_ kernel: ArraySlice<Double>) -> Double {
    kernel[(kernel.startIndex + range.lowerBound)..<(kernel.startIndex + range.upperBound)]
      .reduce(0, +)
  }
}

extension DistanceRows {
  /// Squared distances from all rows to all of another collection, row-major, shape (count, other.count).
  fileprivate func squaredDistances(to other: DistanceRows) -> [Double] {
    var distances = [Double](repeating: 0, count: count * other.count)
    rows.innerProducts(
      of: 0..<count, with: other.rows, of: 0..<other.count, into: &distances)
    for i in 0..<count {
      for j in 0..<other.count {
        let norms = squaredNorms[i] + other.squaredNorms[j]
        let distance = norms - 2 * distances[i * other.count + j]
        distances[i * other.count + j] =
          distance > 1e-6 * norms
          ? distance
          : zip(rows.row(i), other.rows.row(j)).reduce(0) {
            $0 + ($1.0 - $1.1) * ($1.0 - $1.1)
          }
      }
    }
    return distances
  }
}

extension [Int] {
  fileprivate func selecting(_ places: [Int]) -> [Int] { places.map { self[$0] } }
}
