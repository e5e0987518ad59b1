public import Analyses
public import Datasets
public import Foundation

/// An experiment as a run carries it out: every default explicit.
public struct ExperimentPlan: Sendable, Codable, Equatable {
  public let title: String
  public let question: String
  /// Path of the data set's description, relative to the plan's folder.
  public let dataset: String
  public let limit: DatasetLimit
  /// What is held against what; nil for a single collection.
  public let comparison: ComparisonPlan?
  /// In the order of the plan.
  public let encoders: [String]
  public let seed: UInt64
  /// Whether pictures of samples may be shown.
  public let pictures: Bool
  /// Pairs of look-alikes that are pictured at most, and as many whose labels differ; nil in runs
  /// of before it was recorded.
  public let picturedPairs: Int?
  public let analyses: [AnalysisPlan]
  /// Conditions none of which is to hold of any encoder; one that does makes the run end with exit
  /// code 2. Nil in runs of before there were any.
  public let failOn: [GateCondition]?
  /// Conditions that are to hold; one that does not makes the run end with exit code 2. Nil in runs of
  /// before there were any.
  public let gates: [Gate]?
  /// Path of a list of accepted pairs, relative to the plan's folder: gates on pairs do not count them.
  /// Nil where there is none.
  public let accepted: String?
  /// Where the run is sent after it was written; nil for nowhere.
  public let tracking: TrackingPlan?
  /// Variables of the environment that its values name, with what was put in; nil where none does.
  public let environment: [String: String]?

  /// Where none is given; `--limit` of one-shot commands chooses by it, too.
  public static let standardSeed: UInt64 = 2_026
}

/// Two parts of a data set.
public struct ComparisonPlan: Sendable, Codable, Equatable {
  /// The column that tells the parts apart.
  public let column: PartColumn
  /// E.g. "train" or a site's name.
  public let reference: String
  public let candidate: String
}

extension ExperimentPlan {
  /// Reads and checks a plan file that has no matrix.
  ///
  /// - Parameters:
  ///   - overrides: `key.path=value`, applied in order.
  ///   - environment: that the plan may name variables of.
  /// - Throws: `SettingsError` that names the key.
  public init(
    file: URL, overrides: [String] = [],
    environment: [String: String] = ProcessInfo.processInfo.environment
  ) throws(SettingsError) {
    let runs = try PlannedRun.all(of: file, overrides: overrides, environment: environment)
    guard let run = runs.first, run.name == nil else {
      throw .wrongValue(
        place: "\(file.path): matrix", found: "\(runs.count) runs", expected: "one")
    }
    self = run.plan
  }

  /// - Parameter environment: the variables that were put in.
  init(_ node: SettingsNode, environment: [String: String]) throws(SettingsError) {
    try node.allow([
      "title", "question", "dataset", "limit", "compare", "encoders", "seed", "pictures",
      "pictured_pairs", "analyses", "fail_on", "gates", "accepted", "tracking", "include",
      "environment", "matrix",
    ])
    title = try node.require("title", example: "Train against test").text()
    question = try node["question"]?.text() ?? ""
    dataset = try node.require("dataset", example: "../../datasets/mine/dataset.yaml").text()
    limit = try node["limit"]?.limit() ?? .none
    comparison = try node["compare"]?.comparison()
    let encoders = try node.encoders()
    self.encoders = encoders
    let seed = UInt64(try node["seed"]?.integer(in: 0...Int.max) ?? Int(Self.standardSeed))
    self.seed = seed
    pictures = try node["pictures"]?.flag() ?? true
    picturedPairs =
      try node["pictured_pairs"]?.integer(in: 1...1_000) ?? PairExamples.standardCount
    analyses = try node.require("analyses", example: "{similarity: {}}").analyses(
      for: encoders, seed: seed)
    let vocabulary = GateVocabulary(analyses: analyses, encoders: encoders)
    failOn = try node["fail_on"]?.failures(vocabulary) ?? []
    gates = try node["gates"]?.gates(vocabulary) ?? []
    accepted = try node["accepted"]?.text()
    tracking = try node["tracking"]?.tracking()
    self.environment = environment.isEmpty ? nil : environment
    try requireComparison(node)
  }

  private func requireComparison(_ node: SettingsNode) throws(SettingsError) {
    let needsTwoParts = analyses.contains { analysis in
      switch analysis {
      case .leakage, .shift: true
      case .sites, .similarity, .clusters, .projection, .neighbors, .encoders, .labels, .grid,
        .imageText, .segmentation:
        false
      }
    }
    guard needsTwoParts, comparison == nil else { return }
    throw .missingKey(
      place: node.place, key: "compare",
      example: "{by: split, reference: train, candidate: test}")
  }
}

extension SettingsNode {
  fileprivate func limit() throws(SettingsError) -> DatasetLimit {
    let largest = 1_000_000_000
    if let word = try? text(), word == "none" { return .none }  // not text: a number or a map
    if isMap {
      let names = try keys()
      var limits: [String: Int] = [:]
      for name in names { limits[name] = try self[name]?.integer(in: 1...largest) }
      return .splits(limits)
    }
    return .each(try integer(in: 1...largest))
  }

  fileprivate func comparison() throws(SettingsError) -> ComparisonPlan {
    try allow(["by", "reference", "candidate"])
    let plan = ComparisonPlan(
      column: try require("by", example: "split").choice(of: PartColumn.self),
      reference: try require("reference", example: "train").text(),
      candidate: try require("candidate", example: "test").text())
    guard plan.reference != plan.candidate else {
      throw .wrongValue(
        place: place, found: "\"\(plan.reference)\" as reference and as candidate",
        expected: "two different parts")
    }
    return plan
  }

  fileprivate func encoders() throws(SettingsError) -> [String] {
    var names: [String] = []
    let given = try require("encoders", example: "[efficientnet-lite0]")
    for element in given.isList ? try given.elements() : [given] {
      let meant = try Catalog.encoders(matching: element.text())
      guard !meant.isEmpty else {
        throw .unknownName(
          what: "\(element.place): encoder", found: try element.text(),
          known: try Catalog.alternatives(to: element.text()))
      }
      guard !meant.contains(where: names.contains) else {
        throw element.wrong(expected: "each encoder once")
      }
      names += meant
    }
    guard !names.isEmpty else { throw given.wrong(expected: "at least one encoder") }
    return names
  }
}
