import Foundation
import Images
import TestSupport
import Testing

@Suite struct FigureCommandTests {
  private let folder: TemporaryFolder

  /// Ids are the same in both folders and name other pictures.
  init() throws {
    folder = try TemporaryFolder()
    for (name, step) in [("train/a", 3), ("train/b", 5), ("test/a", 7), ("test/b", 3)] {
      let samples = (0..<64).map { UInt8($0 * step * $0 % 251) }
      let image = Image(width: 8, height: 8, channels: 1, samples: samples)
      try folder.write(try image.encodedPNG(), to: "\(name).png")
    }
  }

  private func run(_ arguments: String...) throws -> Command {
    try Command(arguments, in: folder.url)
  }

  private func names(in path: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder.url.appending(path: path).path)
      .sorted()
  }

  @Test func leakageDrawsCosinesAndPairs() throws {
    let found = try run(
      "leakage", "train", "test", "-t", "0.9999", "--encoder", "pixels-8", "--figures", "out",
      "--json", "out.json")
    #expect(found.status == 0, "\(found.error)")
    #expect(
      try names(in: "out") == [
        "captions.md", "leakage-cosines.csv", "leakage-cosines.pdf", "leakage-cosines.png",
        "leakage-cosines.svg", "leakage-pairs.pdf", "leakage-pairs.png", "leakage-pairs.svg",
      ])
    let captions = try String(
      contentsOf: folder.url.appending(path: "out/captions.md"), encoding: .utf8)
    #expect(captions.contains("`leakage-pairs`: 1 pair, most similar first."))
    let json = try String(contentsOf: folder.url.appending(path: "out.json"), encoding: .utf8)
    #expect(json.contains("\"examples\"") && json.contains("\"train × test\""))
  }

  @Test func formerFiguresAreReplacedAndFoldersOfOthersAreNot() throws {
    for _ in 0..<2 {
      let found = try run(
        "duplicates", "train", "--threshold=-1", "--encoder", "pixels-8", "--figures", "out")
      #expect(found.status == 0, "\(found.error)")
    }
    #expect(try names(in: "out").contains("duplicates-group-sizes.pdf"))
    let refused = try run(
      "duplicates", "train", "--threshold=-1", "--encoder", "pixels-8", "--figures", "train")
    #expect(refused.status == 1 && refused.error.contains("something other than figures"))
    #expect(try names(in: "train") == ["a.png", "b.png"])
  }

  @Test func vectorsHaveNoPictures() throws {
    #expect(try run("embed", "train", "--encoder", "pixels-8", "-o", "train.npy").status == 0)
    let found = try run("duplicates", "train.npy", "--threshold=-1", "--figures", "out")
    #expect(found.status == 0, "\(found.error)")
    #expect(try !names(in: "out").contains("duplicates-pairs.png"))
    #expect(try names(in: "out").contains("duplicates-cosines.png"))
  }

  @Test func pairsToPictureNeedAFolder() throws {
    let found = try run("duplicates", "train", "-t", "0.9", "--pictured-pairs", "3")
    #expect(found.status == 64 && found.error.contains("--figures"))
  }
}
