import Foundation

/// How far the memory that this program occupies rises from now on.
struct ResidentMemory {
  private let before: Int

  /// Nil where the system does not say, which is anywhere but on Linux.
  init?() {
    // Sets the highest mark back to what is occupied now; refused at worst, and then the mark is higher.
    try? Data("5".utf8).write(to: URL(filePath: "/proc/self/clear_refs"))
    guard let before = Self.kibibytes(of: "VmRSS") else { return nil }
    self.before = before
  }

  /// Bytes from the start to the highest mark since.
  var rise: Int? {
    Self.kibibytes(of: "VmHWM").map { max(0, $0 - before) * 1_024 }
  }

  private static func kibibytes(of field: String) -> Int? {
    // Not there: nil.
    guard let text = try? String(contentsOfFile: "/proc/self/status", encoding: .utf8) else {
      return nil
    }
    let line = text.split(separator: "\n").first { $0.hasPrefix("\(field):") }
    return line?.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Int($0) }
  }
}
