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
    #expect(name(list.mask(of: "a")?.mask) == "a.png" && name(list.mask(of: "a")?.map) == "a.npy")
    #expect(list.mask(of: "b")?.mask == nil && name(list.mask(of: "b")?.map) == "b.npy")
    #expect(list.mask(of: "c") == nil)
  }

  @Test func tablesWithoutPicturesAreOfMasks() throws {
    let masks = try list("id,mask\na,a.png\n")
    #expect(name(masks.mask(of: "a")?.mask) == "a.png" && masks.mask(of: "a")?.map == nil)
    let maps = try list("id,map\na,a.npy\n")
    #expect(maps.mask(of: "a")?.mask == nil && name(maps.mask(of: "a")?.map) == "a.npy")
  }

  @Test func picturesAloneAreMasksOfPicturesOfTheirName() throws {
    let image = Image(width: 1, height: 1, channels: 1, samples: [1])
    for name in ["one/a.png", "one/b.c.png", "two/a.png"] {
      try folder.write(image.encodedPNG(), to: "masks/\(name)")
    }
    let root = folder.url.appending(path: "masks")
    let list = try MaskList(
      FolderSource(root: root, levels: []).listing(), place: root.path)
    #expect(name(list.mask(of: "one/a.png")?.mask) == "a.png")
    #expect(name(list.mask(of: "one/a.jpg")?.mask) == "a.png")
    #expect(name(list.mask(of: "one/b.c")?.mask) == "b.c.png")
    #expect(list.mask(of: "a.png") == nil && list.mask(of: "one/b") == nil)
    #expect(list.count(without: ["one/a.jpg", "three"]) == 2)
  }

  @Test func namesThatFitTwoMasksFitNone() throws {
    let list = try list("path,id,mask\na,a.jpg,1.png\nb,a.tif,2.png\n")
    #expect(list.mask(of: "a.png") == nil && name(list.mask(of: "a.tif")?.mask) == "2.png")
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
}
