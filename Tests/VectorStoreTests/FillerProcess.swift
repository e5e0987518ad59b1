import Foundation

@testable import VectorStore

/// The program `StoreFiller`, which the build puts beside the tests.
struct FillerProcess {
  private let process = Process()
  private let output = Pipe()

  init(_ store: StoreAddress, first: Int) throws {
    process.executableURL = Bundle.module.bundleURL.deletingLastPathComponent()
      .appending(path: "StoreFiller")
    process.arguments = [store.description, "\(first)"]
    process.standardOutput = output
    try process.run()
  }

  /// Whole lines that it wrote before it was killed.
  func killed(afterLines count: Int) -> [Substring] {
    var text = Data()
    while text.count(where: { $0 == UInt8(ascii: "\n") }) < count {
      let more = output.fileHandleForReading.availableData
      if more.isEmpty { break }
      text += more
    }
    kill(process.processIdentifier, SIGKILL)
    text += output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    let lines = String(decoding: text, as: UTF8.self)
      .split(separator: "\n", omittingEmptySubsequences: false)
    return Array(lines.dropLast())
  }
}

/// What killed processes said that they had done.
struct FillerAccount {
  private(set) var added: Set<Int> = []
  private(set) var removed: Set<Int> = []
  private var uncertain: Set<Int> = []

  mutating func take(_ lines: [Substring]) {
    for line in lines {
      let words = line.split(separator: " ")
      let numbers = words.dropFirst().compactMap { Int($0) }
      switch words.first {
      case "added": added.formUnion(numbers)
      case "removing": uncertain.formUnion(numbers)
      case "removed": removed.formUnion(numbers)
      default: break
      }
    }
  }

  /// Whether what is there is what was acknowledged, and maybe more.
  func agrees(with present: Set<Int>) -> Bool {
    added.subtracting(uncertain).isSubset(of: present) && removed.isDisjoint(with: present)
  }
}
