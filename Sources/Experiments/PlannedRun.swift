public import Foundation

/// A run that a plan file asks for: the one, or one of its matrix.
public struct PlannedRun: Sendable {
  /// Of a combination of the matrix, that can be a folder's; nil for a plan without one.
  public let name: String?
  public let plan: ExperimentPlan

  /// Reads and checks a plan file with all that it includes.
  ///
  /// - Parameters:
  ///   - overrides: `key.path=value`, applied in order, to every run.
  ///   - environment: that the plan may name variables of.
  /// - Returns: in the order of the matrix, whose last key varies fastest; at least one.
  /// - Throws: `SettingsError` that names the key.
  public static func all(
    of file: URL, overrides: [String] = [],
    environment: [String: String] = ProcessInfo.processInfo.environment
  ) throws(SettingsError) -> [PlannedRun] {
    var node = try SettingsNode(including: file)
    for assignment in overrides { node = try node.overriding(assignment) }
    var runs: [PlannedRun] = []
    for combination in try PlanMatrix(node, overrides: overrides).combinations {
      let (settings, used) = try node.combined(combination).substituting(environment)
      runs.append(
        PlannedRun(
          name: combination.name, plan: try ExperimentPlan(settings, environment: used)))
    }
    return runs
  }
}

extension PlannedRun {
  /// The plan alone, or of a matrix a map from the runs' names to their plans.
  public static func json(_ runs: [PlannedRun]) throws -> Data {
    let named = runs.compactMap { run in run.name.map { ($0, run.plan) } }
    guard let run = runs.first, named.isEmpty else {
      return try RunJSON.pretty(Dictionary(uniqueKeysWithValues: named))
    }
    return try RunJSON.pretty(run.plan)
  }
}

extension [PlannedRun] {
  /// Those with these names in the order of the plan, or all where none is given.
  ///
  /// - Throws: `SettingsError` for a name that none has.
  public func chosen(_ names: [String]) throws(SettingsError) -> [PlannedRun] {
    let known = compactMap(\.name)
    if let unknown = names.first(where: { !known.contains($0) }) {
      throw .unknownName(
        what: known.isEmpty ? "--only: a plan without a matrix has no run" : "--only: run",
        found: unknown, known: known)
    }
    return names.isEmpty ? self : filter { names.contains($0.name ?? "") }
  }
}
