import Foundation
import Images
import TestSupport
import Testing

@Suite struct CleanSplitCommandTests {
  private let folder: TemporaryFolder

  /// Pictures of 8 × 8 grey levels: b is a copy of a, and c is another picture.
  init() throws {
    folder = try TemporaryFolder()
    for (name, step) in [("train/a", 3), ("train/b", 3), ("train/c, 1", 7), ("test/d", 3)] {
      let samples = (0..<64).map { UInt8($0 * step * $0 % 251) }
      let image = Image(width: 8, height: 8, channels: 1, samples: samples)
      try folder.write(try image.encodedPNG(), to: "\(name).png")
    }
  }

  private func run(_ arguments: String...) throws -> Command {
    try Command(arguments + ["--encoder", "pixels-8"], in: folder.url)
  }

  private func text(_ path: String) throws -> String {
    try String(contentsOf: folder.url.appending(path: path), encoding: .utf8)
  }

  @Test func duplicatesLeaveOneOfEachGroup() throws {
    let found = try run("duplicates", "train", "-t", "0.9999", "--export", "clean")
    #expect(found.status == 0, "\(found.error)")
    #expect(try text("clean/removed.txt") == "b.png\n")
    #expect(
      try text("clean/removed.csv")
        == "id,path,label,split,group,site,reason,kept,cosine\n"
        + "b.png,../train/b.png,,,,,duplicate,a.png,1.0\n")
    #expect(
      try text("clean/clean.csv")
        == "id,path,label,split,group,site\na.png,../train/a.png,,,,\n"
        + "\"c, 1.png\",\"../train/c, 1.png\",,,,\n")
    // What is left is a data set like any other, and without look-alikes.
    let again = try run("duplicates", "clean/clean.csv", "-t", "0.9999", "--json", "again.json")
    #expect(again.status == 0, "\(again.error)")
    #expect(try text("again.json").contains("\"pair_count\" : 0"))
    let excluded = try run(
      "duplicates", "train", "-t", "0.9999", "--exclude", "clean/removed.txt", "--json", "x.json")
    #expect(excluded.status == 0, "\(excluded.error)")
    #expect(try text("x.json").contains("\"items\" : 2"))
  }

  @Test func leakageTakesFromTheTrainingSet() throws {
    let found = try run("leakage", "train", "test", "-t", "0.9999", "--export", "clean")
    #expect(found.status == 0, "\(found.error)")
    #expect(try text("clean/removed.txt") == "a.png\nb.png\n")
    let removed = try text("clean/removed.csv")
    #expect(removed.contains("leak,d.png,1.0"))
  }

  @Test func foldersOfOthersAreNotReplaced() throws {
    let found = try run("duplicates", "train", "-t", "0.9999", "--export", "train")
    #expect(found.status == 1 && found.error.contains("is no clean split"))
  }

  @Test func aListThatIsNotThereIsRefused() throws {
    let found = try run("duplicates", "train", "-t", "0.9999", "--exclude", "gone.txt")
    #expect(found.status == 1 && found.error.contains("gone.txt"))
  }
}
