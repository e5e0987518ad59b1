import Analyses
import Statistics

extension SettingsNode {
  /// The analyses of a plan, in the file's order; each a key with a map of settings, with nothing for the
  /// usual ones, or with `~` where it is not to be asked.
  ///
  /// - Parameters:
  ///   - encoders: of the plan, for settings that differ between them.
  ///   - seed: of the plan, for methods that need one.
  func analyses(
    for encoders: [String], seed: UInt64
  ) throws(SettingsError) -> [AnalysisPlan] {
    try allow(AnalysisName.allCases.map(\.rawValue))
    var plans: [AnalysisPlan] = []
    for key in try keys() {
      guard let name = AnalysisName(rawValue: key), !isTakenAway(key) else { continue }
      let settings: SettingsNode
      if let given = self[key] { settings = given } else { settings = try .empty(at: place) }
      plans.append(try settings.analysis(name, encoders, seed))
    }
    guard !plans.isEmpty else { throw wrong(expected: "at least one analysis") }
    return plans
  }

  private func analysis(
    _ name: AnalysisName, _ encoders: [String], _ seed: UInt64
  ) throws(SettingsError) -> AnalysisPlan {
    try allow(name.keys)
    switch name {
    case .similarity:
      return .similarity
    case .leakage:
      return .leakage(
        thresholds: try thresholds(for: encoders),
        measuresEffect: try self["effect"]?.flag() ?? true)
    case .shift:
      return .shift(settings: try shift())
    case .sites:
      return .sites(settings: try sites())
    case .clusters:
      return .clusters(settings: try clusters())
    case .projection:
      return .projection(settings: try projection())
    case .neighbors:
      return .neighbors(
        query: try self["query"]?.text(),
        count: try self["count"]?.integer(in: 1...10_000) ?? 25)
    case .encoders:
      return .encoders(settings: try encoderComparison())
    case .labels:
      return .labels(settings: try labelStudy())
    case .grid:
      return .grid(settings: try pictureGrid())
    case .text:
      return .imageText(settings: try imageText())
    case .segmentation:
      return .segmentation(
        settings: try segmentation(MethodStandard(encoder: encoders[0], seed: seed)))
    }
  }

  private func pictureGrid() throws(SettingsError) -> GridPlan {
    var plan = GridPlan()
    plan.rows = try self["rows"]?.integer(in: 1...GridPlan.largest) ?? plan.rows
    plan.columns = try self["columns"]?.integer(in: 1...GridPlan.largest) ?? plan.columns
    plan.pages = try self["pages"]?.integer(in: 1...100) ?? plan.pages
    plan.groupBy = try self["group_by"]?.choice(of: PartColumn.self)
    plan.captions = try self["captions"]?.choices(of: GridCaption.self)
    guard plan.captions?.contains(.distance) != true else {
      throw wrong(expected: "captions other than distance, which neighbors has")
    }
    return plan
  }

  private func projection() throws(SettingsError) -> ProjectionPlan {
    var plan = ProjectionPlan()
    plan.components = try self["components"]?.integer(in: 1...4_096) ?? plan.components
    plan.maps = try self["maps"]?.choices(of: MapKind.self) ?? plan.maps
    plan.metric = try self["metric"]?.choice(of: MapMetric.self) ?? plan.metric
    plan.neighbors = try self["neighbors"]?.integer(in: 2...1_000) ?? plan.neighbors
    plan.perplexity = try self["perplexity"]?.number(in: 1...1_000) ?? plan.perplexity
    plan.minDistance = try self["min_distance"]?.number(in: 0...2.9) ?? plan.minDistance
    plan.items = try self["items"]?.integer(in: 2...1_000_000) ?? plan.items
    return plan
  }

  /// One word of a few, or a list of different ones.
  func choices<Choice: RawRepresentable & CaseIterable & Equatable>(
    of type: Choice.Type
  ) throws(SettingsError) -> [Choice] where Choice.RawValue == String {
    guard isList else { return [try choice(of: type)] }
    var choices: [Choice] = []
    for element in try elements() {
      let choice = try element.choice(of: type)
      guard !choices.contains(choice) else { throw element.wrong(expected: "each once") }
      choices.append(choice)
    }
    return choices
  }

  private func encoderComparison() throws(SettingsError) -> EncodersPlan {
    var plan = EncodersPlan()
    plan.neighbors = try self["neighbors"]?.neighborCounts() ?? plan.neighbors
    plan.probe = try self["probe"]?.flag() ?? plan.probe
    plan.retrieval = try self["retrieval"]?.flag() ?? plan.retrieval
    plan.representation = try self["representation"]?.flag() ?? plan.representation
    plan.robustness = try self["robustness"]?.flag() ?? plan.robustness
    plan.cost = try self["cost"]?.flag() ?? plan.cost
    plan.series = try self["series"]?.flag() ?? plan.series
    plan.resamples = try self["resamples"]?.integer(in: 1...1_000_000) ?? plan.resamples
    guard let sorting = self["sort_by"] else { return plan }
    let name = try sorting.text()
    guard plan.metrics.contains(where: { $0.description == name }) else {
      throw sorting.wrong(
        expected: "one of " + plan.metrics.map(\.description).joined(separator: ", "))
    }
    plan.sortBy = name
    return plan
  }

  /// A number, or a list of different ones, in ascending order.
  private func neighborCounts() throws(SettingsError) -> [Int] {
    guard isList else { return [try integer(in: 1...10_000)] }
    var counts: [Int] = []
    for element in try elements() {
      let count = try element.integer(in: 1...10_000)
      guard !counts.contains(count) else { throw element.wrong(expected: "each number once") }
      counts.append(count)
    }
    return counts.sorted()
  }

  private func shift() throws(SettingsError) -> ShiftPlan {
    var plan = ShiftPlan()
    plan.permutations =
      try self["permutations"]?.integer(in: 1...1_000_000) ?? plan.permutations
    plan.resamples = try self["resamples"]?.integer(in: 1...1_000_000) ?? plan.resamples
    plan.normalize = try self["normalize"]?.flag() ?? plan.normalize
    plan.kernel = try self["kernel"]?.kernel() ?? plan.kernel
    plan.bandwidth = try self["bandwidth"]?.number(
      in: .leastNormalMagnitude...Double.greatestFiniteMagnitude)
    plan.context = try self["context"]?.flag() ?? plan.context
    plan.margin = try self["margin"]?.number(
      in: .leastNormalMagnitude...Double.greatestFiniteMagnitude)
    if let margin = self["margin"], !plan.context {
      throw margin.wrong(expected: "no margin where context is false")
    }
    plan.drivers = try self["drivers"]?.flag() ?? plan.drivers
    plan.top = try self["top"]?.integer(in: 1...1_000) ?? plan.top
    plan.measures = try self["measures"]?.flag() ?? plan.measures
    plan.strata = try self["strata"]?.names() ?? []
    plan.match = try self["match"]?.text()
    try requireNoBandwidth(plan.kernel)
    return plan
  }

  private func sites() throws(SettingsError) -> SitesPlan {
    var plan = SitesPlan(by: try require("by", example: "site").text())
    plan.within = try self["within"]?.text()
    plan.rest = try self["rest"]?.flag() ?? plan.rest
    plan.permutations =
      try self["permutations"]?.integer(in: 1...1_000_000) ?? plan.permutations
    plan.resamples = try self["resamples"]?.integer(in: 1...1_000_000) ?? plan.resamples
    plan.bandwidth = try self["bandwidth"]?.number(
      in: .leastNormalMagnitude...Double.greatestFiniteMagnitude)
    plan.normalize = try self["normalize"]?.flag() ?? plan.normalize
    plan.kernel = try self["kernel"]?.kernel() ?? plan.kernel
    try requireNoBandwidth(plan.kernel)
    plan.items = try self["items"]?.integer(in: 2...1_000_000_000)
    guard plan.within != plan.by else {
      throw wrong(expected: "another column under within than under by")
    }
    return plan
  }

  /// One name, or a list of different ones.
  ///
  /// - Parameter what: is named, for messages.
  func names(each what: String = "column") throws(SettingsError) -> [String] {
    guard isList else { return [try text()] }
    var names: [String] = []
    for element in try elements() {
      let name = try element.text()
      guard !names.contains(name) else { throw element.wrong(expected: "each \(what) once") }
      names.append(name)
    }
    return names
  }

  private func requireNoBandwidth(_ kernel: ShiftKernel) throws(SettingsError) {
    guard !kernel.hasBandwidth, let bandwidth = self["bandwidth"] else { return }
    throw bandwidth.wrong(expected: "none: the \(kernel.rawValue) kernel has no bandwidth")
  }

  private func kernel() throws(SettingsError) -> ShiftKernel {
    guard let kernel = ShiftKernel(rawValue: try text()) else {
      let names = ShiftKernel.allCases.map(\.rawValue).joined(separator: ", ")
      throw wrong(expected: "one of \(names)")
    }
    return kernel
  }

  /// A threshold given by a number for all encoders or by a map with one for each; without it, and
  /// where it says `calibrated`, one from the data.
  private func thresholds(for encoders: [String]) throws(SettingsError) -> [EncoderThreshold] {
    let rate =
      try self["false_pair_rate"]?.number(in: 1e-9...0.5) ?? CalibrationSettings.standardRate
    let calibrated = ThresholdRule.calibrated(falsePairRate: rate)
    guard let given = self["threshold"] else {
      return encoders.map { EncoderThreshold(encoder: $0, rule: calibrated) }
    }
    var thresholds: [EncoderThreshold] = []
    if given.isMap { try given.allow(encoders) }
    for encoder in encoders {
      let node = given.isMap ? given[encoder] : given
      let rule = try node?.threshold(orWord: calibrated) ?? calibrated
      thresholds.append(EncoderThreshold(encoder: encoder, rule: rule))
    }
    guard self["false_pair_rate"] == nil || thresholds.contains(where: { $0.rule == calibrated })
    else {
      throw given.wrong(expected: "calibrated where false_pair_rate is given")
    }
    return thresholds
  }

  private func threshold(orWord calibrated: ThresholdRule) throws(SettingsError) -> ThresholdRule {
    if let word = try? text(), word == "calibrated" { return calibrated }  // not text: a number
    guard let threshold = try? number(in: -1...1) else {  // said better here
      throw wrong(expected: "a cosine from -1 to 1, or calibrated")
    }
    return .given(threshold)
  }

  /// An analysis without settings, e.g. `similarity:`.
  private static func empty(at place: String) throws(SettingsError) -> SettingsNode {
    try SettingsNode(yaml: "{}", file: place)
  }
}

/// The analyses by their names in plans.
private enum AnalysisName: String, CaseIterable {
  case similarity, leakage, shift, sites, clusters, projection, neighbors, encoders, labels,
    grid, text, segmentation

  var keys: [String] {
    switch self {
    case .similarity: []
    case .leakage: ["threshold", "false_pair_rate", "effect"]
    case .shift:
      [
        "permutations", "resamples", "normalize", "kernel", "bandwidth", "measures", "strata",
        "match",
        "context", "margin", "drivers", "top",
      ]
    case .sites:
      [
        "by", "within", "rest", "permutations", "resamples", "normalize", "kernel", "bandwidth",
        "items",
      ]
    case .clusters: SettingsNode.clusterKeys
    case .projection:
      ["components", "maps", "metric", "neighbors", "perplexity", "min_distance", "items"]
    case .neighbors: ["query", "count"]
    case .encoders:
      [
        "neighbors", "probe", "retrieval", "representation", "robustness", "cost", "series",
        "sort_by", "resamples",
      ]
    case .labels: SettingsNode.labelKeys
    case .segmentation: SettingsNode.segmentationKeys
    case .grid: ["rows", "columns", "pages", "group_by", "captions"]
    case .text: SettingsNode.imageTextKeys
    }
  }
}
