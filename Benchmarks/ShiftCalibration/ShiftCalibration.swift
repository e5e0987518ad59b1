import Foundation
import LinearAlgebra
import Statistics

/// Simulates how often the shift test rejects where there is nothing to find, and how often its intervals
/// hold the truth; prints the tables of the documentation page Shift.
///
/// usage: ShiftCalibration [RUNS]
///
/// 1,000 runs, of rows of N(0, I), d = 8; coverage with a bandwidth of 4, which is near
/// the median distance.
@main enum ShiftCalibration {
  static let columns = 8
  static let bandwidth = 4.0

  static func main() throws {
    precondition(BLAS.loaded != nil, BLAS.problem ?? "")
    let given = CommandLine.arguments.dropFirst().first.flatMap { Int($0) }
    try printLevels(runs: given ?? 1_000)
    try printMeasureLevels(runs: given ?? 1_000)
    print("")
    try printCoverage(runs: given ?? 1_000)
    print("")
    try printAreas(runs: given ?? 1_000)
  }

  // MARK: Levels

  private static func printLevels(runs: Int) throws {
    let error = (0.05 * 0.95 / Double(runs)).squareRoot()
    print(
      "Rejections at 5 % without a shift, \(runs) runs, 199 permutations each; ", terminator: "")
    print("three standard errors of the simulation are \(fixed(3 * error)).\n")
    print("| test | 60 + 60 images | 12 + 12 patients × 5 images | the same, images permuted |")
    print("|:--|--:|--:|--:|")
    for kernel in ShiftKernel.allCases {
      try printRow("MMD², \(kernel.rawValue)", runs) { x, y, units, settings in
        var settings = settings
        settings.kernel = kernel
        return try shiftTest(
          x, y, unitsX: units?.x, unitsY: units?.y, settings: settings
        ).pValue
      }
    }
    try printRow("MMD-FUSE", runs) { x, y, units, settings in
      try fuseTest(
        .doubles(x), .doubles(y), unitsX: units?.x, unitsY: units?.y, settings: settings
      ).pValue
    }
  }

  typealias Units = (x: [String], y: [String])
  typealias PValue =
    (Matrix<Double>, Matrix<Double>, Units?, ShiftSettings) throws -> Double

  static func printRow(_ name: String, _ runs: Int, _ pValue: PValue) throws {
    var rejections = [0, 0, 0]
    let units = (x: patientNames("a", 12, by: 5), y: patientNames("b", 12, by: 5))
    for run in 0..<runs {
      let settings = ShiftSettings(permutations: 199, resamples: 1, seed: UInt64(run))
      var normal = NormalGenerator("level", run: run)
      let (x, y) = (normal.rows(60, columns), normal.rows(60, columns))
      if try pValue(x, y, nil, settings) <= 0.05 { rejections[0] += 1 }
      let (p, q) = (normal.patients(12, by: 5, columns), normal.patients(12, by: 5, columns))
      if try pValue(p, q, units, settings) <= 0.05 { rejections[1] += 1 }
      if try pValue(p, q, nil, settings) <= 0.05 { rejections[2] += 1 }
    }
    let rates = rejections.map { fixed(Double($0) / Double(runs)) }
    print("| \(name) | " + rates.joined(separator: " | ") + " |")
  }

  // MARK: Coverage

  private static func printCoverage(runs: Int) throws {
    print("Coverage of 95 % intervals of MMD², \(runs) runs, 999 resamples each.\n")
    print("| rows a side | shift | MMD² | distinct-row bootstrap | normal, Hoeffding |")
    print("|:--|--:|--:|--:|--:|")
    for count in [60, 200] {
      for shift in [0, 0.25, 0.5, 1, 2] {
        try printCoverage("\(count) images", shift, runs) { normal in
          (normal.rows(count, columns), normal.rows(count, columns, shift: shift), nil)
        }
      }
    }
    let units = (x: patientNames("a", 40, by: 5), y: patientNames("b", 40, by: 5))
    for shift in [0, 0.5, 1, 2] {
      try printCoverage("40 patients × 5", shift, runs) { normal in
        (
          normal.patients(40, by: 5, columns),
          normal.patients(40, by: 5, columns, shift: shift), units
        )
      }
    }
  }

  private static func printCoverage(
    _ name: String, _ shift: Double, _ runs: Int,
    _ samples: (inout NormalGenerator) -> (Matrix<Double>, Matrix<Double>, Units?)
  ) throws {
    let truth = trueDiscrepancy(shift: shift, columns: columns, bandwidth: bandwidth)
    var covered = [0, 0]
    for run in 0..<runs {
      var normal = NormalGenerator("coverage \(name) \(shift)", run: run)
      let (x, y, units) = samples(&normal)
      let settings = ShiftSettings(permutations: 1, bandwidth: bandwidth, seed: UInt64(run))
      let test = try shiftTest(x, y, unitsX: units?.x, unitsY: units?.y, settings: settings)
      for (place, interval) in [test.interval, test.normalInterval].enumerated()
      where interval.low <= truth && truth <= interval.high {
        covered[place] += 1
      }
    }
    let rates = covered.map { fixed(Double($0) / Double(runs)) }
    print("| \(name) | \(shift) | \(String(format: "%.5f", truth)) | \(rates[0]) | \(rates[1]) |")
  }

  static func fixed(_ value: Double) -> String { String(format: "%.3f", value) }
}
