import Analyses
import Datasets
import Embeddings
import Images
import Statistics

/// A copy and its pixels.
struct PlantedPicture: Sendable {
  let copy: PlantedCopy
  let pixels: ContentDigest
}

/// Alters pictures while they are in memory and encodes them and their copies; no picture is kept.
actor Planting {
  private nonisolated let alterations: [Perturbation]
  private nonisolated let seed: UInt64
  private nonisolated let passes: [EncodingPass]
  /// Pixels of the copies, by alteration and by the pixels of their source.
  private var pixels: [Made: ContentDigest] = [:]

  private struct Made: Hashable {
    let alteration: String
    let source: ContentDigest
  }

  init(_ alterations: [Perturbation], seed: UInt64, passes: [EncodingPass]) {
    self.alterations = alterations
    self.seed = seed
    self.passes = passes
  }

  /// Reads pictures of a data set and makes all copies of each.
  nonisolated func alter(
    _ positions: [Int], of dataset: Dataset,
    progress: @Sendable (_ done: Int, _ total: Int) -> Void
  ) async throws {
    let use = PictureUse(
      isWanted: { _ in true }, use: { picture, pixels in try await self.alter(picture, pixels) })
    try await passes.keepingWork { _ in
      try await dataset.read(positions, use: use, progress: progress)
    }
  }

  /// Random numbers follow from the picture and the alteration: neither order nor threads matter.
  private nonisolated func alter(_ picture: Image, _ source: ContentDigest) async throws {
    for pass in passes where await pass.wants(source) { try await pass.encode(picture, source) }
    for alteration in alterations where alteration.applies(to: picture) {
      try Task.checkCancellation()
      var generator = SeededGenerator(
        seed: seed, stream: "benchmark.duplicates.\(alteration.name).\(source.hex)")
      let copy = try alteration.applied(to: picture, using: &generator)
      let pixels = copy.digest
      for pass in passes where await pass.wants(pixels) { try await pass.encode(copy, pixels) }
      await keep(pixels, of: Made(alteration: alteration.name, source: source))
    }
  }

  private func keep(_ copy: ContentDigest, of made: Made) {
    pixels[made] = copy
  }

  /// Exact copies first, then those by each alteration that applied, sources in the order given.
  ///
  /// - Parameter sources: positions among the originals.
  func copies(
    of sources: [Int], _ originals: [SampleFacts]
  ) -> [PlantedPicture] {
    let exact = sources.map { source in
      PlantedPicture(
        copy: PlantedCopy(
          alteration: exactCopies, source: source, digests: ItemDigests(originals[source])),
        pixels: originals[source].pixelDigest)
    }
    return exact
      + alterations.flatMap { alteration in
        sources.compactMap { source in
          copy(of: source, originals[source].pixelDigest, by: alteration.name)
        }
      }
  }

  private func copy(
    of source: Int, _ original: ContentDigest, by alteration: String
  ) -> PlantedPicture? {
    pixels[Made(alteration: alteration, source: original)].map { pixels in
      let digests = ItemDigests(file: nil, pixels: pixels.hex)
      return PlantedPicture(
        copy: PlantedCopy(alteration: alteration, source: source, digests: digests),
        pixels: pixels)
    }
  }
}
