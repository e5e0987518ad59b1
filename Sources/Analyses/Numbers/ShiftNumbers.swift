extension ShiftResult {
  /// `p_holm` is the smallest within strata, and `p_value` where there are none.
  var numbers: [ResultNumber] {
    var list = NumberList("shift", of: encoder)
    let within = (strata ?? []).flatMap(\.comparisons.tests)
    list.add("mmd2_unbiased", mmd2Unbiased, interval)
    list.add("p_value", pValue)
    list.add("p_holm", within.map(\.holmPValue).min() ?? pValue)
    list.add("matched.mmd2", matched?.mmd2, matched?.interval)
    list.add("matched.p_value", matched?.pValue)
    list.add("matched.remaining_share", matched?.remainingShare)
    list.add("detectable_mmd2", context?.detectable?.mmd2)
    list.add("mmd2_upper_bound", context?.equivalence?.upperBound)
    for measure in measures ?? [] {
      list.add("measures.\(measure.kind.rawValue)", measure.estimate, measure.interval)
      list.add("measures.\(measure.kind.rawValue).p_value", measure.pValue)
    }
    for stratum in strata ?? [] {
      for test in stratum.comparisons.tests {
        list.add(test, as: "strata.\(stratum.column).\(test.stratum ?? "")")
      }
    }
    list.add("clusters.p_holm", drivers?.clusters?.map(\.adjustedPValue).min())
    return list.numbers
  }
}

extension SitesResult {
  var numbers: [ResultNumber] {
    var list = NumberList("sites", of: encoder)
    list.add("significant_pairs", count: pairs.tests.count(where: \.isSignificant))
    list.add("largest_mmd2", pairs.tests.map(\.mmd2Unbiased).max())
    list.add("p_holm", pairs.tests.map(\.holmPValue).min())
    for test in pairs.tests { list.add(test, as: "pairs.\(test.reference).\(test.candidate)") }
    for test in rest?.tests ?? [] { list.add(test, as: "rest.\(test.reference)") }
    for test in within?.comparisons.tests ?? [] {
      list.add(test, as: "within.\(test.stratum ?? "").\(test.reference).\(test.candidate)")
    }
    return list.numbers
  }
}

extension NumberList {
  fileprivate mutating func add(_ test: ShiftComparison, as name: String) {
    add("\(name).mmd2", test.mmd2Unbiased, test.interval)
    add("\(name).p_value", test.pValue)
    add("\(name).p_holm", test.holmPValue)
  }
}
