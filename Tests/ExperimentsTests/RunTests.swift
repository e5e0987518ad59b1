import Analyses
import Datasets
import Experiments
import Foundation
import Images
import LinearAlgebra
import Synchronization
import TestSupport
import Testing

/// Runs of a plan on pictures made by the test, with the pixel encoder.
@Suite struct RunTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    for index in 0..<24 {
      let split = index % 3 == 0 ? "test" : "train"
      let label = index % 2 == 0 ? "even" : "odd"
      let samples = (0..<64).map { UInt8(truncatingIfNeeded: $0 * (index + 3) + 40 * (index % 2)) }
      let image = Image(width: 8, height: 8, channels: 1, samples: samples)
      try folder.write(try image.encodedPNG(), to: "images/\(split)/\(label)/\(index).png")
      if index == 1 { try folder.write(try image.encodedPNG(), to: "images/test/odd/copy.png") }
    }
    try folder.write("not an image", to: "images/train/even/broken.png")
    try folder.write(
      "name: made\nsource: folder\nroot: images\nlevels: [split, label]\n", to: "dataset.yaml")
    try folder.write(
      """
      title: Made
      question: Does it run?
      dataset: dataset.yaml
      encoders: [pixels-8, pixels-4]
      compare: {by: split, reference: train, candidate: test}
      analyses:
        similarity:
        leakage: {threshold: 0.99}
        shift: {permutations: 99, resamples: 49, context: false}
        clusters: {k: 3}
        projection: {components: 3}
        encoders: {neighbors: 3, resamples: 99}
        neighbors: {count: 9}
      """, to: "plan.yaml")
  }

  @discardableResult
  private func run(into name: String, _ overrides: [String] = []) async throws -> URL {
    let plan = try ExperimentPlan(
      file: folder.url.appending(path: "plan.yaml"), overrides: overrides)
    let installation = Installation(root: folder.url.appending(path: "home"))
    let catalog = try Catalog(installation: installation, environment: [:], concurrency: 2)
    let finished = try await Runner(catalog: catalog) { _ in }.run(plan, in: folder.url)
    let output = folder.url.appending(path: name)
    try RunWriter(folder: output) { _ in }.write(finished)
    return output
  }

  /// Runs the plan, without writing what was found.
  private func finish(
    home: String, concurrency: Int = 2, progress: @escaping ProgressHandler = { _ in }
  ) async throws -> FinishedRun {
    let plan = try ExperimentPlan(file: folder.url.appending(path: "plan.yaml"))
    let installation = Installation(root: folder.url.appending(path: home))
    let catalog = try Catalog(
      installation: installation, environment: [:], concurrency: concurrency)
    return try await Runner(catalog: catalog, progress: progress).run(plan, in: folder.url)
  }

  private func written(_ run: FinishedRun, to name: String) throws -> [String: Data] {
    let output = folder.url.appending(path: name)
    try RunWriter(folder: output) { _ in }.write(run)
    return try contents(output).filter {
      !["timings.json", "ro-crate-metadata.json"].contains($0.key)
    }
  }

  private func names(whereDiffer a: [String: Data], _ b: [String: Data]) -> [String] {
    Set(a.keys).union(b.keys).filter { a[$0] != b[$0] }.sorted()
  }

  @Test func aRunThatWasCutOffGoesOnFromItsAnswersToTheSameBytes() async throws {
    let whole = try written(try await finish(home: "other"), to: "whole")
    // Never written, as if it was killed before.
    _ = try await finish(home: "home")
    let summaries = Mutex<[String]>([])
    let resumed = try await finish(home: "home") { event in
      if case .finished(_, let summary) = event { summaries.withLock { $0.append(summary) } }
    }
    let kept = summaries.withLock { $0.count { $0 == "as found by a run that did not end" } }
    #expect(kept == 13)
    #expect(names(whereDiffer: try written(resumed, to: "resumed"), whole) == [])
    let runs = folder.url.appending(path: "home/cache/runs").path
    #expect(try FileManager.default.contentsOfDirectory(atPath: runs).isEmpty)
  }

  /// The crate names every file with its digest.
  @Test func theCrateListsWhatIsThere() async throws {
    let output = try await run(into: "crate")
    let files = try contents(output)
    let crate = try #require(files["ro-crate-metadata.json"])
    let json = try #require(try JSONSerialization.jsonObject(with: crate) as? [String: Any])
    let graph = try #require(json["@graph"] as? [[String: Any]])
    let listed = graph.filter { $0["@type"] as? String == "File" }
    #expect(
      Set(listed.compactMap { $0["name"] as? String })
        == Set(files.keys).subtracting(["timings.json", "ro-crate-metadata.json"]))
    let run = try #require(listed.first { $0["@id"] as? String == "run.json" })
    #expect(run["contentSize"] as? String == "\(files["run.json"]?.count ?? 0)")
    let root = try #require(graph.first { $0["@id"] as? String == "./" })
    #expect((root["hasPart"] as? [Any])?.count == listed.count)
    #expect((root["datePublished"] as? String)?.count == 10)
  }

  @Test func theNumberOfThreadsChangesNoByte() async throws {
    let one = try written(try await finish(home: "one", concurrency: 1), to: "a")
    let four = try written(try await finish(home: "four", concurrency: 4), to: "b")
    #expect(names(whereDiffer: one, four) == [])
  }

  @Test func aFolderBelongsToOneRunAtATime() throws {
    let output = folder.url.appending(path: "locked")
    let first = try RunLock(output)
    #expect(throws: SettingsError.self) { try RunLock(output) }
    first.release()
    #expect(!FileManager.default.fileExists(atPath: output.path))
    try RunLock(output).release()
  }

  @Test func thePlanIsRecordedWithItsCommit() throws {
    let plan = folder.url.appending(path: "plan.yaml")
    #expect(GitState(of: plan) == nil)
    for arguments in [
      ["init", "-q"], ["add", "plan.yaml"],
      ["-c", "user.name=n", "-c", "user.email=e@example.org", "commit", "-qm", "plan"],
    ] {
      let git = Process()
      git.executableURL = URL(filePath: "/usr/bin/env")
      git.arguments = ["git", "-C", folder.url.path] + arguments
      try git.run()
      git.waitUntilExit()
      #expect(git.terminationStatus == 0)
    }
    let state = try #require(GitState(of: plan))
    #expect(state.commit.count == 40 && !state.isChanged)
    try folder.write("title: other\n", to: "plan.yaml")
    #expect(GitState(of: plan)?.isChanged == true)
  }

  private func contents(_ folder: URL) throws -> [String: Data] {
    let paths = try FileManager.default.subpathsOfDirectory(atPath: folder.path)
    return Dictionary(
      uniqueKeysWithValues: paths.compactMap { path in
        FileManager.default.contents(atPath: folder.appending(path: path).path).map { (path, $0) }
      })
  }

  @Test(arguments: [true, false])
  func theEffectIsMeasuredWhereItIsAsked(_ isAsked: Bool) async throws {
    let settings = isAsked ? [] : ["analyses.leakage.effect=false"]
    let record = try RunWriter.record(in: try await run(into: "report", settings))
    for case .leakage(let leak) in record.results {
      #expect((leak.effect != nil) == isAsked)
    }
  }

  @Test func runsWriteEverythingAndFindThePlantedCopy() async throws {
    let output = try await run(into: "report")
    let record = try RunWriter.record(in: output)
    #expect(record.format == 2 && record.dataset.images == 25)
    #expect(record.dataset.unreadable.map(\.path) == ["train/even/broken.png"])
    let leaks = record.results.compactMap { result -> LeakageResult? in
      if case .leakage(let leak) = result { leak } else { nil }
    }
    #expect(leaks.count == 2)
    #expect(leaks.allSatisfy { $0.pairs.first?.evidence == Evidence.allCases })
    let graded = record.results.compactMap { result -> GradedPairsResult? in
      if case .gradedPairs(let pairs) = result { pairs } else { nil }
    }
    #expect(graded.count == 2 && graded.map { $0.evaluation != nil } == [true, false])
    #expect(graded.allSatisfy { $0.encoders.count == 2 && $0.pairs.first?.encoders == 2 })
    let files = try contents(output)
    #expect(
      files["report.md"] != nil && files["report.html"] != nil && files["timings.json"] != nil)
    #expect(files["report.pdf"]?.starts(with: Data("%PDF".utf8)) == true)
    #expect(
      files.keys.count { $0.hasPrefix("figures/") && $0.hasSuffix(".pdf") }
        == files.keys.count { $0.hasPrefix("figures/") && $0.hasSuffix(".png") })
  }

  /// Keeps products on one thread: other tests change that meanwhile, and with it the last bits.
  private func atOneThread<Value>(_ body: () async throws -> Value) async throws -> Value {
    let end = DispatchSemaphore(value: 0)
    await withCheckedContinuation { start in
      Thread.detachNewThread {
        BLAS.atOneThread { _ in
          start.resume()
          end.wait()
        }
      }
    }
    defer { end.signal() }
    return try await body()
  }

  @Test func twoRunsGiveTheSameBytes() async throws {
    var (first, second) = try await atOneThread {
      (
        try contents(try await run(into: "first")), try contents(try await run(into: "second"))
      )
    }
    for dated in ["timings.json", "ro-crate-metadata.json"] {
      #expect(first[dated] != nil)
      (first[dated], second[dated]) = (nil, nil)
    }
    #expect(first == second)
  }

  @Test func redrawingComputesNothingAndGivesTheSameFigures() async throws {
    let output = try await run(into: "report")
    let before = try contents(output)
    try FileManager.default.removeItem(at: folder.url.appending(path: "images"))
    try FileManager.default.removeItem(at: output.appending(path: "figures"))
    try RunWriter(folder: output) { _ in }.redraw()
    #expect(try contents(output) == before)
  }

  @Test func figuresOfLeakageAreWrittenWithTheirPages() async throws {
    let files = try contents(
      try await run(into: "report", ["analyses.leakage.threshold=-1", "pictured_pairs=200"]))
    for figure in ["leakage-cosines", "leakage-pairs", "duplicates-group-sizes"] {
      #expect(files["figures/\(figure)-pixels-8.png"] != nil)
      #expect(files["figures/\(figure)-pixels-8.pdf"] != nil)
    }
    #expect(files["figures/leakage-pairs-pixels-8-page-12.pdf"] != nil)
    #expect(files["figures/leakage-pairs-pixels-8-page-13.pdf"] == nil)
  }

  @Test func runsWithoutPicturesShowNone() async throws {
    let files = try contents(try await run(into: "report", ["pictures=false"]))
    #expect(!files.keys.contains { $0.hasPrefix("pictures") })
  }

  @Test func runsWriteTheCleanCollectionOfEachEncoder() async throws {
    let files = try contents(try await run(into: "report"))
    for encoder in ["pixels-8", "pixels-4"] {
      let removed = String(decoding: files["clean/\(encoder)/removed.csv"] ?? Data(), as: UTF8.self)
      let clean = String(decoding: files["clean/\(encoder)/clean.csv"] ?? Data(), as: UTF8.self)
      #expect(removed.contains("train/odd/1.png") && removed.contains("leak,test/odd/copy.png"))
      #expect(clean.contains("../../../images/test/odd/copy.png"))
      let (kept, gone) = (clean.split(separator: "\n"), removed.split(separator: "\n"))
      #expect(kept.count + gone.count == 27)
    }
  }

  @Test func unknownPartsAreRefusedBeforeEncoding() async throws {
    await #expect(
      throws: SettingsError.unknownName(
        what: "compare.candidate: split", found: "validation", known: ["test", "train"])
    ) { try await run(into: "report", ["compare.candidate=validation"]) }
    #expect(!FileManager.default.fileExists(atPath: folder.url.appending(path: "home").path))
  }

  @Test(arguments: [
    (
      "{path: path}", "whose column split says nothing yet", "add split: split under columns:"
    ), ("{path: path, label: split}", "that says no split of any image", "add split: HEADING"),
  ])
  func aPlanOfPartsThatNoColumnNamesKnewNoPartAndNoRemedy(
    _ columns: String, _ finding: String, _ remedy: String
  ) async throws {
    try folder.write(
      "path,split\nimages/train/odd/1.png,train\nimages/test/even/0.png,test\n", to: "t.csv")
    try folder.write(
      "name: made\nsource: manifest\nfile: t.csv\ncolumns: \(columns)\n", to: "dataset.yaml")
    let error = await #expect(throws: SettingsError.self) { try await run(into: "report") }
    #expect(error?.description.contains(finding) == true, "\(String(describing: error))")
    #expect(error?.description.contains(remedy) == true)
  }

  @Test(arguments: [
    "analyses.clusters.k=1000", "analyses.neighbors.query=nobody.png",
    "compare.candidate=train", "limit={train: 1}",
  ])
  func plansThatTheDataCannotAnswerAreRefusedBeforeEncoding(_ override: String) async throws {
    await #expect(throws: (any Error).self) { try await run(into: "report", [override]) }
    #expect(!FileManager.default.fileExists(atPath: folder.url.appending(path: "home").path))
  }

  @Test func aCancelledRunWritesNothingAndLeavesNothing() async throws {
    let plan = try ExperimentPlan(file: folder.url.appending(path: "plan.yaml"))
    let catalog = try Catalog(
      installation: Installation(root: folder.url.appending(path: "home")), environment: [:])
    let finished = try await Runner(catalog: catalog) { _ in }.run(plan, in: folder.url)
    let output = folder.url.appending(path: "report")
    let writing = Task {
      unsafe withUnsafeCurrentTask { unsafe $0?.cancel() }
      try RunWriter(folder: output) { _ in }.write(finished)
    }
    await #expect(throws: CancellationError.self) { try await writing.value }
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.url.path)
    #expect(!names.contains { $0.hasPrefix("report") })
  }

  @Test func cancellationLeavesAComputationBehind() async throws {
    let computing = Task {
      unsafe withUnsafeCurrentTask { unsafe $0?.cancel() }
      return try await interruptible { 7 }
    }
    await #expect(throws: CancellationError.self) { try await computing.value }
    #expect(try await interruptible { 7 } == 7)
  }

  @Test func aMissingPictureNamesItsFileAndTheRemedy() async throws {
    let output = try await run(into: "report")
    let pictures = output.appending(path: "pictures")
    let first = try #require(
      try FileManager.default.contentsOfDirectory(atPath: pictures.path).first)
    try FileManager.default.removeItem(at: pictures.appending(path: first))
    let error = #expect(throws: SettingsError.self) {
      try RunWriter(folder: output) { _ in }.redraw()
    }
    #expect(error?.description.contains(first) == true)
    #expect(error?.description.hasSuffix("carry out the plan again to have its pictures") == true)
  }

  @Test func whatAKilledRunLeftIsRemovedWhenItIsOld() async throws {
    let (old, new) = ("report.\(UUID().uuidString).staging", "report.\(UUID().uuidString).staging")
    for name in [old, new] { try folder.write("half", to: "\(name)/run.json") }
    try FileManager.default.setAttributes(
      [.modificationDate: Date(timeIntervalSinceNow: -7_200)],
      ofItemAtPath: folder.url.appending(path: old).path)
    try await run(into: "report")
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.url.path)
    #expect(!names.contains(old) && names.contains(new))
  }

  @Test func aFailedRunLeavesTheFormerReport() async throws {
    let output = try await run(into: "report")
    let before = try contents(output)
    await #expect(throws: (any Error).self) {
      try await run(into: "report", ["dataset=elsewhere.yaml"])
    }
    #expect(try contents(output) == before)
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.url.path)
    #expect(!names.contains { $0.hasSuffix(".staging") })
  }

  @Test func missingDataSetsEndWithTheirRemedy() async throws {
    try folder.write(
      "name: gone\nsource: folder\nroot: nowhere\nremedy: fetch it with fetch-it\n", to: "gone.yaml"
    )
    let error = await #expect(throws: SettingsError.self) {
      try await run(into: "report", ["dataset=gone.yaml"])
    }
    #expect(error?.description.hasSuffix("no such file or folder; fetch it with fetch-it") == true)
  }

  @Test func foldersWithSomebodysFilesAreNeverReplaced() async throws {
    try folder.write("years of work", to: "mine/thesis.txt")
    await #expect(throws: SettingsError.self) { try await run(into: "mine") }
    let kept = folder.url.appending(path: "mine/thesis.txt")
    #expect(try String(contentsOf: kept, encoding: .utf8) == "years of work")
  }

  @Test func runsOfAnotherLayoutAreRefused() async throws {
    let file = try await run(into: "report").appending(path: "run.json")
    let text = try String(contentsOf: file, encoding: .utf8)
    try Data(text.replacing("\"format\":2", with: "\"format\":99").utf8).write(to: file)
    let error = #expect(throws: SettingsError.self) {
      try RunWriter.record(in: file.deletingLastPathComponent())
    }
    #expect(error?.description.contains("not a run of format 2") == true)
  }

  @Test func foldersWithoutARunAreRefused() {
    #expect(throws: SettingsError.self) { try RunWriter.record(in: folder.url) }
  }
}
