import Foundation
import Images
import TestSupport
import Testing

/// `semblance shift --online` as users start it.
@Suite struct OnlineShiftCommandTests {
  private let folder: TemporaryFolder

  /// A reference, two batches like it, and two brighter ones.
  init() throws {
    folder = try TemporaryFolder()
    try pictures("reference", 40, seed: 1)
    for (index, day) in ["d1", "d2", "d3", "d4"].enumerated() {
      try pictures(day, 8, seed: UInt64(index + 2), brighter: index > 1 ? 120 : 0)
    }
    try folder.write("no picture", to: "broken/a.png")
  }

  private func pictures(
    _ name: String, _ count: Int, seed: UInt64, brighter: Int = 0
  ) throws {
    var state = seed
    for index in 0..<count {
      let samples = (0..<64).map { _ -> UInt8 in
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return UInt8(min(255, Int(state >> 57) + brighter))
      }
      let image = Image(width: 8, height: 8, channels: 1, samples: samples)
      try folder.write(image.encodedPNG(), to: "\(name)/\(index).png")
    }
  }

  private func run(_ sources: [String], _ more: [String] = []) throws -> Command {
    try Command(
      ["shift", "--online"] + sources + [
        "--encoder", "pixels-4", "--no-normalize", "--permutations", "99", "--run-length", "20",
        "--streams", "10", "--quiet",
      ] + more, in: folder.url)
  }

  private func json(_ name: String) throws -> [String: Any] {
    let data = try Data(contentsOf: folder.url.appending(path: name))
    return try #require(JSONSerialization.jsonObject(with: data) as? [String: Any])
  }

  @Test func batchesAreWatchedAnAlarmEndsWithTwoAndStatesGoOn() throws {
    let whole = try run(
      ["reference", "d1", "d2", "d3", "d4"],
      ["--json", "whole.json", "--figure", "s.svg", "--fail-on-alarm"])
    #expect(whole.status == 2, "\(whole.error)")
    #expect(whole.output.contains("ALARM") && whole.error.contains("alarm at d"))
    #expect(whole.output.contains("simulated streams of the reference"))
    let batches = try #require(try json("whole.json")["batches"] as? [[String: Any]])
    #expect(batches.count == 4 && batches[0]["is_alarm"] as? Bool == false)
    let figure = try String(contentsOf: folder.url.appending(path: "s.svg"), encoding: .utf8)
    #expect(figure.contains("threshold") && figure.contains("first alarm"))
    for day in ["d1", "d2", "d3", "d4"] {
      let daily = try run(["reference", day], ["--state", "s.json", "--json", "daily.json"])
      #expect(daily.status == 0, "\(daily.error)")
    }
    let days = try #require(try json("daily.json")["batches"] as? [[String: Any]])
    #expect(NSArray(array: days) == NSArray(array: batches))
  }

  @Test func aStateOfAnotherStreamAndADamagedOneAreRefused() throws {
    #expect(try run(["reference", "d1"], ["--state", "s.json"]).status == 0)
    let before = try Data(contentsOf: folder.url.appending(path: "s.json"))
    let other = try run(["d2", "d1"], ["--state", "s.json"])
    #expect(other.status == 1 && other.error.contains("stream with reference"), "\(other.error)")
    let missing = try run(["reference", "nowhere"], ["--state", "s.json"])
    #expect(missing.status == 1 && missing.error.contains("nowhere"))
    #expect(try Data(contentsOf: folder.url.appending(path: "s.json")) == before)
    try folder.write("{}", to: "bad.json")
    let damaged = try run(["reference", "d1"], ["--state", "bad.json"])
    #expect(damaged.status == 1 && damaged.error.contains("delete it"), "\(damaged.error)")
  }

  @Test func aBatchWithoutAReadableImageIsSkipped() throws {
    let found = try run(["reference", "broken", "d1"])
    #expect(found.status == 0, "\(found.error)")
    #expect(found.output.contains("skipped: no readable image in it"))
    let cut = try run(["reference", "d1"], ["--batch-size", "4"])
    #expect(cut.output.contains("d1 5–8"), "\(cut.output)")
  }

  @Test func wrongUsageIsRefused() throws {
    #expect(try run(["reference"]).status == 64)
    #expect(try run(["reference", "d1"], ["--by", "site"]).status == 64)
    #expect(try run(["reference", "d1"], ["--kernel", "energy"]).status == 64)
    #expect(try run(["reference", "d1"], ["--fail-on", "p_value<1"]).status == 64)
    #expect(try run(["reference", "d1"], ["--allowance", "9"]).status == 64)
    #expect(try run(["reference", "d1"], ["--allowance", "3"]).status == 64)
    #expect(try run(["reference", "d1"], ["--figures", "f"]).status == 64)
    #expect(try run(["reference", "d1"], ["--top", "3"]).status == 64)
    let two = try Command(["shift", "reference", "d1", "--run-length", "5"], in: folder.url)
    #expect(two.status == 64 && two.error.contains("give --online"))
  }
}
