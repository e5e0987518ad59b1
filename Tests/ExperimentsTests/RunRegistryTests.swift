import Analyses
import Foundation
import Images
import TestSupport
import Testing

@testable import Experiments

/// What is remembered of runs, and what becomes of it.
@Suite struct RunRegistryTests {
  private let folder: TemporaryFolder
  private let registry: RunRegistry
  private let plan: URL

  init() throws {
    folder = try TemporaryFolder()
    registry = RunRegistry(Installation(root: folder.url.appending(path: "home")))
    for index in 0..<6 {
      let samples = (0..<64).map { UInt8(truncatingIfNeeded: $0 * (index + 3)) }
      let image = Image(width: 8, height: 8, channels: 1, samples: samples)
      try folder.write(try image.encodedPNG(), to: "images/\(index).png")
    }
    try folder.write("name: made\nsource: folder\nroot: images\n", to: "dataset.yaml")
    plan = try folder.write(
      "title: Made\ndataset: dataset.yaml\nencoders: [pixels-8]\nanalyses: {similarity: {}}\n",
      to: "plan.yaml")
  }

  private func run(_ name: String, _ overrides: String...) async throws -> URL {
    let catalog = try Catalog(
      installation: Installation(root: folder.url.appending(path: "home")), environment: [:],
      concurrency: 2)
    let output = folder.url.appending(path: name)
    let plan = try ExperimentPlan(file: plan, overrides: overrides)
    try await RunWriter(folder: output) { _ in }
      .write(Runner(catalog: catalog) { _ in }.run(plan, in: folder.url))
    return output
  }

  @discardableResult
  private func remember(_ place: URL, at time: Date) throws -> RegisteredRun {
    let run = try RegisteredRun(place, at: time)
    try registry.add(run)
    return run
  }

  private let noon = Date(timeIntervalSince1970: 1_795_348_800)

  @Test func aRunIsFoundByIDItsBeginningAndItsTag() async throws {
    let added = try remember(try await run("a"), at: noon)
    #expect(added.id.hasPrefix("20261122-120000-") && added.time == "2026-11-22T12:00:00.000Z")
    #expect(added.presence == .there && added.numbers.first?.question == "similarity")
    let tagged = try registry.tag(added, adding: ["base", "best"], removing: [])
    #expect(try registry.all().runs == [tagged])
    for name in [added.id, "20261122", "base"] {
      #expect(try registry.run(named: name) == tagged)
    }
    #expect(try registry.tag(tagged, adding: [], removing: ["base"]).tags == ["best"])
    #expect(throws: SettingsError.self) { try registry.run(named: "base") }
    try remember(folder.url.appending(path: "a"), at: noon.addingTimeInterval(1))
    #expect(throws: SettingsError.self) { try registry.run(named: "20261122") }
  }

  @Test func timesAreNotPartOfARun() async throws {
    let output = try await run("a")
    let before = try Data(contentsOf: output.appending(path: "run.json"))
    try remember(output, at: noon)
    #expect(try Data(contentsOf: output.appending(path: "run.json")) == before)
  }

  @Test func lostRunsAreForgottenAndFoldersStay() async throws {
    try remember(try await run("a"), at: noon)
    let replaced = try remember(try await run("b"), at: noon)
    try remember(try await run("b", "seed=7"), at: noon)
    try FileManager.default.removeItem(at: folder.url.appending(path: "a"))
    #expect(replaced.presence == .replaced)
    let cleaning = try registry.cleaning(before: nil)
    #expect(cleaning.lost.count == 2 && cleaning.old.isEmpty)
    try registry.clean(cleaning)
    #expect(try registry.all().runs.count == 1)
    #expect(FileManager.default.fileExists(atPath: replaced.folder))
  }

  @Test func onlyOldRunsWithoutTagsAloneInTheirFolderAreDeleted() async throws {
    let (old, tagged) = (try await run("old"), try await run("tagged"))
    let (shared, young) = (try await run("shared"), try await run("young"))
    for place in [old, shared] { try remember(place, at: noon) }
    _ = try registry.tag(remember(tagged, at: noon), adding: ["keep"], removing: [])
    try remember(young, at: noon.addingTimeInterval(86_400))
    try folder.write("mine", to: "shared/notes.txt")
    try registry.clean(registry.cleaning(before: noon.addingTimeInterval(3_600)))
    let left = try registry.all().runs.map(\.place.lastPathComponent)
    #expect(Set(left) == ["tagged", "shared", "young"])
    #expect(!FileManager.default.fileExists(atPath: old.path))
    #expect(FileManager.default.fileExists(atPath: shared.appending(path: "notes.txt").path))
  }

  @Test func damagedEntriesAreNamedAndDoNotHideOthers() async throws {
    try remember(try await run("a"), at: noon)
    try folder.write("{", to: "home/runs/20261122-000000-0000.json")
    let found = try registry.all()
    #expect(found.runs.count == 1 && found.damaged.map(\.lastPathComponent).count == 1)
  }
}
