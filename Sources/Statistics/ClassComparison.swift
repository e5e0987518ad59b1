/// The share of a class that two classifiers foretell, of the same items.
public struct ClassRecalls: Sendable {
  public let label: Int
  public let items: Int
  public let a: Double
  public let b: Double
  /// Of a less b; no significance with fewer than two units of the class.
  public let difference: PairedDifference
  /// Corrected over the classes (Holm).
  public let adjustedPValue: Double
}

/// Compares two classifiers class by class.
///
/// - Parameters:
///   - a: answers on the same items as b.
///   - resamples: of the units of those items.
///   - places: those of the items among what was resampled; nil for all.
/// - Returns: one for each class that has an item, ascending.
public func classRecalls(
  of a: ClassAnswers, and b: ClassAnswers, resamples: UnitResamples, places: [Int]? = nil,
  unit: String
) -> [ClassRecalls] {
  precondition(a.truth == b.truth && a.classes == b.classes)
  let members = Dictionary(grouping: a.truth.indices) { a.truth[$0] }.sorted { $0.key < $1.key }
  let classes = a.classes
  let samples = resamples.samples(of: places) { weights in
    recalls(a, weights) + recalls(b, weights)
  }
  let differences = members.map { label, items in
    let units = resamples.unitCount(of: items.map { places?[$0] ?? $0 })
    return samples[label].with(units: units)
      .difference(from: samples[classes + label].with(units: units), unit: unit)
  }
  let adjusted = holmAdjusted(differences.map(\.pValue))
  return members.enumerated().map { place, member in
    ClassRecalls(
      label: member.key, items: member.value.count, a: samples[member.key].estimate,
      b: samples[classes + member.key].estimate, difference: differences[place],
      adjustedPValue: adjusted[place])
  }
}

/// Of each class; NaN where a class has no item.
private func recalls(_ answers: ClassAnswers, _ weights: [Int]) -> [Double] {
  var all = [Int](repeating: 0, count: answers.classes)
  var right = all
  for (item, weight) in weights.enumerated() {
    all[answers.truth[item]] += weight
    if answers.predictions[item] == answers.truth[item] { right[answers.truth[item]] += weight }
  }
  return zip(right, all).map { Double($0) / Double($1) }
}
