import Foundation
import LinearAlgebra
import Testing

@testable import Statistics

/// Small simulations, the same on every run. Larger ones (300 runs, n = 60 and 200, d = 8) gave
/// intervals that cover the truth in at least 94 % of runs at any shift, and 5.5 % rejections when
/// patients are permuted.
@Suite struct ShiftCalibrationTests {
  /// Three standard errors of a rate of 0.05 around it.
  func isNominal(_ rejections: Int, of runs: Int) -> Bool {
    let error = (0.05 * 0.95 / Double(runs)).squareRoot()
    return abs(Double(rejections) / Double(runs) - 0.05) <= 3 * error
  }

  func settings(_ run: Int, resamples: Int = 1, bandwidth: Double? = nil) -> ShiftSettings {
    ShiftSettings(
      permutations: 99, resamples: resamples, bandwidth: bandwidth, seed: UInt64(run))
  }

  @Test func independentRowsOfOneDistributionAreRejectedAtTheLevel() throws {
    var rejections = 0
    for run in 0..<200 {
      var normal = NormalGenerator("independent", index: run)
      let (x, y) = (normal.matrix(20, 3), normal.matrix(25, 3))
      if try shiftTest(x, y, settings: settings(run)).pValue <= 0.05 { rejections += 1 }
    }
    #expect(isNominal(rejections, of: 200), "\(rejections) of 200")
  }

  @Test func permutingPatientsKeepsTheLevelAndPermutingImagesDoesNot() throws {
    let units = { (site: String) in (0..<30).map { "\(site)\($0 / 3)" } }
    var (byPatient, byImage) = (0, 0)
    for run in 0..<150 {
      var normal = NormalGenerator("patients", index: run)
      let (x, y) = (normal.grouped(10, by: 3, 4), normal.grouped(10, by: 3, 4))
      let whole = try shiftTest(
        x, y, unitsX: units("a"), unitsY: units("b"), settings: settings(run))
      if whole.pValue <= 0.05 { byPatient += 1 }
      if run < 30, try shiftTest(x, y, settings: settings(run)).pValue <= 0.05 { byImage += 1 }
    }
    #expect(isNominal(byPatient, of: 150), "\(byPatient) of 150")
    #expect(byImage > 20, "\(byImage) of 30")
  }

  @Test(arguments: [0, 0.5, 2.0])
  func intervalsCoverTheTruth(shift: Double) throws {
    // E exp(−‖x − y‖²/2σ²) of Gaussians, d = 4, σ = 2.5.
    let spread = 2.5 * 2.5
    let truth =
      2 * pow(spread / (spread + 2), 2) * (1 - exp(-shift * shift / (2 * (spread + 2))))
    var covered = 0
    for run in 0..<100 {
      var normal = NormalGenerator("coverage \(shift)", index: run)
      let (x, y) = (normal.matrix(40, 4), normal.matrix(40, 4, shift: shift))
      let interval = try shiftTest(
        x, y, settings: settings(run, resamples: 199, bandwidth: 2.5)
      ).interval
      if interval.low <= truth, truth <= interval.high { covered += 1 }
    }
    // 95 less three standard errors of 100 runs.
    #expect(covered >= 88, "\(covered) of 100 at a shift of \(shift)")
  }
}
