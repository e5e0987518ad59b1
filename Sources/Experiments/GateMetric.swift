/// A number of a result that a gate can be set on.
///
/// Its name is that of the question and the result's key in JSON.
public enum GateMetric: String, Sendable, CaseIterable {
  case leakRate = "leakage.leak_rate"
  case leakedItems = "leakage.leaked_items"
  case leakingPairs = "leakage.pair_count"
  case labelConflicts = "leakage.label_conflicts"
  /// Of groups that are in both sets.
  case sharedGroups = "leakage.shared_groups"
  case duplicatePairs = "duplicates.pair_count"
  case duplicateGroups = "duplicates.group_count"
  case shift = "shift.mmd2_unbiased"
  case shiftPValue = "shift.p_value"
  /// With Holm's p at most .05.
  case sitePairs = "sites.significant_pairs"
  /// The largest of all pairs of sites.
  case siteShift = "sites.largest_mmd2"

  /// The question that gives it; `duplicates` are part of leakage in a plan.
  public var question: String { String(rawValue.prefix { $0 != "." }) }

  /// The name where only one question is asked, e.g. `leak_rate`.
  public var key: String { String(rawValue.drop { $0 != "." }.dropFirst()) }
}
