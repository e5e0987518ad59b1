import Foundation
import LinearAlgebra
import Statistics

/// Standard normal numbers by Box and Muller.
struct NormalGenerator {
  private var source: SeededGenerator

  init(_ stream: String, run: Int) {
    source = SeededGenerator(seed: 2026, stream: stream, index: run)
  }

  mutating func next() -> Double {
    let radius = (-2 * log(1 - source.uniformFraction())).squareRoot()
    return radius * cos(2 * .pi * source.uniformFraction())
  }

  /// Rows of N(0, I), the first number moved; shape (count, columns).
  mutating func rows(_ count: Int, _ columns: Int, shift: Double = 0) -> Matrix<Double> {
    var elements = (0..<(count * columns)).map { _ in next() }
    for row in 0..<count { elements[row * columns] += shift }
    return Matrix(rows: count, columns: columns, elements: elements)
  }

  /// Images around their patient's centre, which has as much variance as they have about it: rows of
  /// N(0, I) that are alike within a patient.
  mutating func patients(
    _ count: Int, by images: Int, _ columns: Int, shift: Double = 0
  ) -> Matrix<Double> {
    let part = 0.5.squareRoot()
    var rows: [[Double]] = []
    for _ in 0..<count {
      var centre = (0..<columns).map { _ in part * next() }
      centre[0] += shift
      for _ in 0..<images { rows.append(centre.map { $0 + part * next() }) }
    }
    return Matrix(rows)
  }
}

/// The unit of each row of so many patients.
func patientNames(_ site: String, _ count: Int, by images: Int) -> [String] {
  (0..<(count * images)).map { "\(site)\($0 / images)" }
}

/// The squared discrepancy of N(0, I) and N(μ, I) with ‖μ‖ = shift under exp(−‖x − y‖²/2l²).
func trueDiscrepancy(shift: Double, columns: Int, bandwidth: Double) -> Double {
  let square = bandwidth * bandwidth
  let same = pow(square / (square + 2), Double(columns) / 2)
  return 2 * same * (1 - exp(-shift * shift / (2 * (square + 2))))
}
