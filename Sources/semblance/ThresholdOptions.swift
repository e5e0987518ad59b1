import Analyses
import ArgumentParser
import Experiments
import Foundation

/// Where the cosine comes from at or above which two items are a pair.
struct ThresholdOptions: ParsableArguments {
  @Option(
    name: .shortAndLong, parsing: .unconditional,  // -1 is a value.
    help: """
      Cosine at or above which two items are a pair, -1 to 1. (default: calibrated on the images)
      """)
  var threshold: Double?

  @Option(
    name: .long,
    help: """
      Calibrate the threshold so that at most this share of images is paired with an unlike one. \
      (default: \(CalibrationSettings.standardRate))
      """)
  var falsePairRate: Double?

  func validate() throws {
    if let threshold { try Check.threshold(threshold) }
    guard let falsePairRate else { return }
    guard threshold == nil else {
      throw ValidationError(
        "--threshold leaves nothing to calibrate; give it or --false-pair-rate, not both")
    }
    guard (1e-9...0.5).contains(falsePairRate) else {
      throw ValidationError(
        "--false-pair-rate \(falsePairRate) is no small share; give a number from 1e-9 to 0.5")
    }
  }

  var rule: ThresholdRule {
    threshold.map { .given($0) } ?? falsePairRate.map { .calibrated(falsePairRate: $0) }
      ?? .standard
  }
}

extension Terminal {
  /// How the threshold came about and what it finds.
  static func show(_ calibration: ThresholdCalibration?) {
    guard let calibration else { return }
    defer { print() }
    let falsePairs = calibration.falsePairs
    let left =
      calibration.itemsWithCopies == 0
      ? ""
      : "; \(calibration.itemsWithCopies) have neighbours that stand apart as copies do, which were left out"
    print(
      "Threshold \(calibration.threshold), calibrated: of \(falsePairs.total) images "
        + "\(falsePairs.count) have an unlike neighbour at it\(left).")
    if let hashes = calibration.hashes {
      print(
        "Hashes that agree in unlike nearest neighbours: pHash \(hashes.phash.rate.share), dHash "
          + "\(hashes.dhash.rate.share).")
    }
    guard let recall = calibration.recall else { return }
    let each = calibration.alterations.map { "\($0.alteration) \($0.found.rate.share)" }
    print("It finds \(recall.share) of altered copies: \(each.joined(separator: ", ")).")
  }
}

extension Double {
  /// "78 %".
  fileprivate var share: String { String(format: "%.0f %%", 100 * self) }
}
