import Foundation
import LinearAlgebra

/// The discrepancy by its definition, pair by pair, for samples whose units carry weights.
struct NaiveShift {
  let rows: [[Double]]
  let units: [Int]
  let bandwidth: Double

  func kernel(_ i: Int, _ j: Int) -> Double {
    let square = zip(rows[i], rows[j]).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
    return exp(-square / (2 * bandwidth * bandwidth))
  }

  /// Weighted mean over ordered pairs of rows of different units.
  func mean(_ a: [Int], _ b: [Int]) -> Double {
    var (sum, weight) = (0.0, 0.0)
    for i in rows.indices {
      for j in rows.indices where units[i] != units[j] {
        let w = Double(a[units[i]] * b[units[j]])
        sum += w * kernel(i, j)
        weight += w
      }
    }
    return sum / weight
  }

  /// - Parameters: weights of all units in each sample.
  func discrepancy(_ x: [Int], _ y: [Int]) -> Double {
    mean(x, x) + mean(y, y) - 2 * mean(x, y)
  }
}
