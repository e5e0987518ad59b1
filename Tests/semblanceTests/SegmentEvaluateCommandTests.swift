import Foundation
import Images
import TestSupport
import Testing

/// `semblance segment evaluate` as users start it.
@Suite struct SegmentEvaluateCommandTests {
  private let folder: TemporaryFolder

  /// Six pictures of three patients with a square each, found exactly by one method and a pixel to the right
  /// by another.
  init() throws {
    folder = try TemporaryFolder()
    var table = "path,id,patient,mask\n"
    for index in 0..<6 {
      let samples = (0..<144).map { UInt8(($0 * (index + 3)) % 251) }
      let photo = Image(width: 12, height: 12, channels: 1, samples: samples)
      try folder.write(photo.encodedPNG(), to: "set/\(index).png")
      try folder.write(square(at: 3), to: "set/truth-\(index).png")
      try folder.write(square(at: 3, value: 1), to: "exact/\(index).png")
      try folder.write(square(at: 4), to: "moved/\(index).png")
      table += "\(index).png,\(index),p\(index / 2),truth-\(index).png\n"
    }
    try folder.write(table, to: "set/manifest.csv")
  }

  private func square(at left: Int, value: UInt8 = 255, side: Int = 12) throws -> [UInt8] {
    let samples = (0..<side * side).map { pixel in
      let (x, y) = (pixel % side, pixel / side)
      return left <= x && x < left + 4 && 3 <= y && y < 7 ? value : 0
    }
    return try Image(width: side, height: side, channels: 1, samples: samples).encodedPNG()
  }

  private func evaluate(_ words: String...) throws -> Command {
    try Command(["segment", "evaluate", "set/manifest.csv", "--quiet"] + words, in: folder.url)
  }

  private func text(_ name: String) throws -> String {
    try String(contentsOf: folder.url.appending(path: name), encoding: .utf8)
  }

  @Test func methodsAreHeldAgainstTheTrueMasks() throws {
    let found = try evaluate(
      "--masks", "exact", "--masks", "shifted=moved", "--csv", "scores.csv", "--json", "s.json",
      "--figures", "figures")
    #expect(found.status == 0, "\(found.error)")
    #expect(
      found.output.contains("6 images of 3 groups with true masks, 0 of them empty; 96 pixels"))
    #expect(found.output.contains(/exact\s+DSC\s+1\s/))
    #expect(found.output.contains(/shifted\s+DSC\s+0\.75\s/))
    #expect(found.output.contains(/exact − shifted\s+DSC\s+0\.25\s.*\s0\.25\s+0\.25\s+6\s+3/))
    #expect(try text("scores.csv").contains("0,shifted,0.75,0.6,"))
    #expect(try text("s.json").contains("\"adjusted_p_value\""))
    #expect(try text("figures/captions.md").contains("`segmentation-worst`"))
  }

  @Test func mapsAreMasksFromAThresholdOn() throws {
    let levels = (0..<144).map { UInt8($0) }
    let map = Image(width: 12, height: 12, channels: 1, samples: levels)
    for index in 0..<6 { try folder.write(map.encodedPNG(), to: "soft/\(index).png") }
    let rows = (0..<6).map { "\($0),\($0).png\n" }.joined()
    try folder.write("id,map\n" + rows, to: "soft/manifest.csv")
    let low = try evaluate("--masks", "soft", "--threshold", "0.1")
    let high = try evaluate("--masks", "soft", "--threshold", "0.9")
    #expect(low.output.contains("pixel AUC") && high.output.contains("pixel AUC"), "\(low.error)")
    #expect(low.output != high.output)
    #expect(high.error.contains("soft: all masks are empty"))
  }

  /// It once was "no image".
  @Test func aFolderOfArraysIsTakenAsMaps() throws {
    let made = try Command(
      ["segment", "map", "set", "--map", "occlusion", "--encoder", "pixels-8", "-o", "made"],
      in: folder.url)
    #expect(made.status == 0, "\(made.error)")
    let rows = (0..<6).map { "\($0).png,truth-\($0).png\n" }.joined()
    try folder.write("path,mask\n" + rows, to: "set/manifest.csv")
    let found = try evaluate("--masks", "occlusion=made/maps", "--threshold", "0")
    #expect(found.status == 0 && found.output.contains("6, ≥ 0"), "\(found.error)")
    #expect(found.output.contains("pixel AUC"))
  }

  @Test func masksThatDoNotFitAreNamedAndPassedOver() throws {
    try folder.write(square(at: 3, side: 20), to: "exact/1.png")
    try folder.write(Array("no picture".utf8), to: "exact/2.png")
    let colours = Image(
      width: 12, height: 12, channels: 3, samples: (0..<432).map { UInt8($0 % 7) })
    try folder.write(colours.encodedPNG(), to: "exact/3.png")
    let found = try evaluate("--masks", "exact")
    #expect(found.status == 0, "\(found.error)")
    #expect(found.error.contains("exact/1.png: mask of 1: 20 × 20 pixels"))
    #expect(found.error.contains("exact/2.png: mask of 2:"))
    #expect(found.error.contains("exact/3.png: mask of 3: it has colours"))
    #expect(found.error.contains("exact has no mask of 3 of 6 images; they are left out"))
    let counted = try evaluate("--masks", "exact", "--missing", "empty")
    #expect(counted.output.contains(/exact\s+DSC\s+0\.5\s/))
  }

  /// Probabilities in a folder of masks once were objects wherever they were not 0.
  @Test func masksOfAMethodThatLookSoftAreWarnedOf() throws {
    let soft = Image(width: 12, height: 12, channels: 1, samples: (0..<144).map { UInt8($0) })
    for index in 0..<6 { try folder.write(soft.encodedPNG(), to: "soft/\(index).png") }
    let found = try evaluate("--masks", "soft", "--masks", "exact")
    #expect(
      found.error.contains(
        "the masks of soft have 143 values, of which every one but 0 is the object: they look soft")
    )
    #expect(!found.error.contains("masks of exact have"))
    let one = try evaluate("--masks", "soft", "--label", "9")
    #expect(one.error.contains("of which 9 alone is the object"))
  }

  @Test func masksThatLoseTheirValuesArePassedOver() throws {
    let exact = try decodeMask(square(at: 3))
    for index in 0..<6 {
      try folder.write(exact.encodedJPEG(quality: 95), to: "lossy/\(index).jpg")
    }
    try folder.write(square(at: 3), to: "lossy/5.png")
    try FileManager.default.removeItem(at: folder.url.appending(path: "lossy/5.jpg"))
    let found = try evaluate("--masks", "lossy")
    #expect(found.error.contains("lossy/0.jpg: mask of 0: JPEG keeps no values exactly"))
    #expect(found.output.contains(/lossy\s+DSC\s+1\s.*\s1\s+1/), "\(found.output)")
    // As a map, from one half on, it is the mask again.
    try folder.write(
      "id,map\n" + (0..<5).map { "\($0),\($0).jpg\n" }.joined(), to: "lossy/manifest.csv")
    #expect(try evaluate("--masks", "lossy").output.contains(/lossy\s+DSC\s+1\s/))
  }

  @Test func labelsThatOneSideHasAloneAreTold() throws {
    for index in 0..<6 {
      func image(_ labels: [UInt8]) throws -> [UInt8] {
        try Image(width: 12, height: 12, channels: 1, samples: (0..<144).map { labels[$0 / 72] })
          .encodedPNG()
      }
      try folder.write(image([1, 2]), to: "set/truth-\(index).png")
      try folder.write(image([1, 3]), to: "other/\(index).png")
      try folder.write(image([0, 255]), to: "one/\(index).png")
      try folder.write(image([0, 2]), to: "part/\(index).png")
    }
    let found = try evaluate("--masks", "other", "--masks", "one", "--masks", "part")
    #expect(found.error.contains("the masks of other have the labels 1, 3, and the true ones 1, 2"))
    // Masks of 0 and 255 say inside and outside.
    #expect(!found.error.contains("masks of one have"))
    #expect(!found.error.contains("masks of part have"))
    #expect(!(try evaluate("--masks", "other", "--label", "1").error.contains("the labels")))
  }

  @Test func whereNoMaskCanBeUsedTheFirstReasonIsTold() throws {
    for index in 0..<6 { try folder.write("no picture", to: "broken/\(index).png") }
    let found = try evaluate("--masks", "broken")
    #expect(found.status == 1 && found.error.contains("no mask that can be used"), "\(found.error)")
    #expect(found.error.contains("broken/0.png"), "\(found.error)")
  }

  /// Masks of 0 and 255, as `segment mask` writes them, were empty where a label was asked for, and of every
  /// label a miss where none was.
  @Test func masksOfInsideAndOutsideAreOfTheLabelThatIsAskedFor() throws {
    for index in 0..<6 {
      let truth = try decodeMask(square(at: 3, value: 2)).samples
      var two = truth
      for pixel in 0..<12 { two[pixel] = 1 }
      try folder.write(
        Image(width: 12, height: 12, channels: 1, samples: two).encodedPNG(),
        to: "set/truth-\(index).png")
      try folder.write(square(at: 3), to: "plain/\(index).png")
      try folder.write(square(at: 3, value: 2), to: "labels/\(index).png")
      try folder.write(
        Image(width: 12, height: 12, channels: 1, samples: truth.map { $0 == 0 ? 0 : 200 })
          .encodedPNG(), to: "soft/\(index).png")
    }
    try folder.write("id,map\n" + (0..<6).map { "\($0),\($0).png\n" }.joined(), to: "soft/m.csv")
    let methods = ["--masks", "plain", "--masks", "labels", "--masks", "soft=soft/m.csv"]
    let asked = try Command(
      ["segment", "evaluate", "set/manifest.csv", "--quiet", "--label", "2"] + methods,
      in: folder.url)
    for name in ["plain", "labels", "soft"] {
      #expect(
        asked.output.contains(try Regex("\(name)\\s+DSC\\s+1\\s")), "\(asked.output)\(asked.error)")
    }
    let all = try Command(
      ["segment", "evaluate", "set/manifest.csv", "--quiet", "--json", "a.json"] + methods,
      in: folder.url)
    #expect(all.status == 0, "\(all.error)")
    let data = try Data(contentsOf: folder.url.appending(path: "a.json"))
    let json = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    let labels = try #require(json["labels"] as? [[String: Any]])
    let second = try #require(labels.first { $0["label"] as? Int == 2 })
    let scores = try #require(second["scores"] as? [[String: Any]])
    #expect(
      scores.filter { $0["dice"] as? Double != nil }.map { $0["method"] as? String } == ["labels"])
  }

  /// 0.7 as a map keeps it is less than 0.7, which once was below the threshold.
  @Test func aValueOfTheThresholdIsInside() throws {
    var bytes = NumPyHeader.bytes(rows: 12, columns: 12)
    for value in try decodeMask(square(at: 3)).samples {
      let pattern = (value > 0 ? Float(0.7) : 0.1).bitPattern
      bytes += (0..<4).map { UInt8(truncatingIfNeeded: pattern >> (8 * $0)) }
    }
    try folder.write(Array(bytes), to: "soft/map.npy")
    try folder.write("id,map\n0,map.npy\n", to: "soft/manifest.csv")
    let found = try evaluate("--masks", "soft", "--threshold", "0.7")
    #expect(found.output.contains(/soft\s+DSC\s+1\s/), "\(found.error)")
  }

  @Test func mapsAloneAreNoMasksOfAStore() throws {
    try folder.write("id,map\n0,exact/0.png\n", to: "maps.csv")
    let built = try Command(
      ["index", "build", "set/manifest.csv", "--store", "s", "--encoder", "pixels-8", "--quiet"],
      in: folder.url)
    #expect(built.status == 0, "\(built.error)")
    let found = try Command(["index", "masks", "s", "--masks", "maps.csv"], in: folder.url)
    #expect(found.status != 0 && found.error.contains("maps, not masks"), "\(found.error)")
    #expect(found.error.contains("save what is above a threshold as masks"))
  }

  @Test func mapsOfNoNumbersArePassedOverAndTheirMasksAreNot() throws {
    var bytes = NumPyHeader.bytes(rows: 12, columns: 12)
    for _ in 0..<144 { bytes += [0, 0, 0xC0, 0x7F] }
    try folder.write(Array(bytes), to: "nan/map.npy")
    try folder.write("id,mask,map\n0,../exact/0.png,map.npy\n", to: "nan/manifest.csv")
    let found = try evaluate("--masks", "nan")
    #expect(found.status == 0, "\(found.error)")
    #expect(found.error.contains("NaN or an infinite number at row 0, column 0"))
    #expect(found.output.contains(/nan\s+DSC\s+1\s/) && !found.output.contains("pixel AUC"))
  }

  @Test func labelsOfTrueMasksAreMeasuredByThemselves() throws {
    for index in 0..<6 {
      let values = (0..<144).map { UInt8($0 / 48) }
      let image = Image(width: 12, height: 12, channels: 1, samples: values)
      try folder.write(image.encodedPNG(), to: "set/truth-\(index).png")
      try folder.write(image.encodedPNG(), to: "exact/\(index).png")
    }
    let found = try evaluate("--masks", "exact")
    #expect(found.output.contains(/label\s+method\s+true masks/), "\(found.error)")
    #expect(found.output.contains(/2\s+exact\s+6\s+6\s+1\s/))
    let one = try evaluate("--masks", "exact", "--label", "2")
    #expect(one.status == 0 && !one.output.contains("label"))
  }

  @Test(
    arguments: [
      ([], "--masks PATH"),
      (["--masks", "exact", "--masks", "exact"], "two methods are called exact"),
      (["--masks", "exact", "--tolerance", "-1"], "--tolerance"),
      (["--masks", "exact", "--spacing", "0.5"], "--spacing"),
      (["--masks", "exact", "--spacing", "0,1"], "--spacing"),
      (["--masks", "exact", "--threshold", "nan"], "--threshold"),
      (["--masks", "exact", "--label", "256"], "--label"),
      (["--masks", "exact", "--label", "0"], "--label"),
      (["--masks", "nowhere"], "nowhere"),
      (["--masks", "others"], "expected masks of pictures of manifest.csv"),
      (["--masks", "twice.csv"], "two samples have the id 0"),
    ] as [([String], String)])
  func whatCannotBeEvaluatedIsRefused(words: [String], finding: String) throws {
    try folder.write(square(at: 3), to: "others/x.png")
    try folder.write("id,mask\n0,exact/0.png\n0,exact/1.png\n", to: "twice.csv")
    let found = try Command(
      ["segment", "evaluate", "set/manifest.csv", "--quiet"] + words, in: folder.url)
    #expect(found.status != 0 && found.error.contains(finding), "\(found.error)")
  }

  @Test func setsWithoutTrueMasksAreRefused() throws {
    let found = try Command(
      ["segment", "evaluate", "exact", "--masks", "moved", "--quiet"], in: folder.url)
    #expect(found.status == 1 && found.error.contains("no true mask; name each picture's"))
  }

  @Test func aPlanEvaluatesMasks() throws {
    try folder.write(
      """
      name: made
      source: manifest
      file: set/manifest.csv
      columns: {path: path, id: id, group: patient, mask: mask}
      """, to: "dataset.yaml")
    try folder.write(
      """
      title: Masks
      dataset: dataset.yaml
      encoders: [pixels-8]
      analyses:
        segmentation: {masks: [{name: A, path: exact}, {name: B, path: moved}], tolerance: 1, spacing: [2, 2]}
      """, to: "plan.yaml")
    let found = try Command(["run", "plan.yaml", "-o", "out"], in: folder.url)
    #expect(found.status == 0, "\(found.error)")
    let report = try text("out/report.md")
    #expect(report.contains("## Segmentation") && report.contains("0.7500"))
    #expect(report.contains("segmentation-worst") && report.contains("within 1 mm of the other"))
    let again = try Command(["report", "out"], in: folder.url)
    #expect(again.status == 0, "\(again.error)")
    #expect(try text("out/report.md") == report)
    // Masks of the pictures that a limit leaves out are nothing to tell.
    let part = try Command(["run", "plan.yaml", "-o", "part", "--set", "limit=4"], in: folder.url)
    #expect(part.status == 0, "\(part.error)")
    #expect(!(try text("part/report.md").contains("of no picture")))
  }

  @Test func storesKeepMasksOfSeveralMethods() throws {
    func index(_ words: String...) throws -> Command {
      try Command(["index"] + words, in: folder.url)
    }
    let built = try index(
      "build", "set/manifest.csv", "--store", "s", "--encoder", "pixels-8", "--quiet")
    #expect(built.status == 0, "\(built.error)")
    let added = try index("masks", "s", "--masks", "exact", "--masks", "unet=moved")
    #expect(added.status == 0, "\(added.error)")
    #expect(added.output.contains("unet: 6 items with a mask, 6 of them new or another"))
    let again = try index("masks", "s", "--masks", "unet=moved")
    #expect(again.output.contains("6 items with a mask, 0 of them new"))
    #expect(
      try index("stat", "s").output.contains(
        "items with a mask, by method: exact 6, truth 6, unet 6"))
    // Exact masks have other values than the true ones; moved ones are all alike.
    #expect(try index("export", "s", "-o", "out.npy").output.contains("6 × 64, 3 masks"))
    let found = try evaluate("--masks", "out.masks/unet.csv")
    #expect(found.output.contains(/unet\s+DSC\s+0\.75\s/), "\(found.error)")
    #expect(try text("out.masks/unet.csv").hasPrefix("id,mask,mask_method\n0,"))
    let names = try FileManager.default.contentsOfDirectory(
      atPath: folder.url.appending(path: "out.masks").path)
    #expect(names.count { $0.hasSuffix(".json") } == 3)
    let back = try index("build", "out.npy", "--table", "out.csv", "--store", "t")
    #expect(back.status == 0, "\(back.error)")
    #expect(try index("masks", "t", "--masks", "out.masks/unet.csv").status == 0)
    #expect(try index("stat", "t").output.contains("by method: truth 6, unet 6"))
    #expect(try index("verify", "t").output.contains("all as written"))
  }

  /// Masks of no item once ended well, and soft ones were taken without a word.
  @Test func masksOfAStoreThatSayNothingAreToldOf() throws {
    let built = try Command(
      ["index", "build", "set/manifest.csv", "--store", "s", "--encoder", "pixels-8", "--quiet"],
      in: folder.url)
    #expect(built.status == 0, "\(built.error)")
    func masks(_ folder: String) throws -> Command {
      try Command(["index", "masks", "s", "--masks", folder], in: self.folder.url)
    }
    try folder.write(square(at: 3), to: "others/z.png")
    let others = try masks("others")
    #expect(others.status != 0 && others.error.contains("found masks of z.png"), "\(others.error)")
    try folder.write("no mask", to: "broken/0.png")
    let broken = try masks("broken")
    #expect(broken.status != 0 && broken.error.contains("no mask of broken can be read"))
    let soft = Image(width: 12, height: 12, channels: 1, samples: (0..<144).map { UInt8($0) })
    try folder.write(soft.encodedPNG(), to: "soft/0.png")
    let taken = try masks("soft")
    #expect(taken.status == 0 && taken.output.contains("soft: 1 item with a mask, 1 of them new"))
    #expect(taken.error.contains("the masks of soft have 143 values but 0: they look soft"))
    #expect(taken.error.contains("1 mask of soft with colours, or with more labels"))
    #expect(!(try masks("exact").error.contains("warning")))
  }

  @Test func aTableMayNameWhatFoundItsMasks() throws {
    let rows = (0..<6).map { "set/\($0).png,\($0),moved/\($0).png,unet\n" }.joined()
    try folder.write("path,id,mask,mask_method\n" + rows, to: "unet.csv")
    for input in ["set/manifest.csv", "unet.csv"] {
      let built = try Command(
        ["index", "build", input, "--store", "s", "--encoder", "pixels-8", "--quiet"],
        in: folder.url)
      #expect(built.status == 0, "\(built.error)")
    }
    let found = try Command(["index", "stat", "s"], in: folder.url)
    #expect(found.output.contains("by method: truth 6, unet 6"))
    #expect(!found.output.contains("mask_method"))
  }
}
