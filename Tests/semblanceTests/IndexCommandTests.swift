import Foundation
import Images
import TestSupport
import Testing

@Suite struct IndexCommandTests {
  private let folder: TemporaryFolder

  /// Six pictures, of which two are the same.
  init() throws {
    folder = try TemporaryFolder()
    for (number, name) in ["a", "b", "c", "d", "e", "copy"].enumerated() {
      let shade = UInt8(20 + 40 * (number % 5))
      let samples = (0..<64).map { UInt8(($0 * (number % 5 + 3)) % 200) / 2 + shade / 2 }
      let picture = Image(width: 8, height: 8, channels: 1, samples: samples)
      let label = number < 3 ? "cat" : "dog"
      try folder.write(try picture.encodedPNG(), to: "photos/\(label)/\(name).png")
    }
  }

  @discardableResult
  private func run(_ arguments: String...) throws -> Command {
    try Command(["index"] + arguments, in: folder.url)
  }

  private func build() throws {
    let built = try run(
      "build", "photos", "--levels", "label", "--store", "s", "--encoder", "pixels-4,pixels-8")
    #expect(built.status == 0, "\(built.error)")
  }

  private func json(_ name: String) throws -> [String: Any] {
    let data = try Data(contentsOf: folder.url.appending(path: name))
    return try #require(JSONSerialization.jsonObject(with: data) as? [String: Any])
  }

  @Test func aBuiltStoreFindsAnImageItsCopyAndWhatTheFilterLeaves() throws {
    try build()
    let found = try run(
      "query", "s", "photos/cat/a.png", "--encoder", "pixels-8", "-k", "2", "--json", "q.json")
    #expect(found.status == 0, "\(found.error)")
    let answer = try #require((try json("q.json")["queries"] as? [[String: Any]])?.first)
    #expect(answer["metric"] as? String == "cosine" && answer["exact"] as? Bool == true)
    #expect(answer["searched"] as? Int == 5)
    let results = try #require(answer["results"] as? [[String: Any]])
    #expect(results.map { $0["id"] as? String } == ["cat/a.png", "dog/copy.png"])
    #expect(results.allSatisfy { $0["score"] as? Double == 1 })
    let dogs = try run(
      "query", "s", "--id", "cat/a.png", "--encoder", "pixels-4", "--where", "label == dog",
      "--metric", "euclidean", "-k", "1")
    #expect(dogs.output.contains("dog/copy.png") && dogs.output.contains("euclidean"))
  }

  @Test func picturesThatAreDecodedOtherwiseAreNotCompared() throws {
    let built = try run(
      "build", "photos", "--store", "s", "--encoder", "pixels-4", "--window", "40,80")
    #expect(built.status == 0, "\(built.error)")
    let other = try run("query", "s", "photos/cat/a.png")
    #expect(other.status == 64 && other.error.contains("decoded with window 40.0,80.0"))
    let same = try run("query", "s", "photos/cat/a.png", "--window", "40,80", "-k", "1")
    #expect(same.status == 0 && same.output.contains("cat/a.png"), "\(same.error)")
    let added = try run("add", "photos", "--store", "s", "--encoder", "pixels-4")
    #expect(added.status != 0 && added.error.contains("preprocessing"))
  }

  /// a has a mask with its own, b one of another size, c one that is none, d a name without a file.
  @Test func masksOfATableAreKeptBesideTheirPictures() throws {
    let mask = Image(width: 8, height: 8, channels: 1, samples: (0..<64).map { UInt8($0 % 3) })
    try folder.write(try mask.encodedPNG(), to: "masks/a.png")
    try folder.write(
      try Image(width: 4, height: 8, channels: 1, samples: [UInt8](repeating: 1, count: 32))
        .encodedPNG(), to: "masks/b.png")
    try folder.write("no picture", to: "masks/c.png")
    try folder.write(
      """
      path,mask
      photos/cat/a.png,masks/a.png
      photos/cat/b.png,masks/b.png
      photos/cat/c.png,masks/c.png
      photos/dog/d.png,masks/missing.png
      photos/dog/e.png,
      photos/dog/copy.png,masks/a.png

      """, to: "table.csv")
    let arguments = [
      "build", "table.csv", "--store", "s", "--encoder", "pixels-4", "--json", "b.json",
    ]
    let built = try Command(["index"] + arguments, in: folder.url)
    #expect(built.status == 0 && built.error.contains("6 items added"), "\(built.error)")
    for finding in ["masks/b.png: mask of", "4 × 8 pixels", "masks/c.png", "masks/missing.png"] {
      #expect(built.error.contains(finding), "\(built.error)")
    }
    #expect(try json("b.json")["masks"] as? Int == 1)
    let again = try Command(["index"] + arguments, in: folder.url)
    #expect(again.output.contains("0        0          6           0      0                 3"))
    #expect(try run("verify", "s").output.contains("1 masks read; all as written"))
    #expect(try run("stat", "s").output.contains("masks"))
    try run("remove", "s", "photos/cat/a.png", "photos/dog/copy.png")
    try run("compact", "s")
    #expect(try run("stat", "s", "--json", "t.json").status == 0)
    #expect(try json("t.json")["masks"] as? Int == 0)
  }

  private func texts(_ name: String) throws -> [String] {
    try text(name).matches(of: /<text[^>]*>([^<]*)</).map { String($0.1) }
  }

  @Test func aQueryIsDrawnWithItsNeighboursAndTheirScores() throws {
    try build()
    let file = try run(
      "query", "s", "photos/cat/a.png", "--encoder", "pixels-8", "-k", "3", "--figure", "near.svg")
    #expect(file.output.contains("1 page: near.svg"), "\(file.error)")
    let shown = try texts("near.svg")
    #expect(shown.contains("Nearest to a.png") && shown.contains("cosine of pixels-8"))
    #expect(shown.count { $0 == "1.0000" } == 2 && shown.contains("cat") && shown.contains("dog"))
    #expect(shown.contains("query"))
    // An item finds itself, unless a filter leaves it out.
    for (filter, isApart) in [("label == cat", false), ("label == dog", true)] {
      let item = try run(
        "query", "s", "--id", "cat/a.png", "--encoder", "pixels-4", "--metric", "euclidean",
        "--where", filter, "--figure", "item.svg")
      #expect(item.status == 0, "\(item.error)")
      let shown = try texts("item.svg")
      #expect(shown.contains("query") == isApart && shown.contains("0.0000"))
    }
    let many = try run("query", "s", "photos", "--encoder", "pixels-4", "--figure", "many.png")
    #expect(many.output.contains("6 pages: many-01.png to many-06.png"), "\(many.output)")
  }

  @Test func whatAStoreHasIsDrawnPageByPage() throws {
    try build()
    let all = try run("grid", "s", "--layout", "2x2", "-o", "sheet.svg")
    #expect(all.output.contains("2 pages: sheet-01.svg to sheet-02.svg"), "\(all.error)")
    #expect(try texts("sheet-01.svg").contains("s"))
    let dogs = try run(
      "grid", "s", "--where", "label == dog", "--group-by", "label", "--captions", "id", "--title",
      "Dogs", "-o", "dogs.svg")
    #expect(dogs.status == 0, "\(dogs.error)")
    let shown = try texts("dogs.svg")
    for text in ["Dogs", "dog\u{200E}, 3", "copy.png", "d.png", "e.png"] {
      #expect(shown.contains(text), "\(shown)")
    }
    #expect(!shown.contains("a.png"))
  }

  @Test func whatCannotBeDrawnIsSaidBeforeTheSearch() throws {
    try build()
    #expect(try run("export", "s", "--encoder", "pixels-8", "-o", "out.npy").status == 0)
    #expect(try run("import", "out.npy", "--store", "t").status == 0)
    for arguments in [
      ["query", "t", "--id", "cat/a.png", "--figure", "x.png"], ["grid", "t", "-o", "x.png"],
    ] {
      let refused = try Command(["index"] + arguments, in: folder.url)
      #expect(refused.status == 1 && refused.error.contains("no thumbnail"), "\(refused.error)")
    }
    for (arguments, finding) in [
      (["query", "s", "--id", "cat/a.png", "--figure", "x.txt"], "ends with"),
      (["grid", "s", "-o", "x.png", "--where", "label == bird"], "no item fits"),
      (["grid", "s", "-o", "x.png", "--captions", "distance"], "needs a query"),
      (["grid", "s", "-o", "x.png", "--group-by", "site"], "which no picture has"),
    ] {
      let refused = try Command(["index"] + arguments, in: folder.url)
      #expect(refused.status != 0 && refused.error.contains(finding), "\(refused.error)")
    }
  }

  /// Numbers of regions, which are no brightness, and a mask that is only grey.
  private func buildWithMasks() throws {
    for (name, most) in [("a", 3), ("b", 2)] {
      let samples = (0..<64).map { UInt8($0 % most) }
      let mask = Image(width: 8, height: 8, channels: 1, samples: samples)
      try folder.write(try mask.encodedPNG(), to: "masks/\(name).png")
    }
    try folder.write(
      """
      path,mask
      photos/cat/a.png,masks/a.png
      photos/cat/b.png,masks/b.png
      photos/cat/c.png,
      photos/dog/copy.png,masks/a.png

      """, to: "table.csv")
    let built = try run("build", "table.csv", "--store", "s", "--encoder", "pixels-4")
    #expect(built.status == 0, "\(built.error)")
  }

  private func text(_ name: String) throws -> String {
    try String(contentsOf: folder.url.appending(path: name), encoding: .utf8)
  }

  @Test func exportedMasksComeBackAsTheyWere() throws {
    try buildWithMasks()
    let exported = try run("export", "s", "-o", "out.npy")
    #expect(exported.output.contains("out.npy: 4 × 16, 2 masks"), "\(exported.error)")
    let imported = try run("import", "out.npy", "--table", "out.csv", "--store", "t")
    #expect(imported.status == 0 && imported.error.contains("4 items added"), "\(imported.error)")
    #expect(try run("verify", "t").output.contains("2 masks read; all as written"))
    #expect(try run("export", "t", "-o", "again.npy").status == 0)
    #expect(try text("again.csv").replacing("again.masks", with: "out.masks") == text("out.csv"))
    let masks = try FileManager.default.contentsOfDirectory(
      atPath: folder.url.appending(path: "out.masks").path)
    // Each as a picture and as run lengths.
    #expect(masks.count == 4)
    for mask in masks {
      let (before, after) = ("out.masks/\(mask)", "again.masks/\(mask)")
      #expect(
        try Data(contentsOf: folder.url.appending(path: before))
          == Data(contentsOf: folder.url.appending(path: after)))
    }
  }

  /// As a mask of a table of pictures, one that cannot be is reported, and its item is there without.
  @Test func importedMasksThatFitNoPictureAreNamed() throws {
    try buildWithMasks()
    #expect(try run("export", "s", "-o", "out.npy").status == 0)
    let table = try text("out.csv")
    let masks = table.matches(of: /out\.masks\/[0-9a-f]+\.png/).map { String($0.output) }
    try folder.write(
      try Image(width: 4, height: 8, channels: 1, samples: [UInt8](repeating: 1, count: 32))
        .encodedPNG(), to: "small.png")
    try folder.write(
      table.replacing(masks[0], with: "small.png").replacing(masks[1], with: "gone.png"),
      to: "out.csv")
    let imported = try run("import", "out.npy", "--table", "out.csv", "--store", "t")
    #expect(imported.status == 0 && imported.error.contains("4 items added"))
    for finding in ["small.png: mask of photos/cat/a.png: 4 × 8 pixels", "gone.png: mask of"] {
      #expect(imported.error.contains(finding), "\(imported.error)")
    }
    #expect(try run("verify", "t").output.contains("0 masks read; all as written"))
  }

  @Test func buildingAgainEmbedsNothingAndChangesNothing() throws {
    try build()
    try FileManager.default.removeItem(at: folder.url.appending(path: "home/cache"))
    let again = try run("build", "photos", "--levels", "label", "--store", "s", "--json", "b.json")
    #expect(again.status == 0 && again.error.contains("0 items added, 0 changed, 6 as before"))
    #expect(
      !FileManager.default.fileExists(
        atPath: folder.url.appending(path: "home/cache/embeddings").path))
    #expect(try json("b.json")["pictures"] as? Int == 5)
    #expect(try json("b.json")["thumbnails"] as? Int == 5)
  }

  @Test func exportedVectorsComeBackAsTheyWere() throws {
    try build()
    #expect(try run("export", "s", "--encoder", "pixels-8", "-o", "out.npy").status == 0)
    let imported = try run("import", "out.npy", "--table", "out.csv", "--store", "t")
    #expect(imported.status == 0, "\(imported.error)")
    for store in ["s", "t"] {
      let found = try run(
        "query", store, "--id", "cat/b.png", "--encoder", "pixels-8", "--json", "\(store).json",
        "--where", "label != bird", "--where", "width == 8")
      #expect(found.status == 0, "\(found.error)")
    }
    #expect(
      try NSDictionary(dictionary: json("s.json")) == NSDictionary(dictionary: json("t.json")))
  }

  @Test func removedItemsAreGoneAndTheStoreIsSound() throws {
    try build()
    #expect(try run("remove", "s", "cat/a.png", "nobody").output.contains("1 of 2 removed"))
    #expect(try run("remove", "s", "--where", "label == dog").output.contains("3 removed"))
    let verified = try run("verify", "s")
    #expect(verified.status == 0 && verified.output.contains("2 items, 4 vectors"))
    #expect(try run("query", "s", "--id", "cat/a.png", "--encoder", "pixels-4").status == 64)
    #expect(try run("compact", "s").output.contains("2 items"))
  }

  @Test func damageHasAnExitCodeAndAName() throws {
    try build()
    let file = folder.url.appending(path: "s/vectors-1-1.bin")
    var bytes = try Data(contentsOf: file)
    bytes[bytes.count - 1] ^= 0x10
    try bytes.write(to: file)
    let verified = try run("verify", "s", "--json", "v.json")
    #expect(verified.status == 1 && verified.error.contains("vectors of pixels-4 are damaged"))
    #expect((try json("v.json")["damage"] as? [Any])?.count == 1)
  }

  @Test func wrongUseIsRefusedWithAReason() throws {
    #expect(try run("query", "s", "photos/cat/a.png").error.contains("no store is there"))
    try build()
    let ambiguous = try run("query", "s", "photos/cat/a.png")
    #expect(ambiguous.status == 64 && ambiguous.error.contains("pixels-4, pixels-8"))
    #expect(try run("query", "s").status == 64)
    #expect(try run("query", "s", "--id", "x", "--where", "label").status == 64)
    #expect(try run("add", "photos", "--store", "nowhere").error.contains("no store is there"))
    #expect(try run("build", "photos", "--store", "photos").error.contains("files are there"))
  }
}
