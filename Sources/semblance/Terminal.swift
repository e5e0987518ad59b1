import Analyses
import Datasets
import Foundation

/// What the program prints: results on standard output, everything else on standard error.
///
/// Names of files and texts of tables pass through here, and come out as `printable` has them.
enum Terminal {
  /// A line of the results.
  static func show(_ line: String = "") {
    print(line.printable)
  }

  static func error(_ message: String) {
    note("error: \(message)")
  }

  /// A line beside the results.
  static func note(_ message: String) {
    write("semblance: \(message.printable)\n")
  }

  static func warn(_ warnings: [AnalysisWarning]) {
    for warning in warnings {
      note("warning: \(warning.finding); \(warning.remedy)")
    }
  }

  /// Each warning once, with the encoder that it is of.
  static func warn(of results: [AnalysisResult]) {
    var lines: [String] = []
    for result in results {
      let encoder = result.encoder.map { " (\($0))" } ?? ""
      for warning in result.warnings {
        let line = "warning\(encoder): \(warning.finding); \(warning.remedy)"
        if !lines.contains(line) { lines.append(line) }
      }
    }
    for line in lines { note(line) }
  }

  /// At most five files by name.
  static func list(unreadable files: [UnreadableFile]) {
    for file in files.prefix(5) {
      note("skipped \(file.path): \(file.reason)")
    }
    let more = files.count - 5
    if more > 0 { note("… and \(more) more unreadable file\(more == 1 ? "" : "s")") }
  }

  /// As it is, with what moves the cursor.
  static func write(_ text: String) {
    FileHandle.standardError.write(Data(text.utf8))
  }

  /// A short table: the first column to the left, the others to the right.
  static func table(_ cells: [[String]], left: Set<Int> = [0]) {
    let rows = cells.map { $0.map(\.printable) }
    let columns = rows.map(\.count).max() ?? 0
    let widths = (0..<columns).map { column in
      rows.map { column < $0.count ? $0[column].count : 0 }.max() ?? 0
    }
    for row in rows {
      let cells = row.enumerated().map { column, cell in
        let padding = String(repeating: " ", count: widths[column] - cell.count)
        guard left.contains(column) else { return padding + cell }
        return column == row.count - 1 && column > 0 ? cell : cell + padding
      }
      show(cells.joined(separator: "  "))
    }
  }
}
