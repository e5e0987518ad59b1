import Analyses
import Statistics

extension SettingsNode {
  static let imageTextKeys = [
    "encoder", "alignment", "ranks", "temperature", "batch", "findings", "same_text",
    "same_findings", "prompts", "nonsense", "shown", "resamples",
  ]

  func imageText() throws(SettingsError) -> ImageTextPlan {
    let encoder = try require("encoder", example: "minilm-l6").text()
    var plan = ImageTextPlan(textEncoder: encoder, alignment: .fitted)
    plan.alignment = try self["alignment"]?.alignment() ?? plan.alignment
    plan.ranks = try self["ranks"]?.ranks() ?? plan.ranks
    plan.temperature = try self["temperature"]?.number(in: 1e-6...1e6)
    plan.batch = try self["batch"]?.integer(in: 2...10_000) ?? plan.batch
    plan.findings = try self["findings"]?.names() ?? plan.findings
    plan.sameText = try self["same_text"]?.number(in: 1e-6...1) ?? plan.sameText
    plan.sameFindings = try self["same_findings"]?.number(in: 1e-6...1) ?? plan.sameFindings
    plan.prompts = try self["prompts"].map { node throws(SettingsError) in try PromptSet(node) }
    plan.nonsense = try self["nonsense"]?.integer(in: 0...10_000) ?? plan.nonsense
    plan.shown = try self["shown"]?.integer(in: 1...60) ?? plan.shown
    plan.resamples = try self["resamples"]?.integer(in: 1...1_000_000) ?? plan.resamples
    return plan
  }

  /// `shared`, `fitted`, or a file of maps.
  private func alignment() throws(SettingsError) -> AlignmentChoice {
    switch try text() {
    case "shared": .shared
    case "fitted": .fitted
    case let file where file.hasSuffix(".json"): .file(file)
    case let other:
      throw .wrongValue(
        place: place, found: other,
        expected: "shared, fitted, or a .json file that `semblance text align` wrote")
    }
  }

  private func ranks() throws(SettingsError) -> [Int] {
    var ranks: [Int] = []
    for element in isList ? try elements() : [self] {
      let rank = try element.integer(in: 1...PairRetrieval.largestRank)
      guard !ranks.contains(rank) else { throw element.wrong(expected: "each number once") }
      ranks.append(rank)
    }
    return ranks.sorted()
  }
}
