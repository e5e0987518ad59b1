import Foundation
import Images
import TestSupport
import Testing

/// Plans of several runs on the command line.
@Suite struct MatrixCommandTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    for (set, numbers) in [("train", [0, 1, 2, 3]), ("test", [2, 3, 4])] {
      for number in numbers {
        let samples = (0..<256).map { UInt8($0 >> 4 == 2 * number || $0 & 15 == number ? 255 : 0) }
        try folder.write(
          Image(width: 16, height: 16, channels: 1, samples: samples).encodedPNG(),
          to: "images/\(set)/\(number).png")
      }
    }
    try folder.write("name: d\nsource: folder\nroot: images\nlevels: [split]", to: "d.yaml")
    try folder.write(
      """
      title: t
      dataset: d.yaml
      pictures: false
      compare: {by: split, reference: train, candidate: test}
      analyses: {leakage: {threshold: 0.99}}
      matrix: {encoders: [pixels-8, pixels-16]}
      """, to: "plan.yaml")
  }

  private func run(_ arguments: String...) throws -> Command {
    try Command(["run", "plan.yaml", "-o", "out", "--quiet"] + arguments, in: folder.url)
  }

  private func text(_ path: String) throws -> String {
    try String(contentsOf: folder.url.appending(path: path), encoding: .utf8)
  }

  private func outcomes() throws -> [String: String] {
    let object = try JSONSerialization.jsonObject(with: Data(try text("out/matrix.json").utf8))
    let runs = try #require((object as? [String: Any])?["runs"] as? [[String: Any]])
    return Dictionary(
      uniqueKeysWithValues: runs.map { run in
        (
          run["name"] as? String ?? "",
          run["failure"] as? String ?? (run["numbers"] == nil ? "not made" : "done")
        )
      })
  }

  @Test func everyRunHasAFolderAndTheIndexItsNumbers() throws {
    let command = try run()
    #expect(command.status == 0, "\(command.error)")
    for name in ["encoders-pixels-8", "encoders-pixels-16"] {
      #expect(try text("out/\(name)/report.md").contains(name))
    }
    let index = try text("out/matrix.md")
    #expect(index.contains(/leakage\.leaked\\?_items \| 2 \| 2 \|/), "\(index)")
    #expect(
      index.contains("*Table 1. The runs of this matrix") && index.contains("*Table 2. Numbers"))
    #expect(try run().status == 0)  // Again, over the former one.
  }

  @Test func aRunThatFailsEndsInTheIndexAndInTheExitCode() throws {
    let command = try run(
      "--set", "matrix={dataset: {no: no.yaml, yes: d.yaml}}", "--set",
      "encoders=pixels-8")
    #expect(command.status == 1 && command.error.contains("dataset-no"))
    let outcomes = try outcomes()
    #expect(
      outcomes["dataset-yes"] == "done" && outcomes["dataset-no"]?.contains("no.yaml") == true)
  }

  @Test func crossedGatesGiveCodeTwoAfterAllRuns() throws {
    let command = try run("--set", "fail_on=[leakage.leaked_items>1]")
    #expect(command.status == 2)
    #expect(try outcomes() == ["encoders-pixels-8": "done", "encoders-pixels-16": "done"])
  }

  @Test func onlyTheRunsThatAreNamedAreMade() throws {
    #expect(try run("--only", "encoders-pixels-16").status == 0)
    #expect(try outcomes() == ["encoders-pixels-8": "not made", "encoders-pixels-16": "done"])
    let unknown = try run("--only", "pixels")
    #expect(unknown.status == 1 && unknown.error.contains("encoders-pixels-8"))
  }

  @Test func theFolderOfASingleRunIsRefused() throws {
    try folder.write("{}", to: "out/run.json")
    let command = try run()
    #expect(command.status == 1 && command.error.contains("single run"))
  }

  @Test func aDryRunPrintsEveryPlanByItsName() throws {
    let command = try run("--dry-run")
    let object = try JSONSerialization.jsonObject(with: Data(command.output.utf8))
    let plans = try #require(object as? [String: [String: Any]])
    #expect(plans["encoders-pixels-8"]?["encoders"] as? [String] == ["pixels-8"])
    #expect(plans.count == 2)
    #expect(command.error.contains("encoders-pixels-8: 7 images"), "\(command.error)")
  }
}
