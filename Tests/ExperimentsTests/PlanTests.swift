import Analyses
import Datasets
import Experiments
import Foundation
import Statistics
import TestSupport
import Testing

@Suite struct PlanTests {
  private static let valid = """
    title: Test
    dataset: data.yaml
    encoders: [pixels-8, pixels]
    compare: {by: split, reference: train, candidate: test}
    limit: {train: 10}
    analyses:
      similarity:
      leakage: {threshold: {pixels-8: 0.9, pixels: 0.99}}
      shift: {permutations: 99}
      clusters: {k: 3}
      encoders: {neighbors: 7}
    """

  private func plan(_ text: String, _ overrides: [String] = []) throws -> ExperimentPlan {
    let folder = try TemporaryFolder()
    return try ExperimentPlan(
      file: try folder.write(text, to: "plan.yaml"), overrides: overrides)
  }

  @Test func everyDefaultIsExplicit() throws {
    let plan = try plan(Self.valid)
    #expect(plan.seed == 2_026 && plan.pictures && plan.limit == .splits(["train": 10]))
    #expect(plan.encoders == ["pixels-8", "pixels"])
    #expect(
      plan.analyses == [
        .similarity,
        .leakage(
          thresholds: [
            EncoderThreshold(encoder: "pixels-8", rule: .given(0.9)),
            EncoderThreshold(encoder: "pixels", rule: .given(0.99)),
          ], measuresEffect: true),
        .shift(settings: ShiftPlan(permutations: 99)),
        .clusters(settings: ClustersPlan(clusters: 3)),
        .encoders(settings: EncodersPlan(neighbors: [7])),
      ])
  }

  @Test func encodersTakeTheirTasks() throws {
    let text = "title: t\ndataset: d.yaml\nencoders: [pixels, phash]\nanalyses: {encoders: "
    let found = try plan(
      text + "{neighbors: [20, 1], probe: false, robustness: true, series: true, resamples: 99, "
        + "sort_by: knn_20_macro_f1}}")
    let settings = EncodersPlan(
      neighbors: [1, 20], probe: false, robustness: true, series: true, sortBy: "knn_20_macro_f1",
      resamples: 99)
    #expect(found.analyses == [.encoders(settings: settings)])
    #expect(try RunJSON.decode(ExperimentPlan.self, from: RunJSON.pretty(found)) == found)
    #expect(try plan(text + "}").analyses == [.encoders(settings: EncodersPlan())])
    for broken in [
      "{neighbors: 0}", "{neighbors: [1, 1]}", "{probe: 3}", "{sort_by: accuracy}",
      "{sort_by: probe_accuracy, probe: false}", "{resamples: 0}", "{knn: 5}",
    ] {
      #expect(throws: SettingsError.self, "\(broken)") { try plan(text + broken + "}") }
    }
  }

  @Test func sitesNeedAColumnAndNoComparison() throws {
    let text = "title: t\ndataset: d.yaml\nencoders: [pixels]\nanalyses: {sites: "
    let sites = try plan(text + "{by: scanner, within: label, rest: true, items: 100}}")
    #expect(
      sites.analyses == [
        .sites(settings: SitesPlan(by: "scanner", within: "label", rest: true, items: 100))
      ])
    #expect(try RunJSON.decode(ExperimentPlan.self, from: RunJSON.pretty(sites)) == sites)
    let gated = try plan(text + "{by: site}}\nfail_on: [sites.significant_pairs>0]")
    #expect(gated.failOn?.map(\.text) == ["sites.significant_pairs>0"])
    for broken in ["{}", "{by: site, within: site}", "{by: site, items: 1}", "{by: site, rest: 2}"]
    {
      #expect(throws: SettingsError.self, "\(broken)") { try plan(text + broken + "}") }
    }
  }

  @Test func clustersTakeARangeOrADensity() throws {
    let text = "title: t\ndataset: d.yaml\nencoders: [pixels]\nanalyses: {clusters: "
    for (words, count) in [
      ("{}", ClusterCount.standard), ("{k: auto}", .standard), ("{k: 4}", .fixed(4)),
      ("{k: {from: 3, to: 9}}", .best(of: 3...9)), ("{k: 3..9}", .best(of: 3...9)),
    ] {
      let found = try plan(text + words + "}")
      #expect(found.analyses == [.clusters(settings: ClustersPlan(count: count))])
      #expect(try RunJSON.decode(ExperimentPlan.self, from: RunJSON.pretty(found)) == found)
    }
    var expected = ClustersPlan()
    (expected.method, expected.minClusterSize, expected.minSamples) = (.hdbscan, 30, 5)
    (expected.selection, expected.components, expected.against) = (.leaf, 20, ["scanner"])
    (expected.metric, expected.permutations, expected.members) = (.cosine, 99, 6)
    let density = try plan(
      text + "{method: hdbscan, min_cluster_size: 30, min_samples: 5, selection: leaf, "
        + "components: 20, against: scanner, metric: cosine, permutations: 99, members: 6}}")
    #expect(density.analyses == [.clusters(settings: expected)])
    for broken in [
      "{k: {from: 1, to: 4}}", "{k: {from: 5, to: 4}}", "{k: {from: 2}}", "{k: some}", "{k: []}",
      "{method: hdbscan, k: 3}", "{min_samples: 3}", "{method: kmedoids}", "{metric: l1}",
      "{references: 1}", "{against: [site, site]}",
    ] {
      #expect(throws: SettingsError.self, "\(broken)") { try plan(text + broken + "}") }
    }
  }

  @Test func shiftTakesStrataAndAColumnToMatchBy() throws {
    for strata in ["label", "[label, scanner]"] {
      let found = try plan(
        Self.valid.replacing(
          "{permutations: 99}", with: "{strata: \(strata), match: label}"))
      guard case .shift(let shift) = found.analyses[2] else {
        Issue.record("no shift")
        return
      }
      #expect(shift.strata.first == "label" && shift.match == "label")
    }
    #expect(throws: SettingsError.self) {
      try plan(Self.valid.replacing("{permutations: 99}", with: "{strata: [label, label]}"))
    }
  }

  @Test func theEffectOfLeaksCanBeLeftOut() throws {
    let without = try plan(Self.valid, ["analyses.leakage.effect=false"])
    guard case .leakage(_, let measuresEffect) = without.analyses[1] else {
      Issue.record("no leakage")
      return
    }
    #expect(measuresEffect == false)
    let decoded = try RunJSON.decode(ExperimentPlan.self, from: RunJSON.pretty(without))
    #expect(decoded == without)
    #expect(throws: SettingsError.self) { try plan(Self.valid, ["analyses.leakage.effect=maybe"]) }
  }

  @Test func plansOfBeforeTheChoiceMeasuredTheEffect() throws {
    let text = #"{"leakage": {"thresholds": [{"encoder": "pixels", "threshold": 0.9}]}}"#
    let former = try RunJSON.decode(AnalysisPlan.self, from: Data(text.utf8))
    let rule = EncoderThreshold(encoder: "pixels", rule: .given(0.9))
    #expect(former == .leakage(thresholds: [rule], measuresEffect: nil))
  }

  @Test func gatesAreReadAndRefusedWithThePlan() throws {
    #expect(try plan(Self.valid).failOn == [])
    let gated = try plan(
      Self.valid + "\nfail_on: [leakage.leak_rate>0.01, \"shift.p_value < 0.01\"]")
    #expect(gated.failOn?.map(\.text) == ["leakage.leak_rate>0.01", "shift.p_value < 0.01"])
    let decoded = try RunJSON.decode(ExperimentPlan.self, from: RunJSON.pretty(gated))
    #expect(decoded == gated)
    for broken in ["[leak_rate>0]", "[leakage.leak_rate]", "leakage.leak_rate>0", "[1]"] {
      #expect(throws: SettingsError.self, "\(broken)") {
        try plan(Self.valid + "\nfail_on: \(broken)")
      }
    }
    let unasked = "title: t\ndataset: d.yaml\nencoders: [pixels]\nanalyses: {similarity: {}}\n"
    #expect(throws: SettingsError.self) {
      try plan(unasked + "fail_on: [leakage.leak_rate>0]")
    }
  }

  private static func gated(_ encoders: String) -> String {
    """
    title: Gated
    dataset: data.yaml
    encoders: \(encoders)
    compare: {by: split, reference: train, candidate: test}
    analyses: {leakage: {threshold: 0.9}, shift: {}}

    """
  }

  @Test func conditionsAreReadWithTheirWaivers() throws {
    let text =
      Self.gated("[pixels-8]") + """
        gates:
          - shift.p_value > 0.05
          - {gate: leakage.leak_rate.high < 0.01, waived_until: 2026-12-31, reason: known}
        """
    let gated = try plan(text)
    #expect(gated.gates?.map(\.condition.text).first == "shift.p_value > 0.05")
    #expect(gated.gates?.last?.waiver == GateWaiver(until: "2026-12-31", reason: "known"))
    #expect(try RunJSON.decode(ExperimentPlan.self, from: RunJSON.pretty(gated)) == gated)
    let refused = [
      "shift.p_valu > 0": "shift.p_value", "labels.suspects < 1": "column 1",
      "{gate: shift.p_value > 0}": "waived_until", "1 < shift.mmd2_unbiased[nobody]": "column 5",
      "{gate: shift.p_value > 0, waived_until: soon, reason: x}": "2026-12-31",
      "data.images[pixels] > 1": "no encoder", "shift.p_value >": "column 16",
    ]
    for (gate, hint) in refused {
      do {
        _ = try plan(Self.gated("[pixels-8]") + "gates:\n  - \(gate)\n")
        Issue.record("\(gate) was taken")
      } catch {
        #expect("\(error)".contains("gates.0") && "\(error)".contains(hint), "\(error)")
      }
    }
  }

  @Test func ofSeveralEncodersGatesNameOne() throws {
    let several = Self.gated("[pixels-8, pixels-4]")
    for gate in ["shift.p_value[pixels-4] > 0", "shift.p_value[*] > 0", "data.images > 0"] {
      #expect(try plan(several + "gates:\n  - \(gate)\n").gates?.count == 1)
    }
    do {
      _ = try plan(several + "gates:\n  - shift.p_value > 0\n")
      Issue.record("an ambiguous name was taken")
    } catch {
      #expect("\(error)".contains("shift.p_value[pixels-8]"))
    }
    #expect(try plan(several + "fail_on: [shift.p_value < 0]\n").allGates.count == 1)
  }

  @Test func overridesReplaceAndAdd() throws {
    let changed = try plan(
      Self.valid,
      ["limit=none", "analyses.clusters.k=5", "analyses.leakage.threshold=0.5", "seed=3"])
    #expect(changed.limit == .none && changed.seed == 3)
    let bare = try plan(Self.valid, ["analyses.shift.measures=false"])
    var shift = ShiftPlan(permutations: 99)
    shift.measures = false
    #expect(bare.analyses.contains(.shift(settings: shift)))
    #expect(changed.analyses.contains(.clusters(settings: ClustersPlan(clusters: 5))))
    #expect(try plan(Self.valid, ["limit=7"]).limit == .each(7))
    #expect(throws: SettingsError.self) { try plan(Self.valid, ["limit"]) }
    #expect(throws: SettingsError.self) { try plan(Self.valid, ["title.x=1"]) }
  }

  @Test(arguments: [
    ("titel: x", "did you mean \"title\"?"),
    ("seed: -1", "a whole number"),
    ("pictures: 7", "true or false"),
    ("limit: [1]", "a whole number"),
    ("encoders: [resnet]", "\"resnet\" is not known"),
    ("encoders: [pixels, pixels]", "each encoder once"),
    ("encoders: []", "at least one encoder"),
    ("analyses: {grid: {rows: 41}}", "a whole number from 1 to 40"),
    ("analyses: {grid: {group_by: patient}}", "one of split, site, label"),
    ("analyses: {grid: {captions: distance}}", "captions other than distance"),
    ("analyses: {segmentation: {}}", "key \"masks\" is missing"),
    ("analyses: {segmentation: {masks: []}}", "masks of at least one method"),
    ("analyses: {segmentation: {masks: [{name: A}]}}", "key \"path\" is missing"),
    (
      "analyses: {segmentation: {masks: [{name: A, path: a}, {name: A, path: b}]}}",
      "each name once"
    ),
    ("analyses: {segmentation: {masks: [{name: A, path: a}], label: 256}}", "from 1 to 255"),
    ("analyses: {segmentation: {methods: []}}", "at least one method"),
    ("analyses: {segmentation: {methods: [{map: rise}]}}", "key \"name\" is missing"),
    (
      "analyses: {segmentation: {methods: [{name: A, map: riese}]}}",
      "one of patches, occlusion, rise"
    ),
    ("analyses: {segmentation: {methods: [{name: A, treshold: 1}]}}", "unknown key"),
    ("analyses: {segmentation: {methods: [{name: A, smoth: 1}]}}", "did you mean \"smooth\"?"),
    ("analyses: {segmentation: {methods: [{name: A}, {name: a}]}}", "each name once"),
    ("analyses: {segmentation: {methods: [{name: a/b}]}}", "a name that can be a folder's"),
    ("analyses: {segmentation: {methods: [{name: A, like: x.png, text: cat}]}}", "like or text"),
    (
      "analyses: {segmentation: {methods: [{name: A, unlike: x.png}]}}",
      "segmentation.methods.0.unlike"
    ),
    ("analyses: {segmentation: {methods: [{name: A, alignment: a.json}]}}", "none without text"),
    ("analyses: {segmentation: {methods: [{name: A, text: ' '}]}}", "what to look for"),
    (
      "analyses: {segmentation: {methods: [{name: A, map: foreground, text: cat}]}}",
      "looks for nothing"
    ),
    (
      "analyses: {segmentation: {methods: [{name: A, mask: median}]}}",
      "otsu, kmeans, threshold=VALUE or share=SHARE"
    ),
    ("analyses: {segmentation: {methods: [{name: A, mask: share=2}]}}", "otsu, kmeans"),
    ("analyses: {segmentation: {methods: [{name: A, components: 0}]}}", "all, largest"),
    ("analyses: {segmentation: {methods: [{name: A, prompt: box}]}}", "none without segmenter"),
    (
      "analyses: {segmentation: {methods: [{name: A, encoder: pixls-8}]}}",
      "segmentation.methods.0.encoder"
    ),
    ("analyses: {segmentation: {methods: [{name: A, rise_masks: 3}]}}", "from 10"),
    (
      "analyses: {segmentation: {methods: [{name: A, map: occlusion, rise_masks: 30}]}}",
      "none with the map occlusion; it is for rise"
    ),
    (
      "analyses: {segmentation: {methods: [{name: A, map: foreground, encoder: pixels-8}]}}",
      "none with the map foreground"
    ),
    (
      "analyses: {segmentation: {methods: [{name: A}, {name: a}]}}", "a second method called a"
    ),
    ("analyses: {segmentation: {methods: [{name: A, rise_masks: 1000000}]}}", "to 100000"),
    ("analyses: {segmentation: {methods: [{name: A, occlusion_window: 0.001}]}}", "0.02"),
    ("analyses: {segmentation: {methods: [{name: A, smooth: 0.3}]}}", "0.2"),
    (
      "analyses: {segmentation: {methods: [{name: A}], masks: [{name: A, path: a}]}}",
      "each name once"
    ),
    ("analyses: {segmentation: {masks: [{name: A, path: a}], threshold: high}}", "threshold"),
    ("analyses: {leakage: {threshold: 1.5}}", "a cosine from -1 to 1, or calibrated"),
    ("analyses: {leakage: {threshold: high}}", "analyses.leakage.threshold"),
    ("analyses: {leakage: {treshold: 0.9}}", "did you mean \"threshold\"?"),
    ("analyses: {clusters: {k: 0}}", "a whole number from 1"),
    ("analyses: {clusters: {k: 9..4}}", "a range as 2..20"),
    ("analyses: {shift: {margin: 0.1, context: false}}", "no margin where context is false"),
    ("analyses: {shift: {top: 0}}", "a whole number from 1"),
    ("analyses: {shift: {drivers: 3}}", "true or false"),
    ("analyses: {}", "at least one analysis"),
    ("compare: {by: hospital, reference: a, candidate: b}", "one of split, site, label"),
    ("compare:", "\"compare\" is missing"),
  ])
  func brokenPlansNameTheKeyAndTheRemedy(_ line: String, _ expected: String) throws {
    let key = line.prefix { $0 != ":" }
    let isTopLevel = Self.valid.contains("\n\(key):") || Self.valid.hasPrefix("\(key):")
    var lines = Self.valid.split(separator: "\n").map(String.init)
    if isTopLevel {
      lines.removeAll { $0.hasPrefix("\(key):") || (key == "analyses" && $0.hasPrefix("  ")) }
    }
    let text = (lines + [line]).joined(separator: "\n")
    let error = #expect(throws: SettingsError.self) { try plan(text) }
    let message = try #require(error?.description)
    #expect(message.contains(expected))
    #expect(message.contains("plan.yaml"))
  }

  @Test(arguments: [
    ("limit=x", "--set limit=x: limit: found \"x\""),
    ("analyses.clusters.q=1", "--set analyses.clusters.q=1: unknown key \"q\""),
    ("analyses.clusters={k: 0}", "--set analyses.clusters={k: 0}: analyses.clusters.k"),
    ("seed=", "--set seed="),
  ])
  func wrongOverridesAreBlamedOnTheCommandLine(_ override: String, _ expected: String) {
    let error = #expect(throws: SettingsError.self) { try plan(Self.valid, [override, "title=t"]) }
    #expect(error?.description.hasPrefix(expected) == true, "\(String(describing: error))")
  }

  @Test(arguments: [
    ("title: [unclosed", "plan.yaml:2: not valid YAML at column"),
    ("title: a\nseed: 1\nseed: 2", "the key \"seed\" stands twice"),
  ])
  func brokenYAMLNamesTheLineAndTheRemedy(_ text: String, _ expected: String) {
    let error = #expect(throws: SettingsError.self) { try plan(text) }
    #expect(error?.description.contains(expected) == true, "\(String(describing: error))")
  }

  @Test func otherFilesAreNoPlans() throws {
    #expect(throws: SettingsError.self) { try ExperimentPlan(file: URL(filePath: "/no/plan.yaml")) }
    #expect(throws: SettingsError.self) { try plan("title: [unclosed") }
    #expect(throws: SettingsError.self) { try plan("- a list") }
    #expect(throws: SettingsError.self) { try plan("") }
  }
}
