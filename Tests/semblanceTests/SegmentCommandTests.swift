import Foundation
import Images
import TestSupport
import Testing

/// `semblance segment map` and `segment mask` as users start them, with an encoder without weights.
@Suite struct SegmentCommandTests {
  private let folder: TemporaryFolder

  /// Four dark pictures with a bright square at different places, and one broken file.
  init() throws {
    folder = try TemporaryFolder()
    for index in 0..<4 {
      let (left, top) = (4 + 5 * index, 3 + 2 * index)
      let samples = (0..<(40 * 24)).map { place in
        let isBright =
          (left..<left + 9).contains(place % 40) && (top..<top + 9).contains(place / 40)
        return UInt8(isBright ? 230 : 15 + place % 9)
      }
      let image = Image(width: 40, height: 24, channels: 1, samples: samples)
      try folder.write(image.encodedPNG(), to: "set/a/\(index).png")
    }
  }

  private func segment(_ words: String...) throws -> Command {
    try Command(["segment"] + words + ["--encoder", "pixels-16", "--quiet"], in: folder.url)
  }

  private func text(_ path: String) throws -> String {
    try String(contentsOf: folder.url.appending(path: path), encoding: .utf8)
  }

  private func files(_ path: String) throws -> Set<String> {
    let found = try FileManager.default.subpathsOfDirectory(
      atPath: folder.url.appending(path: path).path)
    return Set(found.filter { $0.contains(".") })
  }

  @Test func masksAreMadeAndRead() throws {
    let found = try segment(
      "mask", "set", "--map", "occlusion", "--veil", "black", "--components", "largest", "-o",
      "made")
    #expect(found.status == 0, "\(found.error)")
    #expect(found.output.contains("4 pictures"))
    let made = try files("made")
    for id in 0..<4 {
      for file in ["maps/a/\(id).png.npy", "masks/a/\(id).png.png", "overlays/a/\(id).png.png"] {
        #expect(made.contains(file))
      }
    }
    #expect(made.isSuperset(of: ["compare.png", "manifest.csv", "settings.json"]))
    let parts = try text("made/parts/a/2.png.csv").split(separator: "\n")
    #expect(parts.count == 2 && parts[0].hasPrefix("part,area,x,y,width,height,centroid_x"))
    // The square is what the picture's own vector hangs on.
    let mask = try decodeMask(
      Array(Data(contentsOf: folder.url.appending(path: "made/masks/a/2.png.png"))))
    #expect(mask.samples[11 * 40 + 18] == 255 && mask.samples[0] == 0)
    let again = try Command(["datasets", "check", "made/manifest.csv"], in: folder.url)
    #expect(again.status == 0 && again.output.contains("4"), "\(again.output)")
  }

  @Test func whatIsThereByTheSameSettingsIsKept() throws {
    let words = ["set", "--map", "rise", "--rise-masks", "20", "-o", "made"]
    func run(_ more: String...) throws -> Command {
      try Command(
        ["segment", "map"] + words + more + ["--encoder", "pixels-16", "--quiet"], in: folder.url)
    }
    #expect(try run().status == 0)
    let manifest = try text("made/manifest.csv")
    let map = try Data(contentsOf: folder.url.appending(path: "made/maps/a/1.png.npy"))
    try FileManager.default.removeItem(at: folder.url.appending(path: "made/maps/a/1.png.npy"))
    let again = try run()
    #expect(again.output.contains("3 of them kept"), "\(again.output)")
    #expect(try text("made/manifest.csv") == manifest)
    #expect(
      try Data(contentsOf: folder.url.appending(path: "made/maps/a/1.png.npy")) == map)
    #expect(again.output.contains("1 made again"), "\(again.output)")
  }

  /// Its rows once went, and what was made stayed beside them as if it were of the new settings.
  @Test func aFolderByOtherSettingsIsRefusedAndStaysAsItIs() throws {
    let words = ["set", "--map", "occlusion", "-o", "made"]
    func run(_ kind: String, _ more: String...) throws -> Command {
      try Command(
        ["segment", kind] + words + more + ["--encoder", "pixels-16", "--quiet"], in: folder.url)
    }
    #expect(try run("mask").status == 0)
    let before = try text("made/manifest.csv")
    for (kind, more, difference) in [
      ("mask", ["--veil", "black"], "the map or its encoder"),
      ("mask", ["--like", "set/a/0.png"], "what is looked for"),
      ("mask", ["--mask", "kmeans"], "how masks are made"), ("map", [], "how masks are made"),
    ] {
      let others = try Command(
        ["segment", kind] + words + more + ["--encoder", "pixels-16", "--quiet"], in: folder.url)
      #expect(others.status != 0 && others.error.contains("other settings: \(difference),"))
      #expect(others.error.contains("delete this one first"), "\(others.error)")
    }
    #expect(try text("made/manifest.csv") == before)
    #expect(try run("mask").output.contains("4 of them kept"))
  }

  @Test func whatIsLookedForIsSaidInWords() throws {
    #expect(
      try segment("map", "set", "--map", "occlusion", "--like", "set/a/0.png", "-o", "made").status
        == 0)
    #expect(try text("made/settings.json").contains(#""looked_for" : "set/a/0.png""#))
    let rows = try text("made/manifest.csv").split(separator: "\n")
    #expect(rows[0].contains(",method,looked_for,") && rows[1].contains(",occlusion,set/a/0.png,"))
  }

  @Test func aChangedPictureIsMadeAnew() throws {
    let run = { try segment("map", "set", "--map", "occlusion", "-o", "made") }
    #expect(try run().status == 0)
    let grey = Image(width: 8, height: 8, channels: 1, samples: (0..<64).map { UInt8(3 * $0) })
    try folder.write(grey.encodedPNG(), to: "set/a/1.png")
    #expect(try run().output.contains("3 of them kept"))
    #expect(try text("made/manifest.csv").split(separator: "\n").count == 5)
  }

  @Test func aBrokenPictureIsPassedOver() throws {
    try folder.write("no picture", to: "set/a/9.png")
    let found = try segment("map", "set", "--map", "occlusion", "-o", "made")
    #expect(found.status == 0 && found.output.contains("4 pictures"))
    #expect(found.error.contains("9.png"))
    try folder.write("no picture", to: "broken/1.png")
    let none = try segment("map", "broken", "--map", "occlusion", "-o", "none")
    #expect(none.status != 0 && !none.error.isEmpty, "\(none.output)")
  }

  @Test func mapsAreJudged() throws {
    let found = try segment(
      "map", "set", "--like", "set/a/0.png", "--map", "occlusion", "--veil", "black", "--check",
      "-o",
      "made")
    #expect(found.status == 0, "\(found.error)")
    #expect(found.output.contains("deletion area") && found.output.contains("another query"))
    // There are no weights to permute.
    #expect(!found.output.contains("permuted weights"))
    #expect(try text("made/checks.csv").split(separator: "\n").count == 5)
    let curves = try text("made/curves.csv").split(separator: "\n")
    #expect(curves[0] == "id,share,deletion,deletion_moved,insertion,insertion_moved")
    #expect(curves.count == 1 + 4 * 17 && curves[17].hasPrefix("a/0.png,1.000000,"))
    #expect(try files("made").isSuperset(of: ["deletion.png", "insertion.png"]))
  }

  /// A picture alone once was held against itself as another query: correlation 1.
  @Test func aPictureAloneHasNoOtherQueryAndThatIsSaid() throws {
    for index in 1..<4 {
      try FileManager.default.removeItem(at: folder.url.appending(path: "set/a/\(index).png"))
    }
    let found = try segment("map", "set", "--map", "occlusion", "--check", "-o", "made")
    #expect(found.status == 0 && found.output.contains("deletion area"), "\(found.error)")
    #expect(!found.output.contains("another query"))
    #expect(found.error.contains("the map of another query was not made of 1 of 1 picture:"))
  }

  /// They once counted as kept.
  @Test(
    arguments: [
      ("maps/a/2.png.npy", "no map"), ("masks/a/2.png.png", "no mask"),
      ("overlays/a/2.png.png", ""),
    ])
  func whatIsDamagedIsMadeAgain(_ file: String, _ damage: String) throws {
    let run = { try segment("mask", "set", "--map", "occlusion", "-o", "made") }
    #expect(try run().status == 0)
    let url = folder.url.appending(path: "made/\(file)")
    let whole = try Data(contentsOf: url)
    try folder.write(damage, to: "made/\(file)")
    let again = try run()
    #expect(again.output.contains("3 of them kept, 1 made again"), "\(again.output)")
    #expect(try Data(contentsOf: url) == whole)
  }

  @Test(
    arguments: [
      (["map", "set", "-o", "x"], "no model with values by place"),
      (["map", "set", "--map", "occlusion", "--like", "gone.png", "-o", "x"], "gone.png"),
      (["map", "set", "--map", "occlusion", "--unlike", "set", "-o", "x"], "without --like"),
      (
        ["map", "set", "--map", "rise", "--like", "set", "--alignment", "a.json", "-o", "x"],
        "without --text"
      ),
      (["map", "set", "--map", "occlusion", "--text", " ", "-o", "x"], "--text is empty"),
      (
        ["map", "set", "--map", "rise", "--like", "set", "--text", "a cat", "-o", "x"],
        "two queries"
      ),
      (["map", "set", "--map", "foreground", "--like", "set", "-o", "x"], "looks for nothing"),
      (["map", "set", "--map", "rise", "--rise-masks", "1", "-o", "x"], "--rise-masks"),
      (["map", "set", "--map", "rise", "--rise-masks", "1000000", "-o", "x"], "to 100000"),
      (["map", "set", "--map", "rise", "--rise-cells", "65", "-o", "x"], "from 1 to 64"),
      (["map", "set", "--map", "occlusion", "--occlusion-window", "2", "-o", "x"], "from 0.02"),
      (
        ["map", "set", "--map", "occlusion", "--occlusion-window", "0.001", "-o", "x"], "from 0.02"
      ),
      (["mask", "set", "--map", "rise", "--smooth", "0.3", "-o", "x"], "to 0.2"),
      (["mask", "set", "--map", "rise", "--least-area", "1", "-o", "x"], "--least-area"),
      (["mask", "set", "--map", "rise", "--segmenter", "sam", "-o", "x"], "semblance models add"),
      (["mask", "set", "--map", "rise", "--mask", "share=2", "-o", "x"], "--mask"),
      (["mask", "set", "--map", "rise", "--mask", "median", "-o", "x"], "--mask"),
      (["mask", "set", "--map", "rise", "--components", "0", "-o", "x"], "--components"),
      (["mask", "set", "--map", "rise", "--prompt", "box", "-o", "x"], "without --segmenter"),
      (["mask", "set", "--map", "rise", "--segmenter", "gone.yaml", "-o", "x"], "gone.yaml"),
      (["map", "set", "--map", "occlusion", "-o", "set"], "something other than maps"),
      (
        ["map", "set", "--map", "occlusion", "--rise-masks", "20", "-o", "x"],
        "--rise-masks is of no use with --map occlusion; it is for rise"
      ),
      (["map", "set", "--map", "rise", "--occlusion-window", "0.2", "-o", "x"], "for occlusion"),
      (
        ["map", "set", "--map", "rise", "--feature-map", "map", "-o", "x"],
        "for patches or score-cam"
      ),
      (["map", "set", "--map", "rise", "--channels", "8", "-o", "x"], "for score-cam"),
      (["map", "set", "--veil", "black", "-o", "x"], "for occlusion, rise or score-cam"),
      (["map", "set", "--map", "foreground", "-o", "x"], "--encoder is of no use"),
      (
        ["map", "set", "--map", "rise", "--text-encoder", "minilm-l6", "-o", "x"], "without --text"
      ),
      (["map", "set", "--map", "rise", "--shared", "-o", "x"], "without --text"),
      (["mask", "set", "--map", "rise", "--mask", "median", "-o", "x"], "'kmeans', 'threshold=T'"),
      (["mask", "set", "--map", "rise", "--components", "0", "-o", "x"], "'largest' or 'COUNT'"),
      (["map", "v.npy", "--map", "occlusion", "-o", "x"], "v.npy"),
    ] as [([String], String)])
  func whatCannotBeMadeIsRefused(words: [String], finding: String) throws {
    try folder.write("", to: "v.npy")
    let found = try Command(
      ["segment"] + words + ["--encoder", "pixels-16", "--quiet"], in: folder.url)
    #expect(found.status != 0 && found.error.contains(finding), "\(found.error)")
    #expect(!FileManager.default.fileExists(atPath: folder.url.appending(path: "x").path))
  }
}
