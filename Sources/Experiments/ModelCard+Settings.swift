public import Embeddings
public import Foundation
import Images

extension ModelCard {
  /// Reads and checks a card.
  ///
  /// - Throws: `SettingsError` that names the key.
  public init(file: URL) throws(SettingsError) {
    try self.init(SettingsNode(file: file))
  }

  /// Letters, digits, dots, dashes and underscores, so that it can be a folder's name and be typed.
  static func isName(_ text: String) -> Bool {
    text.wholeMatch(of: /[A-Za-z0-9][A-Za-z0-9._-]*/) != nil
  }

  init(_ node: SettingsNode) throws(SettingsError) {
    try node.allow([
      "name", "file", "sha256", "series", "input", "resize", "channels", "range", "mean", "std",
      "output", "feature_map", "dimension", "precision", "licence", "source", "export",
    ])
    let input = try node.require("input", example: "{name: image, layout: nchw, size: 224}")
    try input.allow(["name", "layout", "size"])
    self.init(
      name: try node.require("name", example: "my-model").encoderName(),
      weights: try node.weights(),
      input: try input["name"]?.text(),
      preprocessing: try node.preprocessing(input),
      output: try node.require("output", example: "{name: embedding}").modelOutput(),
      featureMap: try node["feature_map"]?.text(),
      dimension: try node.require("dimension", example: "768").integer(in: 1...1_000_000),
      precision: try node["precision"]?.choice(of: ModelPrecision.self) ?? .float32,
      licence: try node.require("licence", example: "MIT").text(),
      source: try node.require("source", example: "exported from …").text(),
      export: try node["export"]?.text())
  }
}

extension SettingsNode {
  func encoderName() throws(SettingsError) -> String {
    let name = try text()
    guard ModelCard.isName(name) else {
      throw wrong(expected: "a name of letters, digits, dots, dashes and underscores")
    }
    return name
  }

  fileprivate func weights() throws(SettingsError) -> ModelWeights {
    if let series = self["series"] {
      guard self["file"] == nil, self["sha256"] == nil else {
        throw series.wrong(expected: "either file and sha256, or series")
      }
      let pattern = try series.text()
      let parts = pattern.split(separator: "/", omittingEmptySubsequences: false)
      guard parts.last?.filter({ $0 == "*" }).count == 1,
        !parts.dropLast().contains(where: {
          $0.contains("*")
        })
      else {
        throw series.wrong(expected: "a pattern with one * in the file's name, as epochs/*.onnx")
      }
      return .series(pattern)
    }
    let file = try require("file", example: "my-model.onnx").text()
    return .file(file, sha256: try self["sha256"]?.digest())
  }

  func digest() throws(SettingsError) -> String {
    let digest = try text().lowercased()
    guard digest.wholeMatch(of: /[0-9a-f]{64}/) != nil else {
      throw wrong(expected: "a SHA-256 of 64 hexadecimal digits, as sha256sum prints it")
    }
    return digest
  }

  fileprivate func preprocessing(_ input: SettingsNode) throws(SettingsError) -> Preprocessing {
    let size = try input.require("size", example: "224").integer(in: 1...4_096)
    let resize = try require("resize", example: "{rule: short_side, to: 256, filter: bicubic}")
    try resize.allow(["rule", "to", "filter"])
    let channels = try self["channels"]?.choice(of: ChannelOrder.self) ?? .rgb
    return Preprocessing(
      resize: try resize.resizeRule(size),
      filter: try resize.require("filter", example: "bicubic").choice(of: ResizeFilter.self),
      size: size, channels: channels,
      layout: try input["layout"]?.choice(of: TensorLayout.self) ?? .nchw,
      range: try require("range", example: "1").sampleRange(),
      mean: try require("mean", example: "[0.485, 0.456, 0.406]").perChannel(channels.count),
      deviation: try require("std", example: "[0.229, 0.224, 0.225]")
        .perChannel(channels.count, isPositive: true))
  }

  private func resizeRule(_ size: Int) throws(SettingsError) -> ResizeRule {
    let side = try self["to"]?.integer(in: size...8_192) ?? size
    switch try require("rule", example: "short_side").choice(of: ResizeRuleName.self) {
    case .shortSide: return .shortSide(side)
    case .exact: return .exact(side)
    case .pad:
      if let to = self["to"], side != size {
        throw to.wrong(
          expected: "nothing, or the size of the input, \(size), where the rule is pad")
      }
      return .pad
    }
  }

  private func sampleRange() throws(SettingsError) -> SampleRange {
    switch try integer(in: 0...255) {
    case 1: return .unit
    case 255: return .byte
    default:
      throw wrong(expected: "1 where samples are divided by 255 before mean and std, else 255")
    }
  }

  /// One number a channel, or one for all.
  func perChannel(
    _ count: Int, isPositive: Bool = false
  ) throws(SettingsError) -> [Float] {
    let range = isPositive ? 1e-6...1e6 : -1e6...1e6
    guard isList else {
      return Array(repeating: Float(try number(in: range)), count: count)
    }
    var values: [Float] = []
    for element in try elements() { values.append(Float(try element.number(in: range))) }
    guard values.count == count else {
      throw .wrongValue(
        place: place, found: "\(values.count) numbers", expected: "one number, or \(count)")
    }
    return values
  }

  fileprivate func modelOutput() throws(SettingsError) -> ModelOutput {
    try allow(["name", "index", "pooling", "prefix_tokens"])
    let pooling = try self["pooling"]?.choice(of: Pooling.self) ?? .none
    let hasTokens = pooling == .cls || pooling == .meanTokens
    let prefix = try self["prefix_tokens"]?.integer(in: 0...1_000) ?? (hasTokens ? 1 : 0)
    return ModelOutput(tensor: try outputName(), pooling: pooling, prefixTokens: prefix)
  }

  private func outputName() throws(SettingsError) -> OutputName {
    if let index = self["index"] {
      guard self["name"] == nil else { throw index.wrong(expected: "either name or index") }
      return .index(try index.integer(in: 0...1_000))
    }
    return .name(try require("name", example: "embedding").text())
  }
}

private enum ResizeRuleName: String, CaseIterable {
  case shortSide = "short_side"
  case exact, pad
}
