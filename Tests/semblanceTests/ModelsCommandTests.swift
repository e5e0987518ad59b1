import Foundation
import TestSupport
import Testing

@Suite struct ModelsCommandTests {
  private let folder: TemporaryFolder

  /// A home with a series of three checkpoints, which are never opened here.
  init() throws {
    folder = try TemporaryFolder()
    try folder.write(
      """
      name: net
      series: epochs/net-*.onnx
      input: {size: 8}
      resize: {rule: exact, filter: bilinear}
      range: 1
      mean: 0
      std: 1
      output: {index: 0}
      dimension: 4
      licence: ours
      source: a test
      """, to: "home/models/net/card.yaml")
    for epoch in [1, 2, 10] {
      try folder.write("", to: "home/models/net/epochs/net-\(epoch).onnx")
    }
  }

  private func run(_ arguments: String...) throws -> Command {
    try Command(arguments, in: folder.url)
  }

  @Test func addedModelsAreListedAfterThoseThatComeWithTheProgram() throws {
    let command = try run("models", "list", "--json", "out.json")
    #expect(command.status == 0, "\(command.error)")
    let data = try Data(contentsOf: folder.url.appending(path: "out.json"))
    let json = try #require(JSONSerialization.jsonObject(with: data) as? [String: Any])
    let all = try #require(json["models"] as? [[String: Any]])
    let texts = all.filter { $0["kind"] as? String == "text" }
    #expect(texts.first?["name"] as? String == "minilm-l6")
    let models = all.filter { $0["kind"] as? String == "image" }
    #expect(models.first?["name"] as? String == "efficientnet-lite0")
    #expect(models.first?["is_there"] as? Bool == false)
    #expect(models.suffix(3).map { $0["name"] as? String } == ["net@1", "net@2", "net@10"])
    #expect(models.last?["is_there"] as? Bool == true && models.last?["dimension"] as? Int == 4)
  }

  @Test func aStarInAPlanIsEveryCheckpoint() throws {
    try folder.write(
      "title: t\ndataset: d.yaml\nencoders: [\"net@*\", phash]\nanalyses: {similarity: {}}\n",
      to: "plan.yaml")
    try folder.write("path,id\nnone.png,a\n", to: "t.csv")
    try folder.write(
      "name: d\nsource: manifest\nfile: t.csv\ncolumns: {path: path, id: id}\n", to: "d.yaml")
    let command = try run("run", "plan.yaml", "--dry-run")
    #expect(command.status == 0, "\(command.error)")
    let names = try ["net@1", "net@2", "net@10", "phash"].map {
      try #require(command.output.range(of: $0)).lowerBound
    }
    #expect(names == names.sorted())
  }

  @Test func aStarInAListIsEveryCheckpoint() throws {
    let twice = try run("duplicates", "photos", "--encoder", "net@*,phash,net@10")
    #expect(twice.status == 64 && twice.error.contains("name each encoder once"))
    let stranger = try run(
      "leakage", "a", "b", "--encoder", "net@*,phash", "--threshold", "net@3=0.9")
    #expect(stranger.status == 64 && stranger.error.contains("(net@1, net@2, net@10, phash)"))
  }

  @Test func unknownNamesAreAnsweredWithThoseThatAreThere() throws {
    let wrong = try run("embed", "photos", "--encoder", "net@3", "-o", "out.npy")
    #expect(wrong.status == 64 && wrong.error.contains("net@*, net@1, net@2, net@10"))
    let unknown = try run("models", "fetch", "nothing")
    #expect(unknown.status == 1 && unknown.error.contains("efficientnet-lite0"))
  }

  @Test func fetchSaysHowToGetAFile() throws {
    #expect(try run("models", "fetch", "vit-s14").output == "scripts/setup --model vit-s14\n")
    let export = try run("models", "fetch", "clip-vit-b32").output
    #expect(export.contains("torch.onnx.export") && export.contains("home/models/clip-vit-b32"))
    #expect(try run("models", "fetch", "net").output.hasPrefix("net is there"))
  }

  @Test(arguments: [
    ["models", "list"], ["models", "add"], ["models", "verify"], ["models", "fetch"], ["datasets"],
  ])
  func helpLackedExamples(_ command: [String]) throws {
    #expect(try Command(command + ["--help"], in: folder.url).output.contains("EXAMPLE"))
  }

  @Test func aSeriesInPlaceOfACheckpointWasCalledUnknownAmongItself() throws {
    let wrong = try run("embed", "photos", "--encoder", "net@*", "-o", "out.npy")
    #expect(
      wrong.error.contains("encoder net@* is a series; name one checkpoint, e.g. net@1"),
      "\(wrong.error)")
  }
}
