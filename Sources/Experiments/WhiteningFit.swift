import Datasets
public import Embeddings
import Foundation
import Images
import LinearAlgebra
import Statistics

/// A request to fit a whitening on the embeddings of a data set.
public struct WhiteningFit: Sendable {
  /// Of the new encoder.
  public let name: String
  public let encoder: String
  /// A folder of images or a `dataset.yaml`.
  public let dataset: String
  /// Needed where the data set has splits, so that nobody fits on a test set unawares.
  public let split: String?
  public let components: Int

  public init(
    name: String, encoder: String, dataset: String, split: String?, components: Int
  ) {
    self.name = name
    self.encoder = encoder
    self.dataset = dataset
    self.split = split
    self.components = components
  }
}

extension Catalog {
  /// Fits a whitening and keeps it under its name in the folder of models.
  ///
  /// - Returns: the new encoder's id.
  /// - Throws: `SettingsError` for a name that is taken, a split that is not there or not named, and
  ///   more components than there are directions with variance; what loading and encoding throw.
  public func fit(
    _ fit: WhiteningFit, progress: @escaping ProgressHandler
  ) async throws -> EncoderID {
    let library = ModelLibrary(installation)
    try library.requireFree(fit.name, "--name")
    let base = try encoder(named: fit.encoder)
    guard !(base is WhitenedEncoder) else {
      throw SettingsError.wrongValue(
        place: "encoder", found: fit.encoder, expected: "an encoder that is not whitened already")
    }
    let (dataset, pass) = try await ItemLoader(
      catalog: self, encoder: fit.encoder, progress: progress
    ).read(fit.dataset)
    let rows = try fit.rows(of: dataset)
    let vectors = try await pass.table(of: dataset) { _, _ in }.vectors
    let whitening = try fit.whitening(of: vectors.selecting(rows: rows))
    try library.keep(whitening, fit, base.id, dataset, images: rows.count)
    return try encoder(named: fit.name).id
  }
}

extension WhiteningFit {
  fileprivate func rows(of dataset: Dataset) throws(SettingsError) -> [Int] {
    let splits = Set(dataset.samples.compactMap(\.split)).sorted()
    guard let split else {
      guard splits.isEmpty else {
        throw .splitNotNamed(dataset: dataset.name, splits: splits)
      }
      return Array(dataset.samples.indices)
    }
    guard splits.contains(split) else {
      throw .unknownName(what: "split", found: split, known: splits)
    }
    return dataset.samples.indices.filter { dataset.samples[$0].split == split }
  }

  fileprivate func whitening(of vectors: Matrix<Float>) throws -> Whitening {
    let most = min(vectors.rows - 1, vectors.columns)
    guard components <= most else { throw tooMany(most, vectors) }
    let found = try PrincipalComponents(of: vectors, count: components)
    let directions = found.singularValues.filter { $0 > 0 }.count
    guard directions == components else { throw tooMany(directions, vectors) }
    let deviations = found.singularValues.map { $0 / Double(vectors.rows - 1).squareRoot() }
    let scaled = zip(0..<components, deviations).flatMap { row, deviation in
      found.components.row(row).map { $0 / deviation }
    }
    return Whitening(
      mean: found.mean,
      axes: Matrix(rows: components, columns: vectors.columns, elements: scaled))
  }

  private func tooMany(_ most: Int, _ vectors: Matrix<Float>) -> SettingsError {
    .wrongValue(
      place: "--components", found: "\(components)",
      expected:
        "at most \(max(0, most)): \(vectors.rows) vectors of \(vectors.columns) numbers vary "
        + "in no more directions")
  }
}

extension ModelLibrary {
  fileprivate func keep(
    _ whitening: Whitening, _ fit: WhiteningFit, _ base: EncoderID, _ dataset: Dataset, images: Int
  ) throws {
    let numbers = NumPyFile.data(of: whitening.stored)
    let record = WhitenedModel(
      name: fit.name, encoder: fit.encoder, encoderDigest: WhitenedModel.digest(of: base),
      dataset: dataset.name, split: fit.split, images: images,
      fingerprint: dataset.fingerprint.hex, components: fit.components,
      sha256: ContentDigest(sha256Of: numbers).hex)
    try install(fit.name) { staging in
      try WholeFile.write(numbers, to: staging.appending(path: WhitenedModel.numbersFile))
      try WholeFile.write(try record.yaml(), to: staging.appending(path: WhitenedModel.recordFile))
    }
  }
}
