import Foundation
import Images
import TestSupport
import Testing

/// `semblance label …` as users start it.
@Suite struct LabelCommandTests {
  private let folder: TemporaryFolder

  /// Bright and dark pictures, 16 of each, and 6 new ones of each.
  init() throws {
    folder = try TemporaryFolder()
    for index in 0..<44 {
      let isBright = index % 2 == 0
      let samples = (0..<64).map { place -> UInt8 in
        let noise = (place * 37 + index * 101) % 60
        return UInt8((isBright ? 160 : 20) + noise)
      }
      let image = Image(width: 8, height: 8, channels: 1, samples: samples)
      let place = index < 32 ? "old/\(isBright ? "day" : "night")" : "new"
      try folder.write(image.encodedPNG(), to: "\(place)/\(index).png")
    }
  }

  private func label(_ words: [String]) throws -> Command {
    try Command(["label"] + words + ["--quiet"], in: folder.url)
  }

  private func text(_ name: String) throws -> String {
    try String(contentsOf: folder.url.appending(path: name), encoding: .utf8)
  }

  private func json(_ name: String) throws -> [String: Any] {
    let data = try Data(contentsOf: folder.url.appending(path: name))
    return try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
  }

  private let old = ["old", "--levels", "label", "--encoder", "histogram-rgb-8"]

  @Test func newPicturesAreSuggestedTheLabelOfTheirLike() throws {
    let found = try label(
      ["suggest", "old", "new", "--levels", "label", "--encoder", "histogram-rgb-8"] + [
        "--csv", "s.csv", "--json", "s.json", "--figures", "figures", "--neighbors", "5",
        "--label-studio", "tasks.json",
      ])
    #expect(found.status == 0, "\(found.error)")
    let rows = try text("s.csv").split(separator: "\n").dropFirst()
    #expect(rows.count == 12)
    for row in rows {
      let number = try #require(Int(row.prefix { $0 != "." }))
      #expect(row.contains(number % 2 == 0 ? ".png,day," : ".png,night,"), "\(row)")
    }
    let result = try json("s.json")
    #expect((result["suggestions"] as? [[String: Any]])?.count == 12)
    let vote = try #require(result["vote"] as? [String: Any])
    #expect(
      Set(vote.keys).isSuperset(of: [
        "accuracy", "calibration_bias", "chosen", "confidence", "curve",
        "expected_calibration_error", "interval", "judged", "labels", "neighbors", "reliability",
        "required_accuracy", "temperature",
      ]))
    let figures = try FileManager.default.contentsOfDirectory(
      atPath: folder.url.appending(path: "figures").path)
    #expect(
      Set(figures).isSuperset(of: [
        "labels-coverage.png", "labels-reliability.png", "labels-confident.png",
        "labels-doubtful.png", "captions.md",
      ]))
    #expect(try text("tasks.json").contains("/data/local-files/?d=32.png"))
    #expect(try text("tasks.xml").contains("<Choice value=\"day\"/>"))
  }

  @Test func aWrongLabelIsTheFirstSuspect() throws {
    try FileManager.default.moveItem(
      at: folder.url.appending(path: "old/day/4.png"),
      to: folder.url.appending(path: "old/night/4.png"))
    let found = try label(
      ["audit"] + old + ["--csv", "a.csv", "--json", "a.json", "--figures", "figures"])
    #expect(found.status == 0, "\(found.error)")
    let rows = try text("a.csv").split(separator: "\n")
    #expect(rows.count > 1 && rows[1].hasPrefix("night/4.png,night,day,"))
    let audit = try #require(try json("a.json")["audit"] as? [String: Any])
    #expect(audit["judged"] as? Int == 32 && audit["confident_learning"] != nil)
    #expect(
      FileManager.default.fileExists(
        atPath: folder.url.appending(path: "figures/labels-suspects.pdf").path))
  }

  @Test func aFilterIsTrainedWrittenAndApplied() throws {
    let trained = try label(
      ["filter", "train"] + old + [
        "--wanted", "day", "--recall", "0.9", "--out", "f.json", "--figures", "figures",
      ])
    #expect(trained.status == 0, "\(trained.error)")
    let filter = try json("f.json")
    #expect(filter["format"] as? Int == 1)
    #expect((filter["encoder"] as? [String: Any])?["name"] as? String == "histogram-rgb-8")
    // The encoder is the filter's own.
    let applied = try label(["filter", "apply", "f.json", "new", "--csv", "n.csv", "--lists", "l"])
    #expect(applied.status == 0, "\(applied.error)")
    #expect(
      Set(try text("l/wanted.txt").split(separator: "\n"))
        == Set((32..<44).filter { $0 % 2 == 0 }.map { "\($0).png" }))
    #expect(try text("n.csv").split(separator: "\n").count == 13)
    let rest = try Command(
      ["clusters", "new", "-k", "2", "--encoder", "pixels-4", "--exclude", "l/unwanted.txt", "-q"],
      in: folder.url)
    #expect(rest.status == 0 && rest.output.contains("items"), "\(rest.error)")
  }

  @Test func aFilterOfAnotherEncoderIsRefusedByName() throws {
    let sources = ["--wanted", "old/day", "--unwanted", "old/night", "--encoder", "pixels-4"]
    let trained = try label(
      ["filter", "train"] + sources + ["--recall", "0.9", "--out", "f.json"])
    #expect(trained.status == 0, "\(trained.error)")
    let applied = try label(["filter", "apply", "f.json", "new", "--encoder", "histogram-rgb-8"])
    #expect(applied.status == 1)
    #expect(applied.error.contains("pixels-4") && applied.error.contains("histogram-rgb-8"))
    try folder.write("{\"format\": 2}", to: "old.json")
    let other = try label(["filter", "apply", "old.json", "new"])
    #expect(other.status == 1 && other.error.contains("old.json: format: found 2, expected 1"))
  }

  @Test(arguments: ["margin", "k-centre", "typicality", "random"])
  func picturesToLabelAreChosen(_ strategy: String) throws {
    let found = try label(
      ["select", "new", "--labelled", "old", "--levels", "label", "--count", "3", "--by", strategy]
        + ["--encoder", "pixels-4", "--csv", "n.csv", "--figures", "figures"])
    #expect(found.status == 0, "\(found.error)")
    let rows = try text("n.csv").split(separator: "\n")
    #expect(rows.count == 4 && Set(rows.dropFirst().map { $0.prefix { $0 != "," } }).count == 3)
    #expect(
      FileManager.default.fileExists(
        atPath: folder.url.appending(path: "figures/labels-select.png").path))
  }

  @Test func tablesMayLackSomeLabels() throws {
    let rows = (0..<40).map { row in
      let label = row < 30 ? (row % 2 == 0 ? "a" : "b") : ""
      return "x\(row),\(label),\(row % 2 == 0 ? 1 : 0).\(row),\(row % 2).\(40 - row)"
    }
    try folder.write((["id,label,e0,e1"] + rows).joined(separator: "\n") + "\n", to: "v.csv")
    let found = try label(["suggest", "v.csv", "--csv", "s.csv"])
    #expect(found.status == 0, "\(found.error)")
    let suggestions = try text("s.csv")
    #expect(suggestions.contains("x30,a,") && suggestions.contains("x31,b,"))
    #expect(suggestions.split(separator: "\n").count == 11)
  }

  @Test(arguments: [
    ["suggest", "old", "--levels", "label", "--accuracy", "2"],
    ["suggest", "old", "--accuracy", "0.9", "--confidence", "0.9"],
    ["audit", "old", "--folds", "1"], ["audit", "old", "--c", "0"],
    ["filter", "train", "--wanted", "old", "--out", "f.json"],
    ["filter", "train", "old", "--wanted", "day", "--out", "f.txt"],
    ["filter", "train", "old", "--wanted", "day", "--recall", "0", "--out", "f.json"],
    ["select", "old", "--count", "0"], ["select", "old", "--count", "3", "--by", "guess"],
    ["suggest", "old", "new", "--label-studio-prefix", "s3://b/"],
  ])
  func wrongUsageIsRefused(_ words: [String]) throws {
    #expect(try label(words).status == 64)
  }

  @Test func tasksThatCannotBeWrittenAreRefusedBeforeAnyAnalysis() throws {
    let vectors = try Command(
      ["embed", "new", "--encoder", "pixels-4", "-o", "n.npy", "--quiet"], in: folder.url)
    #expect(vectors.status == 0)
    try FileManager.default.removeItem(at: folder.url.appending(path: "n.ids.txt"))
    for words in [
      ["audit"] + old + ["--label-studio-root", "new"], ["select", "n.npy", "--count", "2"],
    ] {
      let found = try label(words + ["--csv", "c.csv", "--label-studio", "t.json"])
      #expect(found.status == 1 && found.error.contains("--label-studio"), "\(found.error)")
      #expect(found.output.isEmpty)
    }
    #expect(!FileManager.default.fileExists(atPath: folder.url.appending(path: "c.csv").path))
  }

  @Test func tasksOfATableAreRelativeToTheFolderAboveItsImages() throws {
    let rows = (0..<32).map { "../pictures/\($0 % 2)/\($0).png,\($0 % 2 == 0 ? "day" : "night")" }
    for index in 0..<32 {
      let from = folder.url.appending(path: "old/\(index % 2 == 0 ? "day" : "night")/\(index).png")
      try folder.write(
        [UInt8](try Data(contentsOf: from)), to: "pictures/\(index % 2)/\(index).png")
    }
    try folder.write((["path,label"] + rows).joined(separator: "\n") + "\n", to: "tables/t.csv")
    let found = try label([
      "audit", "tables/t.csv", "--encoder", "pixels-4", "--label-studio", "t.json", "--accuracy",
      "0.5",
    ])
    #expect(found.status == 0 && found.output.contains("relative to"), "\(found.error)")
    #expect(found.output.contains("/pictures"))
  }

  @Test func inputsThatSayNothingAreRefusedInASentence() throws {
    for (words, reason) in [
      (["suggest", "new"], "no label of any item"),
      (["suggest"] + old, "no item without a label"),
      (["audit", "old/day", "--levels", "label"], "no label of any item"),
      (["select"] + old + ["--count", "3"], "no item without a label"),
      (
        ["filter", "train"] + old + ["--wanted", "day,night", "--out", "f.json"],
        "every item with a label is wanted"
      ),
      (
        ["filter", "train"] + old
          + ["--wanted", "day", "--recall", "0.99", "--guarantee", "--out", "f.json"],
        "cannot be guaranteed by 16 wanted items"
      ),
    ] {
      let encoder = words.contains("--encoder") ? [] : ["--encoder", "pixels-4"]
      let found = try label(words + encoder)
      #expect(found.status == 1 && found.error.contains(reason), "\(words): \(found.error)")
    }
    #expect(
      !FileManager.default.fileExists(atPath: folder.url.appending(path: "f.json").path))
  }
}
