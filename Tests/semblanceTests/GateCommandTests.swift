import Foundation
import Images
import TestSupport
import Testing

/// Gates, baselines and stores as a build server uses them.
@Suite struct GateCommandTests {
  private let folder: TemporaryFolder

  /// Pictures 0–3 in train; 2 and 3 also in test, with 4.
  init() throws {
    folder = try TemporaryFolder()
    for (set, numbers) in [("train", [0, 1, 2, 3]), ("test", [2, 3, 4]), ("other", [5])] {
      for number in numbers {
        try folder.write(Self.picture(number).encodedPNG(), to: "\(set)/\(number).png")
      }
    }
  }

  private static func picture(_ number: Int) -> Image {
    let samples = (0..<256).map { place -> UInt8 in
      place >> 4 == 2 * number || place & 15 == number ? 255 : 0
    }
    return Image(width: 16, height: 16, channels: 1, samples: samples)
  }

  private func run(_ arguments: String...) throws -> Command {
    try Command(arguments + ["--quiet"], in: folder.url)
  }

  private func leakage(_ arguments: String...) throws -> Command {
    try Command(
      ["leakage", "train", "test", "-t", "0.99", "--encoder", "pixels-16", "--quiet"] + arguments,
      in: folder.url)
  }

  private func json(_ name: String) throws -> [String: Any] {
    let data = try Data(contentsOf: folder.url.appending(path: name))
    return try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
  }

  @Test func crossedGatesGiveCodeTwoAndAJUnitFile() throws {
    let crossed = try leakage("--fail-on", "leak_rate>0", "--junit", "out.xml", "--json", "o.json")
    #expect(crossed.status == 2 && crossed.error.contains("gate crossed: leak_rate>0"))
    let text = try String(contentsOf: folder.url.appending(path: "out.xml"), encoding: .utf8)
    #expect(text.contains("failures=\"1\"") && text.contains("2.png = 2.png"))
    let gates = try #require(try json("o.json")["gates"] as? [String: Any])
    #expect(gates["new_pairs"] as? Int == 2)
    #expect(try leakage("--fail-on", "leaked_items>2", "--junit", "out.xml").status == 0)
  }

  @Test func acceptedPairsDoNotCountUntilAnotherComes() throws {
    #expect(try leakage("--write-baseline", "accepted.json").status == 0)
    let again = try leakage("--baseline", "accepted.json", "--fail-on", "leak_rate>0")
    #expect(again.status == 0 && again.output.contains("2 pairs accepted before, 0 new"))
    try folder.write(Self.picture(0).encodedPNG(), to: "test/renamed.png")
    let new = try leakage("--baseline", "accepted.json", "--fail-on", "leak_rate>0")
    #expect(new.status == 2 && new.output.contains("2 pairs accepted before, 1 new"))
    #expect(new.error.contains("0.25"))
  }

  @Test(arguments: ["leak_rate", "leek>0", "leak_rate>much", "leak_rate>0,"])
  func brokenGatesAreRefusedBeforeWork(_ gate: String) throws {
    let refused = try leakage("--fail-on", gate, "--json", "o.json")
    #expect(refused.status == 64 && refused.error.contains("--fail-on"))
    #expect(!FileManager.default.fileExists(atPath: folder.url.appending(path: "o.json").path))
  }

  @Test func resultsAreWrittenAndAGateThatNothingAnswersIsCrossed() throws {
    let command = try leakage(
      "--fail-on", "label_conflicts>0", "--json", "o.json", "--export", "out")
    #expect(command.status == 2 && command.error.contains("label_conflicts"))
    #expect(try json("o.json")["pair_count"] as? Int == 2)
    #expect(
      FileManager.default.fileExists(atPath: folder.url.appending(path: "out/clean.csv").path))
  }

  @Test func imagesOfOtherSplitsStayBeforeTrainingImages() throws {
    try folder.write(
      "path,split,age\ntrain/2.png,train,7\ntest/2.png,test,8\ntest/4.png,test,9\n",
      to: "both.csv")
    let command = try run(
      "duplicates", "both.csv", "-t", "0.99", "--encoder", "pixels-16", "--export", "out")
    #expect(command.status == 0)
    let text = try String(
      contentsOf: folder.url.appending(path: "out/removed.csv"), encoding: .utf8)
    #expect(text.contains("id,path,label,split,group,site,age,reason,kept,cosine"))
    #expect(text.contains("train/2.png,../train/2.png,,train,,,7,duplicate,test/2.png"))
  }

  @Test func junitWithoutAGateIsRefused() throws {
    #expect(try leakage("--junit", "out.xml").status == 64)
  }

  @Test func newImagesAreHeldAgainstAStore() throws {
    #expect(try run("embed", "train", "--encoder", "pixels-16", "-o", "train.npy").status == 0)
    try FileManager.default.removeItem(at: folder.url.appending(path: "train"))
    let found = try run(
      "leakage", "--against", "train.npy", "test", "-t", "0.99", "--json", "o.json",
      "--fail-on", "leaked_items>1")
    #expect(found.status == 2)
    #expect(try json("o.json")["leaked_items"] as? Int == 2)
    let pairs = try #require(try json("o.json")["pairs"] as? [[String: Any]])
    #expect(try #require(pairs.first?["evidence"] as? [String]).starts(with: ["file", "pixels"]))
    let clean = try run(
      "leakage", "--against", "train.npy", "other/5.png", "-t", "0.99", "--fail-on", "leak_rate>0")
    #expect(clean.status == 0)
  }

  @Test func storesOfAnotherEncoderAreRefused() throws {
    #expect(try run("embed", "train", "--encoder", "pixels-16", "-o", "train.npy").status == 0)
    let found = try run(
      "leakage", "--against", "train.npy", "test", "-t", "0.99", "--encoder", "pixels-8")
    #expect(found.status == 64 && found.error.contains("pixels-16"))
    #expect(try run("leakage", "--against", "test", "train", "-t", "0.9").status == 64)
    #expect(try run("leakage", "--against", "train.npy", "a", "b", "-t", "0.9").status == 64)
    #expect(try run("leakage", "train", "-t", "0.9").status == 64)
  }

  @Test func duplicatesHaveTheSameGates() throws {
    try folder.write(Self.picture(1).encodedPNG(), to: "train/copy.png")
    func duplicates(_ arguments: String...) throws -> Command {
      try Command(
        ["duplicates", "train", "-t", "0.99", "--encoder", "pixels-16", "--quiet"] + arguments,
        in: folder.url)
    }
    #expect(try duplicates("--fail-on", "pair_count>0").status == 2)
    #expect(try duplicates("--write-baseline", "accepted.json").status == 0)
    let accepted = try duplicates("--baseline", "accepted.json", "--fail-on", "group_count>0")
    #expect(accepted.status == 0)
    #expect(try duplicates("--fail-on", "leak_rate>0").status == 64)
  }

  /// A plan whose test set leaks two of three pictures.
  private func writePlan() throws {
    for set in ["train", "test"] {
      let place = folder.url.appending(path: "sets/\(set)")
      try FileManager.default.createDirectory(
        at: place.deletingLastPathComponent(), withIntermediateDirectories: true)
      try FileManager.default.copyItem(at: folder.url.appending(path: set), to: place)
    }
    try folder.write(
      "name: set\nsource: folder\nroot: sets\nlevels: [split]\n", to: "dataset.yaml")
    try folder.write(
      """
      title: Gated
      dataset: dataset.yaml
      encoders: [pixels-16]
      compare: {by: split, reference: train, candidate: test}
      analyses: {leakage: {threshold: 0.99}}
      fail_on: [leakage.leak_rate>0.5, duplicates.pair_count>100]
      """, to: "plan.yaml")
  }

  @Test func runsEndWithCodeTwoAfterWritingTheirReport() throws {
    try writePlan()
    let crossed = try run("run", "plan.yaml", "-o", "report")
    #expect(crossed.status == 2, "\(crossed.error)")
    #expect(crossed.error.contains("gate crossed: leakage.leak_rate>0.5"))
    #expect(!crossed.error.contains("pair_count"))
    let report = try String(
      contentsOf: folder.url.appending(path: "report/report.md"), encoding: .utf8)
    #expect(report.contains("## Gates") && report.contains("crossed"))
    #expect(report.contains("What the plan demands of numbers") && report.contains("| not hold |"))
    let passed = try run(
      "run", "plan.yaml", "-o", "report", "--set", "fail_on=[leakage.leak_rate>0.9]")
    #expect(passed.status == 0, "\(passed.error)")
    let broken = try run("run", "plan.yaml", "-o", "none", "--set", "fail_on=[leakage>0]")
    #expect(broken.status == 1 && broken.error.contains("fail_on"), "\(broken.error)")
    #expect(!FileManager.default.fileExists(atPath: folder.url.appending(path: "none").path))
  }

  @Test func aRunIsJudgedWithoutComputing() throws {
    try writePlan()
    #expect(try run("run", "plan.yaml", "-o", "report", "--set", "fail_on=[]").status == 0)
    func check(_ arguments: String...) throws -> Command {
      try Command(["check", "report"] + arguments, in: folder.url)
    }
    #expect(try check().status == 64)
    let listed = try check("--list")
    #expect(listed.status == 0 && listed.output.contains("leakage.leak_rate[pixels-16]"))
    let passed = try check(
      "--gate", "leakage.leak_rate.high < 1", "--gate", "data.images - 7 == 0")
    #expect(passed.status == 0 && passed.output.contains("gates: 2 passed"), "\(passed.error)")
    let crossed = try check(
      "--gate", "leakage.leak_rate < 0.5", "--gate", "leakage.label_conflicts < 1", "--junit",
      "gates.xml", "--github")
    #expect(crossed.status == 2 && crossed.output.contains("::error title=semblance%3A gate"))
    #expect(crossed.output.contains("gates: 0 passed, 2 crossed"))
    let file = try String(contentsOf: folder.url.appending(path: "gates.xml"), encoding: .utf8)
    #expect(file.contains("failures=\"1\" errors=\"1\"") && file.contains(", cosine 1.0"))
    for wrong in ["leakage.leek < 1", "leakage.leak_rate <", "shift.p_value > 0"] {
      #expect(try check("--gate", wrong).status == 64, "\(wrong)")
    }
  }

  @Test func acceptedPairsOfAPlanDoNotCount() throws {
    try writePlan()
    #expect(try leakage("--write-baseline", "known.json").status == 0)
    let accepting = try run(
      "run", "plan.yaml", "-o", "report", "--set", "accepted=known.json", "--set",
      "fail_on=[leakage.leak_rate>0, duplicates.pair_count>100]")
    #expect(accepting.status == 0, "\(accepting.error)")
    let report = try String(
      contentsOf: folder.url.appending(path: "report/report.md"), encoding: .utf8)
    #expect(report.contains("accepted and do not count here: 2 of leakage (pixels-16)"))
    let missing = try run("run", "plan.yaml", "-o", "none", "--set", "accepted=nowhere.json")
    #expect(missing.status == 1 && missing.error.contains("nowhere.json"))
    try folder.write(Self.picture(0).encodedPNG(), to: "sets/test/renamed.png")
    let new = try run(
      "run", "plan.yaml", "-o", "report", "--set", "accepted=known.json", "--set",
      "fail_on=[leakage.leaked_items>0]")
    #expect(new.status == 2 && new.error.contains("leaked_items>0: 1.0"), "\(new.error)")
    let checked = try Command(
      ["check", "report", "--gate", "leakage.pair_count == 1", "--gate", "leakage.removals < 9"],
      in: folder.url)
    #expect(checked.status == 2 && checked.output.contains("1 passed, 2 crossed"))
  }

  @Test func waiversOfAFileCountUntilTheirDay() throws {
    try writePlan()
    #expect(try run("run", "plan.yaml", "-o", "report", "--set", "fail_on=[]").status == 0)
    for (day, status) in [("2999-12-31", 0), ("2001-01-01", 2)] {
      try folder.write(
        """
        gates:
          - {gate: leakage.leak_rate == 0, waived_until: \(day), reason: known since May}
        """, to: "gates.yaml")
      let found = try Command(["check", "report", "--gates", "gates.yaml"], in: folder.url)
      #expect(found.status == Int32(status), "\(found.error)")
      #expect(found.output.contains("1 waived") == (status == 0))
    }
    try folder.write("gates: [leakage.leek == 0]\n", to: "gates.yaml")
    let wrong = try Command(["check", "report", "--gates", "gates.yaml"], in: folder.url)
    #expect(wrong.status == 64 && wrong.error.contains("gates.yaml:1"))
  }

  @Test func theBenchmarkPrintsBothAreasTogether() throws {
    let found = try Command(
      [
        "benchmark", "duplicates", "train", "--encoder", "pixels-16", "--alteration",
        "jpeg-90,flip-vertical", "--json", "b.json", "--figure", "b.svg", "--quiet",
      ], in: folder.url)
    #expect(found.status == 0)
    #expect(found.output.contains("Average precision (area under the ROC curve in brackets)"))
    #expect(found.output.contains("mixed"))
    #expect(try json("b.json")["originals"] as? Int == 4)
    for broken in [["--alteration", "melt"], ["--encoder", "nobody"], ["--copies", "0"]] {
      let refused = try Command(["benchmark", "duplicates", "train"] + broken, in: folder.url)
      #expect(refused.status == 64)
    }
  }
}
