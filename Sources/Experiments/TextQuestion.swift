public import Analyses
import Datasets
public import Embeddings
public import Foundation
public import Statistics

/// The question of a plan that asks how images and their texts fit.
struct TextQuestion {
  let catalog: Catalog
  /// What the plan's paths are relative to.
  let folder: URL
  let progress: ProgressHandler

  /// Opens text encoders and files of maps before any work.
  func check(_ plan: ExperimentPlan) async throws {
    for case .imageText(let question) in plan.analyses {
      _ = try await catalog.textEncoder(named: question.textEncoder)
      switch question.alignment {
      case .fitted: break
      case .file(let path): _ = try AlignmentFile.read(Datasets.file(path, relativeTo: folder))
      case .shared:
        guard let other = plan.encoders.first(where: { $0 != question.textEncoder }) else { break }
        throw SettingsError.wrongValue(
          place: "analyses.text.alignment", found: "shared",
          expected: "fitted, or a file of maps: \(other) and \(question.textEncoder) share no space"
        )
      }
    }
  }

  func answer(
    _ plan: ImageTextPlan, of view: EncoderView, by images: EncoderID, _ dataset: Dataset,
    seed: UInt64
  ) async throws -> ImageTextResult {
    let encoder = try await catalog.textEncoder(named: plan.textEncoder)
    let texts = TextEncoding(catalog: catalog, progress: progress)
    let findings =
      try plan.findings.isEmpty
      ? nil : FindingSource.columns(plan.findings).findings(of: view.items)
    var items = try await texts.captioned(
      view.items, dataset.samples.map(\.caption), findings, by: encoder)
    var vectors: PromptVectors?
    if let prompts = plan.prompts {
      vectors = try await texts.vectors(
        of: prompts, by: encoder, nonsense: plan.nonsense, seed: seed)
    }
    var given: GivenAlignment?
    if case .file(let path) = plan.alignment {
      let file = Datasets.file(path, relativeTo: folder)
      given = try GivenAlignment(file, for: &items, encoders: (images, encoder.id))
    }
    let phase = Phase.analyse(question: "text", encoder: view.name)
    return try await interruptible { [progress, items, given, vectors] in
      try judgeTexts(
        of: items, plan: plan, given: given.map { ($0.alignment, $0.use) }, prompts: vectors,
        seed: seed, encoder: view.name
      ) { done, total in progress(.advanced(phase, done: done, total: total)) }
    }.result
  }
}

/// Maps of a file, for pairs that they were not fitted on.
public struct GivenAlignment: Sendable {
  public let alignment: LinearAlignment
  public let use: AlignmentFileUse

  /// - Parameters:
  ///   - items: that are to be judged; those that the maps were fitted on are taken out.
  ///   - encoders: of both; nil where nobody says.
  /// - Throws: `SettingsError` for a file that holds no maps, or where nothing is left to judge.
  public init(
    _ url: URL, for items: inout CaptionedItems, encoders: (images: EncoderID?, texts: EncoderID?)
  ) throws {
    let file = try AlignmentFile.read(url)
    alignment = try file.alignment(for: encoders, url)
    let unseen = file.unseen(of: items.images)
    guard unseen.places.count >= 2 else {
      throw SettingsError.wrongValue(
        place: url.path,
        found:
          "maps that have seen all but \(unseen.places.count) of the pairs or others of their units",
        expected: "pairs that they have not seen")
    }
    if unseen.places.count < items.count { items = items.selecting(unseen.places) }
    use = AlignmentFileUse(
      file: url.lastPathComponent, leftOut: unseen.fittedOn, unitsLeftOut: unseen.ofTheirUnits,
      textsSeen: file.seen(items.texts))
  }
}

/// Maps of a file, for images that they may have been fitted on.
public struct SeenAlignment: Sendable {
  public let alignment: LinearAlignment
  public let use: AlignmentFileUse
  /// Places of the images that the maps were not fitted on.
  public let unseen: [Int]

  /// - Parameter texts: the text encoder.
  /// - Throws: `SettingsError` for a file that holds no maps, or maps for other encoders.
  public init(_ url: URL, images: LoadedItems, texts: EncoderID) throws {
    let file = try AlignmentFile.read(url)
    alignment = try file.alignment(for: (images.encoder, texts), url)
    let unseen = file.unseen(of: images.items)
    self.unseen = unseen.places
    use = AlignmentFileUse(
      file: url.lastPathComponent, leftOut: unseen.fittedOn, unitsLeftOut: unseen.ofTheirUnits,
      textsSeen: nil)
  }
}
