import Datasets
import Foundation
import TestSupport
import Testing

/// Tables that other programs saved in a way that is not read.
@Suite struct TextProblemTests {
  private func refusal(_ bytes: [UInt8]) throws -> String {
    let file = try TemporaryFolder().url.appending(path: "t.csv")
    let folder = file.deletingLastPathComponent()
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }  // Its folder is of this test alone.
    try Data(bytes).write(to: file)
    let error = #expect(throws: DatasetError.self) { try ManifestSource(table: file) }
    return error?.description.replacing(file.path, with: "t.csv") ?? ""
  }

  @Test func aByteOfZeroWasCalledNoUTF8() throws {
    #expect(
      try refusal(Array("path\na\0.png\n".utf8))
        == "t.csv:2: a byte of zero, as in UTF-16 or what is no text; save it as UTF-8")
  }

  @Test(arguments: [[0xFF, 0xFE, 0x70, 0], [0xFE, 0xFF, 0, 0x70]] as [[UInt8]])
  func utf16IsNamed(_ bytes: [UInt8]) throws {
    #expect(try refusal(bytes) == "t.csv: the text is UTF-16; save it as UTF-8")
  }

  @Test func semicolonsAreNamed() throws {
    #expect(
      try refusal(Array("path;label\na.png;cat\n".utf8))
        == "t.csv:1: semicolons stand between the fields of path;label; save it with commas, "
        + "or as .tsv with tabs")
  }

  @Test func anEmptyTableHadColumnsWithoutNames() throws {
    #expect(
      try refusal([])
        == "t.csv: the file is empty; save a head line and a row for each picture")
  }
}
