import Foundation
import TestSupport
import Testing

@Suite struct JoinCommandTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    var text = ""
    for i in 0..<5_000 {
      text += (0..<6).map { "\((i * ($0 + 3) * 7_919) % 101 - 50)" }.joined(separator: ",") + "\n"
    }
    try folder.write(text, to: "x.csv")
  }

  private func join(_ parts: String, _ more: String...) throws -> Command {
    try Command(
      ["join", "x.csv", "-t", "0.98", "--parts", parts, "--quiet"] + more, in: folder.url)
  }

  private func table(_ name: String) throws -> Data {
    try Data(contentsOf: folder.url.appending(path: name))
  }

  @Test func sharesAreMergedToWhatOneProcessFinds() throws {
    let alone = try join("alone", "-o", "alone.csv")
    #expect(alone.status == 0 && alone.output.contains("pairs at cosine ≥ 0.98"), "\(alone.error)")
    for share in ["2/3", "1/3"] {
      let command = try join("parts", "--blocks", share)
      #expect(command.status == 0, "\(command.error)")
      #expect(command.output.contains("share \(share) is in parts"))
    }
    let early = try join("parts", "--merge", "-o", "merged.csv")
    #expect(early.status == 1 && early.error.contains("parts are missing in parts"))
    #expect(try join("parts", "--blocks", "3/3").output.contains("none is missing"))
    #expect(try join("parts", "--merge", "-o", "merged.csv").status == 0)
    #expect(try table("alone.csv") == table("merged.csv"))
  }

  @Test func partsOfAnotherJoinAreRefused() throws {
    #expect(try join("parts").status == 0)
    let other = try Command(
      ["join", "x.csv", "-t", "0.97", "--parts", "parts", "--quiet"], in: folder.url)
    #expect(other.status == 1 && other.error.contains("parts of another join"))
  }

  @Test(arguments: ["0/3", "4/3", "1", "a/b", "1/3/5", "/", "1/0"])
  func sharesThatAreNoneAreRefused(share: String) throws {
    #expect(try join("parts", "--blocks", share).status == 64)
  }

  @Test func aShareWritesNoPairs() throws {
    #expect(try join("parts", "--blocks", "1/2", "-o", "x.csv").status == 64)
  }

  @Test(arguments: ["h", "3x", "", "-5s", "3m2h"])
  func timesThatAreNoneAreRefused(limit: String) throws {
    #expect(try join("parts", "--time-limit=\(limit)").status == 64)
  }

  /// Unfinished work has a code of its own, by which a batch system knows to start it again.
  @Test func theTimeLimitEndsAJoin() throws {
    let ended = try join("parts", "--time-limit", "0s")
    #expect(ended.status == 75 && ended.error.contains("the time limit is reached"))
  }
}
