import Analyses
import Embeddings
import Images
import Statistics
import Yams

extension SegmentationPlan {
  var written: WrittenSettings {
    var settings = WrittenSettings()
    // Controls come of the methods that are checked.
    let own = methods.filter { $0.controlOf == nil }
    if !own.isEmpty { settings.add("methods", .list(own.map(\.written.node))) }
    if !masks.isEmpty { settings.add("masks", .list(masks.map(\.written.node))) }
    settings.add("tolerance", tolerance)
    if let spacing {
      settings.add("spacing", .list([.plain("\(spacing.x)"), .plain("\(spacing.y)")]))
    }
    settings.add("label", object.written)
    settings.add("threshold", threshold)
    settings.add("missing", missing.rawValue)
    settings.add("resamples", resamples)
    settings.add("examples", examples)
    return settings
  }
}

extension MaskObject {
  fileprivate var written: Node {
    switch self {
    case .anything: .plain("any")
    case .label(let label): .plain("\(label)")
    }
  }
}

extension MaskMethod {
  fileprivate var written: WrittenSettings {
    var settings = WrittenSettings()
    settings.add("name", name)
    settings.add("path", path)
    settings.add("threshold", threshold)
    return settings
  }
}

extension MaskMaking {
  fileprivate var written: WrittenSettings {
    var settings = WrittenSettings()
    settings.add("name", name)
    map.write(into: &settings)
    mask.write(into: &settings)
    settings.add("checks", isChecked)
    return settings
  }
}

extension SaliencyPlan {
  fileprivate func write(into settings: inout WrittenSettings) {
    settings.add("map", kind.rawValue)
    query.write(into: &settings)
    for setting in SaliencySetting.allCases where setting.kinds.contains(kind) {
      settings.add(setting.rawValue, value(of: setting))
    }
  }

  private func value(of setting: SaliencySetting) -> Node {
    switch setting {
    case .encoder: .text(encoder)
    case .veil: .text(occlusion.veil.rawValue)  // the same of all kinds
    case .channels: scoreActivation.channels.map { .plain("\($0)") } ?? .plain("all")
    case .featureMap: featureMap.map(Node.text) ?? .nothing
    case .riseMasks: .plain("\(randomMasks.masks)")
    case .riseCells: .plain("\(randomMasks.cells)")
    case .occlusionWindow: .plain("\(occlusion.window)")
    }
  }
}

extension SaliencyQuery {
  fileprivate func write(into settings: inout WrittenSettings) {
    switch self {
    case .own: break
    case .like(let pictures, let unlike):
      settings.add("like", pictures)
      settings.add("unlike", unlike)
    case .text(let prompts, let space):
      settings.add("text", prompts)
      settings.add("text_encoder", space.encoder)
      settings.add("alignment", space.alignment)
    }
  }
}

extension MaskPlan {
  fileprivate func write(into settings: inout WrittenSettings) {
    settings.add("mask", recipe.threshold.rawValue)
    settings.add("smooth", recipe.smoothing)
    settings.add("refine", recipe.refinement.rawValue)
    settings.add("components", recipe.components.rawValue)
    settings.add("least_area", recipe.leastArea)
    if let segmenter {
      settings.add("segmenter", segmenter.card)
      settings.add("prompt", segmenter.prompt.rawValue)
    }
  }
}
