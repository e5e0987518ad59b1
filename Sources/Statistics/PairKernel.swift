import Foundation
import LinearAlgebra

/// A kernel of pairs of rows, from their squared distances.
///
/// Values are kept within [0, 1], as sums of whole numbers need it: K = offset + factor · value. The
/// offset of a kernel that may be negative cancels in every discrepancy.
struct PairKernel: Sendable {
  private let form: Form
  let offset: Double
  /// What a discrepancy of the values is multiplied by.
  let factor: Double
  /// Of each row with itself.
  let ownValues: [Double]
  /// Whether an error of 2⁻³² in a value is small beside the values' differences.
  let allowsWholeNumbers: Bool

  private enum Form: Sendable {
    /// exp(rate·d²).
    case gaussian(rate: Double)
    /// The mean of exp(rate·4ᵏ·d²), k from 0 to 4.
    case gaussians(rate: Double)
    /// exp(rate·d).
    case laplace(rate: Double)
    /// 1 − rate·d.
    case distance(rate: Double)
    /// Of products of rows with these squared norms, times rate, times the exponent's power.
    case product(norms: [Double], rate: Double, power: Power)
  }

  enum Power: Sendable {
    case one
    /// (p/dimension + 1)³ less its lowest, by its range.
    case three(dimension: Double, low: Double, range: Double)
  }

  /// - Parameters:
  ///   - rows: whose distances are those of the pairs.
  ///   - squaredNorms: of the rows before anything was subtracted, for products that depend on it.
  ///   - bandwidth: σ where the kernel has one.
  init(
    _ kernel: ShiftKernel, of rows: DistanceRows, squaredNorms: [Double], dimension: Int,
    bandwidth: Double
  ) {
    let largest = max(rows.squaredNorms.max() ?? 0, .leastNormalMagnitude)
    let most = max(squaredNorms.max() ?? 0, .leastNormalMagnitude)
    let rate = -0.5 / (bandwidth * bandwidth)
    let mean = rows.squaredNorms.reduce(0, +) / Double(max(1, rows.count))
    let isEven = max(largest, most) <= 30 * mean
    var own = [Double](repeating: 1, count: rows.count)
    switch kernel {
    case .gaussian:
      (form, offset, factor, allowsWholeNumbers) = (.gaussian(rate: rate), 0, 1, true)
    case .gaussians:
      (form, offset, factor, allowsWholeNumbers) = (.gaussians(rate: rate / 16), 0, 5, true)
    case .laplace:
      (form, offset, factor, allowsWholeNumbers) = (.laplace(rate: -1 / bandwidth), 0, 1, true)
    case .energy:
      let reach = 2 * largest.squareRoot()
      (form, offset, factor) = (.distance(rate: 1 / reach), -reach, reach)
      allowsWholeNumbers = isEven
    case .linear:
      own = squaredNorms.map { ($0 + most) / (2 * most) }
      form = .product(norms: squaredNorms, rate: 1 / (2 * most), power: .one)
      (offset, factor, allowsWholeNumbers) = (-most, 2 * most, isEven)
    case .polynomial:
      let d = Double(max(1, dimension))
      let low = cube(1 - most / d)
      let range = max(cube(1 + most / d) - low, .leastNormalMagnitude)
      own = squaredNorms.map { (cube($0 / d + 1) - low) / range }
      form = .product(
        norms: squaredNorms, rate: 1, power: .three(dimension: d, low: low, range: range))
      (offset, factor, allowsWholeNumbers) = (low, range, isEven)
    }
    ownValues = own
  }

  /// Values of some pairs of one row, from squared distances.
  ///
  /// - Parameter column: of the first pair.
  func apply(to values: inout [Double], _ places: Range<Int>, row: Int, column: Int) {
    switch form {
    case .gaussian(let rate):
      values.exponentiate(places, times: rate)
    case .gaussians(let rate):
      values.exponentiate(places, times: rate)
      for k in places { values[k] = meanOfPowers(values[k]) }
    case .laplace(let rate):
      for k in places { values[k] = values[k].squareRoot() }
      values.exponentiate(places, times: rate)
    case .distance(let rate):
      for k in places { values[k] = max(0, 1 - rate * values[k].squareRoot()) }
    case .product(let norms, let rate, let power):
      let first = column - places.lowerBound
      for k in places {
        let product = (norms[row] + norms[first + k] - values[k]) / 2
        values[k] = min(1, max(0, Self.value(product, rate, power)))
      }
    }
  }

  private static func value(_ product: Double, _ rate: Double, _ power: Power) -> Double {
    switch power {
    case .one: product * rate + 0.5
    case .three(let dimension, let low, let range):
      (cube(product / dimension + 1) - low) / range
    }
  }
}

private func cube(_ value: Double) -> Double { value * value * value }

/// (v + v⁴ + v¹⁶ + v⁶⁴ + v²⁵⁶)/5.
private func meanOfPowers(_ v: Double) -> Double {
  func fourth(_ v: Double) -> Double { (v * v) * (v * v) }
  let (v4, v16) = (fourth(v), fourth(fourth(v)))
  let v64 = fourth(v16)
  return (v + v4 + v16 + v64 + fourth(v64)) / 5
}
