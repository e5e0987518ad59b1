import Datasets
import Experiments
import Foundation
import TestSupport
import Testing

/// Sources by a description and by a path alone.
@Suite struct DatasetSourceTests {
  private let folder: TemporaryFolder
  private let installation = Installation(root: URL(filePath: "/nowhere"))

  /// A tar of one empty file called a.png: names and sizes are all that a listing reads.
  private static let tar: [UInt8] = {
    var header = [UInt8](repeating: 0, count: 512)
    func put(_ text: String, at offset: Int) {
      header.replaceSubrange(offset..<(offset + text.utf8.count), with: text.utf8)
    }
    put("a.png", at: 0)
    put("0000644", at: 100)
    put("00000000000", at: 124)
    put("00000000000", at: 136)
    put("        0", at: 148)
    put("ustar\u{0}00", at: 257)
    let sum = String(header.reduce(0) { $0 + Int($1) }, radix: 8)
    put(String(repeating: "0", count: 6 - sum.count) + sum + "\u{0} ", at: 148)
    return header + [UInt8](repeating: 0, count: 1_024)
  }()

  init() throws {
    folder = try TemporaryFolder()
    try folder.write("a.png\nb.png\n", to: "list.txt")
    try folder.write("path,label\na.png,x\n", to: "table.csv")
    try folder.write(
      #"{"images": [{"id": 1, "file_name": "a.png"}, {"id": 2, "file_name": "b.png"}]}"#,
      to: "coco.json")
    for name in ["one.tar", "s-0.tar", "s-1.tar", "odd[1].tar"] {
      try folder.write(Self.tar, to: name)
    }
  }

  private func ids(_ source: any DatasetSource) async throws -> [String] {
    try await source.listing().samples.map(\.id).sorted()
  }

  @Test(arguments: [
    ("list\nfile: list.txt", ["a.png", "b.png"]),
    ("coco\nfiles: [coco.json]\nroot: elsewhere", ["a.png", "b.png"]),
    ("archive\nfile: one.tar\nlevels: [label]", ["a.png"]),
    ("archive\nfile: 'odd[1].tar'", ["a.png"]),
    ("webdataset\nfile: 's-{0..1}.tar'", ["s-0/a", "s-1/a"]),
    ("manifest\nfile: table.csv\ncolumns: {path: path, mask: path}", ["a.png"]),
  ])
  func everySourceCanBeDescribed(_ text: String, _ expected: [String]) async throws {
    let file = try folder.write("name: mine\nsource: \(text)\n", to: "dataset.yaml")
    let description = try DatasetDescription(file: file, installation: installation)
    #expect(try await ids(description.source) == expected)
  }

  @Test(arguments: [
    ("list.txt", ["a.png", "b.png"]), ("table.csv", ["a.png"]), ("coco.json", ["a.png", "b.png"]),
    ("one.tar", ["a.png"]), ("odd[1].tar", ["a.png"]),
    ("s-{0..1}.tar", ["s-0/a.png", "s-1/a.png"]),
    ("s-*.tar", ["s-0/a.png", "s-1/a.png"]),
  ])
  func everySourceCanBeNamed(_ name: String, _ expected: [String]) async throws {
    let description = try DatasetDescription(
      input: folder.url.path + "/" + name, installation: installation)
    let found = try await ids(description.source)
    #expect(found == expected || found == expected.map { String($0.dropLast(4)) })
  }

  @Test func whatIsNotThereIsAnErrorWithItsName() async throws {
    for name in ["gone.csv", "gone.zip", "gone.npz", "gone", "gone-*.tar"] {
      let error = await #expect(throws: (any Error).self) {
        let description = try DatasetDescription(
          input: folder.url.path + "/" + name, installation: installation)
        _ = try await description.source.listing()
      }
      #expect("\(String(describing: error))".contains(name))
    }
  }
}
