import Analyses
import Statistics

extension SettingsNode {
  static let segmentationKeys = [
    "methods", "masks", "tolerance", "spacing", "label", "threshold", "missing", "resamples",
    "examples",
  ]

  /// `segmentation: {methods: [{name: B, map: foreground}], masks: [{name: A, path: a/}], tolerance: 2}`.
  ///
  /// - Parameter standard: what methods take that do not say.
  func segmentation(_ standard: MethodStandard) throws(SettingsError) -> SegmentationPlan {
    let methods = try self["methods"]?.maskMakings(standard) ?? []
    let example = "[{name: A, path: a/manifest.csv}]"
    var plan = SegmentationPlan(
      methods: methods,
      masks: methods.isEmpty || self["masks"] != nil
        ? try require("masks", example: example).maskMethods(beside: methods.map(\.name)) : [])
    plan.tolerance = try self["tolerance"]?.number(in: 0...10_000) ?? plan.tolerance
    plan.spacing = try self["spacing"]?.pixelSpacing()
    plan.object = try self["label"]?.maskObject() ?? plan.object
    plan.threshold = try self["threshold"]?.threshold()
    plan.missing = try self["missing"]?.choice(of: MissingMasks.self) ?? plan.missing
    plan.resamples = try self["resamples"]?.integer(in: 1...1_000_000) ?? plan.resamples
    plan.examples = try self["examples"]?.integer(in: 0...100) ?? plan.examples
    return plan
  }

  private func maskMethods(
    beside others: [String]
  ) throws(SettingsError) -> [MaskMethod] {
    var methods: [MaskMethod] = []
    for node in try elements() {
      try node.allow(["name", "path", "threshold"])
      let method = MaskMethod(
        name: try node.require("name", example: "A").text(),
        path: try node.require("path", example: "a/manifest.csv").text(),
        threshold: try node["threshold"]?.threshold())
      guard !(others + methods.map(\.name)).contains(method.name) else {
        throw node.repeated(name: method.name)
      }
      methods.append(method)
    }
    guard !methods.isEmpty else { throw wrong(expected: "masks of at least one method") }
    return methods
  }

  private func pixelSpacing() throws(SettingsError) -> PixelSpacing {
    let sides = try elements()
    guard sides.count == 2 else { throw wrong(expected: "two lengths in millimetres, [0.5, 0.5]") }
    return PixelSpacing(
      x: try sides[0].number(in: 1e-6...1e6), y: try sides[1].number(in: 1e-6...1e6))
  }

  private func threshold() throws(SettingsError) -> Double {
    try number(in: -Double.greatestFiniteMagnitude...Double.greatestFiniteMagnitude)
  }

  private func maskObject() throws(SettingsError) -> MaskObject {
    if let word = try? text(), word == "any" { return .anything }  // not text: a number
    return .label(try integer(in: 1...255))
  }
}
