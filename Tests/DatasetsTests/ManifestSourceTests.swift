import Datasets
import Foundation
import TestSupport
import Testing

@Suite struct ManifestSourceTests {
  @Test func columnsAreFoundByHeadingAndQuotesAreRead() async throws {
    let folder = try TemporaryFolder()
    for index in 1...3 { try folder.write(try picture(UInt8(index)), to: "images/\(index).png") }
    let table = """
      file,diagnosis,patient,note
      images/1.png,benign,p1,"a ""quoted"", word"
      images/2.png,malignant,p1,
      images/3.png,benign,p2,plain

      """
    let file = try folder.write(table, to: "table.csv")
    let dataset = try await load(
      ManifestSource(
        file: file,
        columns: [.path: "file", .label: "diagnosis", .group: "patient", .caption: "note"]))
    #expect(dataset.samples.map(\.label) == ["benign", "malignant", "benign"])
    #expect(dataset.samples.map(\.group) == ["p1", "p1", "p2"])
    #expect(dataset.samples.map(\.caption) == ["a \"quoted\", word", nil, "plain"])
  }

  @Test func columnsOfTextAreNumberedAndLabelsRenamed() async throws {
    let folder = try TemporaryFolder()
    try folder.write(try picture(1), to: "a.png")
    let file = try folder.write("a.png  1.0   mono\r\nb.png 0.0 poly\r\n", to: "labels.csv")
    let dataset = try await load(
      ManifestSource(
        file: file, columns: [.path: "1", .label: "2", .site: "3"], delimiter: .whitespace,
        hasHeader: false, labelNames: ["1.0": "defective"]))
    #expect(dataset.samples.first?.label == "defective")
    #expect(dataset.samples.first?.site == "mono")
    #expect(dataset.unreadable.map(\.path) == ["b.png"])
  }

  @Test func missingFilesAreListedAndShortRowsNamedByLine() async throws {
    let folder = try TemporaryFolder()
    try folder.write(try picture(1), to: "a.png")
    let listed = try folder.write("path\na.png\nb.png\n", to: "listed.csv")
    let dataset = try await load(ManifestSource(file: listed, columns: [.path: "path"]))
    #expect(dataset.unreadable.map(\.path) == ["b.png"])
    let short = try folder.write("path,label\na.png,x\nb.png\n", to: "short.csv")
    await #expect(
      throws: DatasetError.malformed(
        path: short.path, line: 3, finding: "1 fields where 2 are needed",
        remedy: "complete the row")
    ) {
      try await load(ManifestSource(file: short, columns: [.path: "path", .label: "label"]))
    }
  }

  @Test func equalIdsAreRefused() async throws {
    let folder = try TemporaryFolder()
    try folder.write(try picture(1), to: "a.png")
    let file = try folder.write("path\na.png\na.png\n", to: "twice.csv")
    await #expect(throws: DatasetError.self) {
      try await load(ManifestSource(file: file, columns: [.path: "path"]))
    }
  }

  @Test(arguments: ["\n", "\r\n", "\r"])
  func linesMayEndAsOnAnySystem(_ end: String) async throws {
    let folder = try TemporaryFolder()
    for name in ["a.png", "b.png"] { try folder.write(try picture(1), to: name) }
    for (delimiter, mark) in [(ManifestDelimiter.comma, ","), (.tab, "\t"), (.whitespace, "  ")] {
      let lines = ["path\(mark)label", "a.png\(mark)x", "", "b.png\(mark)y"]
      let file = try folder.write(lines.joined(separator: end) + end, to: "table")
      let dataset = try await load(
        ManifestSource(file: file, columns: [.path: "path", .label: "label"], delimiter: delimiter))
      #expect(dataset.samples.map(\.id) == ["a.png", "b.png"])
      #expect(dataset.samples.map(\.label) == ["x", "y"])
    }
  }

  @Test func quotedFieldsMayHoldLineEndsAndMarksOfTheirOwn() async throws {
    let folder = try TemporaryFolder()
    try folder.write(try picture(1), to: "a.png")
    try folder.write(try picture(2), to: "b.png")
    let text = "\u{FEFF}path,caption\n\"a.png\",\"two\r\nlines, \"\"quoted\"\"\"\nb.png,5\" tube\n"
    let file = try folder.write(text, to: "table.csv")
    let dataset = try await load(
      ManifestSource(file: file, columns: [.path: "path", .caption: "caption"]))
    #expect(dataset.samples.map(\.caption) == ["two\r\nlines, \"quoted\"", "5\" tube"])
  }

  /// Each of these once gave fewer samples, or other labels, without a word.
  @Test(
    arguments: [
      ("path,label\na.png,\"x\na.png,y\n", 2, "a quote is never closed"),
      ("path,label\na.png,\"x\na.png,\"y\"\n", 3, "text follows a closing quote"),
      ("path,note,label\na.png,one, two,x\n", 2, "4 fields under 3 columns"),
      ("path,label,label\na.png,x,y\n", 1, "2 columns are called \"label\""),
      ("path,label\n,x\n", 2, "the path is empty"),
    ])
  func rowsThatCannotBeTrustedAreRefused(text: String, line: Int, finding: String) async throws {
    let folder = try TemporaryFolder()
    try folder.write(try picture(1), to: "a.png")
    let file = try folder.write(text, to: "table.csv")
    do {
      _ = try await load(ManifestSource(file: file, columns: [.path: "path", .label: "label"]))
      Issue.record("read")
    } catch DatasetError.malformed(let path, let found, let what, _) {
      #expect(path == file.path && found == line && what == finding)
    }
  }

  @Test func emptyFieldsAtTheEndOfARowDoNoHarm() async throws {
    let folder = try TemporaryFolder()
    try folder.write(try picture(1), to: "a.png")
    let file = try folder.write("path,label\na.png,x,,\n,,\n", to: "table.csv")
    let dataset = try await load(
      ManifestSource(file: file, columns: [.path: "path", .label: "label"]))
    #expect(dataset.samples.map(\.label) == ["x"])
  }

  @Test func textInOtherEncodingsIsNamedAsSuch() async throws {
    let folder = try TemporaryFolder()
    let latin: [UInt8] = Array("path\nok.png\ncaf".utf8) + [0xE9] + Array(".png\n".utf8)
    let wide: [UInt8] = Array("path\n".utf8).flatMap { [$0, 0] }
    let known: [([UInt8], Int?, String)] = [
      (latin, 3, "the text is not UTF-8"), ([0xFF, 0xFE] + wide, nil, "the text is UTF-16"),
      (wide, 1, "a byte of zero, as in UTF-16 or what is no text"),
    ]
    for (bytes, line, finding) in known {
      let file = try folder.write(bytes, to: "table.csv")
      await #expect(
        throws: DatasetError.malformed(
          path: file.path, line: line, finding: finding, remedy: "save it as UTF-8")
      ) { try await load(ManifestSource(file: file, columns: [.path: "path"])) }
    }
  }

  @Test(arguments: ["", "\n\n", "path\n"])
  func tablesWithoutRowsAreEmpty(_ text: String) async throws {
    let folder = try TemporaryFolder()
    let file = try folder.write(text, to: "table.csv")
    await #expect(throws: DatasetError.empty(path: file.path, expected: "row")) {
      try await load(ManifestSource(file: file, columns: [.path: "path"]))
    }
  }

  /// Fetched by scripts/setup; see datasets/solar-cells.
  static let solarCells = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: ".semblance/datasets/elpv/elpv_dataset/data/labels.csv")
  static let areSolarCellsThere = FileManager.default.fileExists(atPath: solarCells.path)

  @Test(.enabled(if: areSolarCellsThere, "scripts/setup has not fetched elpv-dataset"))
  func solarCellsHaveTheirKnownCountsAndSize() async throws {
    let dataset = try await load(
      ManifestSource(
        file: Self.solarCells, columns: [.path: "1", .label: "2", .site: "3"],
        delimiter: .whitespace, hasHeader: false))
    #expect(dataset.samples.count == 2_624 && dataset.unreadable.isEmpty)
    #expect(dataset.samples.count { $0.site == "mono" } == 1_074)
    #expect(dataset.samples.count { $0.site == "poly" } == 1_550)
    let isAsKnown = dataset.facts.allSatisfy {
      $0.width == 300 && $0.height == 300 && $0.channels == 1
    }
    #expect(isAsKnown)
  }
}
