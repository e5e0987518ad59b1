import Embeddings
public import Foundation

extension ModelLibrary {
  /// Adds a card with its file: the model is opened and tried first, then both are copied to a
  /// folder of the card's name, so that they stay when the originals go. A series stays where it is
  /// and is read from there.
  ///
  /// - Returns: the encoders that can be named now.
  /// - Throws: `SettingsError` for a card that cannot be read, the name of a shipped card or one that
  ///   is taken; `EmbeddingError` or `InferenceError` for a model that does not fit.
  public func add(card file: URL, _ catalog: Catalog) throws -> [String] {
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
      for part in try Self.parts(of: file) {
        try FileManager.default.copyItem(
          at: part.resolvingSymlinksInPath(), to: folder.appending(path: part.lastPathComponent))
      }
      text = try settings.yaml(replacing: "file", with: file.lastPathComponent)
    case .series(let pattern):
      text = try settings.yaml(replacing: "series", with: url(pattern).path)
    }
    try WholeFile.write(text, to: folder.appending(path: ModelLibrary.cardFile))
  }

  /// The ONNX file and those that hold its larger tensors, whose names begin with its own.
  private static func parts(of file: URL) throws -> [URL] {
    let folder = file.deletingLastPathComponent()
    let name = file.lastPathComponent
    return try FileManager.default.contentsOfDirectory(atPath: folder.path).filter {
      $0 == name || ["\(name).data", "\(name)_data"].contains($0)
    }.map { folder.appending(path: $0) }
  }
}
