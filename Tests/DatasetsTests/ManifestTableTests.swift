import Datasets
import Foundation
import TestSupport
import Testing

@Suite struct ManifestTableTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    for index in 1...4 { try folder.write(try picture(UInt8(index)), to: "a/\(index).png") }
    try folder.write(try picture(1), to: "a/copy.png")
    try folder.write("no picture", to: "a/broken.png")
  }

  private func table(_ text: String) throws -> ManifestTable {
    try ManifestTable(file: folder.write(text, to: "table.csv"))
  }

  private let dirty = #"""
    id,path,label,note
    a,a/1.png,cat,"x, ""y"""
    b,a/2.png,cat,
    b,a/3.png,cat,
    c,./a/2.png,dog,
    a,a/1.png,cat,"x, ""y"""
    d,,dog,
    e,a/4.png
    f,a/copy.png,dog,
    g,a/broken.png,dog,
    h,a/gone.png,dog,
    i,a/3.png,dog,,,too many
    j,a/3.png,,
    k,a/4.png,dog,

    """#

  @Test func eachDroppedRowHasItsReason() async throws {
    let table = try table(dirty)
    let settings = CleaningSettings(required: [try table.position(of: "label")])
    let cleaned = try await table.cleaned(settings) { _, _ in }
    #expect(cleaned.table.rows.map(\.fields[0]) == ["a", "b", "k"])
    #expect(
      cleaned.dropped.map(\.problem) == [
        .equalID, .equalPath, .equalRow, .noPath, .fields, .equalPixels, .unreadable, .unreadable,
        .fields, .missingValue,
      ])
    #expect(cleaned.dropped.map(\.line) == [4, 5, 6, 7, 8, 9, 10, 11, 12, 13])
    #expect(cleaned.dropped[5].detail == "the same picture as in line 2, but label dog for cat")
    #expect(cleaned.dropped[5].keptLine == 2)
  }

  /// The training copy was kept and the evaluation item lost, without a word of it.
  @Test func theCopyOutsideTrainingStays() async throws {
    let cleaned = try await table(
      "id,path,split\na,a/1.png,train\nb,a/2.png,train\nc,a/copy.png,test\nd,a/2.png,val\n"
    ).cleaned { _, _ in }
    #expect(cleaned.table.rows.map(\.fields[0]) == ["c", "d"])
    #expect(cleaned.dropped.map(\.problem) == [.equalPixels, .equalPath])
    #expect(
      cleaned.dropped[0].detail == "the same picture as in line 4, but split train for test")
  }

  @Test func copiesAreKeptOnDemand() async throws {
    let cleaned = try await table(dirty).cleaned(CleaningSettings(keepsCopies: true)) { _, _ in }
    #expect(cleaned.table.rows.contains { $0.fields[0] == "f" })
  }

  @Test func aCleanTableIsWrittenAsItWas() async throws {
    let text = "path,label,note\na/1.png,cat,\"x, \"\"y\"\"\"\na/2.png,dog,\"two\nlines\"\n"
    let cleaned = try await table(text).cleaned { _, _ in }
    #expect(cleaned.dropped.isEmpty && cleaned.table.text == text)
    #expect(cleaned.table.moved(to: folder.url).text == text)
  }

  @Test func aTableInAnotherFolderNamesTheSamePictures() throws {
    let moved = try table("path,mask,label\na/1.png,a/2.png,cat\n/b.png,,dog\n")
      .moved(to: folder.url.appending(path: "x/y"))
    let expected = """
      path,mask,label,id
      ../../a/1.png,../../a/2.png,cat,a/1.png
      /b.png,,dog,/b.png

      """
    #expect(moved.text == expected)
  }

  /// 400 rows of 60 groups of many sizes and 3 classes.
  private func patients(reversed: Bool = false) throws -> ManifestTable {
    let rows = (0..<400).map { index in
      "\(index).png,\(["a", "b", "c"][(index * index) % 3]),p\((index * 7919) % 113 % 60)\n"
    }
    return try table("path,label,patient\n" + (reversed ? rows.reversed() : rows).joined())
  }

  private let shares = [("train", 0.7), ("val", 0.15), ("test", 0.15)].map { (name: $0, share: $1) }

  private func names(_ table: ManifestTable, _ parts: [[Int]]) -> [Set<String>] {
    parts.map { Set($0.map { table.rows[$0].fields[0] }) }
  }

  @Test func noGroupIsInTwoSplitsAndSharesAreMet() throws {
    let table = try patients()
    let parts = try table.split(SplitSettings(shares: shares, stratify: 1, group: 2, seed: 0))
    #expect(parts.flatMap(\.self).sorted() == Array(0..<400))
    let groups = parts.map { Set($0.map { table.rows[$0].fields[2] }) }
    #expect(groups[0].isDisjoint(with: groups[1]) && groups[0].isDisjoint(with: groups[2]))
    #expect(groups[1].isDisjoint(with: groups[2]))
    // No group has more than 8 rows.
    for (part, share) in zip(parts, shares) {
      #expect(abs(Double(part.count) - share.share * 400) <= 4, "\(share.name): \(part.count)")
    }
  }

  @Test func withoutGroupsEveryClassIsSpreadToTheRow() throws {
    let table = try patients()
    let parts = try table.split(SplitSettings(shares: shares, stratify: 1, seed: 3))
    for label in ["a", "b", "c"] {
      let total = Double(table.rows.count { $0.fields[1] == label })
      for (part, share) in zip(parts, shares) {
        let count = Double(part.count { table.rows[$0].fields[1] == label })
        #expect(abs(count - share.share * total) < 1.5)
      }
    }
  }

  @Test func splitsDependOnNamesAndSeedAlone() throws {
    let settings = SplitSettings(shares: shares, stratify: 1, group: 2, seed: 5)
    let table = try patients()
    let once = names(table, try table.split(settings))
    #expect(once == names(table, try table.split(settings)))
    let turned = try patients(reversed: true)
    #expect(once == names(turned, try turned.split(settings)))
    let other = SplitSettings(shares: shares, stratify: 1, group: 2, seed: 6)
    #expect(once != names(table, try table.split(other)))
  }

  @Test func aPictureThatIsThereTwiceCannotBeSplit() throws {
    let table = try table("path,label\na/1.png,x\n./a/1.png,y\n")
    #expect(throws: DatasetError.self) {
      try table.split(SplitSettings(shares: shares, seed: 0))
    }
  }
}
