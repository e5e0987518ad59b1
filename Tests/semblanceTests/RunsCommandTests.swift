import Foundation
import Images
import TestSupport
import Testing

/// The registry of runs from the command line.
@Suite struct RunsCommandTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    for index in 0..<6 {
      let samples = (0..<64).map { UInt8(truncatingIfNeeded: $0 * (index + 3)) }
      try folder.write(
        try Image(width: 8, height: 8, channels: 1, samples: samples).encodedPNG(),
        to: "images/\(index).png")
    }
    try folder.write("name: made\nsource: folder\nroot: images\n", to: "dataset.yaml")
    try folder.write(
      "title: Made\ndataset: dataset.yaml\nencoders: [pixels-8]\nanalyses: {similarity: {}}\n",
      to: "plan.yaml")
  }

  private func semblance(_ arguments: String...) throws -> Command {
    try Command(arguments, in: folder.url)
  }

  private func run(_ name: String, _ arguments: String...) throws -> Command {
    try Command(["run", "plan.yaml", "-o", name, "--quiet"] + arguments, in: folder.url)
  }

  private func ids() throws -> [String] {
    #expect(try semblance("runs", "list", "--json", "runs.json").status == 0)
    let data = try Data(contentsOf: folder.url.appending(path: "runs.json"))
    let runs = try #require(try JSONSerialization.jsonObject(with: data) as? [[String: Any]])
    return try runs.map { try #require($0["id"] as? String) }
  }

  @Test func runsAreListedShownTaggedAndCompared() throws {
    #expect(try semblance("runs", "list").output == "no runs\n")
    #expect(try run("a").status == 0)
    #expect(try run("b", "--set", "encoders=[pixels-4]").status == 0)
    let ids = try ids()
    #expect(ids.count == 2)
    #expect(try semblance("runs", "tag", ids[0], "first").output.contains("first"))
    #expect(try semblance("runs", "list", "--tag", "first").output.contains(ids[0]))
    #expect(try !semblance("runs", "list", "--tag", "first").output.contains(ids[1]))
    #expect(try semblance("runs", "list", "--plan", "other").output == "no runs\n")
    let shown = try semblance("runs", "show", "first")
    #expect(shown.output.contains(".mean[pixels-8]"))
    let byID = try semblance("runs", "diff", "first", ids[1])
    let byFolder = try semblance("compare", "a", "b")
    #expect(byID.status == 0 && byID.output == byFolder.output)
    #expect(try semblance("runs", "tag", "first", "2nd").status == 64)
    #expect(try semblance("runs", "show", "nobody").status == 1)
  }

  @Test func lostRunsAreForgotten() throws {
    #expect(try run("a").status == 0)
    try FileManager.default.removeItem(at: folder.url.appending(path: "a"))
    #expect(try semblance("runs", "list").output.contains("(gone)"))
    #expect(try semblance("runs", "gc", "--dry-run").output.contains("1 forgotten"))
    #expect(try ids().count == 1)
    #expect(try semblance("runs", "gc").status == 0)
    #expect(try ids().isEmpty)
  }

  @Test func aRunDoesNotFailForTheRegistry() throws {
    try folder.write("in the way", to: "home/runs")
    let found = try run("a")
    #expect(found.status == 0 && found.error.contains("warning: the run is not remembered"))
    #expect(
      FileManager.default.fileExists(atPath: folder.url.appending(path: "a/run.json").path))
  }

  @Test func aServerThatIsDownLosesNoRun() throws {
    let found = try run("a", "--set", "tracking={mlflow: {uri: \"http://127.0.0.1:1\"}}")
    #expect(found.status == 0, "\(found.error)")
    #expect(found.error.contains("cannot be reached") && found.error.contains("runs push"))
    #expect(!found.error.contains("error set"))
    let id = try #require(try ids().first)
    let copy = folder.url.appending(path: "home/spool/\(id)/run/run.json")
    #expect(FileManager.default.fileExists(atPath: copy.path))
    #expect(try semblance("runs", "push").status == 1)
    #expect(FileManager.default.fileExists(atPath: copy.path))
    #expect(try semblance("runs", "push", "--mlflow", "http://127.0.0.1:1").status == 64)
    #expect(try semblance("runs", "push", id, "--mlflow", "nowhere").status == 64)
  }

  @Test func runsWithoutAServerHaveToNameOne() throws {
    #expect(try run("a").status == 0)
    let id = try #require(try ids().first)
    #expect(try semblance("runs", "push").output == "no run is kept to be sent\n")
    #expect(try semblance("runs", "push", id).status == 64)
  }
}
