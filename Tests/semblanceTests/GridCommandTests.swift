import Foundation
import Images
import TestSupport
import Testing

/// `semblance grid` as users start it.
@Suite struct GridCommandTests {
  private let folder: TemporaryFolder

  /// Twelve bright and four dark pictures, one of them wide.
  init() throws {
    folder = try TemporaryFolder()
    for index in 0..<16 {
      let isBright = index < 12
      let width = index == 3 ? 16 : 8
      let samples = (0..<8 * width).map {
        UInt8((isBright ? 160 : 20) + ($0 * 37 + index * 11) % 60)
      }
      let image = Image(width: width, height: 8, channels: 1, samples: samples)
      try folder.write(
        image.encodedPNG(), to: "set/\(isBright ? "昼" : "night")/\(index + 10).png")
    }
  }

  private func grid(_ words: String...) throws -> Command {
    try Command(["grid"] + words + ["--quiet"], in: folder.url)
  }

  private func texts(_ name: String) throws -> [String] {
    let svg = try String(contentsOf: folder.url.appending(path: name), encoding: .utf8)
    return svg.matches(of: /<text[^>]*>([^<]*)</).map { String($0.1) }
  }

  @Test func aSetIsDrawnPageByPage() throws {
    let found = try grid("set", "--layout", "2x3", "-o", "sheet.svg")
    #expect(found.status == 0, "\(found.error)")
    #expect(found.output.contains("3 pages: sheet-01.svg to sheet-03.svg"))
    #expect(try texts("sheet-01.svg").contains("page 1 of 3"))
    let one = try grid(
      "set", "--layout", "2x3", "--pages", "1", "--title", "A look", "-o", "one.svg")
    #expect(one.output.contains("1 page: one.svg"))
    let shown = try texts("one.svg")
    #expect(shown.contains("A look") && shown.contains("6 of 16 pictures, evenly spaced"))
  }

  @Test func groupsShareThePage() throws {
    let found = try grid(
      "set", "--levels", "label", "--group-by", "label", "--layout", "4x3", "--pages",
      "1", "--captions", "id,label", "-o", "groups.svg")
    #expect(found.status == 0, "\(found.error)")
    let shown = try texts("groups.svg")
    #expect(shown.contains("night\u{200E}, 4") && shown.contains("昼\u{200E}, 6 of 12"))
    #expect(shown.contains("22.png") && shown.contains("昼"))
  }

  @Test func theNearestStandBesideTheQuery() throws {
    let found = try grid(
      "set", "--levels", "label", "--query", "set/night/25.png", "--encoder", "pixels-8", "-o",
      "near.svg")
    #expect(found.status == 0, "\(found.error)")
    let shown = try texts("near.svg")
    #expect(shown.contains("query") && shown.contains("0.0000"))
    #expect(shown.contains { $0.hasPrefix("Nearest to ") })
    let byID = try grid(
      "set", "--query", "night/25.png", "--encoder", "pixels-8", "--layout", "2x2",
      "-o", "near.pdf")
    #expect(byID.status == 0, "\(byID.error)")
    let pdf = try Data(contentsOf: folder.url.appending(path: "near.pdf"))
    #expect(pdf.starts(with: Data("%PDF".utf8)))
  }

  @Test(
    arguments: [
      (["set", "-o", "x.txt"], "ends with"),
      (["set", "--layout", "0x5", "-o", "x.png"], "--layout"),
      (["set", "--layout", "41x1", "-o", "x.png"], "--layout"),
      (["set", "--layout", "5", "-o", "x.png"], "--layout"),
      (["set", "--captions", "distance", "-o", "x.png"], "needs --query"),
      (["set", "--captions", "name", "-o", "x.png"], "choose from"),
      (["set", "--encoder", "pixels-8", "-o", "x.png"], "without --query"),
      (["set", "--group-by", "site", "-o", "x.png"], "which no picture has"),
      (["v.npy", "-o", "x.png"], "no pictures"),
      (["set", "--query", "missing", "--encoder", "pixels-8", "-o", "x.png"], "missing"),
    ] as [([String], String)])
  func whatCannotBeDrawnIsRefused(words: [String], finding: String) throws {
    try folder.write("", to: "v.npy")
    let found = try Command(["grid"] + words + ["--quiet"], in: folder.url)
    #expect(found.status != 0 && found.error.contains(finding), "\(found.error)")
    #expect(!FileManager.default.fileExists(atPath: folder.url.appending(path: "x.png").path))
  }
}
