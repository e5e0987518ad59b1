public import Embeddings
public import Foundation

extension TextModelCard {
  /// Reads and checks a card.
  ///
  /// - Throws: `SettingsError` that names the key.
  public init(file: URL) throws(SettingsError) {
    try self.init(SettingsNode(file: file))
  }

  /// Whether a card is one of a text model: these alone have a vocabulary.
  static func describes(_ node: SettingsNode) -> Bool { node["tokenizer"] != nil }

  init(_ node: SettingsNode) throws(SettingsError) {
    try node.allow([
      "name", "file", "sha256", "tokenizer", "lower_case", "limit", "padding", "inputs", "output",
      "dimension", "temperature", "precision", "licence", "source", "export",
    ])
    self.init(
      name: try node.require("name", example: "my-text-model").encoderName(),
      weights: TextModelFile(
        path: try node.require("file", example: "my-text-model.onnx").text(),
        sha256: try node["sha256"]?.digest()),
      tokenizer: try node.require("tokenizer", example: "vocab.txt").text(),
      isLowerCase: try node["lower_case"]?.flag(),
      limit: try node.require("limit", example: "256").integer(in: 2...100_000),
      padding: try node["padding"]?.textPadding() ?? .none,
      inputs: try node.require("inputs", example: "{ids: input_ids, mask: attention_mask}")
        .textInputs(),
      output: try node.require("output", example: "{name: text_embeds}").textOutput(),
      dimension: try node.require("dimension", example: "512").integer(in: 1...1_000_000),
      temperature: try node["temperature"]?.number(in: 1e-6...1e6),
      precision: try node["precision"]?.choice(of: ModelPrecision.self) ?? .float32,
      licence: try node.require("licence", example: "MIT").text(),
      source: try node.require("source", example: "exported from …").text(),
      export: try node["export"]?.text())
  }
}

extension SettingsNode {
  /// The number of the piece that fills texts up to the limit.
  fileprivate func textPadding() throws(SettingsError) -> TextPadding {
    .toLimit(piece: try integer(in: 0...10_000_000))
  }

  fileprivate func textInputs() throws(SettingsError) -> TextInputs {
    try allow(["ids", "mask", "types"])
    return TextInputs(
      ids: try require("ids", example: "input_ids").text(), mask: try self["mask"]?.text(),
      types: try self["types"]?.text())
  }

  fileprivate func textOutput() throws(SettingsError) -> TextOutput {
    try allow(["name", "pooling"])
    return TextOutput(
      tensor: try require("name", example: "text_embeds").text(),
      pooling: try self["pooling"]?.choice(of: TextPooling.self) ?? .none)
  }
}
