import Datasets
import Embeddings
import Foundation
import LinearAlgebra
import Statistics
import TestSupport
import Testing

@testable import Analyses
@testable import Experiments

@Suite struct LabelFilterFileTests {
  private let folder: TemporaryFolder
  private let filter: LabelFilter

  init() throws {
    folder = try TemporaryFolder()
    var generator = SeededGenerator(seed: 1, stream: "filter file")
    let rows = (0..<40).map { item in
      (0..<3).map { _ in generator.uniformFraction() + (item % 2 == 0 ? 0.4 : 0) }
    }
    let items = EmbeddedItems(
      name: "x", ids: (0..<40).map { .row($0) }, vectors: .double(Matrix(rows))
    ).with(someLabels: (0..<40).map { $0 % 2 == 0 ? "yes" : "no" })
    filter = try trainFilter(
      on: items, wanted: ["yes"], seed: 1,
      encoder: EncoderID(
        name: "pixels-1", weights: "5f0c12ab34cd5f0c12ab34cd", preprocessing: "none", runtime: nil),
      program: "1.2"
    ).filter
  }

  @Test func readingGivesTheSameBits() throws {
    let file = folder.url.appending(path: "f.json")
    try LabelFilterFile.write(filter, to: file)
    #expect(try LabelFilterFile.read(file) == filter)
    let text = try String(contentsOf: file, encoding: .utf8)
    #expect(text.contains("\"roc_area\"") && text.contains("\"required_recall\""))
  }

  /// - Parameter change: of the file's JSON.
  private func refusal(_ change: (inout [String: Any]) -> Void) throws -> String {
    let data = try RunJSON.pretty(filter)
    var object = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    change(&object)
    let file = folder.url.appending(path: "changed.json")
    try JSONSerialization.data(withJSONObject: object).write(to: file)
    do {
      _ = try LabelFilterFile.read(file)
      return "read"
    } catch {
      return "\(error)"
    }
  }

  @Test func damagedAndOldFilesAreRefusedByTheNameOfTheKey() throws {
    #expect(try refusal { _ in } == "read")
    #expect(try refusal { $0["format"] = 7 }.contains("format: found 7, expected 1"))
    #expect(try refusal { $0["format"] = nil }.contains("key \"format\" is missing"))
    #expect(
      try refusal { $0["threshold"] = "x" }.contains("key \"threshold\" has a value of another"))
    #expect(try refusal { $0["threshold"] = nil }.contains("key \"threshold\" is missing"))
    #expect(try refusal { $0["dimension"] = 4 }.contains("scorer"))
    #expect(try refusal { $0["dimension"] = -1 }.contains("scorer"))
    let damaged = try refusal { object in
      var scorer = object["scorer"] as? [String: Any] ?? [:]
      scorer["weights"] = nil
      object["scorer"] = scorer
    }
    #expect(damaged.contains("key \"scorer.weights\" is missing"), "\(damaged)")
    let zero = try refusal { object in
      var scorer = object["scorer"] as? [String: Any] ?? [:]
      scorer["deviation"] = [1, 0, 1]
      object["scorer"] = scorer
    }
    #expect(zero.contains("positive deviations"))
    let nested = try refusal { object in
      var training = object["training"] as? [String: Any] ?? [:]
      training["required_recall"] = nil
      object["training"] = training
    }
    #expect(nested.contains("key \"training.required_recall\" is missing"), "\(nested)")
  }

  @Test(arguments: ["", "[]", "null", "{", "{\"format\": 1e999}", "\u{FF}\u{FE}"])
  func whatIsNoFilterIsRefused(_ text: String) throws {
    let file = try folder.write(text, to: "bad.json")
    #expect(throws: SettingsError.self) { try LabelFilterFile.read(file) }
    #expect(throws: SettingsError.self) { try LabelFilterFile.read(folder.url) }
  }

  @Test func vectorsOfAnotherEncoderDoNotFit() {
    #expect(filter.fits(nil))
    #expect(filter.fits(filter.encoder))
    #expect(
      !filter.fits(
        EncoderID(name: "pixels-1", weights: "other", preprocessing: "none", runtime: nil)))
    #expect(
      filter.fits(
        EncoderID(
          name: "pixels-1", weights: "5f0c12ab34cd5f0c12ab34cd", preprocessing: "none",
          runtime: "another")))
  }
}

@Suite struct LabelStudioTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func write(
    _ tasks: [LabelTask], prefix: String = LabelStudioTasks.standardPrefix,
    files: [String: URL] = [:]
  ) throws -> [[String: Any]] {
    let file = folder.url.appending(path: "tasks.json")
    try LabelStudioTasks(prefix: prefix, root: folder.url, modelVersion: "semblance test")
      .write(tasks, labels: ["a & b", "c"], files: files, to: file)
    return try #require(
      try JSONSerialization.jsonObject(with: try Data(contentsOf: file)) as? [[String: Any]])
  }

  @Test func tasksAreInTheDocumentedFormat() throws {
    let found = try write(
      [
        LabelTask(id: .name("1.png"), label: "c", score: 0.75, given: "a & b"),
        LabelTask(id: .name("sub/new one.png"), label: nil, score: nil),
      ],
      files: ["1.png": folder.url.appending(path: "photos/1.png")])
    let data = try #require(found[0]["data"] as? [String: Any])
    #expect(data["image"] as? String == "/data/local-files/?d=photos/1.png")
    #expect(data["given_label"] as? String == "a & b")
    let predictions = try #require(found[0]["predictions"] as? [[String: Any]])
    #expect(predictions[0]["score"] as? Double == 0.75)
    #expect(predictions[0]["model_version"] as? String == "semblance test")
    let result = try #require((predictions[0]["result"] as? [[String: Any]])?.first)
    #expect(result["from_name"] as? String == "label" && result["to_name"] as? String == "image")
    #expect(result["type"] as? String == "choices")
    #expect((result["value"] as? [String: [String]])?["choices"] == ["c"])
    let second = try #require(found[1]["data"] as? [String: Any])
    #expect(second["image"] as? String == "/data/local-files/?d=sub/new%20one.png")
    #expect((found[1]["predictions"] as? [Any])?.isEmpty == true)
    let configuration = try String(
      contentsOf: folder.url.appending(path: "tasks.xml"), encoding: .utf8)
    #expect(configuration.contains("<Choice value=\"a &amp; b\"/>"))
    #expect(configuration.contains("value=\"$image\"") && configuration.contains("name=\"label\""))
  }

  @Test func aRootMayBeNamedThroughALink() throws {
    let photos = folder.url.appending(path: "photos")
    let link = folder.url.appending(path: "link")
    try FileManager.default.createDirectory(at: photos, withIntermediateDirectories: true)
    try Data().write(to: photos.appending(path: "1.png"))
    try FileManager.default.createSymbolicLink(at: link, withDestinationURL: photos)
    for (root, file) in [(link, photos), (photos, link)] {
      let tasks = LabelStudioTasks(prefix: "", root: root, modelVersion: "test")
      let json = folder.url.appending(path: "linked.json")
      try tasks.write(
        [LabelTask(id: .name("1.png"), label: nil, score: nil)], labels: ["a"],
        files: ["1.png": file.appending(path: "1.png")], to: json)
      #expect(try String(contentsOf: json, encoding: .utf8).contains("\"image\" : \"1.png\""))
    }
  }

  @Test func theRootIsTheDeepestFolderAboveAllImages() {
    func folder(_ paths: String...) -> String? {
      LabelStudioTasks.folder(above: paths.map { URL(filePath: $0) })?.path
    }
    #expect(folder("/a/b/c/1.png", "/a/b/d/2.png", "/a/b/3.png") == "/a/b")
    #expect(folder("/a/b/1.png") == "/a/b" && folder("/a/1.png", "/b/1.png") == "/")
    #expect(folder("/a/bc/1.png", "/a/b/1.png") == "/a" && folder() == nil)
  }

  @Test func whatCannotBeNamedIsRefusedBeforeAnyTask() throws {
    let tasks = LabelStudioTasks(root: folder.url, modelVersion: "test")
    let files = ["1.png": folder.url.appending(path: "photos/1.png")]
    try tasks.check([.name("1.png"), .name("vector")], files: files)
    #expect(throws: SettingsError.self) { try tasks.check([.row(0)], files: files) }
    #expect(throws: SettingsError.self) {
      try tasks.check([.name("1.png")], files: ["1.png": URL(filePath: "/elsewhere/1.png")])
    }
  }

  @Test func storesKeepTheirPathsAndFilesElsewhereAreRefused() throws {
    let task = LabelTask(id: .name("new one.png"), label: nil, score: nil)
    let found = try write([task], prefix: "s3://bucket/")
    #expect(
      (found[0]["data"] as? [String: Any])?["image"] as? String == "s3://bucket/new one.png")
    #expect(throws: SettingsError.self) {
      try write([task], files: ["new one.png": URL(filePath: "/elsewhere/1.png")])
    }
    #expect(throws: SettingsError.self) {
      try write([LabelTask(id: .row(3), label: nil, score: nil)])
    }
  }

  @Test func tablesLeaveTheLabelToPeopleWhereItIsDoubtful() {
    let suggestions = [(1.0, false), (0.4, true)].map {
      LabelSuggestion(
        id: .name("x,y"), label: "a", confidence: $0.0, isAbstained: $0.1, secondLabel: "b",
        secondConfidence: 0.1, neighbors: [])
    }
    let lines = LabelTables.text(suggestions).split(separator: "\n")
    #expect(lines[1] == "\"x,y\",a,1.0,a,b,0.1,")
    #expect(lines[2] == "\"x,y\",,0.4,a,b,0.1,")
  }
}

@Suite struct LabelSettingsTests {
  private func plan(_ settings: String) throws -> LabelsPlan {
    try SettingsNode(yaml: "labels: \(settings)", file: "plan.yaml")
      .analyses(for: ["pixels-8"], seed: 1).compactMap {
        if case .labels(let plan) = $0 { plan } else { nil }
      }[0]
  }

  @Test func everySettingIsRead() throws {
    var standard = LabelsPlan()
    standard.suggest = true
    #expect(try plan("{}") == standard)
    let found = try plan(
      "{neighbors: 5, confidence: 0.8, audit: false, folds: 3, c: 0.1, clusters: 7, top: 9, resamples: 99}"
    )
    #expect(found.neighbors == 5 && found.confidence == 0.8 && !found.audit && found.folds == 3)
    #expect(found.inversePenalty == 0.1 && found.clusters == 7 && found.top == 9)
    #expect(try plan("{accuracy: 0.99}").accuracy == 0.99)
    #expect(try plan("{suggest: false}").suggest == false)
    var labels = WantedLabels(wanted: ["a", "b"], unwanted: ["c"])
    (labels.recall, labels.isGuaranteed) = (0.9, true)
    #expect(
      try plan("{filter: {wanted: [a, b], unwanted: c, recall: 0.9, guarantee: true}}").filter
        == labels)
    let selections = try #require(
      try plan("{c: 2, top: 5, select: {count: 10, by: [margin, k-centre]}}").selections)
    #expect(selections.map(\.strategy) == [.margin, .kCentre])
    #expect(selections.allSatisfy { ($0.count, $0.inversePenalty, $0.top) == (10, 2, 5) })
    #expect(try plan("{select: {count: 1}}").selections == [selection(count: 1)])
  }

  private func selection(count: Int) -> SelectionPlan {
    var plan = SelectionPlan(count: count)
    plan.top = LabelsPlan().top
    return plan
  }

  @Test(arguments: [
    "{accuracy: 0}", "{accuracy: 0.9, confidence: 0.9}", "{neighbors: 0}", "{folds: 1}", "{k: 3}",
    "{c: -1}", "{clusters: 1}", "{suggest: false, audit: false}", "{filter: {recall: 0.9}}",
    "{filter: {wanted: [a, a]}}", "{filter: {wanted: a, recall: 0}}", "{filter: {wanted: a, k: 1}}",
    "{select: {by: margin}}", "{select: {count: 0}}", "{select: {count: 3, by: guess}}",
    "{select: {count: 3, by: [margin, margin]}}",
  ])
  func wrongSettingsAreRefused(_ settings: String) {
    #expect(throws: SettingsError.self) { try plan(settings) }
  }
}
