import LinearAlgebra
import Statistics

/// The measures beside the discrepancy: their levels, and how often the classifier's interval holds the
/// area that is to be expected at this size.
extension ShiftCalibration {
  static func printMeasureLevels(runs: Int) throws {
    try printRow("Classifier AUC", runs) { x, y, units, settings in
      try ClassifierTest(
        TwoSamples(x, y, unitsX: units?.x, unitsY: units?.y), settings: settings
      ).pValue
    }
    try printRow("Fréchet distance", runs) { x, y, units, settings in
      let samples = try TwoSamples(x, y, unitsX: units?.x, unitsY: units?.y)
      return try FrechetTest(components(samples).scores, of: samples, settings: settings).pValue
    }
    try printRow("Kolmogorov–Smirnov", runs) { x, y, units, settings in
      let samples = try TwoSamples(x, y, unitsX: units?.x, unitsY: units?.y)
      let tests = try ComponentDifferences(components(samples), of: samples, count: columns)
      return tests.strongest?.adjustedPValue ?? 1
    }
  }

  private static func components(_ samples: TwoSamples) throws -> PrincipalComponents {
    try PrincipalComponents(of: samples.rows, count: columns)
  }

  static func printAreas(runs: Int) throws {
    print("Classifier: mean area, and coverage of that mean by its 95 % interval, \(runs) runs.\n")
    print("| sets | shift | area | covered |")
    print("|:--|--:|--:|--:|")
    let units = (x: patientNames("a", 40, by: 5), y: patientNames("b", 40, by: 5))
    for shift in [0, 0.5, 1, 2] {
      try printArea("60 images", shift, runs) { normal in
        try TwoSamples(normal.rows(60, columns), normal.rows(60, columns, shift: shift))
      }
      try printArea("200 images", shift, runs) { normal in
        try TwoSamples(normal.rows(200, columns), normal.rows(200, columns, shift: shift))
      }
      try printArea("40 patients × 5", shift, runs) { normal in
        try TwoSamples(
          normal.patients(40, by: 5, columns),
          normal.patients(40, by: 5, columns, shift: shift), unitsX: units.x, unitsY: units.y)
      }
    }
  }

  private static func printArea(
    _ name: String, _ shift: Double, _ runs: Int,
    _ samples: (inout NormalGenerator) throws -> TwoSamples
  ) throws {
    let tests = try (0..<runs).map { run in
      var normal = NormalGenerator("area \(name) \(shift)", run: run)
      return try ClassifierTest(
        samples(&normal),
        settings: ShiftSettings(permutations: 1, resamples: 999, seed: UInt64(run)))
    }
    let mean = tests.reduce(0) { $0 + $1.area } / Double(runs)
    let covered = tests.count { $0.interval.low <= mean && mean <= $0.interval.high }
    print(
      "| \(name) a side | \(shift) | \(fixed(mean)) | \(fixed(Double(covered) / Double(runs))) |")
  }
}
