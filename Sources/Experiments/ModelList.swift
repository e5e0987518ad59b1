import Embeddings
import Foundation

/// The models that can be named, and which of them are there.
public struct ModelList: Sendable, Codable {
  public let models: [Entry]

  public struct Entry: Sendable, Codable {
    public let name: String
    public let kind: ModelKind
    /// Of its vectors; nil for a segmenter, which makes none.
    public let dimension: Int?
    /// Whether the file is there; its digest is checked when it is used.
    public let isThere: Bool
    public let licence: String
    public let source: String
  }

  /// - Throws: `SettingsError` for an added card that cannot be read.
  public init(_ library: ModelLibrary) throws(SettingsError) {
    let cards = try library.models().flatMap { model in
      let card = model.card
      let encoders = model.checkpoints.map { ($0.name, $0.isThere) }
      return (encoders.isEmpty ? [("\(card.name)@*", false)] : encoders).map { name, isThere in
        Entry(
          name: name, kind: .image, dimension: card.dimension, isThere: isThere,
          licence: card.licence, source: card.source)
      }
    }
    let texts = try library.textModels().map { model in
      Entry(
        name: model.card.name, kind: .text, dimension: model.card.dimension,
        isThere: model.isThere, licence: model.card.licence, source: model.card.source)
    }
    let segmenters = try library.segmenters().map { model in
      Entry(
        name: model.card.name, kind: .segmenter, dimension: nil, isThere: model.isThere,
        licence: model.card.licence, source: model.card.source)
    }
    models = try cards + library.whitenings() + texts + segmenters
  }
}

/// What a model makes vectors of, or that it makes masks.
public enum ModelKind: String, Sendable, Codable {
  case image, text, segmenter
}

extension ModelLibrary {
  fileprivate func whitenings() throws(SettingsError) -> [ModelList.Entry] {
    var entries: [ModelList.Entry] = []
    for name in names(with: WhitenedModel.recordFile) {
      guard let model = try whitening(named: name) else { continue }
      entries.append(
        ModelList.Entry(
          name: name, kind: .image, dimension: model.components, isThere: true,
          licence: "as \(model.encoder)",
          source: "\(model.encoder) whitened, fitted on \(model.origin)"))
    }
    return entries
  }

  /// What to do to have a model's file.
  ///
  /// - Throws: `SettingsError` for an unknown name.
  public func instructions(for name: String) throws(SettingsError) -> String {
    if let whitening = try whitening(named: name) {
      return try instructions(for: whitening.encoder)
    }
    guard let model = try model(named: name), let checkpoint = model.checkpoints.first else {
      if let segmenter = try segmenter(named: name) {
        return segmenter.isThere
          ? "\(name) is there: \(segmenter.files[0].path)"
          : "put the files at \(segmenter.files.map(\.path).joined(separator: " and "))\n"
            + "of both its card says: \(segmenter.card.source)"
      }
      guard let text = try textModel(named: name) else {
        throw .unknownName(
          what: "model", found: name, known: ShippedCards.names + ShippedCards.textNames)
      }
      return text.instructions
    }
    if let text = try textModel(named: name), !text.isThere {
      return [imageInstructions(name, model, checkpoint), text.instructions]
        .joined(separator: "\n")
    }
    return imageInstructions(name, model, checkpoint)
  }

  private func imageInstructions(
    _ name: String, _ model: LibraryModel, _ checkpoint: LibraryModel.Checkpoint
  ) -> String {
    if checkpoint.isThere { return "\(name) is there: \(checkpoint.file.path)" }
    guard let export = model.card.export else {
      return model.isShipped
        ? "scripts/setup --model \(name)" : "put the file at \(checkpoint.file.path)"
    }
    return "\(export)\nmkdir -p \(checkpoint.file.deletingLastPathComponent().path)\n"
      + "mv \(checkpoint.file.lastPathComponent) \(checkpoint.file.path)"
  }
}

extension LibraryTextModel {
  /// What to do to have the files.
  fileprivate var instructions: String {
    if isThere { return "\(card.name) is there: \(file.path)" }
    guard let export = card.export else {
      return isShipped
        ? "scripts/setup --model \(card.name)"
        : "put the files at \(file.path) and \(tokenizer.path)"
    }
    return "\(export)\nmkdir -p \(file.deletingLastPathComponent().path)\n"
      + "mv \(file.lastPathComponent) \(tokenizer.lastPathComponent) "
      + file.deletingLastPathComponent().path
  }
}
