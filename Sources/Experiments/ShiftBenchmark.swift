public import Analyses
public import Datasets
import Embeddings
import Images
import LinearAlgebra
import Statistics

/// Plants shifts in a data set's own images and measures how often two-sample tests find them.
public struct ShiftBenchmark: Sendable {
  /// Ready names of encoders, each once.
  public var encoders: [String]
  public var plan = ShiftBenchmarkPlan()
  /// Distinct pictures out of which samples are drawn, at most; each is encoded once an alteration.
  public var images = 1_200
  public var limit: DatasetLimit = .none
  public var settings = InputSettings()

  /// All distances of the pictures and their altered versions are held: half a gigabyte here.
  public static let mostImages = 4_000

  public init(encoders: [String]) {
    self.encoders = encoders
  }

  /// - Parameter input: as for `DatasetDescription`.
  /// - Throws: `AnalysisError` for fewer pictures than two samples of the smallest size need, and for
  ///   shifts of labels where labels are not known; what loading and encoding throw.
  public func run(
    on input: String, catalog: Catalog, progress: @escaping ProgressHandler
  ) async throws -> (result: ShiftBenchmarkResult, unreadable: [UnreadableFile]) {
    try requireLinearAlgebra()
    let passes = try encoders.map { catalog.pass(with: try catalog.encoder(named: $0)) }
    let dataset = try await load(input, catalog, progress)
    let chosen = BenchmarkPictures(dataset, count: images, seed: plan.seed)
    try requireEnough(chosen.positions.count, of: dataset)
    let copies = try await alter(chosen, of: dataset, passes, progress)
    let items = ShiftBenchmarkItems(
      name: dataset.name, units: chosen.units, isKnockedOut: chosen.isKnockedOut)
    var found: [EncoderDetections] = []
    for pass in passes {
      let vectors = try await pass.vectors(of: chosen.pixels, copies)
      found.append(try await detections(in: vectors, items, pass.id.name, progress))
    }
    let result = ShiftBenchmarkResult(
      dataset: dataset.name, fingerprint: dataset.fingerprint.hex,
      images: chosen.positions.count, units: chosen.units, plan: plan,
      knockedOut: plan.shifts.contains(where: \.needsLabels) ? chosen.knockedOut : nil,
      encoders: found, warnings: warnings(chosen, dataset))
    return (result, dataset.unreadable)
  }

  private func requireEnough(_ count: Int, of dataset: Dataset) throws(AnalysisError) {
    let needed = max(4, 2 * (plan.sizes.min() ?? 0))
    guard count >= needed else {
      throw .tooFew(items: dataset.name, found: count, needed: needed)
    }
  }

  /// Nothing is encoded while reading: few pictures of a large set are needed.
  private func load(
    _ input: String, _ catalog: Catalog, _ progress: ProgressHandler
  ) async throws -> Dataset {
    let description = try DatasetDescription(
      input: input, settings: settings, installation: catalog.installation)
    let phase = Phase.inspect(dataset: description.name)
    progress(.started(phase))
    let dataset = try await description.load(
      limit: limit, seed: plan.seed, catalog: catalog, passes: []
    ) { progress(.advanced(phase, done: $0, total: $1)) }
    progress(.finished(phase, summary: dataset.summary))
    return dataset
  }

  private func alter(
    _ chosen: BenchmarkPictures, of dataset: Dataset, _ passes: [EncodingPass],
    _ progress: ProgressHandler
  ) async throws -> [ImageAlteration: [ContentDigest]] {
    let planting = Planting(
      plan.alterations.map(\.perturbation), seed: plan.seed, passes: passes)
    let phase = Phase.alter(dataset: dataset.name)
    progress(.started(phase))
    try await planting.alter(chosen.positions, of: dataset) {
      progress(.advanced(phase, done: $0, total: $1))
    }
    let facts = chosen.positions.map { dataset.facts[$0] }
    let copies = Dictionary(
      grouping: await planting.copies(of: Array(facts.indices), facts), by: \.copy.alteration)
    progress(
      .finished(
        phase, summary: "\(facts.count) pictures, each in \(plan.alterations.count) other versions")
    )
    return Dictionary(
      uniqueKeysWithValues: plan.alterations.map { alteration in
        (alteration, (copies[alteration.perturbation.name] ?? []).map(\.pixels))
      })
  }

  private func detections(
    in vectors: ShiftBenchmarkVectors, _ items: ShiftBenchmarkItems, _ encoder: String,
    _ progress: @escaping ProgressHandler
  ) async throws -> EncoderDetections {
    let phase = Phase.analyse(question: "draw and test samples", encoder: encoder)
    progress(.started(phase))
    let found = try await interruptible { [plan] in
      try plan.detections(in: vectors, of: items) { done, total in
        progress(.advanced(phase, done: done, total: total))
      }
    }
    progress(.finished(phase, summary: ""))
    return found
  }

  private func warnings(_ chosen: BenchmarkPictures, _ dataset: Dataset) -> [AnalysisWarning] {
    guard chosen.isKnockedOut == nil, plan.shifts.contains(where: \.needsLabels) else { return [] }
    return [
      AnalysisWarning(
        "\(dataset.name) has no two labels known of all images, so none is knocked out",
        remedy: "name the labels, or leave the shifts of labels out (--shift)")
    ]
  }
}

/// The pictures that samples are drawn from, and what is known of them.
private struct BenchmarkPictures {
  let positions: [Int]
  let pixels: [ContentDigest]
  /// Nil where some picture has no group.
  let units: [String]?
  let knockedOut: KnockedOutLabel?
  let isKnockedOut: [Bool]?

  /// Chosen by the seed, whole groups where all pictures have one.
  init(_ dataset: Dataset, count: Int, seed: UInt64) {
    let distinct = dataset.distinctPictures
    let groups = distinct.map { dataset.samples[$0].group }.withoutGaps
    var generator = SeededGenerator(seed: seed, stream: "benchmark.shift.images")
    let chosen = chosenUnits(of: groups, distinct.count, count, using: &generator)
    positions = chosen.map { distinct[$0] }
    pixels = positions.map { dataset.facts[$0].pixelDigest }
    units = groups.map { groups in chosen.map { groups[$0] } }
    let labels = positions.map { dataset.samples[$0].label }.withoutGaps
    let missing = labels.flatMap { KnockedOutLabel(mostFrequentIn: $0) }
    knockedOut = missing
    isKnockedOut = missing.flatMap { missing in labels?.map { $0 == missing.label } }
  }
}

/// Items of whole units in random order until there are so many, ascending; all where there are fewer.
private func chosenUnits(
  of units: [String]?, _ items: Int, _ count: Int, using generator: inout SeededGenerator
) -> [Int] {
  guard let units else { return generator.choose(min(count, items), of: items) }
  var members = Dictionary(grouping: 0..<items) { units[$0] }.sorted { $0.key < $1.key }
    .map(\.value)
  generator.shuffle(&members)
  var chosen: [Int] = []
  for unit in members where chosen.count + unit.count <= count { chosen += unit }
  return chosen.sorted()
}

extension EncodingPass {
  /// - Parameter altered: pixels in the order of the originals.
  fileprivate func vectors(
    of originals: [ContentDigest], _ altered: [ImageAlteration: [ContentDigest]]
  ) throws -> ShiftBenchmarkVectors {
    ShiftBenchmarkVectors(
      encoder: id.name, originals: try vectors(of: originals),
      altered: try altered.mapValues { try vectors(of: $0) })
  }
}
