/// A parameter of a statement, which travels in PostgreSQL's binary format.
public enum ServerValue: Sendable {
  case integer(Int)
  case number(Double)
  case text(String)
  case bytes([UInt8])
  case texts([String])
  case blobs([[UInt8]])
  case integers([Int])
  /// `real[]`.
  case reals([Float])
  /// Texts by name, for `jsonb`.
  case json(String)
  /// pgvector's `vector`, which the statement has to name, as in `$1::vector`.
  case vector([Float])

  /// Integers and texts of which there may be none.
  public static func optional(_ value: Int?) -> ServerValue? { value.map { .integer($0) } }
  public static func optional(_ value: String?) -> ServerValue? { value.map { .text($0) } }
  public static func optional(_ value: [UInt8]?) -> ServerValue? { value.map { .bytes($0) } }

  /// The number of its type in every PostgreSQL database (`pg_type.h`).
  var type: UInt32 {
    switch self {
    case .integer: 20
    case .number: 701
    case .text: 25
    case .bytes: 17
    case .texts: 1009
    case .blobs: 1001
    case .integers: 1016
    case .reals: 1021
    case .json: 3802
    // Differs between databases; the server takes what the statement says.
    case .vector: 0
    }
  }

  func append(to message: inout [UInt8]) {
    switch self {
    case .integer(let value): message.append(bigEndian: Int64(value))
    case .number(let value): message.append(bigEndian: value.bitPattern)
    case .text(let text): message += text.utf8
    case .bytes(let bytes): message += bytes
    case .texts(let texts): Self.append(texts.map { Array($0.utf8) }, of: 25, to: &message)
    case .blobs(let blobs): Self.append(blobs, of: 17, to: &message)
    case .integers(let numbers):
      Self.appendArrayHead(of: 20, count: numbers.count, to: &message)
      for number in numbers {
        message.append(bigEndian: Int32(8))
        message.append(bigEndian: Int64(number))
      }
    case .reals(let numbers):
      Self.appendArrayHead(of: 700, count: numbers.count, to: &message)
      message.reserveCapacity(message.count + 8 * numbers.count)
      for number in numbers {
        message.append(bigEndian: UInt64(4) << 32 | UInt64(number.bitPattern))
      }
    case .json(let text): message += [1] + text.utf8
    case .vector(let numbers):
      message.append(bigEndian: Int16(truncatingIfNeeded: numbers.count))
      message.append(bigEndian: Int16(0))
      message.append(bigEndian: numbers)
    }
  }

  private static func append(_ blobs: [[UInt8]], of type: UInt32, to message: inout [UInt8]) {
    appendArrayHead(of: type, count: blobs.count, to: &message)
    for blob in blobs {
      message.append(bigEndian: Int32(truncatingIfNeeded: blob.count))
      message += blob
    }
  }

  /// One dimension, no NULL, from 1 on; an empty array has no dimension.
  private static func appendArrayHead(of type: UInt32, count: Int, to message: inout [UInt8]) {
    message.append(bigEndian: Int32(count == 0 ? 0 : 1))
    message.append(bigEndian: Int32(0))
    message.append(bigEndian: type)
    guard count > 0 else { return }
    message.append(bigEndian: Int32(truncatingIfNeeded: count))
    message.append(bigEndian: Int32(1))
  }
}

extension [UInt8] {
  mutating func append<Number: FixedWidthInteger>(bigEndian number: Number) {
    unsafe Swift.withUnsafeBytes(of: number.bigEndian) { unsafe append(contentsOf: $0) }
  }

  mutating func append(bigEndian numbers: [Float]) {
    let swapped = numbers.map { $0.bitPattern.bigEndian }
    unsafe swapped.withUnsafeBytes { unsafe append(contentsOf: $0) }
  }
}
