import Foundation
import Images
import TestSupport
import Testing

@testable import Experiments

/// What two runs of small plans have in common.
@Suite struct RunComparisonTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    for index in 0..<24 {
      let split = index % 3 == 0 ? "test" : "train"
      let samples = (0..<64).map { UInt8(truncatingIfNeeded: $0 * (index % 20 + 3)) }
      let image = Image(width: 8, height: 8, channels: 1, samples: samples)
      try folder.write(try image.encodedPNG(), to: "images/\(split)/\(index).png")
    }
    try folder.write(
      "name: made\nsource: folder\nroot: images\nlevels: [split]\n", to: "dataset.yaml")
    try folder.write(
      """
      title: Made
      dataset: dataset.yaml
      encoders: [pixels-8]
      compare: {by: split, reference: train, candidate: test}
      analyses:
        leakage: {threshold: 0.99}
        shift: {permutations: 99, resamples: 49}
      """, to: "plan.yaml")
  }

  private func run(_ name: String, _ overrides: String...) async throws -> URL {
    let plan = try ExperimentPlan(
      file: folder.url.appending(path: "plan.yaml"), overrides: overrides)
    let catalog = try Catalog(
      installation: Installation(root: folder.url.appending(path: "home")), environment: [:],
      concurrency: 2)
    let output = folder.url.appending(path: name)
    try await RunWriter(folder: output) { _ in }
      .write(Runner(catalog: catalog) { _ in }.run(plan, in: folder.url))
    return output
  }

  @Test func aRunDoesNotDifferFromItself() async throws {
    let output = try await run("a")
    let found = try RunComparison(before: output, after: output)
    #expect(found.isSameData && found.conditions.isEmpty && found.settings.isEmpty)
    #expect(!found.numbers.isEmpty && found.numbers.allSatisfy { $0.difference == 0 })
    #expect(found.numbers.allSatisfy { $0.isTold != true })
  }

  @Test func whatChangedIsNamedWithItsKey() async throws {
    let before = try await run("a")
    try FileManager.default.removeItem(at: folder.url.appending(path: "images/train/1.png"))
    let after = try await run("b", "analyses.leakage.threshold=0.5", "encoders=[pixels-4]")
    let found = try RunComparison(before: before, after: after)
    #expect(!found.isSameData)
    let keys = Set(found.conditions.map(\.key))
    #expect(keys.isSuperset(of: ["images", "fingerprint", "encoder pixels-8", "encoder pixels-4"]))
    let threshold = found.settings.first {
      $0.key.hasSuffix("threshold") || $0.key.contains("threshold.")
    }
    #expect(
      threshold?.before?.contains("0.99") == true && threshold?.after?.contains("0.5") == true)
    // Numbers of one encoder are not held against those of another.
    #expect(found.numbers.allSatisfy { $0.difference == nil })
  }

  @Test func differencesHaveIntervalsWhereBothNumbersHave() async throws {
    let found = try RunComparison(
      before: try await run("a"), after: try await run("b", "analyses.leakage.threshold=0.5"))
    let rate = try #require(found.numbers.first { $0.name == "leakage.leak_rate" })
    #expect(rate.interval != nil && rate.difference.map { $0 > 0 } == true)
    let pairs = try #require(found.numbers.first { $0.name == "leakage.pair_count" })
    #expect(pairs.interval == nil && pairs.isTold == nil)
  }

  @Test func questionsAreHeldAgainstEachOtherByName() async throws {
    let found = try RunComparison(
      before: try await run("a"),
      after: try await run(
        "b",
        "analyses={similarity: , shift: {permutations: 99, resamples: 49}, leakage: {threshold: 0.99}}"
      ))
    #expect(found.settings.map(\.key) == ["analyses.similarity"], "\(found.settings)")
    #expect(found.settings.first?.after == "all defaults")
  }

  @Test func aFolderWithoutARunIsNamed() async throws {
    let output = try await run("a")
    let error = #expect(throws: SettingsError.self) {
      try RunComparison(before: output, after: folder.url.appending(path: "nothing"))
    }
    #expect(error.map { "\($0)".contains("nothing") } == true)
  }
}
