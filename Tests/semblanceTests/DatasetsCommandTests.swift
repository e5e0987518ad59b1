import Foundation
import TestSupport
import Testing

@Suite struct DatasetsCommandTests {
  private let folder: TemporaryFolder

  /// A PNG of 2 × 2 grey pixels of 85 and 170.
  private static let picture = Data(
    base64Encoded:
      "iVBORw0KGgoAAAANSUhEUgAAAAIAAAACCAAAAABX3VL4AAAADklEQVR4nGMMDWViYAAAAw8Arl/qev8AAAAASUVORK5CYII="
  )

  init() throws {
    folder = try TemporaryFolder()
    let bytes = [UInt8](try #require(Self.picture))
    for path in ["train/cat/a.png", "test/cat/b.png", "test/dog/c.png"] {
      try folder.write(bytes, to: "photos/" + path)
    }
    try folder.write("no picture", to: "photos/test/dog/d.png")
    let rows = (0..<20).map { "p\($0).png,\($0 % 2),g\($0 / 2)\n" }
    try folder.write("path,label,patient\n" + rows.joined(), to: "table.csv")
    try folder.write(
      "path,label\nphotos/train/cat/a.png,cat\nphotos/test/cat/b.png,cat\n", to: "two.csv")
    try folder.write("id,e0,e1\nx,1,0\ny,0,1\nz,1,0\n", to: "vectors.csv")
  }

  private func run(_ arguments: String...) throws -> Command {
    try Command(arguments, in: folder.url)
  }

  private func json(_ name: String) throws -> [String: Any] {
    let data = try Data(contentsOf: folder.url.appending(path: name))
    return try #require(JSONSerialization.jsonObject(with: data) as? [String: Any])
  }

  @Test func checkShowsTheProfileAndDrawsASheet() throws {
    let command = try run(
      "datasets", "check", "photos", "--levels", "split,label", "-o", "out", "-q", "--json",
      "p.json"
    )
    #expect(command.status == 0, "\(command.error)")
    #expect(command.output.contains("1 unreadable files"))
    #expect(command.output.contains("test/cat/b.png = test/dog/c.png = train/cat/a.png"))
    let profile = try json("p.json")
    #expect(profile["images"] as? Int == 3)
    #expect((profile["leaks"] as? [[String]])?.first?.count == 3)
    #expect((profile["label_conflicts"] as? [[String]])?.count == 1)
    #expect(
      try json("out/profile.json")["fingerprint"] as? String == profile["fingerprint"] as? String)
    let sheet = try Data(contentsOf: folder.url.appending(path: "out/sheet.png"))
    #expect(sheet.starts(with: [0x89, 0x50, 0x4E, 0x47]))
  }

  @Test func aFileThatIsNoPictureIsAnError() throws {
    try folder.write("no picture", to: "photos/d.png")
    let command = try run("datasets", "check", "photos/d.png", "-q")
    #expect(command.status == 1 && command.error.contains("d.png"))
  }

  @Test func tablesAreNotWrittenOver() throws {
    let before = try Data(contentsOf: folder.url.appending(path: "two.csv"))
    #expect(try run("datasets", "check", "two.csv", "--json", "two.csv", "-q").status == 64)
    #expect(try run("datasets", "clean", "two.csv", "-o", "two.csv", "-q").status == 64)
    #expect(
      try run("datasets", "clean", "two.csv", "-o", "b.csv", "--report", "b.csv", "-q").status == 64
    )
    #expect(try Data(contentsOf: folder.url.appending(path: "two.csv")) == before)
  }

  /// The old val.csv stayed, and its rows were in the new train.csv too.
  @Test func aTableOfAnEarlierSplitIsNotLeftBesideNewOnes() throws {
    #expect(try run("datasets", "split", "table.csv", "-o", "out").status == 0)
    let again = try run("datasets", "split", "table.csv", "-o", "out", "--fractions", ".5,.5")
    #expect(again.status == 1 && again.error.contains("val.csv"))
    #expect(try run("datasets", "split", "table.csv", "-o", "out", "--seed", "2").status == 0)
  }

  @Test func decodingIsChosenOnTheCommandLine() throws {
    try folder.write(
      "name: gone\nsource: folder\nroot: gone\nremedy: run scripts/get-it\n", to: "gone.yaml")
    let gone = try run("datasets", "check", "gone.yaml", "-q")
    #expect(gone.status == 1 && gone.error.contains("run scripts/get-it"))
    #expect(try run("datasets", "check", "photos", "-q", "--alpha", "pink").status == 64)
    let refused = try run(
      "datasets", "check", "photos", "-q", "--alpha", "refuse", "--jpeg-scale", "1/2", "--window",
      "40,400")
    #expect(refused.status == 0, "\(refused.error)")
  }

  @Test func idsBesideVectorsAreDistinct() throws {
    try folder.write("{\"a\": [1, 0], \"b\": [0, 1]}", to: "v.json")
    try folder.write("x\nx\n", to: "v.ids.txt")
    let header = "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 1), }"
    let padding = String(repeating: " ", count: 118 - header.utf8.count - 1) + "\n"
    try folder.write(
      [0x93] + Array("NUMPY".utf8) + [1, 0, 118, 0] + Array((header + padding).utf8)
        + [0, 0, 128, 63, 0, 0, 0, 64], to: "v.npy")
    let command = try run("duplicates", "v.npy", "--threshold", ".9")
    #expect(command.status == 1 && command.error.contains("v.ids.txt: names two vectors x"))
  }

  @Test func aGateGivesItsOwnExitCode() throws {
    #expect(try run("datasets", "check", "photos", "-q", "--fail-on", "unreadable").status == 2)
    #expect(try run("datasets", "check", "photos", "-q", "--fail-on", "leaks").status == 0)
    #expect(try run("datasets", "check", "photos", "-q", "--fail-on", "rain").status == 64)
    #expect(try run("datasets", "check", "gone", "-q").status == 1)
  }

  @Test func cleanWritesWhatIsLeft() throws {
    let command = try run(
      "datasets", "clean", "two.csv", "-o", "clean.csv", "--report", "dropped.json", "-q")
    #expect(command.status == 0, "\(command.error)")
    let text = try String(
      contentsOf: folder.url.appending(path: "clean.csv"), encoding: .utf8)
    #expect(text == "path,label\nphotos/train/cat/a.png,cat\n")
    let report = try Data(contentsOf: folder.url.appending(path: "dropped.json"))
    let rows = try #require(JSONSerialization.jsonObject(with: report) as? [[String: Any]])
    #expect(rows.count == 1 && rows[0]["problem"] as? String == "equal-pixels")
  }

  @Test func splitWritesTablesAndTheirRecord() throws {
    let command = try run(
      "datasets", "split", "table.csv", "-o", "out", "--fractions", ".6,.2,.2", "--stratify",
      "label", "--group", "patient")
    #expect(command.status == 0, "\(command.error)")
    let record = try json("out/splits.json")
    let splits = try #require(record["splits"] as? [[String: Any]])
    #expect(splits.map { $0["rows"] as? Int } == [12, 4, 4])
    #expect(splits.map { $0["groups"] as? Int } == [6, 2, 2])
    let val = try String(contentsOf: folder.url.appending(path: "out/val.csv"), encoding: .utf8)
    #expect(val.hasPrefix("path,label,patient,split,id\n../p"))
    #expect(val.split(separator: "\n").dropFirst().allSatisfy { $0.contains(",val,p") })
  }

  @Test func idsAreHashedWithAKeyThatStays() throws {
    let arguments = [
      "datasets", "split", "table.csv", "--fractions", ".5,.5", "--hash-ids", "--key", "key",
    ]
    let twice = try ["a", "b"].map { name in
      #expect(try Command(arguments + ["-o", name], in: folder.url).status == 0)
      return try String(
        contentsOf: folder.url.appending(path: "\(name)/test.csv"), encoding: .utf8)
    }
    #expect(twice[0] == twice[1])
    #expect(!twice[0].contains(",g1,") && !twice[0].contains(",p1.png,"))
    #expect(try run("datasets", "split", "table.csv", "-o", "c", "--hash-ids").status == 64)
  }

  @Test func sharesThatMakeNoWholeAreUsageErrors() throws {
    for shares in [".5,.6", "1", ".5,.5,.2,-.2", "a,b"] {
      let command = try run("datasets", "split", "table.csv", "-o", "x", "--fractions", shares)
      #expect(command.status == 64, "\(shares)")
    }
  }

  @Test func vectorsOfOtherProgramsAreInputs() throws {
    let command = try run("similar", "x", "--in", "vectors.csv", "-k", "2", "--json", "s.json")
    #expect(command.status == 0, "\(command.error)")
    let queries = try #require(try json("s.json")["queries"] as? [[String: Any]])
    let nearest = try #require(queries[0]["neighbors"] as? [[String: Any]])
    #expect(nearest.map { $0["id"] as? String } == ["x", "z"])
  }

  /// The option was read and went nowhere.
  @Test func aCollectionOfAStoreIsNamed() throws {
    let store = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "EmbeddingsTests/References/vectors/chroma-two").path
    let without = try run("similar", "s0", "--in", store, "-k", "1")
    #expect(without.status == 1 && without.error.contains("--collection: images, purged"))
    let named = try run("similar", "s0", "--in", store, "--collection", "images", "-k", "1")
    #expect(named.status == 0, "\(named.error)")
    #expect(named.output.contains("s0"))
  }
}
