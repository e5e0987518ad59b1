import Analyses
public import Datasets
import Embeddings
public import Foundation
import Images
import LinearAlgebra

/// Tells what a plan will cost from a few of its images, a block of products and a former run.
public struct RunEstimator: Sendable {
  private let catalog: Catalog

  /// Images that are read and encoded, after one that warms up.
  private static let measuredImages = 8

  public init(catalog: Catalog) { self.catalog = catalog }

  /// The images that a plan is about; none is read.
  ///
  /// - Parameter folder: what the plan's paths are relative to.
  /// - Throws: what listing the data set throws, and `SettingsError` that names the key for a plan that
  ///   these images do not answer.
  public func samples(of plan: ExperimentPlan, in folder: URL) async throws -> [Sample] {
    try await listed(description(of: plan, in: folder), plan)
  }

  private func description(
    of plan: ExperimentPlan, in folder: URL
  ) throws -> DatasetDescription {
    try DatasetDescription(
      file: Datasets.file(plan.dataset, relativeTo: folder), installation: catalog.installation)
  }

  /// - Parameters:
  ///   - samples: the images that the plan is about.
  ///   - folder: what the plan's paths are relative to.
  ///   - report: where the run is to go; a former one there tells its times.
  /// - Throws: what opening the encoders throws.
  public func estimate(
    _ plan: ExperimentPlan, of samples: [Sample], in folder: URL, report: URL
  ) async throws -> RunEstimate {
    let description = try description(of: plan, in: folder)
    let encoders = try plan.encoders.map(catalog.encoder)
    let former = FormerTimes(of: plan, images: samples.count, in: report)
    let measured = try await measure(samples, description.decoding, encoders)
    let load = Phase.load(dataset: plan.dataset).description
    let reading = former?.step(load, of: nil) ?? measured.step(load, images: samples.count)
    let steps =
      [reading]
      + plan.analyses.flatMap { question in
        encoders.map { encoder in
          let asked: String? = question.isOfAllEncoders ? nil : encoder.id.name
          let name = Phase.analyse(question: question.name, encoder: asked).description
          return former?.step(name, of: question)
            ?? PairCost(question, dimension: encoder.dimension).step(name, images: samples.count)
        }.prefix(question.isOfAllEncoders ? 1 : encoders.count)
      }
    let memory = measured.memory(
      images: samples.count, dimensions: encoders.map(\.dimension), cores: catalog.concurrency)
    return RunEstimate(
      images: samples.count, steps: steps, memory: memory,
      memoryBasis: "vectors of \(samples.count) images by every encoder, to which the most adds "
        + "two working copies of one encoder's in double precision and a picture a core")
  }

  private func listed(
    _ description: DatasetDescription, _ plan: ExperimentPlan
  ) async throws -> [Sample] {
    let listing: SampleListing
    do {
      listing = try await description.source.listing()
    } catch let error as DatasetError {
      throw description.withRemedy(error)
    }
    let samples = try plan.limit.apply(
      to: listing.samples.sorted { $0.id < $1.id }, seed: plan.seed)
    try plan.check(samples, of: description.name)
    return samples
  }

  /// Nothing is kept of it.
  private func measure(
    _ samples: [Sample], _ decoding: DecodingOptions, _ encoders: [any Encoder]
  ) async throws -> MeasuredImages {
    var measured = MeasuredImages(cores: catalog.concurrency)
    let count = min(Self.measuredImages + 1, samples.count)
    for position in 0..<count {
      try Task.checkCancellation()
      let start = ContinuousClock.now
      // A damaged picture is told by the run; it is not measured.
      guard let image = try? samples[position * samples.count / count].loadImage(decoding).image
      else { continue }
      let read = start.duration(to: .now) / .seconds(1)
      for encoder in encoders { _ = try await encoder.encode([image]) }
      guard position > 0 || count == 1 else { continue }
      measured.add(image, read: read, whole: start.duration(to: .now) / .seconds(1))
    }
    return measured
  }
}

extension AnalysisPlan {
  /// Asked once, and not of each encoder.
  fileprivate var isOfAllEncoders: Bool {
    switch self {
    case .encoders, .grid, .segmentation: true
    case .similarity, .leakage, .shift, .sites, .clusters, .projection, .neighbors, .labels,
      .imageText:
      false
    }
  }
}

/// Times of a run of the same images by the same encoders.
private struct FormerTimes {
  private let seconds: [String: Double]
  private let analyses: [AnalysisPlan]
  private let images: Int

  /// A run takes so much less or more than the one before, on a machine that does other things.
  private static let spread = (low: 0.7, high: 1.5)

  /// Nil where no such run is there.
  init?(of plan: ExperimentPlan, images: Int, in folder: URL) {
    // Without one, or with one that cannot be read, nothing is known.
    guard let record = try? RunWriter.record(in: folder),
      let data = try? Data(contentsOf: folder.appending(path: "timings.json")),
      let times = try? RunJSON.decode([PhaseTime].self, from: data),
      record.plan.dataset == plan.dataset, record.plan.encoders == plan.encoders,
      record.plan.limit == plan.limit, record.plan.comparison == plan.comparison
    else { return nil }
    seconds = Dictionary(times.map { ($0.phase, $0.seconds) }) { $0 + $1 }
    analyses = record.plan.analyses
    self.images = record.dataset.images
  }

  /// - Parameter question: that the former run has to have asked with the same settings; nil for reading.
  func step(_ name: String, of question: AnalysisPlan?) -> RunEstimate.Step? {
    guard let time = seconds[name], question.map(analyses.contains) ?? true else { return nil }
    return RunEstimate.Step(
      name: name,
      seconds: RunEstimate.Range(low: Self.spread.low * time, high: Self.spread.high * time),
      basis: "the run that is there took \(String(format: "%.3g", time)) s for \(images) images")
  }
}

/// How long a few images took.
private struct MeasuredImages {
  let cores: Int
  private var reads: [Double] = []
  private var wholes: [Double] = []
  private var largestPicture = 0

  init(cores: Int) { self.cores = cores }

  mutating func add(_ image: Image, read: Double, whole: Double) {
    reads.append(read)
    wholes.append(whole)
    largestPicture = max(largestPicture, image.width * image.height * image.channels)
  }

  func step(_ name: String, images: Int) -> RunEstimate.Step {
    guard let quickest = reads.min(), let slowest = wholes.max() else {
      return RunEstimate.Step(name: name, seconds: nil, basis: "no image could be measured")
    }
    let range = RunEstimate.Range(
      low: Double(images) * quickest / Double(cores), high: Double(images) * slowest)
    return RunEstimate.Step(
      name: name, seconds: range,
      basis: "\(reads.count) images: from all vectors in the cache and all \(cores) cores at the "
        + "quickest to all to be encoded one after another at the slowest")
  }

  func memory(images: Int, dimensions: [Int], cores: Int) -> RunEstimate.Range {
    let vectors = Double(images * dimensions.reduce(0, +) * MemoryLayout<Float>.size)
    let copies = Double(2 * images * (dimensions.max() ?? 0) * MemoryLayout<Double>.size)
    return RunEstimate.Range(
      low: vectors, high: vectors + copies + Double(2 * cores * largestPicture))
  }
}

/// Questions whose cost is that of all pairs.
private struct PairCost {
  private let question: AnalysisPlan
  private let dimension: Int

  private static let rows = 512

  init(_ question: AnalysisPlan, dimension: Int) {
    self.question = question
    self.dimension = dimension
  }

  func step(_ name: String, images: Int) -> RunEstimate.Step {
    switch question {
    case .similarity, .leakage, .neighbors: break
    case .shift, .sites, .clusters, .projection, .encoders, .labels, .grid, .imageText,
      .segmentation:
      return RunEstimate.Step(
        name: name, seconds: nil, basis: "unknown until such a run has been made")
    }
    let pairs = Double(images) * Double(images)
    let seconds = pairs * Double(dimension) / rate
    return RunEstimate.Step(
      name: name, seconds: RunEstimate.Range(low: seconds / 20, high: 2 * seconds),
      basis: "n²·d products of \(images) rows of \(dimension) numbers at \(Self.rows) rows' rate: "
        + "from a twentieth, where halves and folded rows suffice, to twice")
  }

  /// Products a second, of a block of rows; the second time counts.
  private var rate: Double {
    let block = Matrix<Float>(
      rows: Self.rows, columns: dimension,
      elements: (0..<Self.rows * dimension).map { Float($0 % 31) / 31 })
    _ = block.timesTransposed(block)
    let start = ContinuousClock.now
    _ = block.timesTransposed(block)
    let seconds = max(1e-6, start.duration(to: .now) / .seconds(1))
    return Double(Self.rows * Self.rows * dimension) / seconds
  }
}
