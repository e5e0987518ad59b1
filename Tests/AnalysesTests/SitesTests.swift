import Analyses
import Embeddings
import LinearAlgebra
import Statistics
import Testing

/// Items of one site around a centre, with a label for each.
struct SyntheticSite {
  let name: String
  var count = 20
  var shift = 0.0
  var labels: [String] = []
  var units: [String]?

  /// - Parameter index: of the run.
  func items(_ index: Int = 0) -> EmbeddedItems {
    var generator = SeededGenerator(seed: 77, stream: "site \(name)", index: index)
    func normal() -> Double { (0..<12).reduce(-6) { sum, _ in sum + generator.uniformFraction() } }
    let rows = (0..<count).map { item in
      [normal() + shift, normal(), label(item) == "b" ? normal() + 4 : normal()]
    }
    let columns: [String: [String?]] =
      labels.isEmpty ? [:] : ["label": (0..<count).map { label($0) }]
    return EmbeddedItems(
      name: name, ids: (0..<count).map { .name("\(name)\($0)") }, vectors: .double(Matrix(rows)),
      units: units, columns: columns)
  }

  private func label(_ item: Int) -> String? {
    labels.isEmpty ? nil : labels[item % labels.count]
  }
}

@Suite struct SitesTests {
  private let plan = SitesPlan(by: "site", permutations: 199, resamples: 49)
  private let four = [("a", 0.0), ("b", 0), ("c", 2), ("d", 5)].map {
    SyntheticSite(name: $0.0, shift: $0.1).items()
  }

  private func measure(
    _ sites: [EmbeddedItems], _ change: (inout SitesPlan) -> Void = { _ in }
  ) throws -> SitesResult {
    var plan = plan
    change(&plan)
    return try measureSites(sites, scaling: .asGiven, plan: plan, seed: 5)
  }

  @Test func everyPairIsTestedAsTwoSetsUnderOneKernel() throws {
    let found = try measure(four)
    #expect(found.pairs.tests.count == 6 && found.pairs.skipped.isEmpty)
    let sigma = try #require(found.bandwidth)
    let two = try measureShift(
      from: four[1], to: four[3], scaling: .asGiven,
      plan: ShiftPlan(permutations: 199, resamples: 49, bandwidth: sigma), seed: 5)
    let pair = try #require(found.pairs.tests.first { $0.reference == "b" && $0.candidate == "d" })
    #expect(pair.mmd2Unbiased == two.mmd2Unbiased && pair.pValue == two.pValue)
    #expect(pair.interval == two.interval && pair.mmd == two.mmd2Unbiased.squareRoot())
    #expect(found.mmd2Matrix[1][3] == pair.mmd2Unbiased)
    for i in 0..<4 {
      #expect(found.mmd2Matrix[i][i] == 0)
      for j in 0..<4 { #expect(found.mmd2Matrix[i][j] == found.mmd2Matrix[j][i]) }
    }
  }

  @Test func pValuesAreCorrectedOverAllPairs() throws {
    let tests = try measure(four).pairs.tests
    #expect(tests.map(\.holmPValue) == holmAdjusted(tests.map(\.pValue)))
    #expect(
      tests.map(\.benjaminiHochbergPValue) == benjaminiHochbergAdjusted(tests.map(\.pValue)))
    let differing = tests.filter(\.isSignificant).map { $0.reference + $0.candidate }
    #expect(differing == ["ac", "ad", "bc", "bd", "cd"])
  }

  @Test func theTreeJoinsWhatIsNearest() throws {
    let tree = try #require(try measure(four).tree)
    #expect(tree.merges[0].a == 0 && tree.merges[0].b == 1)
  }

  @Test func aFurtherSiteChangesNoPair() throws {
    let all = try measure(four) { $0.bandwidth = 2 }
    let three = try measure(Array(four.dropLast())) { $0.bandwidth = 2 }
    for test in three.pairs.tests {
      let same = all.pairs.tests.first {
        $0.reference == test.reference && $0.candidate == test.candidate
      }
      #expect(same?.pValue == test.pValue && same?.interval == test.interval)
    }
  }

  @Test func correctionsThatLeaveNoChanceAreWarnedOfWithThePermutationsNeeded() throws {
    let few = try measure(four) { $0.permutations = 99 }
    let warning = try #require(few.warnings.first { $0.finding.contains("Holm") })
    #expect(warning.remedy.contains("at least 119 permutations"))
    #expect(!warning.remedy.contains("add units"))
    let enough = try measure(four) { $0.permutations = 119 }
    #expect(enough.warnings.isEmpty)
    let small = (0..<3).map {
      SyntheticSite(name: "s\($0)", count: 3, shift: 9 * Double($0)).items()
    }
    let units = try measure(small)
    // 20 relabellings, halved by exchange: 0.1 at the best.
    #expect(units.warnings.contains { $0.remedy == "add units to the sites that have few" })
  }

  @Test func eachSiteIsHeldAgainstTheRest() throws {
    let rest = try #require(try measure(four) { $0.rest = true }.rest)
    #expect(rest.tests.map(\.candidate) == ["a", "b", "c", "d"])
    #expect(rest.tests.allSatisfy { $0.n == 60 && $0.m == 20 && $0.reference == "all others" })
    #expect(rest.tests[3].holmPValue <= 0.05)
    #expect(try measure(Array(four.prefix(2))) { $0.rest = true }.rest == nil)
  }

  @Test func sitesAreComparedWithinLabelsThatSeveralHave() throws {
    let sites = [
      SyntheticSite(name: "a", labels: ["a", "b"]), SyntheticSite(name: "b", labels: ["b", "a"]),
      SyntheticSite(name: "c", shift: 4, labels: ["a", "x"]),
    ].map { $0.items() }
    let found = try measure(sites) { $0.within = "label" }
    let within = try #require(found.within)
    #expect(
      within.comparisons.tests.map { "\($0.stratum ?? "")\($0.reference)\($0.candidate)" }
        == ["aab", "aac", "abc", "bab"])
    #expect(within.single.map { "\($0.value)\($0.site)\($0.items)" } == ["xc10"])
    #expect(found.warnings.contains { $0.finding.contains("x (c, 10 items)") })
    let p = within.comparisons.tests.map(\.pValue)
    #expect(within.comparisons.tests.map(\.holmPValue) == holmAdjusted(p))
    #expect(p[0] > 0.05 && p[1] <= 0.01 && p[3] > 0.05, "\(p)")
  }

  @Test func unitsOnSeveralSitesAreLeftOutOfTheirPairsAndSaid() throws {
    let units = { (site: String) in (0..<20).map { $0 < 4 ? "shared" : "\(site)\($0 / 2)" } }
    let sites = [
      SyntheticSite(name: "a", units: units("a")), SyntheticSite(name: "b", units: units("b")),
      SyntheticSite(name: "c", units: (0..<20).map { "c\($0 / 2)" }),
    ].map { $0.items() }
    let found = try measure(sites)
    #expect(found.unit == "group" && found.sharedUnits == ["shared"])
    #expect(found.pairs.tests.map(\.excludedUnits) == [1, 0, 0])
    #expect(found.pairs.tests.map(\.n) == [16, 20, 20])
    #expect(found.warnings.contains { $0.finding.contains("shared") })
  }

  @Test func sitesWithTooLittleAreLeftOutAndNamed() throws {
    let small = [
      SyntheticSite(name: "one", count: 1).items(), SyntheticSite(name: "none", count: 0).items(),
    ]
    let found = try measure(four.prefix(2) + small)
    #expect(found.leftOut.map(\.name) == ["one", "none"] && found.sites.count == 2)
    #expect(found.warnings.contains { $0.finding.contains("one, which has one usable item") })
    let unit = SyntheticSite(name: "u", units: Array(repeating: "p", count: 20)).items()
    let named = ["a", "b"].map { site in
      SyntheticSite(name: site, units: (0..<20).map { "\(site)\($0)" }).items()
    }
    #expect(try measure(named + [unit]).leftOut.map(\.reason) == ["has one unit, p"])
    #expect(throws: AnalysisError.self) { try measure(small + [four[0]]) }
  }

  @Test func oneSiteTooManyEqualItemsAndUnknownColumnsAreRefused() throws {
    let alike = ["a", "b"].map { items(Array(repeating: [1, 2], count: 5), name: $0) }
    let many = (0..<201).map { SyntheticSite(name: "\($0)", count: 2).items() }
    for sites in [[four[0]], [], alike, many] {
      #expect(throws: AnalysisError.self) { try measure(sites) }
    }
    #expect(try measure(alike) { $0.bandwidth = 1 }.pairs.tests[0].pValue == 1)
    let error = #expect(throws: AnalysisError.self) { try measure(four) { $0.within = "label" } }
    #expect(error?.description.contains("no column label") == true)
  }

  @Test func ofLargeSitesWholeUnitsAreDrawnAlike() throws {
    let sites = ["a", "b", "c"].map { site in
      SyntheticSite(name: site, count: 60, units: (0..<60).map { "\(site)\($0 / 3)" }).items()
    }
    let found = try measure(sites) { $0.items = 30 }
    #expect(found.itemLimit == 30 && found.sites.allSatisfy { $0.items == 60 && $0.drawn == 30 })
    #expect(found.pairs.tests.allSatisfy { $0.n == 30 && $0.unitsReference == 10 })
    let two = try measure(Array(sites.prefix(2))) {
      ($0.items, $0.bandwidth) = (30, found.bandwidth)
    }
    #expect(two.pairs.tests[0].mmd2Unbiased == found.pairs.tests[0].mmd2Unbiased)
  }

  @Test func partsOfOneSetAreItsSites() throws {
    let column: [String?] = ["x", "y", nil, "x", "y", "x", "y", "x", "y", "y"]
    let all = EmbeddedItems(
      name: "all", ids: column.indices.map { .row($0) },
      vectors: SyntheticSite(name: "all", count: 10).items().vectors, columns: ["scanner": column])
    let found = try measureSites(
      of: all, plan: SitesPlan(by: "scanner", permutations: 99, resamples: 9), seed: 1)
    #expect(found.sites.map(\.name) == ["x", "y"] && found.by == "scanner")
    #expect(found.warnings.contains { $0.finding.contains("1 items have no scanner") })
  }

  /// Four sites of one distribution: any false finding in at most 5 % of runs.
  @Test func holmKeepsTheChanceOfAnyFalseFinding() throws {
    var errors = 0
    for run in 0..<150 {
      let sites = ["a", "b", "c", "d"].map { SyntheticSite(name: $0, count: 12).items(run) }
      var plan = SitesPlan(by: "site", permutations: 199, resamples: 1)
      plan.bandwidth = 2.4
      let found = try measureSites(sites, scaling: .asGiven, plan: plan, seed: UInt64(run))
      if found.pairs.tests.contains(where: \.isSignificant) { errors += 1 }
    }
    // 5 % and three standard errors of 150 runs.
    #expect(errors <= 15, "\(errors) of 150")
  }
}

@Suite struct ShiftCovariateTests {
  private var plan: ShiftPlan {
    var plan = ShiftPlan(permutations: 99, resamples: 49)
    (plan.strata, plan.match) = (["label"], "label")
    return plan
  }

  private func measure(_ x: SyntheticSite, _ y: SyntheticSite) throws -> ShiftResult {
    try measureShift(from: x.items(), to: y.items(), scaling: .asGiven, plan: plan, seed: 3)
  }

  private let mostlyA = ["a", "a", "a", "b"]
  private let mostlyB = ["a", "b", "b", "b"]

  @Test func aDifferenceOfCaseMixIsMatchedAway() throws {
    let found = try measure(
      SyntheticSite(name: "x", count: 80, labels: mostlyA),
      SyntheticSite(name: "y", count: 80, labels: mostlyB))
    let matched = try #require(found.matched)
    let share = try #require(matched.remainingShare)
    #expect(found.pValue == 0.01 && matched.pValue > 0.05 && abs(share) < 0.2, "\(share)")
    #expect(matched.values.map(\.weight) == [0.5, 0.5] && matched.draws.count == 20)
    #expect(matched.draws.low <= matched.draws.mean && matched.draws.mean <= matched.draws.high)
    #expect(matched.unmatchedMmd2 == found.mmd2Unbiased)
    let strata = try #require(found.strata?.first?.comparisons.tests)
    #expect(strata.map(\.stratum) == ["a", "b"] && strata.allSatisfy { !$0.isSignificant })
  }

  @Test func aDifferenceOfScannersStays() throws {
    let found = try measure(
      SyntheticSite(name: "x", count: 60, labels: mostlyA),
      SyntheticSite(name: "y", count: 60, shift: 2, labels: mostlyA))
    let matched = try #require(found.matched)
    let share = try #require(matched.remainingShare)
    #expect(matched.pValue == 0.01 && share > 0.8 && share < 1.2, "\(share)")
    #expect(found.strata?[0].comparisons.tests.count { $0.isSignificant } == 2)
  }

  @Test func strataWithTooLittleAreListedWithTheReason() throws {
    let found = try measure(
      SyntheticSite(name: "x", count: 20, labels: ["a", "b"]),
      SyntheticSite(name: "y", count: 20, labels: ["a", "c"]))
    let strata = try #require(found.strata?.first)
    #expect(strata.comparisons.tests.map(\.stratum) == ["a"])
    #expect(strata.comparisons.skipped.map(\.stratum) == ["b", "c"])
    #expect(strata.comparisons.skipped.allSatisfy { $0.reason.contains("0 usable") })
    #expect(found.matched?.unmatchedReference == 10 && found.matched?.unmatchedCandidate == 10)
  }

  @Test func withoutACommonValueTheRestOfTheResultStands() throws {
    let found = try measure(
      SyntheticSite(name: "x", labels: ["a"]), SyntheticSite(name: "y", labels: ["b"]))
    #expect(found.matched == nil && found.pValue <= 0.01)
    #expect(found.warnings.contains { $0.finding.contains("could not be matched by label") })
    #expect(found.warnings.contains { $0.finding.contains("no stratum to compare") })
  }

  @Test func unknownColumnsAreRefusedBeforeTheTest() throws {
    var plan = ShiftPlan()
    plan.match = "scanner"
    let sites = ["x", "y"].map { SyntheticSite(name: $0, labels: ["a"]).items() }
    let error = #expect(throws: AnalysisError.self) {
      try measureShift(from: sites[0], to: sites[1], plan: plan, seed: 1)
    }
    #expect(error?.description == "x: no column scanner; name one of label")
  }

  @Test func unitsOfSeveralValuesAreSaid() throws {
    let units = { (site: String) in (0..<40).map { "\(site)\($0 / 4)" } }
    let found = try measure(
      SyntheticSite(name: "x", count: 40, labels: mostlyA, units: units("x")),
      SyntheticSite(name: "y", count: 40, labels: mostlyB, units: units("y")))
    #expect(found.matched?.unitsOfSeveralValues == 20)
    #expect(found.warnings.contains { $0.finding.contains("20 units hold several values") })
  }
}
