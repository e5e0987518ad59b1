import Foundation
import Images
import TestSupport
import Testing

/// What `semblance run --dry-run` tells of a run before it.
@Suite struct EstimateCommandTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    for number in 0..<12 {
      let samples = (0..<256).map { UInt8(($0 * (number + 1)) & 255) }
      try folder.write(
        Image(width: 16, height: 16, channels: 1, samples: samples).encodedPNG(),
        to: "images/\(number).png")
    }
    try folder.write("name: d\nsource: folder\nroot: images", to: "d.yaml")
    try folder.write(
      "title: t\ndataset: d.yaml\nlimit: 10\nencoders: [pixels-8, pixels-16]\nanalyses: {similarity: , clusters: {k: 2}, grid: }",
      to: "plan.yaml")
  }

  private func run(_ arguments: String...) throws -> Command {
    try Command(["run", "plan.yaml", "-o", "out", "--quiet"] + arguments, in: folder.url)
  }

  private func estimate() throws -> [String: Any] {
    #expect(try run("--dry-run", "--json", "e.json").status == 0)
    let data = try Data(contentsOf: folder.url.appending(path: "e.json"))
    let all = try #require(try JSONSerialization.jsonObject(with: data) as? [[String: Any]])
    return try #require(all.first)
  }

  private func steps() throws -> [(name: String, range: [String: Double]?, basis: String)] {
    try #require(try estimate()["steps"] as? [[String: Any]]).map {
      (
        $0["name"] as? String ?? "", $0["seconds"] as? [String: Double],
        $0["basis"] as? String ?? ""
      )
    }
  }

  @Test func imagesAndStepsAreThoseOfTheRunAndWhatIsNotKnownSaysSo() throws {
    #expect(try estimate()["images"] as? Int == 10)
    let steps = try steps()
    #expect(
      steps.map(\.name) == [
        "read and embed d.yaml", "similarity (pixels-8)", "similarity (pixels-16)",
        "clusters (pixels-8)", "clusters (pixels-16)", "grid",
      ])
    #expect(steps[0].basis.hasPrefix("8 images") && steps[1].basis.contains("10 rows of 64"))
    for step in steps.prefix(3) {
      let (low, high) = (step.range?["low"] ?? 0, step.range?["high"] ?? 0)
      #expect(0 < low && low <= high)
    }
    #expect(steps[3...].allSatisfy { $0.range == nil && $0.basis.contains("unknown") })
  }

  /// Ten images with 64 and 256 numbers of four bytes; two working copies of 256 of eight.
  @Test func memoryIsThatOfTheVectors() throws {
    let memory = try #require(try estimate()["memory"] as? [String: Double])
    let (low, high) = (memory["low"] ?? 0, memory["high"] ?? 0)
    #expect(low == 12_800)
    #expect(high >= 12_800 + 40_960)
  }

  @Test func aFormerRunTellsTheStepsThatItMadeWithTheSameSettings() throws {
    #expect(try run().status == 0)
    let after = try steps()
    #expect(after.allSatisfy { $0.range != nil && $0.basis.contains("the run that is there") })
    let text = "title: t\ndataset: d.yaml\nlimit: 10\nencoders: [pixels-8, pixels-16]\n"
    try folder.write(text + "analyses: {clusters: {k: 3}}", to: "plan.yaml")
    let known = try steps().map { $0.range != nil }
    #expect(known == [true, false, false])
    try folder.write(
      "title: t\ndataset: d.yaml\nencoders: pixels-8\nanalyses: {clusters: {k: 2}}", to: "plan.yaml"
    )
    #expect(try steps().first?.basis.hasPrefix("8 images") == true)
  }

  @Test func thePlanIsPrintedAloneAndTheEstimateBesideIt() throws {
    let command = try run("--dry-run")
    try folder.write(command.output, to: "whole.yaml")
    let again = try Command(["run", "whole.yaml", "--dry-run"], in: folder.url)
    #expect(again.output == command.output && command.output.contains("\n  clusters:\n"))
    #expect(command.error.contains("10 images") && command.error.contains("memory"))
    #expect(!FileManager.default.fileExists(atPath: folder.url.appending(path: "out").path))
  }

  @Test func whatCannotBeCarriedOutIsRefused() throws {
    let command = try run("--dry-run", "--set", "dataset=no.yaml")
    #expect(command.status == 1 && command.error.contains("no.yaml"))
    for (setting, key) in [
      ("compare={by: split, reference: a, candidate: b}", "compare: split"),
      ("analyses={clusters: {k: 2, against: shape}}", "clusters.against"),
      ("analyses={grid: {group_by: site}}", "grid.group_by"),
      ("analyses={neighbors: {query: none.png}}", "neighbors.query"),
      ("matrix={analyses.clusters.k: [2, 40]}", "k-40"),
    ] {
      let refused = try run("--dry-run", "--set", setting)
      #expect(refused.status == 1 && refused.error.contains(key), "\(refused.error)")
    }
    #expect(command.output.contains("no.yaml"))
  }

  @Test func jsonIsForDryRunsAlone() throws {
    #expect(try run("--json", "e.json").status == 64)
  }
}
