import Foundation
import TestSupport
import Testing

@testable import Experiments

/// A resolved plan in the plan's own keys is the same plan.
@Suite struct PlanWritingTests {
  private static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  private func requireSameAgain(_ runs: [PlannedRun], _ name: String) throws {
    let folder = try TemporaryFolder()
    for run in runs {
      let text = try PlannedRun.yaml([PlannedRun(name: nil, plan: run.plan)])
      let again = try ExperimentPlan(file: folder.write(text, to: "plan.yaml"))
      #expect(try RunJSON.compact(again) == RunJSON.compact(run.plan), "\(name)\n\(text)")
    }
  }

  @Test func plansOfTheRepositoryAreTheSameAgain() throws {
    let folder = Self.root.appending(path: "experiments")
    var seen = 0
    for name in try FileManager.default.contentsOfDirectory(atPath: folder.path) {
      let file = folder.appending(path: "\(name)/plan.yaml")
      guard FileManager.default.fileExists(atPath: file.path) else { continue }
      seen += 1
      try requireSameAgain(try PlannedRun.all(of: file), name)
    }
    #expect(seen >= 6)
  }

  @Test func everyQuestionIsTheSameAgain() throws {
    let folder = try TemporaryFolder()
    let file = try folder.write(
      """
      title: "null: a 'b' #c"
      question: "~"
      dataset: d.yaml
      limit: {train: 5, "on": 3}
      encoders: [pixels-8, phash, "random-projection-16-seed-1"]
      compare: {by: label, reference: "1", candidate: "no"}
      pictures: false
      accepted: a.json
      tracking: {mlflow: {uri: "http://127.0.0.1:5000", register: true}}
      gates:
        - leakage.leak_rate[phash].high < 0.01
        - {gate: "data.images > 1", waived_until: 2026-12-31, reason: "a: b"}
      fail_on: [duplicates.pair_count>0]
      analyses:
        grid: {group_by: label, captions: [id, site]}
        leakage: {threshold: {pixels-8: 0.9, phash: calibrated}, false_pair_rate: 0.0001}
        shift: {kernel: linear, strata: [a, b], match: c, margin: 1.0e-5, top: 3}
        sites: {by: site, within: label, rest: true, bandwidth: 0.5, items: 40}
        clusters: {method: hdbscan, min_samples: 4, selection: leaf, against: x}
        projection: {maps: [umap, tsne], components: 3}
        neighbors: {query: 001.png}
        encoders: {neighbors: [3, 1], sort_by: knn_3_accuracy, robustness: true}
        labels: {confidence: 0.5, filter: {wanted: a, guarantee: true}, select: {count: 3, by: [margin, random]}}
        text:
          encoder: minilm-l6
          alignment: maps.json
          findings: [f]
          prompts: {templates: ["a {}"], classes: {cat: a cat, dog: [one dog, "two: dogs"]}}
        segmentation:
          methods:
            - {name: a, map: rise, rise_masks: 10, like: [x.png], veil: blurred, mask: share=0.6, components: 3}
            - {name: b, map: foreground, components: largest}
          masks: [{name: z, path: z/, threshold: 3}]
          spacing: [0.5, 0.25]
          label: 2
      """, to: "plan.yaml")
    try requireSameAgain(try PlannedRun.all(of: file), "all")
    let keys = try ExperimentPlan(file: file).settings
    #expect(keys.contains { $0 == ("analyses.leakage.threshold.pixels-8", "0.9") })
    #expect(keys.contains { $0 == ("analyses.segmentation.methods.a.map", "rise") })
    #expect(keys.contains { $0 == ("compare.candidate", "no") })
    #expect(keys.contains { $0 == ("analyses.shift.bandwidth", "none") })
  }
}
