public import Embeddings
public import Foundation

extension SegmenterCard {
  /// Reads and checks a card.
  ///
  /// - Throws: `SettingsError` that names the key.
  public init(file: URL) throws(SettingsError) {
    try self.init(SettingsNode(file: file))
  }

  /// Whether a card is of this kind, right or wrong in the rest.
  static func describes(_ node: SettingsNode) -> Bool {
    (try? node["kind"]?.text()) == "segmenter"  // another kind of card is not text there
  }

  init(_ node: SettingsNode) throws(SettingsError) {
    try node.allow([
      "kind", "name", "encoder", "decoder", "input", "mean", "std", "licence", "source",
    ])
    let kind = try node.require("kind", example: "segmenter")
    guard try kind.text() == "segmenter" else { throw kind.wrong(expected: "segmenter") }
    let input = try node.require("input", example: "{name: images, size: 1024}")
    try input.allow(["name", "layout", "size"])
    self.init(
      name: try node.require("name", example: "sam-vit-b").encoderName(),
      encoder: try node.require("encoder", example: "{file: encoder.onnx}").segmenterFile(),
      decoder: try node.require("decoder", example: "{file: decoder.onnx}").segmenterFile(),
      input: try input["name"]?.text(),
      layout: try input["layout"]?.choice(of: TensorLayout.self) ?? .nchw,
      size: try input.require("size", example: "1024").integer(in: 16...4_096),
      mean: try node.require("mean", example: "[123.675, 116.28, 103.53]").perChannel(3),
      deviation: try node.require("std", example: "[58.395, 57.12, 57.375]")
        .perChannel(3, isPositive: true),
      licence: try node.require("licence", example: "Apache-2.0").text(),
      source: try node.require("source", example: "exported from …").text())
  }
}

extension SettingsNode {
  fileprivate func segmenterFile() throws(SettingsError) -> SegmenterFile {
    try allow(["file", "sha256"])
    return SegmenterFile(
      path: try require("file", example: "encoder.onnx").text(),
      sha256: try self["sha256"]?.digest())
  }
}
