import Foundation
import Images
import TestSupport
import Testing

/// `leakage` and `duplicates` by two encoders, told apart by pictures of 8 × 8 pixels.
///
/// A board and its negative are one grey to `pixels-4` and have nothing in common to `pixels-8`;
/// half a picture and the same with a spot have the cosine √(32/36) = .943 to both.
@Suite struct SeveralEncodersTests {
  private let folder: TemporaryFolder

  /// Ids are the same in both folders and name other pictures.
  init() throws {
    folder = try TemporaryFolder()
    let board = Self.picture { ($0 + $1) % 2 == 0 }
    let negative = Self.picture { ($0 + $1) % 2 == 1 }
    let half = Self.picture { _, column in column < 4 }
    let spotted = Self.picture { row, column in column < 4 || row < 2 && column > 5 }
    for (name, image) in [
      ("train/1", board), ("train/2", half), ("test/1", negative), ("test/2", board),
      ("test/3", spotted), ("all/board", board), ("all/copy", board), ("all/half", half),
      ("all/negative", negative), ("all/spotted", spotted),
    ] {
      try folder.write(try image.encodedPNG(), to: "\(name).png")
    }
  }

  private static func picture(_ isBright: (_ row: Int, _ column: Int) -> Bool) -> Image {
    let samples = (0..<64).map { UInt8(isBright($0 / 8, $0 % 8) ? 200 : 0) }
    return Image(width: 8, height: 8, channels: 1, samples: samples)
  }

  private static let thresholds = "pixels-4=0.98,pixels-8=0.9"

  private func run(_ arguments: String...) throws -> Command {
    try Command(arguments, in: folder.url)
  }

  private func both(_ arguments: String...) throws -> Command {
    try Command(
      arguments + ["--encoder", "pixels-4,pixels-8", "-t", Self.thresholds, "--quiet"],
      in: folder.url)
  }

  private func json(_ name: String) throws -> [String: Any] {
    let data = try Data(contentsOf: folder.url.appending(path: name))
    return try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
  }

  private func text(_ name: String) throws -> String {
    try String(contentsOf: folder.url.appending(path: name), encoding: .utf8)
  }

  private func isThere(_ name: String) -> Bool {
    FileManager.default.fileExists(atPath: folder.url.appending(path: name).path)
  }

  /// "1 2 [pixels-4, pixels-8]".
  private func seen(_ graded: [String: Any]) throws -> [String] {
    try #require(graded["pairs"] as? [[String: Any]]).map { pair in
      let items = try #require(pair["pair"] as? [String: Any])
      let cosines = try #require(pair["cosines"] as? [[String: Any]])
      return "\(items["a"] as? String ?? "") \(items["b"] as? String ?? "") "
        + "\(cosines.compactMap { $0["encoder"] as? String })"
    }
  }

  private func counts(_ values: Any?, _ keys: String...) throws -> [[Int]] {
    try #require(values as? [[String: Any]]).map { value in keys.map { value[$0] as? Int ?? -1 } }
  }

  @Test func pairsAcrossSetsAreGradedByWhoSeesThem() throws {
    let found = try both("leakage", "train", "test", "--json", "out.json")
    #expect(found.status == 0, "\(found.error)")
    #expect(found.output.contains("2 of 2") && found.output.contains("seen by it alone"))
    let answer = try json("out.json")
    #expect(Set(answer.keys) == ["encoders", "graded_pairs", "unreadable"])
    let graded = try #require(answer["graded_pairs"] as? [String: Any])
    #expect(graded["reference"] as? String == "train" && graded["evaluation"] as? String == "test")
    #expect(graded["pair_count"] as? Int == 3)
    #expect(try counts(graded["grades"], "encoders", "pairs") == [[2, 1], [1, 2]])
    #expect(try counts(graded["encoders"], "pairs", "seen_alone") == [[2, 1], [2, 1]])
    #expect(
      try seen(graded) == [
        "1.png 2.png [\"pixels-4\", \"pixels-8\"]", "1.png 1.png [\"pixels-4\"]",
        "2.png 3.png [\"pixels-8\"]",
      ])
  }

  @Test func pairsWithinASetAreGradedByWhoSeesThem() throws {
    let found = try both("duplicates", "all", "--json", "out.json")
    #expect(found.status == 0, "\(found.error)")
    let graded = try #require(try json("out.json")["graded_pairs"] as? [String: Any])
    #expect(graded["reference"] as? String == "all" && graded["evaluation"] == nil)
    #expect(try counts(graded["grades"], "encoders", "pairs") == [[2, 1], [1, 3]])
    #expect(try counts(graded["encoders"], "pairs", "seen_alone") == [[3, 2], [2, 1]])
  }

  @Test(arguments: [["leakage", "train", "test"], ["duplicates", "all"]])
  func eachAnswerIsThatOfTheEncoderAlone(_ question: [String]) throws {
    // One threshold is given and one calibrated.
    let several = try Command(
      question + [
        "--encoder", "pixels-4,pixels-8", "-t", "pixels-4=0.98", "--json", "several.json",
        "--quiet",
      ], in: folder.url)
    #expect(several.status == 0, "\(several.error)")
    let answers = try #require(try json("several.json")["encoders"] as? [[String: Any]])
    for (encoder, threshold) in [("pixels-4", ["-t", "0.98"]), ("pixels-8", [])] {
      let one = try Command(
        question + ["--encoder", encoder, "--json", "one.json", "--quiet"] + threshold,
        in: folder.url)
      #expect(one.status == 0, "\(one.error)")
      var alone = try json("one.json")
      #expect(alone.removeValue(forKey: "unreadable") != nil && alone["encoder"] == nil)
      var answer = try #require(answers.first { $0["encoder"] as? String == encoder })
      answer["encoder"] = nil
      #expect(answer as NSDictionary == alone as NSDictionary, "\(encoder)")
      #expect((answer["calibration"] == nil) == (encoder == "pixels-4"))
    }
  }

  @Test func oneNumberIsTheThresholdOfAll() throws {
    let found = try run(
      "duplicates", "all", "--encoder", "pixels-4, pixels-8", "-t", "0.9", "--json", "out.json")
    #expect(found.status == 0, "\(found.error)")
    let answers = try #require(try json("out.json")["encoders"] as? [[String: Any]])
    #expect(answers.map { $0["threshold"] as? Double } == [0.9, 0.9])
  }

  @Test func gatesAreHeldAgainstEveryEncoder() throws {
    let crossed = try both(
      "duplicates", "all", "--fail-on", "pair_count>2", "--junit", "out.xml", "--json", "out.json")
    #expect(crossed.status == 2)
    #expect(crossed.error.contains("gate crossed: pair_count>2: 3.0 (pixels-4)\n"))
    let junit = try text("out.xml")
    #expect(junit.contains("tests=\"2\" failures=\"1\""))
    #expect(junit.contains("classname=\"duplicates.pixels-8\" name=\"pair_count&gt;2\"/>"))
    #expect(junit.contains("pair_count&gt;2: 3.0 (pixels-4)"))
    let answers = try #require(try json("out.json")["encoders"] as? [[String: Any]])
    let gates = try answers.map { try #require($0["gates"] as? [String: Any]) }
    #expect(gates.map { $0["new_pairs"] as? Int } == [3, 2])
    #expect(try both("duplicates", "all", "--fail-on", "pair_count>3").status == 0)
  }

  @Test func baselinesAcceptThePairsOfAllEncoders() throws {
    #expect(try both("leakage", "train", "test", "--write-baseline", "both.json").status == 0)
    #expect(try #require(try json("both.json")["pairs"] as? [Any]).count == 3)
    let again = try both(
      "leakage", "train", "test", "--baseline", "both.json", "--fail-on", "leak_rate>0")
    #expect(again.status == 0, "\(again.error)")
    #expect(again.output.contains("pixels-4: 2 pairs accepted before, 0 new"))
    #expect(again.output.contains("pixels-8: 2 pairs accepted before, 0 new"))
    #expect(!again.output.contains("other evidence"), "no new pair is listed")
    // What one encoder's pairs accept is accepted of the other as well.
    let one = try run(
      "leakage", "train", "test", "--encoder", "pixels-8", "-t", "0.9", "--write-baseline",
      "one.json")
    #expect(one.status == 0)
    let more = try both(
      "leakage", "train", "test", "--baseline", "one.json", "--fail-on", "leaked_items>0")
    #expect(more.status == 2 && more.error.contains("leaked_items>0: 1.0 (pixels-4)\n"))
    #expect(more.output.contains("pixels-4: 1 pairs accepted before, 1 new"))
  }

  @Test func whatAnyEncoderRemovesIsLeftOut() throws {
    #expect(try both("duplicates", "all", "--export", "clean").status == 0)
    #expect(try text("clean/removed.txt") == "copy.png\nnegative.png\nspotted.png\n")
    #expect(try both("leakage", "train", "test", "--export", "train-clean").status == 0)
    #expect(try text("train-clean/removed.txt") == "1.png\n2.png\n")
  }

  @Test func figuresHaveTheEncodersInTheirNames() throws {
    let found = try both("leakage", "train", "test", "--figures", "out")
    #expect(found.status == 0, "\(found.error)")
    for name in ["cosines-pixels-4", "cosines-pixels-8", "pairs-pixels-4", "pairs-pixels-8"] {
      #expect(isThere("out/leakage-\(name).png"), "\(name)")
    }
    #expect(isThere("out/leakage-by-encoders.pdf"))
    #expect(try text("out/captions.md").contains("`leakage-by-encoders`: The first pairs"))
    #expect(try both("duplicates", "all", "--figures", "out").status == 0)
    #expect(isThere("out/duplicates-by-encoders.png"))
    #expect(isThere("out/duplicates-pairs-pixels-8.pdf"))
  }

  @Test(arguments: [
    (["pixels-4,"], "a name is missing"), (["pixels-4,pixels-4"], "name each encoder once"),
    (["pixels-4,nobody"], "nobody is not known"),
    (["pixels-4,pixels-8", "-t", "pixels-9=0.9"], "pixels-9=… is of no encoder"),
    (["pixels-4,pixels-8", "-t", "pixels-4"], "'pixels-4' is invalid"),
    (["pixels-4,pixels-8", "-t", "pixels-4=2"], "2.0 is not a cosine"),
    (["pixels-4,pixels-8", "-t", "pixels-4=0.9,pixels-4=0.8"], "an encoder twice"),
    (
      ["pixels-4,pixels-8", "-t", "pixels-4=0,pixels-8=1", "--false-pair-rate", "0.01"],
      "nothing to calibrate"
    ),
    (["pixels-4", "-t", "pixels-8=0.9"], "pixels-8=… is of no encoder"),
  ])
  func brokenListsAreRefusedBeforeWork(_ options: [String], _ finding: String) throws {
    for question in [["leakage", "train", "test"], ["duplicates", "all"]] {
      let refused = try Command(
        question + ["--json", "out.json", "--encoder"] + options, in: folder.url)
      #expect(refused.status == 64 && refused.error.contains(finding), "\(refused.error)")
      #expect(!isThere("out.json"))
    }
  }

  @Test func vectorsAndOtherQuestionsHaveOneEncoder() throws {
    #expect(try run("embed", "train", "--encoder", "pixels-4", "-o", "train.npy").status == 0)
    for vectors in [["train.npy", "test"], ["--against", "train.npy", "test"]] {
      let refused = try Command(
        ["leakage"] + vectors + ["--encoder", "pixels-4,pixels-8"], in: folder.url)
      #expect(refused.status == 64 && refused.error.contains("train.npy holds vectors"))
    }
    let shift = try run("shift", "train", "test", "--encoder", "pixels-4,pixels-8")
    #expect(shift.status == 64 && shift.error.contains("one is asked here"))
  }
}
