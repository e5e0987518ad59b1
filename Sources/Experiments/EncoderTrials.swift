public import Analyses
import Datasets
import Embeddings
import Foundation
import Images
import Statistics

/// What only encoding images again can tell of encoders: how they take altered copies, and what they
/// cost.
struct EncoderTrials {
  let catalog: Catalog
  let seed: UInt64
  let progress: ProgressHandler

  /// Pictures that are altered, each in every way, and pictures that encoding is timed with.
  private static let (alteredPictures, timedPictures) = (100, 32)

  /// Adds what the plan asks for.
  ///
  /// - Parameter encoders: ready names.
  func complete(
    _ result: EncoderComparisonResult, _ plan: EncodersPlan, of dataset: Dataset,
    by encoders: [String]
  ) async throws -> EncoderComparisonResult {
    var result = result
    if plan.robustness {
      result = result.with(
        robustness: try await robustness(of: dataset, by: encoders, resamples: plan.resamples))
    }
    if plan.cost { result = result.with(costs: try await costs(of: dataset, by: encoders)) }
    return result
  }

  private func robustness(
    of dataset: Dataset, by encoders: [String], resamples: Int
  ) async throws -> EncoderRobustness {
    let passes = try encoders.map { catalog.pass(with: try catalog.encoder(named: $0)) }
    let distinct = dataset.distinctPictures
    let facts = distinct.map { dataset.facts[$0] }
    let sources = drawn(Self.alteredPictures, of: distinct.count, "encoders.robustness.pictures")
    let planting = Planting(
      EncoderAlteration.all.map(\.perturbation), seed: seed, passes: passes)
    let phase = Phase.alter(dataset: dataset.name)
    progress(.started(phase))
    try await planting.alter(sources.map { distinct[$0] }, of: dataset) {
      progress(.advanced(phase, done: $0, total: $1))
    }
    let copies = Dictionary(
      grouping: await planting.copies(of: sources, facts), by: \.copy.alteration)
    let applied = EncoderAlteration.all.filter { copies[$0.perturbation.name] != nil }
    let pictures = applied.map { copies[$0.perturbation.name] ?? [] }
    var vectors: [AlteredVectors] = []
    for pass in passes {
      var altered: [[ContentDigest]] = []
      for copies in pictures { altered.append(copies.map(\.pixels)) }
      vectors.append(try await pass.vectors(of: facts.map(\.pixelDigest), altered))
    }
    progress(.finished(phase, summary: "\(sources.count) pictures, \(applied.count) alterations"))
    let units = distinct.map { dataset.samples[$0].group }.withoutGaps
    let alterations = zip(applied, pictures).map { alteration, copies in
      AlteredPictures(
        name: alteration.perturbation.name, kind: alteration.kind, strength: alteration.strength,
        sources: copies.map(\.copy.source))
    }
    return try await interruptible { [seed, vectors] in
      EncoderRobustness(
        of: alterations, seenBy: vectors, units: units, seed: seed, resamples: resamples)
    }
  }

  private func costs(
    of dataset: Dataset, by encoders: [String]
  ) async throws -> [EncoderCost] {
    let chosen = drawn(
      Self.timedPictures + 1, of: dataset.samples.count, "encoders.cost.pictures")
    let pictures = try chosen.map {
      try dataset.samples[$0].loadImage(dataset.decoding).image
    }
    var costs: [EncoderCost] = []
    for name in encoders {
      let phase = Phase.analyse(question: "time encoding", encoder: name)
      progress(.started(phase))
      costs.append(try await cost(of: name, pictures))
      progress(.finished(phase, summary: ""))
    }
    return costs
  }

  /// The first picture starts the runtime; where there is no other it is timed itself.
  private func cost(of name: String, _ pictures: [Image]) async throws -> EncoderCost {
    let memory = ResidentMemory()
    let encoder = try catalog.encoder(named: name)
    _ = try await encoder.encode(Array(pictures.prefix(1)))
    let timed = pictures.count > 1 ? Array(pictures.dropFirst()) : pictures
    let start = ContinuousClock.now
    for picture in timed {
      try Task.checkCancellation()
      _ = try await encoder.encode([picture])
    }
    let seconds = start.duration(to: .now) / .seconds(1)
    return EncoderCost(
      encoder: name, images: timed.count,
      imagesPerSecond: Double(timed.count) / max(seconds, 1e-9),
      vectorBytes: encoder.dimension * MemoryLayout<Float>.size,
      modelBytes: try modelBytes(of: name), peakBytes: memory?.rise)
  }

  /// Of the file of weights; nil for an encoder without, and for a whitened one.
  private func modelBytes(of name: String) throws -> Int? {
    let model = try ModelLibrary(catalog.installation).model(named: name)
    guard let file = model?.checkpoints.first(where: { $0.name == name })?.file else { return nil }
    // A file that is gone has no size to tell.
    let attributes = try? FileManager.default.attributesOfItem(
      atPath: file.resolvingSymlinksInPath().path)
    return attributes?[.size] as? Int
  }

  private func drawn(_ count: Int, of total: Int, _ stream: String) -> [Int] {
    var generator = SeededGenerator(seed: seed, stream: stream)
    return generator.choose(min(count, total), of: total)
  }
}

extension EncodingPass {
  fileprivate func vectors(
    of pictures: [ContentDigest], _ altered: [[ContentDigest]]
  ) throws -> AlteredVectors {
    AlteredVectors(
      encoder: id.name, pictures: try vectors(of: pictures),
      copies: try altered.map { try vectors(of: $0) })
  }
}

extension ItemLoader {
  /// Compares encoders on images, with all that the plan asks for.
  ///
  /// - Parameters:
  ///   - seen: the images of one path as each encoder sees them.
  ///   - labels: instead of those of the images; nil for an image without one.
  public func compare(
    _ seen: [EncodedInputs], plan: EncodersPlan, labels: [String?]?, units: [String]?, seed: UInt64
  ) async throws -> EncoderComparisonResult {
    let views = seen.map { seen in
      let items = seen.inputs[0].items
      let labelled = labels.map { items.with(someLabels: $0) } ?? items
      return EncoderView(
        name: seen.encoder, items: units.map { labelled.with(units: $0) } ?? labelled)
    }
    let result = try await follow("encoders") { progress in
      try compareEncoders(views, plan: plan, seed: seed, progress: progress)
    }
    guard let dataset = seen.first?.inputs[0].dataset else { return result }
    return try await EncoderTrials(catalog: catalog, seed: seed, progress: progress)
      .complete(result, plan, of: dataset, by: seen.map(\.encoder))
  }
}
