import Analyses
import Statistics

extension SettingsNode {
  /// The settings of `clusters` in a plan.
  func clusters() throws(SettingsError) -> ClustersPlan {
    var plan = ClustersPlan()
    plan.method = try self["method"]?.choice(of: ClusterMethod.self) ?? plan.method
    try refuseKeysOfOthers(than: plan.method)
    plan.count = try self["k"]?.clusterCount() ?? plan.count
    plan.restarts = try self["restarts"]?.integer(in: 1...10_000) ?? plan.restarts
    plan.batch = try self["batch"]?.integer(in: 1...1_000_000_000)
    plan.metric = try self["metric"]?.choice(of: ClusterMetric.self) ?? plan.metric
    plan.minClusterSize = try self["min_cluster_size"]?.integer(in: 2...1_000_000_000)
    plan.minSamples = try self["min_samples"]?.integer(in: 1...1_000_000)
    plan.selection = try self["selection"]?.choice(of: ClusterSelection.self) ?? plan.selection
    plan.components = try self["components"]?.integer(in: 1...4_096)
    plan.against = try self["against"]?.names() ?? []
    plan.permutations = try self["permutations"]?.integer(in: 1...1_000_000) ?? plan.permutations
    plan.stability = try self["stability"]?.flag() ?? plan.stability
    plan.references = try self["references"]?.integer(in: 2...10_000) ?? plan.references
    plan.members = try self["members"]?.integer(in: 1...100) ?? plan.members
    return plan
  }

  static let clusterKeys =
    keysOfAll + ClusterMethod.allCases.flatMap { keys(of: $0) }

  private static let keysOfAll = ["method", "metric", "against", "permutations", "members"]

  private static func keys(of method: ClusterMethod) -> [String] {
    switch method {
    case .kMeans: ["k", "restarts", "batch", "stability", "references"]
    case .hdbscan: ["min_cluster_size", "min_samples", "selection", "components"]
    }
  }

  private func refuseKeysOfOthers(than method: ClusterMethod) throws(SettingsError) {
    for other in ClusterMethod.allCases where other != method {
      for key in Self.keys(of: other) {
        guard let node = self[key] else { continue }
        throw node.wrong(expected: "no \(key): it is of method: \(other.rawValue)")
      }
    }
  }

  /// A number, `auto`, or a range as `2..20`.
  private func clusterCount() throws(SettingsError) -> ClusterCount {
    if isMap { return try clusterRange() }
    guard let count = (try? text()).flatMap(ClusterCount.init),  // not text: said better below
      count.largest <= 100_000
    else { throw wrong(expected: "a whole number from 1 to 100000, a range as 2..20, or auto") }
    return count
  }

  /// As `run.json` writes it: `{from: 2, to: 20}`.
  private func clusterRange() throws(SettingsError) -> ClusterCount {
    try allow(["from", "to"])
    let from = try require("from", example: "2").integer(in: 2...10_000)
    return .best(of: from...(try require("to", example: "20").integer(in: from...10_000)))
  }
}
