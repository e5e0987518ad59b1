import Foundation
import LinearAlgebra
import Statistics

/// Normal samples whose squared discrepancy is known in closed form: columns of variance 1/j, y moved
/// along one of them. Of several rows a unit, half of the variance is the unit's.
struct Population: Sendable {
  let units: Int
  let size: Int
  /// 1 is the column of the greatest variance.
  let axis: Int
  /// σ of the kernel.
  static let bandwidth = 2.0
  private static let columns = 8

  /// "12 × 5".
  var name: String { "\(units) × \(size)" }

  /// E exp(−‖x − x′‖²/2σ²) within a sample, the product over columns of σ/√(σ² + 2/j).
  var meanKernel: Double {
    (1...Self.columns).reduce(1) {
      $0 * Self.bandwidth / (Self.bandwidth * Self.bandwidth + 2 / Double($1)).squareRoot()
    }
  }

  /// How far y is moved for a squared discrepancy of 2E·(1 − exp(−distance²/2(σ² + 2/axis))).
  func distance(for discrepancy: Double) -> Double {
    let spread = 2 * (Self.bandwidth * Self.bandwidth + 2 / Double(axis))
    return (-spread * log(1 - discrepancy / (2 * meanKernel))).squareRoot()
  }

  /// - Parameter share: of the units of y that are moved, each by chance.
  func draw(_ distance: Double, share: Double = 1, _ stream: String, _ run: Int) -> Draw {
    var normal = Normal("\(stream) \(name) \(axis) \(distance)", run)
    let x = (0..<units).flatMap { _ in unit(&normal, 0) }
    let y = (0..<units).flatMap { _ in
      unit(&normal, normal.uniform() < share ? distance : 0)
    }
    let names = { (site: String) in (0..<(units * size)).map { "\(site)\($0 / size)" } }
    return Draw(x: Matrix(x), y: Matrix(y), unitsX: names("a"), unitsY: names("b"))
  }

  private func unit(_ normal: inout Normal, _ distance: Double) -> [[Double]] {
    let half = 0.5.squareRoot()
    let part = size == 1 ? (own: 0.0, rest: 1.0) : (own: half, rest: half)
    let centre = (0..<Self.columns).map { _ in part.own * normal.next() }
    return (0..<size).map { _ in
      (1...Self.columns).map { column -> Double in
        let standard = centre[column - 1] + part.rest * normal.next()
        return standard / Double(column).squareRoot() + (column == axis ? distance : 0)
      }
    }
  }
}

/// Two samples with their units.
struct Draw {
  let x: Matrix<Double>
  let y: Matrix<Double>
  let unitsX: [String]
  let unitsY: [String]

  var kernel: HeldKernel {
    HeldKernel(x, y, unitsX: unitsX, unitsY: unitsY, bandwidth: Population.bandwidth)
  }

  func isRejected(seed: UInt64) throws -> Bool {
    let settings = ShiftSettings(
      permutations: 199, resamples: 1, bandwidth: Population.bandwidth, seed: seed)
    return try shiftTest(x, y, unitsX: unitsX, unitsY: unitsY, settings: settings).pValue <= 0.05
  }
}

/// Standard normal numbers (Box and Muller).
struct Normal {
  private var source: SeededGenerator

  init(_ stream: String, _ run: Int) {
    source = SeededGenerator(seed: 2_026, stream: stream, index: run)
  }

  mutating func uniform() -> Double { source.uniformFraction() }

  mutating func next() -> Double {
    let radius = (-2 * log(1 - source.uniformFraction())).squareRoot()
    return radius * cos(2 * .pi * source.uniformFraction())
  }
}
