public import Embeddings
public import Foundation

/// The models that can be named: cards shipped with the program and those that a user added.
public struct ModelLibrary: Sendable {
  /// The set-up's folder of models.
  public let folder: URL

  /// What an added card is called in the folder of its name.
  static let cardFile = "card.yaml"
  /// The same of a text model, which may lie in the folder of the image model of its space.
  static let textCardFile = "text.yaml"
  /// The same of a promptable segmenter.
  static let segmenterCardFile = "segmenter.yaml"

  public init(_ installation: Installation) {
    folder = installation.models
  }

  /// Shipped cards, then added ones by name.
  ///
  /// - Throws: `SettingsError` for an added card that cannot be read.
  public func models() throws(SettingsError) -> [LibraryModel] {
    var models: [LibraryModel] = []
    for name in ShippedCards.names + addedNames() {
      if let model = try model(named: name) { models.append(model) }
    }
    return models
  }

  /// The model of an encoder's name, with or without an `@checkpoint`; nil where there is none.
  public func model(named encoder: String) throws(SettingsError) -> LibraryModel? {
    let name = String(encoder.prefix { $0 != "@" })
    if let card = try ShippedCards.card(named: name) {
      return LibraryModel(card: card, isShipped: true, base: folder)
    }
    let own = folder.appending(path: name)
    let file = own.appending(path: Self.cardFile)
    guard !name.isEmpty, !name.contains("/"), FileManager.default.fileExists(atPath: file.path)
    else { return nil }
    return LibraryModel(card: try ModelCard(file: file), isShipped: false, base: own)
  }

  /// The model that an encoder was made of; nil for an encoder without a card, and where the card of its name
  /// is of another by now.
  ///
  /// - Throws: `SettingsError` for an added card that cannot be read.
  func model(of encoder: EncoderID) throws(SettingsError) -> LibraryModel? {
    guard let model = try model(named: encoder.name), model.card.describes(encoder) else {
      return nil
    }
    return model
  }

  /// Text models: shipped cards, then added ones by name.
  ///
  /// - Throws: `SettingsError` for an added card that cannot be read.
  public func textModels() throws(SettingsError) -> [LibraryTextModel] {
    var models: [LibraryTextModel] = []
    let added = names(with: Self.textCardFile).filter { !ShippedCards.textNames.contains($0) }
    for name in ShippedCards.textNames + added {
      if let model = try textModel(named: name) { models.append(model) }
    }
    return models
  }

  /// Nil where no text model has this name.
  public func textModel(named name: String) throws(SettingsError) -> LibraryTextModel? {
    if let card = try ShippedCards.textCard(named: name) {
      return LibraryTextModel(card: card, isShipped: true, base: folder)
    }
    let own = folder.appending(path: name)
    let file = own.appending(path: Self.textCardFile)
    guard !name.isEmpty, !name.contains("/"), FileManager.default.fileExists(atPath: file.path)
    else { return nil }
    return LibraryTextModel(card: try TextModelCard(file: file), isShipped: false, base: own)
  }

  /// Segmenters that were added, by name.
  ///
  /// - Throws: `SettingsError` for a card that cannot be read.
  public func segmenters() throws(SettingsError) -> [LibrarySegmenter] {
    var segmenters: [LibrarySegmenter] = []
    for name in names(with: Self.segmenterCardFile) {
      if let segmenter = try segmenter(named: name) { segmenters.append(segmenter) }
    }
    return segmenters
  }

  /// Nil where no segmenter has this name.
  public func segmenter(named name: String) throws(SettingsError) -> LibrarySegmenter? {
    let own = folder.appending(path: name)
    let file = own.appending(path: Self.segmenterCardFile)
    guard ModelCard.isName(name), FileManager.default.fileExists(atPath: file.path) else {
      return nil
    }
    return LibrarySegmenter(card: try SegmenterCard(file: file), base: own)
  }

  /// The text encoder where nobody says: that of the image encoder's own space, or MiniLM.
  ///
  /// - Throws: `SettingsError` for a card that cannot be read.
  public func textEncoder(beside encoder: String?) throws(SettingsError) -> String {
    if let encoder, try textModel(named: encoder) != nil { return encoder }
    return "minilm-l6"
  }

  private func addedNames() -> [String] {
    names(with: Self.cardFile).filter { !ShippedCards.names.contains($0) }
  }

  /// Names of folders that hold such a file, sorted.
  func names(with file: String) -> [String] {
    // Without the folder nothing has been added.
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return names.filter { name in
      !name.hasPrefix(".")
        && FileManager.default.fileExists(
          atPath: folder.appending(path: name).appending(path: file).path)
    }.sorted()
  }
}

/// A card and where its files lie.
public struct LibraryModel: Sendable {
  public let card: ModelCard
  public let isShipped: Bool
  /// What paths of the card are relative to.
  let base: URL

  /// The card as it was written.
  var yaml: Data {
    get throws {
      try isShipped
        ? ShippedCards.yaml(of: card.name)
        : Data(contentsOf: base.appending(path: ModelLibrary.cardFile))
    }
  }

  /// An encoder's name, its file and the digest that it must have.
  public struct Checkpoint: Sendable {
    public let name: String
    public let file: URL
    public let sha256: String?
    /// Whether the file exists.
    public var isThere: Bool { FileManager.default.fileExists(atPath: file.path) }
  }

  /// One for a card with a file; for a series one a file that is there, in natural order of names,
  /// named `card@what the star stands for`.
  public var checkpoints: [Checkpoint] {
    switch card.weights {
    case .file(let path, let sha256):
      [Checkpoint(name: card.name, file: url(path), sha256: sha256)]
    case .series(let pattern): series(pattern)
    }
  }

  private func series(_ pattern: String) -> [Checkpoint] {
    let place = url(pattern)
    let folder = place.deletingLastPathComponent()
    let halves = place.lastPathComponent.split(
      separator: "*", omittingEmptySubsequences: false
    ).map(String.init)
    // A folder that is not there holds no checkpoints.
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return names.filter { name in
      name.count > halves.joined().count && name.hasPrefix(halves[0]) && name.hasSuffix(halves[1])
    }.sorted { $0.compare($1, options: .numeric) == .orderedAscending }.map { name in
      let epoch = name.dropFirst(halves[0].count).dropLast(halves[1].count)
      return Checkpoint(
        name: "\(card.name)@\(epoch)", file: folder.appending(path: name), sha256: nil)
    }
  }

  func url(_ path: String) -> URL {
    path.hasPrefix("/") ? URL(filePath: path) : base.appending(path: path)
  }
}

/// A text model's card and where its files lie.
public struct LibraryTextModel: Sendable {
  public let card: TextModelCard
  public let isShipped: Bool
  /// What paths of the card are relative to.
  let base: URL

  var file: URL { url(card.weights.path) }
  var tokenizer: URL { url(card.tokenizer) }

  /// Whether the model and its vocabulary exist.
  public var isThere: Bool {
    [file, tokenizer].allSatisfy { FileManager.default.fileExists(atPath: $0.path) }
  }

  private func url(_ path: String) -> URL {
    path.hasPrefix("/") ? URL(filePath: path) : base.appending(path: path)
  }
}

/// A segmenter's card and where its files lie.
public struct LibrarySegmenter: Sendable {
  public let card: SegmenterCard
  /// What paths of the card are relative to.
  let base: URL

  var files: [URL] { [card.encoder, card.decoder].map { base.appending(path: $0.path) } }

  /// Models that do not exist.
  var missing: [URL] { files.filter { !FileManager.default.fileExists(atPath: $0.path) } }

  /// Whether both models exist.
  public var isThere: Bool { missing.isEmpty }
}
