public import Analyses
import Datasets
import Embeddings

/// The cosine at or above which two items are a pair, and how it came about.
public struct PairThreshold: Sendable {
  /// In [−1, 1].
  public let value: Double
  /// Nil where it was given.
  public let calibration: ThresholdCalibration?

  /// - Parameters:
  ///   - reference: among which unlike neighbours are looked for, e.g. the training set.
  ///   - copies: of its pictures; they tell what the threshold finds.
  init(_ rule: ThresholdRule, on reference: EmbeddedItems, copies: [AlteredCopies], seed: UInt64) {
    switch rule {
    case .given(let threshold):
      (value, calibration) = (threshold, nil)
    case .calibrated(let rate):
      let found = calibrateThreshold(
        on: reference, copies: copies, CalibrationSettings(falsePairRate: rate, seed: seed))
      (value, calibration) = (found.threshold, found)
    }
  }
}

extension ItemLoader {
  /// The threshold that a rule gives for the pairs of loaded items.
  ///
  /// - Parameter loaded: the first are those among which unlike neighbours are looked for, e.g. the
  ///   training set; the first that were read as images are altered to see what the threshold finds.
  public func threshold(
    _ rule: ThresholdRule, for loaded: [LoadedItems]
  ) async throws -> PairThreshold {
    try await thresholds([rule], for: [EncodedInputs(encoder: encoder, inputs: loaded)])[0]
  }

  /// The same of several encoders, one rule each; pictures are altered once.
  public func thresholds(
    _ rules: [ThresholdRule], for encoded: [EncodedInputs]
  ) async throws -> [PairThreshold] {
    let copies = try await copies(
      for: zip(rules, encoded).filter(\.0.isCalibrated).map(\.1))
    var thresholds: [PairThreshold] = []
    for (rule, seen) in zip(rules, encoded) {
      let (reference, seed) = (seen.inputs[0].items, CalibrationSettings().seed)
      guard rule.isCalibrated else {
        thresholds.append(PairThreshold(rule, on: reference, copies: [], seed: seed))
        continue
      }
      let made = copies[seen.encoder] ?? []
      let asked = encoded.count > 1 ? seen.encoder : nil
      thresholds.append(
        try await analyse("calibrate the threshold", encoder: asked) {
          PairThreshold(rule, on: reference, copies: made, seed: seed)
        })
    }
    return thresholds
  }

  /// By encoder; none of vectors that were computed elsewhere.
  private func copies(for encoded: [EncodedInputs]) async throws -> [String: [AlteredCopies]] {
    guard let dataset = encoded.first?.inputs.lazy.compactMap(\.dataset).first else { return [:] }
    let light = LightCopies(seed: CalibrationSettings().seed, progress: progress)
    let names = encoded.map(\.encoder)
    let cosines = try await light.cosines(
      of: dataset, rows: Array(dataset.samples.indices),
      by: names.map { catalog.pass(with: try catalog.encoder(named: $0)) })
    return Dictionary(uniqueKeysWithValues: zip(names, cosines))
  }
}
