import Analyses
import Datasets
import Experiments
import Foundation
import Images
import TestSupport
import Testing

/// What is written for a folder is what stands in it, and runs.
@Suite struct StarterFileTests {
  private let folder: TemporaryFolder
  private let installation: Installation

  init() throws {
    folder = try TemporaryFolder()
    installation = Installation(root: folder.url.appending(path: "home"))
  }

  private func picture(_ path: String, _ number: Int = 0) throws {
    let samples = (0..<256).map { UInt8(($0 * (number + 3) + 7 * number * number) & 255) }
    try folder.write(
      Image(width: 16, height: 16, channels: 1, samples: samples).encodedPNG(), to: path)
  }

  private func files(_ encoders: [String] = []) async throws -> StarterFiles {
    let survey = try await FolderSurvey(folder.url.appending(path: "pictures"))
    return StarterFiles(survey, in: folder.url, encoders: encoders)
  }

  /// The written files, read again.
  private func written() async throws -> (description: DatasetDescription, plan: ExperimentPlan) {
    try await files().write(to: folder.url)
    return (
      try DatasetDescription(
        file: folder.url.appending(path: "dataset.yaml"), installation: installation),
      try ExperimentPlan(file: folder.url.appending(path: "plan.yaml"))
    )
  }

  @Test func splitsAndLabelsAreSeenInFolderNames() async throws {
    for (split, count) in [("train", 16), ("test", 8)] {
      for number in 0..<count {
        try picture("pictures/\(split)/\(number % 2 == 0 ? "cats" : "dogs")/\(number).png", number)
      }
    }
    let (description, plan) = try await written()
    let source = try #require(description.source as? FolderSource)
    #expect(source.levels == [.split, .label])
    #expect(plan.comparison?.reference == "train" && plan.comparison?.candidate == "test")
    #expect(plan.encoders == ["pixels-32"])
    let record = try await Runner(
      catalog: try Catalog(installation: installation), progress: { _ in }
    ).run(plan, in: folder.url).record
    #expect(record.dataset.images == 24)
    #expect(record.results.contains { if case .leakage = $0 { true } else { false } })
    #expect(record.results.contains { if case .labels = $0 { true } else { false } })
  }

  @Test func sitesAndPatientsAreSeenAndASingleFolderSaysNothing() async throws {
    for site in ["site-a", "site-b"] {
      for patient in 1...3 {
        for number in 0..<4 {
          try picture("pictures/all/\(site)/patient\(patient)/\(number).png", number + 4 * patient)
        }
      }
    }
    let (description, plan) = try await written()
    let source = try #require(description.source as? FolderSource)
    #expect(source.levels == [.ignore, .site, .group])
    #expect(plan.comparison?.column == .site && plan.comparison?.reference == "site-a")
    #expect(plan.analyses.contains { if case .leakage = $0 { true } else { false } })
    #expect(!plan.analyses.contains { if case .shift = $0 { true } else { false } })
    #expect(plan.analyses.contains { if case .sites = $0 { true } else { false } })
  }

  @Test func aTableThatNamesThePicturesComesFirst() async throws {
    for number in 0..<4 { try picture("pictures/images/\(number).png", number) }
    try folder.write(
      "Filename,patient,label\n" + (0..<4).map { "images/\($0).png,p\($0),l\n" }.joined(),
      to: "pictures/list.csv")
    try folder.write("a,b\n1,2\n", to: "pictures/a.csv")
    let source = try #require(try await written().description.source as? ManifestSource)
    #expect(source.file.lastPathComponent == "list.csv")
    #expect(source.columns == [.path: "Filename", .group: "patient", .label: "label"])
    #expect(try source.listing().samples.count == 4)
  }

  @Test func aTableWhosePicturesAreElsewhereIsPassedOver() async throws {
    try picture("pictures/0.png")
    try folder.write("path\nelsewhere/1.png\n", to: "pictures/list.csv")
    #expect(try await written().description.source is FolderSource)
  }

  @Test func captionsBesideThePicturesAreSeen() async throws {
    for number in 0..<4 {
      try picture("pictures/\(number).png", number)
      if number > 0 { try folder.write("words\n", to: "pictures/\(number).txt") }
    }
    let source = try #require(try await written().description.source as? FolderSource)
    #expect(source.hasCaptionFiles && source.levels.isEmpty)
  }

  @Test func reasonsAndEncodersAreComments() async throws {
    for number in 0..<3 { try picture("pictures/\(number).png", number) }
    let files = try await files(["some-model"])
    #expect(files.dataset.contains("# source: folder – 3 pictures"))
    #expect(files.dataset.contains("16…16 × 16…16 pixels"))
    #expect(files.plan.contains("# encoders: [some-model]"))
  }

  @Test func aFileThatCannotBeReadIsTold() async throws {
    try picture("pictures/0.png")
    try folder.write("no picture", to: "pictures/1.png")
    #expect(try await files().dataset.contains("# cannot be read: 1.png"))
  }

  @Test func largeSetsHaveALimit() async throws {
    try picture("pictures/0.png")
    let table =
      "path,id\n" + (0..<1_500).map { "0.png,\($0)\n" }.joined()
    try folder.write(table, to: "pictures/list.csv")
    #expect(try await written().plan.limit == .each(1_000))
  }

  @Test func namesThatYAMLWouldMisreadStandInQuotes() async throws {
    try picture("pictures/train/no: #1/0.png", 1)
    try picture("pictures/train/no: #1/1.png", 2)
    try picture("pictures/test/a \"b\"/0.png", 3)
    try picture("pictures/test/a \"b\"/1.png", 4)
    try FileManager.default.moveItem(
      at: folder.url.appending(path: "pictures"), to: folder.url.appending(path: "1: 'x' \"y\""))
    let survey = try await FolderSurvey(folder.url.appending(path: "1: 'x' \"y\""))
    try StarterFiles(survey, in: folder.url, encoders: []).write(to: folder.url)
    let description = try DatasetDescription(
      file: folder.url.appending(path: "dataset.yaml"), installation: installation)
    #expect(description.name == "1: 'x' \"y\"")
    #expect(try await description.source.listing().samples.count == 4)
    #expect(try ExperimentPlan(file: folder.url.appending(path: "plan.yaml")).title.contains("1: "))
  }

  @Test func nothingIsReplaced() async throws {
    try picture("pictures/0.png")
    let plan = try folder.write("mine", to: "plan.yaml")
    let files = try await files()
    #expect(throws: SettingsError.self) { try files.write(to: folder.url) }
    #expect(try String(contentsOf: plan, encoding: .utf8) == "mine")
    let dataset = folder.url.appending(path: "dataset.yaml").path
    #expect(!FileManager.default.fileExists(atPath: dataset))
  }

  @Test func whatIsNoFolderIsRefusedInWords() async throws {
    try folder.write("x", to: "file.txt")
    for (name, found) in [("file.txt", "a file"), ("nowhere", "nothing")] {
      let place = folder.url.appending(path: name)
      await #expect(
        throws: SettingsError.wrongValue(
          place: place.path, found: found, expected: "a folder of pictures")
      ) { _ = try await FolderSurvey(place) }
    }
  }

  @Test func aFolderWithoutPicturesIsRefused() async throws {
    try folder.write("text", to: "pictures/a.md")
    await #expect(throws: DatasetError.self) { try await files() }
  }
}
