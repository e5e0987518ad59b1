public import Analyses
public import Datasets
import Embeddings
public import Foundation
import Images
import LinearAlgebra
import Statistics

/// What was made of a set of pictures.
public struct MadeMaps: Sendable {
  public let dataset: String
  /// Pictures whose files are there, and of them those that were there before.
  public let pictures: Int
  public let kept: Int
  /// Pictures that were made again because files of theirs were damaged or gone.
  public let mended: Int
  /// Pictures that the model does not see whole.
  public let cropped: Int
  /// Pictures whose mask is empty; nil where no masks were made.
  public let empty: Int?
  public let manifest: URL
  public internal(set) var unreadable: [UnreadableFile]
  /// By ascending id.
  let rows: [MadeRow]

  var summary: String {
    "\(pictures - kept) made" + (mended > 0 ? ", \(mended) of them again" : "")
      + (kept > 0 ? ", \(kept) kept" : "")
  }
}

/// Maps, and masks of them, of all pictures of a set, in a folder.
public struct SaliencyMaking: Sendable {
  public var map: SaliencyPlan
  /// Nil for maps alone.
  public var mask: MaskPlan?

  public init(map: SaliencyPlan, mask: MaskPlan? = nil) {
    (self.map, self.mask) = (map, mask)
  }
}

extension ItemLoader {
  /// Makes maps, and masks of them; what a folder holds already by the same settings is kept, files of
  /// other pictures too. What is damaged is made again.
  ///
  /// A picture that cannot be read, or of which a model makes numbers that are not finite, is reported and
  /// passed over.
  /// - Throws: `SettingsError` for what cannot be made of this encoder, and for a folder that was made by
  ///   other settings; what opening models throws;
  ///   `CancellationError`, after keeping what was done.
  public func make(_ making: SaliencyMaking, of path: String, to folder: URL) async throws
    -> MadeMaps
  {
    let opened = try await open(making)
    let dataset = try await pictures(at: path)
    guard !dataset.samples.isEmpty else {
      throw EmbeddingError.noImages(dataset: dataset.name, unreadable: dataset.unreadable)
    }
    let phase = Phase.analyse(
      question: making.mask == nil ? "maps" : "masks", encoder: opened.maker.encoder?.id.name)
    progress(.started(phase))
    var made = try await opened.make(of: dataset, in: folder) { [progress] done, total in
      progress(.advanced(phase, done: done, total: total))
    }
    progress(.finished(phase, summary: made.summary))
    made.unreadable = dataset.unreadable + made.unreadable
    return made
  }

  /// Opens encoders, queries and segmenters, before anything else is read.
  func open(_ making: SaliencyMaking) async throws -> OpenedMaking {
    let queries = try await queryPictures(making.map.query)
    let maker = try await catalog.saliencyMaker(making.map, pictures: queries)
    let masks: MaskMaker? =
      if let plan = making.mask { try await catalog.maskMaker(plan) } else { nil }
    return OpenedMaking(
      making: making, maker: maker, masks: masks, lookedFor: making.map.lookedFor)
  }

  /// The pictures of a query, decoded as the settings say; none for any other query.
  func queryPictures(_ query: SaliencyQuery) async throws -> QueryPictures {
    guard case .like(let like, let unlike) = query else { return QueryPictures() }
    return QueryPictures(like: try await images(at: like), unlike: try await images(at: unlike))
  }

  private func images(at paths: [String]) async throws -> [Image] {
    var images: [Image] = []
    for path in paths {
      let dataset = try await ItemLoader(catalog: catalog, encoder: encoder) { _ in }
        .pictures(at: path)
      guard !dataset.samples.isEmpty else {
        throw EmbeddingError.noImages(dataset: path, unreadable: dataset.unreadable)
      }
      for sample in dataset.samples { images.append(try sample.loadImage(dataset.decoding).image) }
    }
    return images
  }
}

/// Maps, and masks of them, whose models are open.
struct OpenedMaking: Sendable {
  let making: SaliencyMaking
  let maker: SaliencyMaker
  let masks: MaskMaker?
  /// In words.
  var lookedFor: String

  var models: [EncoderID] { maker.models + (masks?.models ?? []) }

  /// All that decides the files.
  func settings(_ decoding: DecodingOptions) -> MadeSettings {
    MadeSettings(maker, masks, lookedFor: lookedFor, decoding)
  }

  /// - Parameter folder: new, empty, or of a former call, whose files are kept where they fit.
  /// - Throws: as `ItemLoader.make`.
  func make(
    of dataset: Dataset, in folder: URL, _ progress: @escaping WorkProgress
  ) async throws -> MadeMaps {
    let made = try MadeFolder(folder, settings: settings(dataset.decoding))
    await made.remove(dataset.unreadable.map(\.path))
    let work = PictureWork(
      making: making, maker: maker, masks: masks, lookedFor: lookedFor, dataset: dataset,
      folder: made)
    let outcome = try await work.run(progress)
    let rows = try await made.finish(dataset.samples.map(\.id))
    try work.drawPage(of: rows)
    return MadeMaps(
      dataset: dataset.name, pictures: rows.count, kept: outcome.kept, mended: outcome.mended,
      cropped: rows.count { $0.seen < 1 },
      empty: masks == nil ? nil : rows.count { $0.maskPixels == 0 }, manifest: made.manifest,
      unreadable: outcome.unreadable, rows: rows)
  }
}

/// The work on a set of pictures.
struct PictureWork: Sendable {
  let making: SaliencyMaking
  let maker: SaliencyMaker
  let masks: MaskMaker?
  let lookedFor: String
  let dataset: Dataset
  let folder: MadeFolder

  struct Outcome {
    let kept: Int
    let mended: Int
    let unreadable: [UnreadableFile]
  }

  /// Two pictures at once keep all cores busy while files are read and written.
  private static let concurrency = 2

  func run(_ progress: @escaping WorkProgress) async throws -> Outcome {
    let former = await formerRows()
    let kept = whole(former)
    for place in kept { await folder.keep(dataset.samples[place], lookedFor: lookedFor) }
    let missing = dataset.samples.indices.filter { !kept.contains($0) }
    await folder.remove(missing.map { dataset.samples[$0].id })
    do {
      let failed = try await make(missing) { done in progress(done, missing.count) }
      return Outcome(kept: kept.count, mended: former.count - kept.count, unreadable: failed)
    } catch {
      try await folder.writeManifest()
      throw error
    }
  }

  /// Those of a former call, by position of the picture.
  private func formerRows() async -> [Int: MadeRow] {
    var former: [Int: MadeRow] = [:]
    for (place, sample) in dataset.samples.enumerated() {
      former[place] = await folder.formerRow(
        of: sample, pixels: dataset.facts[place].pixelDigest)
    }
    return former
  }

  /// Positions of the pictures whose files can be read.
  private func whole(_ former: [Int: MadeRow]) -> Set<Int> {
    let rows = former.sorted { $0.key < $1.key }
    let found = onAllCores(rows.count, each: Set<Int>()) { whole, number in
      let (place, row) = rows[number]
      let files = MadeFiles(dataset.samples[place], folder: folder.root)
      if files.areWhole(row, dataset.facts[place], dataset.decoding.limits) { whole.insert(place) }
    }
    return found.reduce(into: []) { $0.formUnion($1) }
  }

  private func make(
    _ places: [Int], _ advanced: @Sendable (Int) -> Void
  ) async throws -> [UnreadableFile] {
    try await withThrowingTaskGroup(of: UnreadableFile?.self) { group in
      var unreadable: [UnreadableFile] = []
      var done = 0
      advanced(0)
      func take(_ problem: UnreadableFile?) {
        if let problem { unreadable.append(problem) }
        done += 1
        advanced(done)
      }
      for (number, place) in places.enumerated() {
        if number >= Self.concurrency, let problem = try await group.next() { take(problem) }
        group.addTask { try await make(place) }
      }
      for try await problem in group { take(problem) }
      return unreadable.sorted { $0.path < $1.path }
    }
  }

  /// - Returns: why nothing was made of the picture; nil where all is well.
  private func make(_ place: Int) async throws -> UnreadableFile? {
    try Task.checkCancellation()
    let sample = dataset.samples[place]
    do {
      let image = try sample.loadImage(dataset.decoding).image
      let map = try await maker.map(of: image)
      let made = try await masks?.mask(of: map, image)
      let files = MadeFiles(sample, folder: folder.root)
      try folder.write(try files.content(image, map, made))
      let pixels = dataset.facts[place].pixelDigest
      try await folder.add(
        files.row(method: method, lookedFor: lookedFor, map, made, pixels: pixels))
      return nil
    } catch let error as DatasetError {
      return UnreadableFile(path: sample.id, reason: "\(error)")
    } catch let error as ImageError {
      return UnreadableFile(path: sample.id, reason: "\(error)")
    } catch let error as StatisticsError {
      return UnreadableFile(path: sample.id, reason: "\(error)")
    } catch let error as EmbeddingError {
      guard case .outputNotFinite = error else { throw error }
      return UnreadableFile(path: sample.id, reason: "\(error)")
    }
  }

  /// A name for tables: "patches otsu".
  private var method: String {
    let mask = making.mask.map { plan in
      let segmenter = plan.segmenter.map { _ in masks?.segmenter?.card.name ?? "" }
      return " "
        + ([plan.recipe.threshold.rawValue] + [segmenter].compactMap(\.self)).joined(separator: " ")
    }
    return making.map.kind.rawValue + (mask ?? "")
  }
}
