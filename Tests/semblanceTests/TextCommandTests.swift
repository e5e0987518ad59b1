import Foundation
import TestSupport
import Testing

/// `semblance text …` as users start it, on vectors computed elsewhere.
@Suite struct TextCommandTests {
  private let folder: TemporaryFolder

  /// 60 pairs of 20 groups; the vector of a text is that of its image turned and longer.
  init() throws {
    folder = try TemporaryFolder()
    var (images, texts) = (["id,label,group,caption,v0,v1,v2,v3"], ["id,v0,v1,v2,v3,v4"])
    var findings = ["id,age,heart,lung"]
    for item in 0..<60 {
      let x = (0..<4).map { sin(Double(item * 7 + $0 * 13) * 1.7) }
      let y = [x[1], -x[0], x[3] + x[2], x[2] - x[3], 0.5 * x[0]]
      images.append(
        "i\(item),\(item % 2 == 0 ? "even" : "odd"),g\(item / 3),text \(item % 50),"
          + x.map { "\($0)" }.joined(separator: ","))
      texts.append("i\(item)," + y.map { "\($0)" }.joined(separator: ","))
      findings.append("i\(item),\(20 + item),\(item % 2),\(item % 3 == 0 ? 1 : -1)")
    }
    try folder.write(images.joined(separator: "\n") + "\n", to: "images.csv")
    try folder.write(texts.joined(separator: "\n") + "\n", to: "texts.csv")
    try folder.write(findings.joined(separator: "\n") + "\n", to: "findings.csv")
  }

  private func text(_ words: String...) throws -> Command {
    try Command(["text"] + words + ["--quiet"], in: folder.url)
  }

  private func json(_ name: String) throws -> [String: Any] {
    let data = try Data(contentsOf: folder.url.appending(path: name))
    return try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
  }

  private func recalls(_ result: [String: Any]) throws -> [[String: Any]] {
    let directions = try #require(result["retrieval"] as? [[String: Any]])
    return try #require(directions.first?["recalls"] as? [[String: Any]])
  }

  @Test func mapsAreFittedAndFindWhatTheyHaveNotSeen() throws {
    let found = try text(
      "align", "images.csv", "--text-vectors", "texts.csv", "-o", "maps.json", "--json", "a.json",
      "--figures", "figures", "--findings", "findings.csv")
    #expect(found.status == 0, "\(found.error)")
    let result = try json("a.json")
    let study = try #require(result["alignment"] as? [String: Any])
    let pairs = try #require(result["pairs"] as? Int)
    #expect(pairs == 12 && study["training"] as? Int == 36 && study["validation"] as? Int == 12)
    let first = try #require(try recalls(result).first)
    #expect(try #require(first["value"] as? Double) > 0.8)
    #expect((first["by_label"] as? Double).map { $0 < 0.3 } == true && first["interval"] != nil)
    let losses = try #require(result["losses"] as? [String: Any])
    #expect(losses["label_origin"] as? String == "findings" && losses["batch"] as? Int == 12)
    let wrong = try #require(result["false_negatives"] as? [String: Any])
    let rules = try #require(wrong["rules"] as? [[String: Any]])
    #expect(rules.first?["twins"] as? Int == 10 && rules.first?["affected"] as? Int == 20)
    let names = try FileManager.default.contentsOfDirectory(
      atPath: folder.url.appending(path: "figures").path)
    #expect(names.count { $0.hasSuffix(".png") } == 4)
  }

  @Test func mapsOfAFileLeaveOutWhatTheyWereFittedOn() throws {
    let maps = try text("align", "images.csv", "--text-vectors", "texts.csv", "-o", "maps.json")
    #expect(maps.status == 0, "\(maps.error)")
    let found = try text(
      "retrieve", "images.csv", "--text-vectors", "texts.csv", "--alignment", "maps.json", "--json",
      "r.json")
    #expect(found.status == 0, "\(found.error)")
    let result = try json("r.json")
    let use = try #require(result["alignment_file"] as? [String: Any])
    #expect(use["left_out"] as? Int == 48 && result["pairs"] as? Int == 12)
    #expect(try #require(try recalls(result).first?["value"] as? Double) > 0.8)
  }

  @Test func theSameSeedGivesTheSameBytes() throws {
    for name in ["a", "b"] {
      let found = try text(
        "align", "images.csv", "--text-vectors", "texts.csv", "-o", "\(name)-maps.json", "--json",
        "\(name).json")
      #expect(found.status == 0, "\(found.error)")
    }
    for name in ["maps.json", "json"] {
      let separator = name == "json" ? "." : "-"
      let files = try ["a", "b"].map {
        try Data(contentsOf: folder.url.appending(path: "\($0)\(separator)\(name)"))
      }
      #expect(files[0] == files[1])
    }
  }

  @Test func aListOfCaptionsOfAnotherLengthIsRefused() throws {
    try folder.write("one\ntwo\n", to: "captions.txt")
    let found = try text(
      "align", "images.csv", "--text-vectors", "texts.csv", "--captions", "captions.txt", "-o",
      "maps.json")
    #expect(found.status == 1 && found.error.contains("2 lines"), "\(found.error)")
  }

  @Test func blankCaptionsAreLeftOutAndTold() throws {
    let lines = (0..<60).map { $0 % 10 == 0 ? "  " : "text \($0)" }
    try folder.write(lines.joined(separator: "\n") + "\n", to: "captions.txt")
    let found = try text(
      "align", "images.csv", "--text-vectors", "texts.csv", "--captions", "captions.txt", "-o",
      "maps.json", "--json", "a.json")
    #expect(found.status == 0 && found.error.contains("6 images have no text"), "\(found.error)")
    #expect(try json("a.json")["without_text"] as? Int == 6)
  }

  @Test func vectorsOfOtherSpacesAreNotCompared() throws {
    let unsaid = try text("retrieve", "images.csv", "--text-vectors", "texts.csv")
    #expect(unsaid.status == 64 && unsaid.error.contains("--fit"), "\(unsaid.error)")
    let shared = try text("retrieve", "images.csv", "--text-vectors", "texts.csv", "--shared")
    #expect(shared.status == 1 && shared.error.contains("text align"), "\(shared.error)")
  }

  @Test func otherFilesAreNoMaps() throws {
    for content in ["", "{}", "{\"format\": 1}", "nonsense"] {
      try folder.write(content, to: "maps.json")
      let found = try text(
        "retrieve", "images.csv", "--text-vectors", "texts.csv", "--alignment", "maps.json")
      #expect(found.status == 1 && found.error.contains("semblance text align"), "\(found.error)")
    }
  }

  /// Words in capitals, as pandas writes them, were no findings, and another column was taken.
  @Test func findingsMayBeWords() throws {
    let rows = (0..<60).map { "i\($0),\($0 % 2 == 0 ? "True" : "False")" }
    try folder.write(("id,effusion\n" + rows.joined(separator: "\n") + "\n"), to: "words.csv")
    let found = try text(
      "align", "images.csv", "--text-vectors", "texts.csv", "--findings", "words.csv", "-o",
      "m.json",
      "--json", "a.json")
    #expect(found.status == 0, "\(found.error)")
    let wrong = try #require(try json("a.json")["false_negatives"] as? [String: Any])
    let rules = try #require(wrong["rules"] as? [[String: Any]])
    #expect(rules.count == 3 && rules.last?["affected"] as? Int == 60)
  }

  @Test func findingsThatDoNotFitAreRefused() throws {
    try folder.write("id,age\ni0,30\n", to: "none.csv")
    try folder.write("id,heart\ni0,1\n", to: "few.csv")
    try folder.write("id,heart\ni0,1\ni1,0\ni0,0\n", to: "twice.csv")
    try folder.write("id,heart\ni0,1\ni1\n", to: "short.csv")
    let files = [
      ("none.csv", "no column of findings"), ("few.csv", "no row of i1"),
      ("twice.csv", "two rows of i0"), ("short.csv", "line 3"),
    ]
    for (file, part) in files {
      let found = try text(
        "align", "images.csv", "--text-vectors", "texts.csv", "--findings", file, "-o", "m.json")
      #expect(found.status == 1 && found.error.contains(part), "\(found.error)")
    }
  }

  @Test(arguments: [
    ["retrieve", "images.csv", "--fit", "--shared"], ["retrieve", "images.csv", "--ranks", "0,5"],
    ["align", "images.csv", "-o", "maps.npy"], ["retrieve", "images.csv", "--alignment", "a.npy"],
    ["classify", "images.csv", "--classes", "a,b", "--prompts", "p.yaml"],
    ["search", "images.csv", "  "], ["align", "images.csv", "-o", "m.json", "--batch", "1"],
    ["classify", "images.csv", "--nonsense", "-1"],
  ])
  func wrongUsageIsToldBeforeAnyWork(_ words: [String]) throws {
    let found = try Command(["text"] + words, in: folder.url)
    #expect(found.status == 64, "\(found.error)")
  }

  // MARK: With a text encoder

  private static let fetched = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: ".semblance")
  private static let hasMiniLM = FileManager.default.fileExists(
    atPath: fetched.appending(path: "models/minilm-l6").path)
  private static let remedy: Comment = "run scripts/setup --for test"

  /// Maps between the vectors of the pictures and MiniLM-L6, as set-up fetches it.
  private func align() throws {
    for part in ["runtime", "models"] {
      let home = folder.url.appending(path: "home")
      try FileManager.default.createDirectory(at: home, withIntermediateDirectories: true)
      try FileManager.default.createSymbolicLink(
        at: home.appending(path: part), withDestinationURL: Self.fetched.appending(path: part))
    }
    let found = try text("align", "images.csv", "-o", "maps.json")
    #expect(found.status == 0, "\(found.error)")
  }

  @Test(.enabled(if: hasMiniLM, remedy))
  func classesAreToldByPromptsAndHeldAgainstNonsense() throws {
    try align()
    let found = try text(
      "classify", "images.csv", "--alignment", "maps.json", "--classes", "even,odd", "--nonsense",
      "9", "--csv", "classes.csv", "--json", "c.json")
    #expect(found.status == 0, "\(found.error)")
    let zeroShot = try #require(try json("c.json")["zero_shot"] as? [String: Any])
    // The pictures that maps were fitted on judge nothing, and have a class all the same.
    #expect(zeroShot["items"] as? Int == 12)
    let nonsense = try #require(zeroShot["nonsense"] as? [String: Any])
    #expect((nonsense["values"] as? [Double])?.count == 9)
    let table = try String(contentsOf: folder.url.appending(path: "classes.csv"), encoding: .utf8)
    #expect(table.split(separator: "\n").count == 61)
  }

  @Test(.enabled(if: hasMiniLM, remedy))
  func searchesTellWhatMadeThem() throws {
    try align()
    let long = Array(repeating: "word", count: 600).joined(separator: " ")
    let found = try text(
      "search", "images.csv", "text 3", long, "--alignment", "maps.json", "-k", "4", "--json",
      "s.json")
    #expect(found.status == 0 && found.error.contains("1 of 2 texts are longer"), "\(found.error)")
    let result = try json("s.json")
    let queries = try #require(result["queries"] as? [[String: Any]])
    #expect(queries.map { $0["query"] as? String } == ["text 3", long])
    #expect((queries[0]["neighbors"] as? [Any])?.count == 4)
    let texts = try #require(result["texts"] as? [String: Any])
    #expect(texts["alignment_file"] as? String == "maps.json")
    #expect((texts["text_model"] as? [String: Any])?["name"] as? String == "minilm-l6")
  }
}
