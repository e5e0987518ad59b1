import Analyses
import Datasets
import Foundation

/// What the program prints: results on standard output, everything else on standard error.
enum Terminal {
  static func error(_ message: String) {
    write("semblance: error: \(message)\n")
  }

  static func warn(_ warnings: [AnalysisWarning]) {
    for warning in warnings {
      write("semblance: warning: \(warning.finding); \(warning.remedy)\n")
    }
  }

  /// At most five files by name.
  static func list(unreadable files: [UnreadableFile]) {
    for file in files.prefix(5) {
      write("semblance: skipped \(file.path): \(file.reason)\n")
    }
    if files.count > 5 { write("semblance: … and \(files.count - 5) more unreadable files\n") }
  }

  static func write(_ text: String) {
    FileHandle.standardError.write(Data(text.utf8))
  }

  /// A short table: the first column to the left, the others to the right.
  static func table(_ rows: [[String]]) {
    let columns = rows.map(\.count).max() ?? 0
    let widths = (0..<columns).map { column in
      rows.map { column < $0.count ? $0[column].count : 0 }.max() ?? 0
    }
    for row in rows {
      let cells = row.enumerated().map { column, cell in
        let padding = String(repeating: " ", count: widths[column] - cell.count)
        return column == 0 ? cell + padding : padding + cell
      }
      print(cells.joined(separator: "  "))
    }
  }
}
