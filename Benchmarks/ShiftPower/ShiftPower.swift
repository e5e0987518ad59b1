import Foundation
import Statistics

/// Prints the tables of the documentation page Shift: whether a shift called detectable is found in
/// 80 % of samples, and whether equivalence is claimed of sets at the margin in 5 % at most.
@main
struct ShiftPower {
  /// Samples behind each rate: its standard error is 0.018 at 0.8, and 0.010 at 0.05.
  private static let runs = 500

  static func main() throws {
    try powerTable()
    try mixtureTable()
    equivalenceTable()
  }

  private static func powerTable() throws {
    print("| units × rows | axis | detectable, any direction | power | its direction | power |")
    print("|:--|--:|--:|--:|--:|--:|")
    for (units, size) in [(30, 1), (60, 1), (200, 1), (12, 5), (40, 3)] {
      for axis in [1, 3, 8] {
        try row(Population(units: units, size: size, axis: axis))
      }
    }
  }

  private static func row(_ population: Population) throws {
    let worst = pilots(population, 0).map(\.leastFavourable).mean
    let strong = population.distance(for: min(2 * worst, 1.5 * population.meanKernel))
    let along = pilots(population, strong).compactMap(\.alongObserved).mean
    let powers = try [worst, along].map {
      try power(population, population.distance(for: $0))
    }
    print(
      "| \(population.name) | \(population.axis) |",
      String(format: "%.4f | %.2f | %.4f | %.2f |", worst, powers[0], along, powers[1]))
  }

  private static func pilots(_ population: Population, _ distance: Double) -> [DetectableShift] {
    (0..<40).compactMap { run in
      population.draw(distance, "pilot", run).kernel
        .detectableShift(settings: DetectableShiftSettings(seed: UInt64(run)))
    }
  }

  private static func power(
    _ population: Population, _ distance: Double, share: Double = 1
  ) throws -> Double {
    let rejections = try (0..<runs).count { run in
      try population.draw(distance, share: share, "power", run).isRejected(seed: UInt64(run))
    }
    return Double(rejections) / Double(runs)
  }

  private static func mixtureTable() throws {
    print("\n| units × rows | MMD² of all | detectable share | power |\n|:--|--:|--:|--:|")
    for (units, size) in [(60, 1), (200, 1), (40, 3)] {
      let population = Population(units: units, size: size, axis: 1)
      for whole in [0.15, 0.3] {
        let distance = population.distance(for: whole)
        let share = shares(population, distance).mean
        let power = try power(population, distance, share: share)
        print("| \(population.name) |", String(format: "%.2f | %.3f | %.2f |", whole, share, power))
      }
    }
  }

  private static func shares(_ population: Population, _ distance: Double) -> [Double] {
    (0..<40).compactMap { run in
      let kernel = population.draw(distance, "mixture", run).kernel
      let shift = kernel.detectableShift(settings: DetectableShiftSettings(seed: UInt64(run)))
      return shift?.alongObserved.map { ($0 / kernel.discrepancy).squareRoot() }
    }
  }

  private static func equivalenceTable() {
    print("\n| units × rows | axis | margin | claimed at the margin | without a shift |")
    print("|:--|--:|--:|--:|--:|")
    for (units, size) in [(60, 1), (200, 1), (40, 3)] {
      for axis in [1, 3] {
        let population = Population(units: units, size: size, axis: axis)
        for margin in [0.01, 0.03, 0.1] {
          let rates = [margin, 0].map { claims(population, margin, at: $0) }
          print(
            "| \(population.name) | \(axis) |",
            String(format: "%.2f | %.3f | %.2f |", margin, rates[0], rates[1]))
        }
      }
    }
  }

  /// How often sets so far apart are called equivalent.
  private static func claims(
    _ population: Population, _ margin: Double, at discrepancy: Double
  ) -> Double {
    let distance = population.distance(for: discrepancy)
    let claims = (0..<runs).count { run in
      let shift = population.draw(distance, "equivalence", run).kernel
        .detectableShift(settings: DetectableShiftSettings(seed: UInt64(run)))
      return shift.map { $0.upperBound < margin } ?? false
    }
    return Double(claims) / Double(runs)
  }
}

extension [Double] {
  fileprivate var mean: Double { reduce(0, +) / Double(count) }
}
