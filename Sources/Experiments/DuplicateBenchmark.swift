public import Analyses
public import Datasets
import Embeddings
public import Images
import LinearAlgebra
import Statistics

/// Plants altered copies in a data set and asks every kind of evidence to find them.
public struct DuplicateBenchmark: Sendable {
  /// Ready names of encoders, each once.
  public var encoders: [String]
  public var alterations: [Perturbation] = Perturbation.all
  /// Originals that copies are made of, at most.
  public var sources = 100
  /// Of the choice of sources, of the alterations and of their mixture.
  public var seed: UInt64 = 2_026
  public var limit: DatasetLimit = .none
  public var settings = InputSettings()

  public init(encoders: [String]) {
    self.encoders = encoders
  }

  /// - Parameter input: as for `DatasetDescription`.
  /// - Throws: `AnalysisError` for fewer than two distinct pictures; what loading and encoding throw.
  public func run(
    on input: String, catalog: Catalog, progress: @escaping ProgressHandler
  ) async throws -> (result: DuplicateBenchmarkResult, unreadable: [UnreadableFile]) {
    try requireLinearAlgebra()
    let names = BenchmarkEvidence.hashes.filter { !encoders.contains($0) } + encoders
    let passes = try names.map { catalog.pass(with: try catalog.encoder(named: $0)) }
    let dataset = try await load(input, catalog, passes, progress)
    let originals = dataset.distinctPictures.map { dataset.facts[$0] }
    guard originals.count >= 2 else {
      throw AnalysisError.tooFew(items: dataset.name, found: originals.count, needed: 2)
    }
    let planted = try await plant(in: dataset, originals, passes, progress)
    var vectors: [PlantedVectors] = []
    for pass in passes {
      vectors.append(try await pass.vectors(of: planted, among: originals.map(\.pixelDigest)))
    }
    let phase = Phase.analyse(question: "benchmark", encoder: nil)
    progress(.started(phase))
    let scores = try await interruptible { [vectors, seed] in
      PlantedCopies(originals: originals.map { ItemDigests($0) }, copies: planted.map(\.copy))
        .scores(by: vectors, seed: seed)
    }
    progress(.finished(phase, summary: ""))
    let result = DuplicateBenchmarkResult(
      dataset: dataset.name, fingerprint: dataset.fingerprint.hex, seed: seed,
      originals: originals.count, repeatedOriginals: dataset.samples.count - originals.count,
      sources: min(sources, originals.count), alterations: scores)
    return (result, dataset.unreadable)
  }

  private func load(
    _ input: String, _ catalog: Catalog, _ passes: [EncodingPass], _ progress: ProgressHandler
  ) async throws -> Dataset {
    let description = try DatasetDescription(
      input: input, settings: settings, installation: catalog.installation)
    let phase = Phase.load(dataset: description.name)
    progress(.started(phase))
    let dataset = try await description.load(
      limit: limit, seed: seed, catalog: catalog, passes: passes
    ) { progress(.advanced(phase, done: $0, total: $1)) }
    progress(.finished(phase, summary: dataset.summary))
    return dataset
  }

  /// Copies in the order of the alterations, then of the sources.
  private func plant(
    in dataset: Dataset, _ originals: [SampleFacts], _ passes: [EncodingPass],
    _ progress: ProgressHandler
  ) async throws -> [PlantedPicture] {
    var generator = SeededGenerator(seed: seed, stream: "benchmark.duplicates.sources")
    let chosen = generator.choose(min(sources, originals.count), of: originals.count)
    let planting = Planting(alterations, seed: seed, passes: passes)
    let wanted = Set(chosen.map { originals[$0].pixelDigest })
    let phase = Phase.alter(dataset: dataset.name)
    progress(.started(phase))
    try await planting.alter(dataset.positions(of: wanted), of: dataset) {
      progress(.advanced(phase, done: $0, total: $1))
    }
    let copies = await planting.copies(of: chosen, originals)
    progress(.finished(phase, summary: "\(copies.count) copies of \(chosen.count) pictures"))
    return copies
  }
}

extension BenchmarkEvidence {
  /// Encoders that are asked anyway, since they cost nothing.
  static let hashes = [BenchmarkEvidence.phash, .dhash].map(\.rawValue)
}

extension ItemDigests {
  init(_ facts: SampleFacts, hashes: PerceptualHashes? = nil) {
    self.init(
      file: facts.fileDigest?.hex, pixels: facts.pixelDigest.hex, hashes: hashes,
      area: facts.width * facts.height)
  }
}

extension EncodingPass {
  fileprivate func vectors(
    of planted: [PlantedPicture], among originals: [ContentDigest]
  ) throws -> PlantedVectors {
    let hash =
      BenchmarkEvidence.hashes.contains(id.name) ? BenchmarkEvidence(rawValue: id.name) : nil
    return PlantedVectors(
      hash ?? .cosine, encoder: hash == nil ? id.name : nil,
      originals: try vectors(of: originals), copies: try vectors(of: planted.map(\.pixels)))
  }
}
