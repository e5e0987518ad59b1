import Foundation
import Images
import Testing

/// The table of all formats and modes in the documentation is what the decoders give.
///
/// With `UPDATE_GOLDEN=1` it is written anew.
@Suite struct FormatTableTests {
  private struct Row {
    let format: String
    let mode: String
    let reference: String
    let difference: Int
  }

  @Test func theDocumentedTableIsWhatIsMeasured() throws {
    let page = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../Sources/semblance/Documentation.docc/ImageFormats.md")
    let text = try String(contentsOf: page, encoding: .utf8)
    let heading = "| format | mode |"
    let start = try #require(text.range(of: heading)).lowerBound
    let end = text.range(of: "\n\n", range: start..<text.endIndex)?.lowerBound ?? text.endIndex
    let table = try measured()
    if ProcessInfo.processInfo.environment["UPDATE_GOLDEN"] == "1" {
      try Data(text.replacingCharacters(in: start..<end, with: table).utf8).write(to: page)
    } else {
      #expect(text[start..<end] == table)
    }
  }

  private func measured() throws -> String {
    let rows = try plainRows() + formatRows()
    let grouped = Dictionary(grouping: rows) { [$0.format, $0.mode, $0.reference] }
    let keys = grouped.keys.sorted { $0.lexicographicallyPrecedes($1) }
    let lines = keys.map { key in
      let differences = (grouped[key] ?? []).map(\.difference)
      return
        "| \(key[0]) | \(key[1]) | \(key[2]) | \(differences.count) | \(differences.max() ?? 0) |"
    }
    let head = """
      | format | mode | reference | cases | largest difference |
      |:--|:--|:--|--:|--:|
      """
    return ([head] + lines).joined(separator: "\n")
  }

  private func plainRows() throws -> [Row] {
    try References.cases().decode.map { reference in
      let parts = reference.file.split(separator: ".").map(String.init)
      let image = try decodeImage(try References.bytes(reference.file)).image
      return Row(
        format: parts[1] == "png" ? "PNG" : "JPEG",
        mode: parts[0].replacing("-", with: " "), reference: "Pillow",
        difference: try difference(image, try References.bytes(reference.pixels)))
    }
  }

  private func formatRows() throws -> [Row] {
    try FormatReferences.load().decode.map { reference in
      let image = try decodeImage(
        try References.bytes("formats/\(reference.file)"), frame: reference.frame,
        options: reference.options.decoding
      ).image
      let isWindowed = !Set(reference.notes).isDisjoint(with: ["windowAsAsked", "stretchedToRange"])
      return Row(
        format: reference.format, mode: reference.mode, reference: isWindowed ? "NumPy" : "Pillow",
        difference: try difference(image, try References.bytes("formats/\(reference.pixels)")))
    }
  }

  private func difference(_ image: Image, _ expected: [UInt8]) throws -> Int {
    try #require(image.samples.count == expected.count)
    return zip(image.samples, expected).map { abs(Int($0) - Int($1)) }.max() ?? 0
  }
}
