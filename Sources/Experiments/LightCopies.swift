import Analyses
import Datasets
import Embeddings
import Images
import Statistics

/// Copies of a data set's own pictures as they come about by re-encoding and light edits, seen by
/// encoders: what a threshold should find.
struct LightCopies {
  let seed: UInt64
  let progress: ProgressHandler

  /// Pictures that are altered; each in every way.
  private static let pictures = 100

  /// Of each encoder, the cosines of pictures with their copies, by alteration.
  ///
  /// - Parameter rows: of the pictures to draw from; distinct pictures are drawn.
  func cosines(
    of dataset: Dataset, rows: [Int], by passes: [EncodingPass]
  ) async throws -> [[AlteredCopies]] {
    let originals = drawn(from: dataset, rows)
    let planting = Planting(Perturbation.light, seed: seed, passes: passes)
    let phase = Phase.alter(dataset: dataset.name)
    progress(.started(phase))
    try await planting.alter(originals, of: dataset) {
      progress(.advanced(phase, done: $0, total: $1))
    }
    let facts = originals.map { dataset.facts[$0] }
    let copies = await planting.copies(of: Array(facts.indices), facts)
      .filter { $0.copy.alteration != exactCopies }
    progress(.finished(phase, summary: "\(copies.count) copies of \(facts.count) pictures"))
    var cosines: [[AlteredCopies]] = []
    for pass in passes { cosines.append(try await pass.cosines(of: copies, with: facts)) }
    return cosines
  }

  private func drawn(from dataset: Dataset, _ rows: [Int]) -> [Int] {
    let distinct = dataset.distinctPictures(among: rows)
    var generator = SeededGenerator(seed: seed, stream: "calibration.copies")
    return generator.choose(min(Self.pictures, distinct.count), of: distinct.count)
      .map { distinct[$0] }
  }
}

extension EncodingPass {
  /// Without those of zero vectors; alterations in the order of the copies.
  fileprivate func cosines(
    of copies: [PlantedPicture], with originals: [SampleFacts]
  ) throws -> [AlteredCopies] {
    let known = UnitRows(try vectors(of: originals.map(\.pixelDigest)))
    let altered = UnitRows(try vectors(of: copies.map(\.pixels)))
    return Perturbation.light.map(\.name).map { alteration in
      let cosines = copies.indices.filter { copies[$0].copy.alteration == alteration }
        .compactMap { known.cosine(copies[$0].copy.source, altered, $0) }
      return AlteredCopies(alteration: alteration, cosines: cosines)
    }
  }
}
