import Analyses
import ArgumentParser
import Experiments
import Foundation

/// Where the cosine comes from at or above which two items are a pair.
struct ThresholdOptions: ParsableArguments {
  @Option(
    name: .shortAndLong, parsing: .unconditional,  // -1 is a value.
    help: """
      Cosine at or above which two items are a pair, -1 to 1; of several encoders one for all, or \
      NAME=COSINE,… for some. (default: calibrated on the images)
      """)
  var threshold: ThresholdChoice?

  @Option(
    name: .long,
    help: """
      Calibrate the threshold so that at most this share of images is paired with an unlike one. \
      (default: \(CalibrationSettings.standardRate))
      """)
  var falsePairRate: Double?

  func validate() throws {
    for cosine in threshold?.cosines ?? [] { try Check.threshold(cosine) }
    guard let falsePairRate else { return }
    if case .all = threshold { throw Self.nothingToCalibrate }
    guard (1e-9...0.5).contains(falsePairRate) else {
      throw ValidationError(
        "--false-pair-rate \(falsePairRate) is no small share; give a number from 1e-9 to 0.5")
    }
  }

  private static let nothingToCalibrate = ValidationError(
    "--threshold leaves nothing to calibrate; give it or --false-pair-rate, not both")

  /// - Parameter encoders: that are asked.
  /// - Throws: `ValidationError` for the threshold of another, of one twice, and of all of them
  ///   beside a rate.
  func check(_ encoders: [String]) throws {
    guard case .named(let thresholds) = threshold else { return }
    let names = thresholds.map(\.encoder)
    guard Set(names).count == names.count else {
      throw ValidationError("--threshold names an encoder twice; give each one cosine")
    }
    if let stranger = names.first(where: { !encoders.contains($0) }) {
      let known = encoders.isEmpty ? "none was named" : encoders.joined(separator: ", ")
      throw ValidationError(
        "--threshold \(stranger)=… is of no encoder that --encoder names (\(known))")
    }
    guard falsePairRate == nil || names.count < encoders.count else {
      throw Self.nothingToCalibrate
    }
  }

  /// - Parameter encoder: nil where none was named.
  func rule(for encoder: String?) -> ThresholdRule {
    let calibrated = falsePairRate.map { ThresholdRule.calibrated(falsePairRate: $0) } ?? .standard
    switch threshold {
    case nil: return calibrated
    case .all(let cosine): return .given(cosine)
    case .named(let thresholds):
      return thresholds.first { $0.encoder == encoder }.map { .given($0.cosine) } ?? calibrated
    }
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
