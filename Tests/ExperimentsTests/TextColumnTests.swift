import Experiments
import FoundationEssentials
import TestSupport
import Testing

@Suite struct TextColumnTests {
  private func read(_ text: String, count: Int) throws -> [String] {
    let folder = try TemporaryFolder()
    return try TextColumn.read(try folder.write(text, to: "labels.txt").path, count: count)
  }

  @Test(arguments: ["a\nb c\nd\n", "a\nb c\nd", "a\r\nb c\r\nd\r\n"])
  func linesAreValuesWhateverTheirEnd(_ text: String) throws {
    #expect(try read(text, count: 3) == ["a", "b c", "d"])
  }

  @Test func countsThatDifferAndEmptyLinesAreRefused() {
    #expect(throws: SettingsError.self) { try read("a\nb\n", count: 3) }
    #expect(throws: SettingsError.self) { try read("a\n\nb\n", count: 3) }
    #expect(throws: SettingsError.self) { try TextColumn.read("/no/such/file", count: 1) }
  }
}
