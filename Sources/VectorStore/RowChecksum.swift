import Crypto
import Foundation

/// The first 64 bits of a SHA-256 over the fields of a row, so that a flipped bit is found.
struct RowChecksum {
  private var hash = SHA256()

  mutating func add(_ number: Int?) {
    guard let number else { return add(kind: 0, count: 0) }
    add(kind: 1, count: number)
  }

  mutating func add(_ text: String?) {
    guard let text else { return add(kind: 0, count: 0) }
    add(kind: 2, count: text.utf8.count)
    hash.update(data: Array(text.utf8))
  }

  mutating func add(_ bytes: Data?) {
    guard let bytes else { return add(kind: 0, count: 0) }
    add(kind: 3, count: bytes.count)
    hash.update(data: bytes)
  }

  /// As the database keeps it.
  var value: Int64 {
    hash.finalize().prefix(8).reduce(0) { $0 << 8 | Int64($1) }
  }

  private mutating func add(kind: UInt8, count: Int) {
    hash.update(data: [kind] + (0..<8).map { UInt8(truncatingIfNeeded: count >> (8 * $0)) })
  }
}
