import Analyses
import Datasets
import Embeddings
import Foundation
import Images
import Statistics

/// The methods of a plan that make masks, opened.
struct PlanMethods: Sendable {
  let opened: [PlanMethod]

  /// Opens encoders, queries and segmenters.
  ///
  /// - Parameter folder: what paths of the plan are relative to.
  /// - Throws: what opening throws, naming the method.
  init(_ plan: SegmentationPlan, _ catalog: Catalog, relativeTo folder: URL) async throws {
    let places = Places(folder: folder, installation: catalog.installation)
    var opened: [PlanMethod] = []
    for method in plan.methods {
      var placed = method.placed(places)
      if let name = method.mask.segmenter?.card,
        try ModelLibrary(catalog.installation).segmenter(named: name) != nil
      {
        placed.mask.segmenter?.card = name
      }
      let loader = ItemLoader(catalog: catalog, encoder: placed.map.encoder) { _ in }
      do {
        var making = try await loader.open(SaliencyMaking(map: placed.map, mask: placed.mask))
        // As the plan names it, wherever that is.
        making.lookedFor = method.map.lookedFor
        opened.append(PlanMethod(method: method, making: making))
      } catch SettingsError.wrongValue(let place, let found, let expected)
        where place.hasPrefix("--")
      {
        // Named as a command's option; here it is a key.
        throw SettingsError.wrongValue(
          place: "analyses.segmentation.methods: \(method.name): \(place.dropFirst(2))",
          found: found, expected: expected)
      }
    }
    self.opened = opened
  }
}

/// A method of a plan, opened.
struct PlanMethod: Sendable {
  fileprivate let method: MaskMaking
  fileprivate let making: OpenedMaking

  var name: String { method.name }
  /// Nil for a method that asks for nothing.
  var encoder: String? { making.maker.encoder?.id.name }

  /// Makes all masks in a folder of the cache, where a run that was stopped goes on.
  ///
  /// - Throws: `AnalysisError` where nothing could be made; as `OpenedMaking.make`.
  func masks(
    of dataset: Dataset, cache: URL, _ progress: @escaping WorkProgress
  ) async throws -> PlanMasks {
    let settings = try RunJSON.pretty(making.settings(dataset.decoding))
    let key = settings + Data(dataset.fingerprint.hex.utf8)
    let folder = cache.appending(path: ContentDigest(sha256Of: key).hex)
    let maps = try await making.make(of: dataset, in: folder, progress)
    guard maps.pictures > 0 else {
      throw AnalysisError.missing(
        what: "mask by the method \(name)", items: dataset.name,
        remedy: "look at the first picture: \(maps.unreadable.first?.reason ?? "none was read")")
    }
    return PlanMasks(
      method: method, models: making.models, placement: making.maker.placement, maps: maps,
      folder: folder)
  }
}

extension PlanMethod {
  var isChecked: Bool { method.isChecked }

  /// Judges the maps that were made; the files of it are beside these.
  func checks(
    of masks: PlanMasks, of dataset: Dataset, _ catalog: Catalog, seed: UInt64,
    _ progress: WorkProgress
  ) async throws -> MapChecks {
    let plan = making.making.map
    return try await ItemLoader(catalog: catalog, encoder: plan.encoder) { _ in }.check(
      plan, named: name, of: dataset, in: masks.folder, seed: seed, progress)
  }
}

extension MaskMaking {
  /// With its files where they are.
  fileprivate func placed(_ places: Places) -> MaskMaking {
    var method = self
    switch map.query {
    case .own: break
    case .like(let pictures, let unlike):
      method.map.query = .like(
        pictures: pictures.map { places.url($0).path },
        unlike: unlike.map { places.url($0).path })
    case .text(let prompts, var space):
      space.alignment = space.alignment.map { places.url($0).path }
      method.map.query = .text(prompts: prompts, space: space)
    }
    if let card = mask.segmenter?.card { method.mask.segmenter?.card = places.url(card).path }
    return method
  }
}

/// The masks that a method of a plan made, in a folder of the cache until the run is written.
struct PlanMasks: Sendable {
  let method: MaskMaking
  fileprivate let models: [EncoderID]
  fileprivate let placement: @Sendable (Image) -> PicturePlacement
  let maps: MadeMaps
  fileprivate let folder: URL

  /// As one of the masks that are held against the true ones.
  var masks: MaskMethod {
    MaskMethod(name: method.name, path: maps.manifest.path, controlOf: method.controlOf)
  }

  /// Copies the files into a run's folder, with the paths of pictures as they are from there.
  ///
  /// - Parameters:
  ///   - place: to write to, for the time being.
  ///   - destination: where that will be.
  ///   - showsPictures: whether files that show pictures are copied, too.
  func write(
    of dataset: Dataset, into place: URL, as destination: URL, showsPictures: Bool
  ) throws {
    let samples = dataset.byID
    var rows: [MadeRow] = []
    for row in maps.rows {
      guard let sample = samples[row.id] else { continue }
      let picture = MadeFiles(sample, folder: destination).picture
      let copied = row.files.filter { showsPictures || $0 != row.overlay }
      for file in copied + (showsPictures && picture.isCopy ? [picture.path] : []) {
        try copy(file, to: place)
      }
      rows.append(row.moved(picture: picture.path, hasOverlay: showsPictures))
    }
    let others =
      ["settings.json"] + (method.isChecked ? ["checks.csv", "curves.csv"] : [])
      + (showsPictures ? ["compare.png"] : [])
    for file in others { try copy(file, to: place) }
    try WholeFile.write(MadeRow.text(of: rows), to: place.appending(path: "manifest.csv"))
  }

  private func copy(_ file: String, to place: URL) throws {
    try Task.checkCancellation()
    let target = place.appending(path: file)
    try FileManager.default.createDirectory(
      at: target.deletingLastPathComponent(), withIntermediateDirectories: true)
    try FileManager.default.copyItem(at: folder.appending(path: file), to: target)
  }

  fileprivate var counts: MadeMasks {
    let areas = maps.rows.compactMap(\.area)
    return MadeMasks(
      method: method, models: models, pictures: maps.pictures, empty: maps.empty ?? 0,
      cropped: maps.cropped, area: areas.reduce(0, +) / Double(max(1, areas.count)),
      unreadable: maps.unreadable)
  }

  fileprivate func thumbnail(of id: String, _ limits: DecodingLimits) -> RunLengthMask? {
    guard let path = maps.rows.first(where: { $0.id == id })?.mask else { return nil }
    return ImageReference.file(folder.appending(path: path)).thumbnail(of: id, limits)
  }

  /// Nil where the map or the picture cannot be read, which is told elsewhere.
  fileprivate func mapThumbnail(of sample: Sample, _ decoding: DecodingOptions) -> MapThumbnail? {
    guard let path = maps.rows.first(where: { $0.id == sample.id })?.map,
      let image = try? sample.loadImage(decoding).image,
      let map = try? SaliencyMap(file: folder.appending(path: path), limits: decoding.limits)
    else { return nil }
    return map.seen(through: placement(image)).thumbnail
  }
}

extension [PlanMasks] {
  /// What was made, with evenly spaced examples.
  func result(of dataset: Dataset, examples count: Int) -> MadeMasksResult {
    let samples = dataset.samples.sorted { $0.id < $1.id }
    let shown = Swift.min(count, samples.count)
    let limits = dataset.decoding.limits
    let examples = (0..<shown).map { place in
      let sample = samples[place * samples.count / shown]
      return MadeMaskExample(
        id: sample.id, truth: sample.mask?.thumbnail(of: sample.id, limits),
        masks: map { $0.thumbnail(of: sample.id, limits) },
        maps: map { $0.mapThumbnail(of: sample, dataset.decoding) })
    }
    return MadeMasksResult(
      dataset: dataset.name, images: samples.count,
      trueMasks: samples.count { $0.mask != nil || $0.map != nil }, methods: map(\.counts),
      examples: examples)
  }
}

extension ImageReference {
  /// A small copy of a mask; nil where it cannot be read, which is told elsewhere.
  fileprivate func thumbnail(of id: String, _ limits: DecodingLimits) -> RunLengthMask? {
    guard case .read(let image) = readMask(of: id, width: nil, height: nil, limits: limits),
      let grey = image.withoutColors
    else { return nil }
    return LabelMask(width: image.width, height: image.height, values: grey.samples)
      .thumbnail(of: .anything)
  }
}
