public import Foundation
import Yams

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
  /// The plan with every default, as a plan's file has it; of a matrix a map from the runs' names to their
  /// plans.
  public static func yaml(_ runs: [PlannedRun]) throws -> String {
    var named = WrittenSettings()
    for run in runs {
      guard let name = run.name else {
        return try Yams.serialize(node: run.plan.written.node, allowUnicode: true)
      }
      named.add(name, run.plan.written)
    }
    return try Yams.serialize(node: named.node, allowUnicode: true)
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
