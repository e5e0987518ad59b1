import Analyses
import Embeddings
import Images
import Statistics
import VectorStore

/// What methods take from their plan where they say nothing themselves.
struct MethodStandard {
  let encoder: String
  let seed: UInt64
}

extension SettingsNode {
  private static let methodKeys = [
    "name", "encoder", "map", "feature_map", "like", "unlike", "text", "text_encoder", "alignment",
    "rise_masks", "rise_cells", "occlusion_window", "channels", "veil", "mask", "smooth", "refine",
    "components", "least_area", "segmenter", "prompt",
    "checks",
  ]

  /// The keys are those of the options of `semblance segment mask`.
  func maskMakings(_ standard: MethodStandard) throws(SettingsError) -> [MaskMaking] {
    var methods: [MaskMaking] = []
    for node in try elements() {
      let method = try node.maskMaking(standard)
      // What is checked is held against nonsense also by the masks that come of it.
      let nonsense = method.isChecked ? method.nonsense : nil
      for method in [method] + [nonsense].compactMap(\.self) {
        // Names of folders that differ in case alone are one on some systems.
        guard !methods.contains(where: { $0.name.lowercased() == method.name.lowercased() }) else {
          throw node.repeated(name: method.name)
        }
        methods.append(method)
      }
    }
    guard !methods.isEmpty else { throw wrong(expected: "at least one method") }
    return methods
  }

  private func maskMaking(_ standard: MethodStandard) throws(SettingsError) -> MaskMaking {
    try allow(Self.methodKeys)
    let name = try require("name", example: "patches")
    guard MaskMethodName.isValid(try name.text()) else {
      throw name.wrong(expected: "a name that can be a folder's")
    }
    let map = try saliency(standard)
    return MaskMaking(
      name: try name.text(), map: map, mask: try maskPlan(of: map.kind),
      isChecked: try isChecked(map.kind))
  }

  private func isChecked(_ map: SaliencyKind) throws(SettingsError) -> Bool {
    guard let checks = self["checks"], try checks.flag() else { return false }
    guard map != .foreground else {
      throw checks.wrong(expected: "no checks of the map foreground, which asks for nothing")
    }
    return true
  }

  // MARK: Maps

  private func saliency(_ standard: MethodStandard) throws(SettingsError) -> SaliencyPlan {
    let encoder = try self["encoder"]?.encoder() ?? standard.encoder
    let kind = try self["map"]?.choice(of: SaliencyKind.self) ?? .patches
    let veil = try self["veil"]?.choice(of: Veil.self) ?? .mean
    var plan = SaliencyPlan(
      encoder: encoder, kind: kind, query: try query(encoder),
      featureMap: try self["feature_map"]?.text(), occlusion: OcclusionSettings(veil: veil),
      randomMasks: RandomMaskSettings(veil: veil, seed: standard.seed),
      scoreActivation: ScoreActivationSettings(veil: veil))
    if let window = try self["occlusion_window"]?.number(in: OcclusionSettings.windows) {
      plan.occlusion.window = window
    }
    if let masks = try self["rise_masks"]?.integer(in: RandomMaskSettings.maskCounts) {
      plan.randomMasks.masks = masks
    }
    if let cells = try self["rise_cells"]?.integer(in: RandomMaskSettings.cellCounts) {
      plan.randomMasks.cells = cells
    }
    if let channels = self["channels"] { plan.scoreActivation.channels = try channels.channels() }
    guard kind != .foreground || plan.query == .own else {
      throw wrong(
        expected: "no like and no text beside the map foreground, which looks for nothing")
    }
    try refuseUseless(beside: kind)
    return plan
  }

  private func refuseUseless(beside kind: SaliencyKind) throws(SettingsError) {
    for setting in SaliencySetting.allCases where !setting.kinds.contains(kind) {
      guard let useless = self[setting.rawValue] else { continue }
      throw useless.wrong(
        expected: "none with the map \(kind.rawValue); it is for \(setting.kindWords)")
    }
  }

  private func encoder() throws(SettingsError) -> String {
    let name = try text()
    guard try Catalog.encoders(matching: name) == [name] else {
      throw .unknownName(
        what: "\(place): encoder", found: name, known: try Catalog.alternatives(to: name))
    }
    return name
  }

  /// Nil for all.
  private func channels() throws(SettingsError) -> Int? {
    if let word = try? text(), word == "all" { return nil }  // not text: a number
    return try integer(in: ScoreActivationSettings.channelCounts)
  }

  private func query(_ encoder: String) throws(SettingsError) -> SaliencyQuery {
    let (like, texts) = (self["like"], self["text"])
    try refuse(["unlike"], unless: like, is: "like")
    try refuse(["text_encoder", "alignment"], unless: texts, is: "text")
    if let like {
      guard texts == nil else { throw wrong(expected: "like or text, which are two queries") }
      return .like(
        pictures: try like.names(each: "picture"),
        unlike: try self["unlike"]?.names(each: "picture") ?? [])
    }
    guard let texts else { return .own }
    let prompts = try texts.names(each: "text")
    guard !prompts.contains(where: { $0.allSatisfy(\.isWhitespace) }), !prompts.isEmpty else {
      throw texts.wrong(expected: "what to look for")
    }
    return .text(prompts: prompts, space: try textSpace(encoder))
  }

  private func textSpace(_ encoder: String) throws(SettingsError) -> TextSpace {
    let standard = try ModelLibrary(.current()).textEncoder(beside: encoder)
    return TextSpace(
      encoder: try self["text_encoder"]?.text() ?? standard,
      alignment: try self["alignment"]?.text())
  }

  private func refuse(
    _ keys: [String], unless other: SettingsNode?, is name: String
  ) throws(SettingsError) {
    guard other == nil else { return }
    for key in keys {
      if let useless = self[key] {
        throw useless.wrong(expected: "none without \(name), or \(name) beside it")
      }
    }
  }

  // MARK: Masks

  private func maskPlan(of map: SaliencyKind) throws(SettingsError) -> MaskPlan {
    var recipe = MaskRecipe(threshold: .standard(for: map))
    recipe.smoothing = try self["smooth"]?.number(in: MaskRecipe.smoothings) ?? recipe.smoothing
    recipe.refinement = try self["refine"]?.choice(of: MaskRefinement.self) ?? recipe.refinement
    recipe.leastArea = try self["least_area"]?.number(in: MaskRecipe.leastAreas) ?? recipe.leastArea
    if let mask = self["mask"] {
      recipe.threshold = try mask.word("otsu, kmeans, threshold=VALUE or share=SHARE")
    }
    if let components = self["components"] {
      recipe.components = try components.word("all, largest, or how many of the largest")
    }
    try refuse(["prompt"], unless: self["segmenter"], is: "segmenter")
    let prompt = try self["prompt"]?.choice(of: PromptKind.self) ?? .box
    let segmenter = try self["segmenter"]?.text()
    return MaskPlan(
      recipe: recipe, segmenter: segmenter.map { SegmenterPlan(card: $0, prompt: prompt) })
  }

  private func word<Value: RawRepresentable>(
    _ expected: String
  ) throws(SettingsError) -> Value where Value.RawValue == String {
    guard let value = Value(rawValue: try text()) else {
      throw wrong(expected: expected)
    }
    return value
  }
}

extension SettingsNode {
  /// A method with the name of another, but for case.
  func repeated(name: String) -> SettingsError {
    .wrongValue(
      place: place, found: "a second method called \(name)", expected: "each name once")
  }
}
