import Embeddings
public import Foundation

extension ModelLibrary {
  /// Adds a card with its file: the model is opened and tried first, then both are copied to a
  /// folder of the card's name, so that they stay when the originals go. A series stays where it is
  /// and is read from there.
  ///
  /// - Throws: `SettingsError` for a card that cannot be read, the name of a shipped card or one that
  ///   is taken; `EmbeddingError` or `InferenceError` for a model that does not fit.
  public func add(card file: URL, _ catalog: Catalog) async throws -> AddedModel {
    let node = try SettingsNode(file: file)
    if SegmenterCard.describes(node) {
      return AddedModel(names: [try await add(segmenterCard: file, catalog)], kind: .segmenter)
    }
    guard TextModelCard.describes(node) else {
      return AddedModel(names: try add(imageCard: file, catalog), kind: .image)
    }
    return AddedModel(names: [try await add(textCard: file, catalog)], kind: .text)
  }

  private func add(imageCard file: URL, _ catalog: Catalog) throws -> [String] {
    let card = try ModelCard(file: file)
    try requireFree(card.name, "\(file.path): name")
    let origin = LibraryModel(
      card: card, isShipped: false, base: file.absoluteURL.deletingLastPathComponent())
    guard !origin.checkpoints.isEmpty else {
      throw EmbeddingError.modelMissing(name: card.name, file: file.path)
    }
    for checkpoint in origin.checkpoints {
      do {
        _ = try catalog.encoder(of: card, checkpoint, concurrency: 1)
      } catch EmbeddingError.modelAltered(let model, let found, let expected) {
        // The file is the user's own, and the card may be what is wrong.
        throw SettingsError.wrongValue(
          place: "\(file.path): sha256", found: expected,
          expected: "\(found), which is that of \(model); correct sha256 in the card")
      }
    }
    try install(card.name) { try origin.writeCard(of: file, to: $0) }
    return origin.checkpoints.map(\.name)
  }

  private func add(segmenterCard file: URL, _ catalog: Catalog) async throws -> String {
    let card = try SegmenterCard(file: file)
    let isTaken = FileManager.default.fileExists(atPath: folder.appending(path: card.name).path)
    try requireFree(card.name, "\(file.path): name")
    guard !isTaken else {
      throw SettingsError.wrongValue(
        place: "\(file.path): name", found: "\"\(card.name)\"",
        expected: "a name that no model has yet; one that was added goes with its folder, "
          + folder.appending(path: card.name).path)
    }
    let origin = LibrarySegmenter(
      card: card, base: file.absoluteURL.deletingLastPathComponent())
    _ = try await catalog.segmenter(of: origin)
    try install(card.name) { try origin.writeCard(of: file, to: $0) }
    return card.name
  }

  /// A text model goes beside the image model of its name, where there is one.
  private func add(textCard file: URL, _ catalog: Catalog) async throws -> String {
    let card = try TextModelCard(file: file)
    guard try textModel(named: card.name) == nil else {
      throw SettingsError.wrongValue(
        place: "\(file.path): name", found: "\"\(card.name)\"",
        expected: "a name that no text encoder has yet; one that was added goes with "
          + folder.appending(path: card.name).appending(path: Self.textCardFile).path)
    }
    if let image = try model(named: card.name)?.card, image.dimension != card.dimension {
      throw SettingsError.wrongValue(
        place: "\(file.path): dimension", found: "\(card.dimension)",
        expected:
          "\(image.dimension), as of the image model \(card.name), whose space a text model of its name "
          + "shares; or another name")
    }
    let origin = LibraryTextModel(
      card: card, isShipped: false, base: file.absoluteURL.deletingLastPathComponent())
    _ = try await catalog.textEncoder(of: origin)
    let place = folder.appending(path: card.name)
    guard FileManager.default.fileExists(atPath: place.path) else {
      try install(card.name) { try origin.writeCard(of: file, to: $0) }
      return card.name
    }
    do {
      try origin.writeCard(of: file, to: place)
    } catch let error as CocoaError {
      throw EmbeddingError.unwritable(file: place.path, reason: reason(of: error))
    }
    return card.name
  }

  /// - Throws: `SettingsError` for a name that cannot be typed or is taken.
  func requireFree(_ name: String, _ place: String) throws(SettingsError) {
    let whitening = try whitening(named: name)
    let model = try model(named: name)
    let isTaken = PlainEncoder(name: name) != nil || whitening != nil || model != nil
    guard !isTaken, ModelCard.isName(name) else {
      throw .wrongValue(
        place: place, found: "\"\(name)\"",
        expected:
          "a name of letters, digits, dots, dashes and underscores that no encoder has yet; "
          + "one that was added goes with its folder, \(folder.appending(path: name).path)")
    }
  }

  /// Makes the folder of a model, whole or not at all.
  func install(_ name: String, _ write: (_ staging: URL) throws -> Void) throws {
    let files = FileManager.default
    let place = folder.appending(path: name)
    let staging = folder.appending(path: ".\(name).staging")
    do {
      // What a former attempt left behind; usually nothing.
      try? files.removeItem(at: staging)
      try files.createDirectory(at: staging, withIntermediateDirectories: true)
      try write(staging)
      try files.moveItem(at: staging, to: place)
    } catch let error as SettingsError {
      throw error
    } catch let error as EmbeddingError {
      throw error
    } catch {
      throw EmbeddingError.unwritable(file: place.path, reason: reason(of: error))
    }
  }
}

extension LibraryModel {
  /// Writes the card with its path as it is from there, and the file beside it.
  fileprivate func writeCard(of card: URL, to folder: URL) throws {
    let settings = try SettingsNode(file: card)
    let text: String
    switch self.card.weights {
    case .file(let path, _):
      let file = url(path)
      for part in try partsOfModel(file) { try copyFile(part, to: folder) }
      text = try settings.yaml(replacing: ["file": file.lastPathComponent])
    case .series(let pattern):
      text = try settings.yaml(replacing: ["series": url(pattern).path])
    }
    try WholeFile.write(text, to: folder.appending(path: ModelLibrary.cardFile))
  }
}

extension LibraryTextModel {
  /// The vocabulary with the files beside it that say how it is read.
  private var vocabulary: [URL] {
    let name = tokenizer.lastPathComponent == "vocab.json" ? "merges.txt" : "tokenizer_config.json"
    let other = tokenizer.deletingLastPathComponent().appending(path: name)
    return [tokenizer] + (FileManager.default.fileExists(atPath: other.path) ? [other] : [])
  }

  /// Writes the files to a folder of their own, as those of the image model may have the same names, then the
  /// card, whose presence says that they are whole.
  fileprivate func writeCard(of card: URL, to folder: URL) throws {
    let place = folder.appending(path: "text")
    // What a former attempt left behind; usually nothing.
    try? FileManager.default.removeItem(at: place)
    try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
    for part in try partsOfModel(file) + vocabulary { try copyFile(part, to: place) }
    let text = try SettingsNode(file: card).yaml(replacing: [
      "file": "text/\(file.lastPathComponent)", "tokenizer": "text/\(tokenizer.lastPathComponent)",
    ])
    try WholeFile.write(text, to: folder.appending(path: ModelLibrary.textCardFile))
  }
}

extension LibrarySegmenter {
  /// Writes both models, the decoder in a folder of its own as names may be the same, then the card.
  fileprivate func writeCard(of card: URL, to folder: URL) throws {
    var written: [String: String] = [:]
    for (key, file) in zip(["encoder", "decoder"], files) {
      let place = folder.appending(path: key)
      try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
      for part in try partsOfModel(file) { try copyFile(part, to: place) }
      written["\(key).file"] = "\(key)/\(file.lastPathComponent)"
    }
    let text = try SettingsNode(file: card).yaml(replacing: written)
    try WholeFile.write(text, to: folder.appending(path: ModelLibrary.segmenterCardFile))
  }
}

/// The ONNX file and those that hold its larger tensors, whose names begin with its own.
private func partsOfModel(_ file: URL) throws -> [URL] {
  let folder = file.deletingLastPathComponent()
  let name = file.lastPathComponent
  return try FileManager.default.contentsOfDirectory(atPath: folder.path).filter {
    $0 == name || ["\(name).data", "\(name)_data"].contains($0)
  }.map { folder.appending(path: $0) }
}

private func copyFile(_ file: URL, to folder: URL) throws {
  try FileManager.default.copyItem(
    at: file.resolvingSymlinksInPath(), to: folder.appending(path: file.lastPathComponent))
}

/// What can be named once a card was added.
public struct AddedModel: Sendable, Equatable {
  /// Of several checkpoints all.
  public let names: [String]
  public let kind: ModelKind
}
