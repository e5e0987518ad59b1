import Analyses
import Embeddings
import Foundation
import Images
import LinearAlgebra
import Statistics

/// Makes masks of maps as a plan says.
struct MaskMaker: Sendable {
  let plan: MaskPlan
  let segmenter: PromptSegmenter?

  /// All that decides the mask beside the map, in words.
  var summary: String {
    let prompts = plan.segmenter.map {
      "\($0.prompt.rawValue) of the \(SegmenterPlan.mostParts) largest parts"
    }
    return (["\(plan.recipe)", prompts].compactMap(\.self) + models.map(\.key))
      .joined(separator: "; ")
  }

  /// Those of the segmenter.
  var models: [EncoderID] { segmenter?.models ?? [] }

  struct Made: Sendable {
    let mask: PixelMask
    /// Largest first.
    let components: [MaskComponent]
  }

  /// - Throws: `StatisticsError` for a map that is not finite; what the segmenter throws.
  func mask(of map: SaliencyMap, _ image: Image) async throws -> Made {
    let mask = try seenMask(of: map, image)
    let components = mask.components()
    guard let segmenter, let prompt = plan.segmenter?.prompt, !components.isEmpty else {
      return Made(mask: mask, components: components)
    }
    let opened = try await segmenter.open(image)
    var union = [Bool](repeating: false, count: mask.pixels.count)
    for part in components.prefix(SegmenterPlan.mostParts) {
      let found = try await opened.mask(for: part.prompt(prompt, map)).mask.pixels
      for place in found.indices where found[place] { union[place] = true }
    }
    let outlined = PixelMask(width: mask.width, height: mask.height, pixels: union)
    return Made(mask: outlined, components: outlined.components())
  }
}

extension MaskMaker {
  /// The mask of what the model sees: what it does not is in no mask, and moves no threshold.
  private func seenMask(of map: SaliencyMap, _ image: Image) throws -> PixelMask {
    let (rows, columns) = (map.seenRows, map.seenColumns)
    let guide =
      plan.recipe.refinement == .none
      ? nil
      : image.cropped(
        x: columns.lowerBound, y: rows.lowerBound, width: columns.count, height: rows.count
      ).unitGrey
    let seen = try plan.recipe.mask(of: map.seenValues, guide: guide)
    guard seen.pixels.count < map.width * map.height else { return seen }
    var pixels = [Bool](repeating: false, count: map.width * map.height)
    for (place, isInside) in seen.pixels.enumerated() where isInside {
      let (y, x) = place.quotientAndRemainder(dividingBy: columns.count)
      pixels[(rows.lowerBound + y) * map.width + columns.lowerBound + x] = true
    }
    return PixelMask(width: map.width, height: map.height, pixels: pixels)
  }
}

extension MaskComponent {
  fileprivate func prompt(_ kind: PromptKind, _ map: SaliencyMap) -> SegmentPrompt {
    let peak = peak(in: map.values.elements, width: map.width)
    return switch kind {
    case .box: SegmentPrompt(box: box)
    case .point: SegmentPrompt(points: [peak])
    case .both: SegmentPrompt(points: [peak], box: box)
    }
  }
}

extension Image {
  /// Grey in [0, 1], shape (height, width).
  fileprivate var unitGrey: Matrix<Float> {
    Matrix(rows: height, columns: width, elements: grey.samples.map { Float($0) / 255 })
  }
}

extension Catalog {
  func maskMaker(_ plan: MaskPlan) async throws -> MaskMaker {
    guard let segmenter = plan.segmenter else { return MaskMaker(plan: plan, segmenter: nil) }
    let file = URL(filePath: segmenter.card)
    let library = ModelLibrary(installation)
    let known = try library.segmenter(named: segmenter.card)
    let isCard = ["yaml", "yml"].contains(file.pathExtension.lowercased())
    guard known != nil || isCard || FileManager.default.fileExists(atPath: file.path) else {
      throw SettingsError.unknownSegmenter(
        segmenter.card, known: try library.segmenters().map(\.card.name))
    }
    let model =
      try known
      ?? LibrarySegmenter(
        card: SegmenterCard(file: file), base: file.deletingLastPathComponent())
    return MaskMaker(plan: plan, segmenter: try await self.segmenter(of: model))
  }

  /// A segmenter, opened and tried.
  func segmenter(of model: LibrarySegmenter) async throws -> PromptSegmenter {
    if let missing = model.missing.first {
      throw SettingsError.unreadable(
        file: missing.path,
        reason: "there is no such file, which segmenter \(model.card.name) needs",
        remedy: "put it there; the card says of both files: \(model.card.source)")
    }
    return try await PromptSegmenter(
      card: model.card, folder: model.base, runtime: try inferenceRuntime(), threads: concurrency)
  }
}

extension SettingsError {
  fileprivate static func unknownSegmenter(_ name: String, known: [String]) -> SettingsError {
    guard known.isEmpty else {
      return .unknownName(what: "segmenter", found: name, known: known)
    }
    return .wrongValue(
      place: "--segmenter", found: "\"\(name)\", and no segmenter has been added",
      expected: "a card, or the name of one that `semblance models add CARD` added")
  }
}
