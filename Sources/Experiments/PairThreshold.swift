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
    let reference = loaded[0].items
    guard rule.isCalibrated else {
      return PairThreshold(rule, on: reference, copies: [], seed: Self.seed)
    }
    let copies = try await copies(of: loaded.lazy.compactMap(\.dataset).first)
    return try await analyse("calibrate the threshold") {
      PairThreshold(rule, on: reference, copies: copies, seed: Self.seed)
    }
  }

  /// Of one-shot commands, which have no option for it.
  private static let seed: UInt64 = 2_026

  private func copies(of dataset: Dataset?) async throws -> [AlteredCopies] {
    guard let dataset else { return [] }
    let light = LightCopies(seed: Self.seed, progress: progress)
    let cosines = try await light.cosines(
      of: dataset, rows: Array(dataset.samples.indices),
      by: [catalog.pass(with: try catalog.encoder(named: encoder))])
    return cosines.first ?? []
  }
}
