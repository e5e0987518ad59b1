public import Analyses
import Datasets
import Embeddings

/// The cosine at or above which two items are a pair, and how it came about.
public struct PairThreshold: Sendable {
  /// In [−1, 1].
  public let value: Double
  /// Nil where it was given.
  public let calibration: ThresholdCalibration?

  init(given value: Double) {
    (self.value, calibration) = (value, nil)
  }

  init(_ calibration: ThresholdCalibration) {
    (value, self.calibration) = (calibration.threshold, calibration)
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
    switch rule {
    case .given(let threshold):
      return PairThreshold(given: threshold)
    case .calibrated(let rate):
      let settings = CalibrationSettings(falsePairRate: rate)
      let reference = loaded[0].items
      let copies = try await copies(of: loaded.lazy.compactMap(\.dataset).first, settings)
      return PairThreshold(
        try await analyse("calibrate the threshold") {
          try calibrateThreshold(on: reference, copies: copies, settings)
        })
    }
  }

  private func copies(
    of dataset: Dataset?, _ settings: CalibrationSettings
  ) async throws -> [AlteredCopies] {
    guard let dataset else { return [] }
    let light = LightCopies(seed: settings.seed, progress: progress)
    let cosines = try await light.cosines(
      of: dataset, rows: Array(dataset.samples.indices),
      by: [catalog.pass(with: try catalog.encoder(named: encoder))])
    return cosines.first ?? []
  }
}
