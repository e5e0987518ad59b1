import Datasets
import Foundation
import Images
import TestSupport
import Testing

@Suite struct MaskListTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func list(_ table: String) throws -> MaskList {
    let file = try folder.write(table, to: "manifest.csv")
    return try MaskList(ManifestSource(masks: file).listing(), place: file.path)
  }

  private func name(_ reference: ImageReference?) -> String? {
    if case .file(let url, _)? = reference { url.lastPathComponent } else { nil }
  }

  @Test func tablesOfPicturesNameMasksAndMapsBesideThem() throws {
    let list = try list("path,id,mask,map\na.jpg,a,a.png,a.npy\nb.jpg,b,,b.npy\nc.jpg,c,,\n")
    #expect(list.ids == ["a", "b"])
    let found = list.masks(of: ["a", "b", "c"])
    #expect(name(found["a"]?.mask) == "a.png" && name(found["a"]?.map) == "a.npy")
    #expect(found["b"]?.mask == nil && name(found["b"]?.map) == "b.npy")
    #expect(found["c"] == nil && list.hasMasks)
  }

  @Test func tablesWithoutPicturesAreOfMasks() throws {
    let masks = try list("id,mask\na,a.png\n").masks(of: ["a"])
    #expect(name(masks["a"]?.mask) == "a.png" && masks["a"]?.map == nil)
    let maps = try list("id,map\na,a.npy\n")
    #expect(!maps.hasMasks)
    let found = maps.masks(of: ["a"])
    #expect(found["a"]?.mask == nil && name(found["a"]?.map) == "a.npy")
  }

  @Test func picturesAloneAreMasksOfPicturesOfTheirName() throws {
    let image = Image(width: 1, height: 1, channels: 1, samples: [1])
    for name in ["one/a.png", "one/b.c.png", "two/a.png"] {
      try folder.write(image.encodedPNG(), to: "masks/\(name)")
    }
    let root = folder.url.appending(path: "masks")
    let list = try MaskList(
      FolderSource(root: root, levels: []).listing(), place: root.path)
    #expect(name(list.masks(of: ["one/a.png"])["one/a.png"]?.mask) == "a.png")
    let found = list.masks(of: ["one/a.jpg", "one/b.c", "a.png", "one/b", "three"])
    #expect(name(found["one/a.jpg"]?.mask) == "a.png")
    #expect(name(found["one/b.c"]?.mask) == "b.c.png")
    #expect(found["a.png"] == nil && found["one/b"] == nil && found.others == 1)
  }

  @Test func namesThatFitTwoMasksFitNone() throws {
    let list = try list("path,id,mask\na,a.jpg,1.png\nb,a.tif,2.png\n")
    #expect(list.masks(of: ["a.png"])["a.png"] == nil)
    #expect(name(list.masks(of: ["a.tif"])["a.tif"]?.mask) == "2.png")
  }

  /// One mask once was scored for every picture whose name began like it.
  @Test(
    arguments: [
      (["a.jpg", "a.png"], "a.png", "a.png"), (["a.jpg", "a.tif"], "a.png", nil),
      (["a", "a.jpg"], "a.png", "a"), (["p1.01", "p1.02", "p1.03"], "p1.01", "p1.01"),
      (["p1.02", "p1.03"], "p1.01", nil), (["x.png", "x.png.jpg"], "x.png.tif", "x.png"),
    ] as [([String], String, String?)])
  func aMaskIsOfOnePictureAtMost(_ pictures: [String], _ mask: String, _ owner: String?) throws {
    let found = try list("id,mask\n\(mask),1.png\n").masks(of: pictures)
    #expect(pictures.filter { found[$0] != nil } == [owner].compactMap(\.self))
    #expect(found.others == (owner == nil ? 1 : 0))
  }

  @Test func twoMasksOfOneIDAreRefused() throws {
    #expect(throws: DatasetError.self) { try list("id,mask\na,a.png\na,b.png\n") }
    #expect(throws: DatasetError.self) { try list("id,label\na,b\n") }
  }

  @Test func aMapOfAnotherSizeIsReportedByItsFile() throws {
    let image = Image(width: 2, height: 1, channels: 1, samples: [1, 2])
    let file = try folder.write(image.encodedPNG(), to: "map.png")
    let reference = ImageReference.file(file)
    guard
      case .unreadable(let found) = reference.readMap(
        of: "a", width: 2, height: 2, limits: .standard)
    else {
      Issue.record("a map of another size was read")
      return
    }
    #expect(found.path == file.path && found.reason.contains("2 × 1 values"))
  }

  @Test func aFolderOfArraysAloneIsOneOfMaps() throws {
    let folder = try TemporaryFolder()
    try folder.write("", to: "maps/a/0.png.npy")
    try folder.write("", to: "maps/b.NPY")
    let maps = try #require(try MapFolderSource(root: folder.url.appending(path: "maps")))
    let list = try MaskList(maps.listing(), place: "maps")
    #expect(list.ids == ["a/0.png.npy", "b.NPY"] && !list.hasMasks)
    let matched = list.masks(of: ["a/0.png", "b.png", "c.png"])
    #expect(matched["a/0.png"]?.map != nil && matched["b.png"]?.map != nil && matched.others == 0)
    try folder.write("", to: "maps/c.png")
    #expect(try MapFolderSource(root: folder.url.appending(path: "maps")) == nil)
    #expect(try MapFolderSource(root: folder.url.appending(path: "gone")) == nil)
    #expect(try MapFolderSource(root: folder.url.appending(path: "maps/b.NPY")) == nil)
  }
}
