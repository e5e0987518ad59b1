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
}
